"""Writing a file whole: beside its place first, then into it in one step; who reads meanwhile sees all or nothing."""

from __future__ import annotations

import os
from pathlib import Path


def put_whole(target: Path, data: bytes, *, mode: int | None = None) -> None:
    """Write a file, and the folders it needs; a link in its place is replaced, never followed.

    Args:
        target: The file.
        data: Its bytes.
        mode: Its rights; those of any new file when left out.

    Raises:
        OSError: It cannot be written; what was there is as it was.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".qms-{os.getpid()}.tmp")
    temporary.unlink(missing_ok=True)
    try:
        with temporary.open("xb") as stream:
            stream.write(data)
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
