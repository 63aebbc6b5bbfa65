"""Files that keep what was read, for the next time: each sealed by its sha256, so that a torn one counts as none."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

_SEAL = 64  # bytes before the rest, its sha256


def read_sealed(file: Path) -> bytes:
    """What a file keeps; nothing when there is none or its seal is broken.

    Raises:
        OSError: The file cannot be read.
    """
    whole = file.read_bytes()
    seal, kept = whole[:_SEAL], whole[_SEAL:]
    return kept if seal == _seal(kept) else b""


def write_sealed(file: Path, kept: bytes) -> None:
    """Keep something. Not being able to is no reason to fail."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as stream:
            stream.write(_seal(kept) + kept)
        os.replace(stream.name, file)  # noqa: PTH105 - one call, one name


def _seal(kept: bytes) -> bytes:
    return hashlib.sha256(kept).hexdigest().encode()
