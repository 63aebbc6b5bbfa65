"""Where readings are kept between runs: in the user's cache folder, never in the repository."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from qms.git import Repository


def cache_folder() -> Path | None:
    """The folder for what can be read again; None when the user has none."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    # A relative name means nothing (XDG), and `~` stays as it is where nobody has a home, as in some containers.
    folder = Path(named if os.path.isabs(named) else os.path.expanduser("~/.cache"))  # noqa: PTH111, PTH117
    return folder / "qms" if folder.is_absolute() else None


def kept_file(repository: Repository, name: str) -> Path | None:
    """The file that keeps one kind of reading of a repository; None when there is no place for it."""
    folder = cache_folder()
    place = hashlib.sha256(os.fsencode(repository.common_dir)).hexdigest()[:16]
    return folder / f"{place}-{name}.json" if folder else None
