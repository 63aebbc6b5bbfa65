"""The history alone, for whoever asks for nothing else: no document is opened, and nothing is judged."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from qms import git
from qms.errors import QmsError
from qms.model.change import History
from qms.trust.dates import Dates

from .anchors import anchor_for
from .cachefolder import kept_file
from .collector import without_collector
from .history import Progress, read_history
from .settings import settings_of
from .starting import tree_at


@without_collector()
def read_log(root: Path, *, progress: Progress | None = None, cache: bool = True) -> History:
    """Every document's published changes up to the commit that is checked out.

    Args:
        root: A folder in the repository.
        progress: Told what is being done, now and then.
        cache: Keep history between readings, in the user's cache folder.

    Raises:
        QmsError: No repository, a shallow clone, or broken settings.
    """
    repository = git.open_repository(root)
    git.require_full_history(repository)
    now = datetime.now(UTC)
    tip, tree = tree_at(repository, None, None, now)
    settings = settings_of(tree)
    found = None
    if tip:
        with suppress(QmsError):  # nothing is verified here
            found = anchor_for(repository, None, tree, settings)
    dates = Dates(repository, tip, now) if found else None
    kept = kept_file(repository, "tip") if cache else None
    return read_history(repository, tip, settings, cache=kept, progress=progress, dates=dates)
