"""What many names stand for, through one process."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable

from .call import failure, start
from .repository import Repository

_CHECK = ("cat-file", "--batch-check=%(objectname)")


def objects_named(repository: Repository, names: Iterable[str]) -> list[str]:
    """The id that each name stands for, such as `COMMIT:path`; the empty text for one that names nothing.

    Args:
        repository: The repository.
        names: Without line feeds.

    Raises:
        QmsError: `git-failed`.
    """
    with tempfile.TemporaryFile() as asked, tempfile.TemporaryFile() as told:
        asked.write("".join(f"{name}\n" for name in names).encode())
        asked.seek(0)
        process = start(repository.root, _CHECK, stdin=asked, stdout=told, stderr=subprocess.DEVNULL)
        if process.wait():
            raise failure(_CHECK[:1], b"an object cannot be read")
        told.seek(0)
        lines = told.read().decode(errors="replace").split("\n")[:-1]
    return ["" if line.endswith((" missing", " ambiguous")) else line for line in lines]
