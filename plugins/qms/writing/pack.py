"""An audit pack on the disk: its files, the list with their digests, the trial by its own verifier, and the zip file.

The same files give the same bytes: sorted names, one time, fixed modes, nothing of this machine.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qms.errors import QmsError

SUMS = "SHA256SUMS"
PROGRAM = "verify.py"
_TIME = (1980, 1, 1, 0, 0, 0)  # the first that a zip file can hold
_UNIX, _FILE, _PROGRAM = 3, 0o100644, 0o100755
_UNDECIDED = 2


@dataclass(frozen=True, slots=True)
class Trial:
    """What the verifier of a pack said about it: its exit code, and its words."""

    code: int
    said: str

    @property
    def undecided(self) -> bool:
        """True when something could not be looked at here, such as for want of ssh-keygen."""
        return self.code == _UNDECIDED


@dataclass(frozen=True, slots=True)
class Packed:
    """A finished pack: how many files, how many bytes, and its digests."""

    files: int
    size: int
    sha256: str
    sums_sha256: str


def require_free(out: Path, *, force: bool) -> None:
    """Refuse a place where nothing can be written, or where something is that may not be replaced.

    Raises:
        QmsError: `output-exists` or `output-failed`.
    """
    if out.is_dir():
        raise QmsError(f"{out} is a folder", f"Name a file in it, such as {out / 'pack.zip'}.", "output-failed")
    if not out.resolve().parent.is_dir():
        raise QmsError(f"there is no folder {out.parent}", "Make it, or name a file elsewhere.", "output-failed")
    if (out.exists() or out.is_symlink()) and not force:
        raise QmsError(f"{out} is there already", "Name another file, or use --force to replace it.", "output-exists")


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder; errors as `zip_folder`."""
    try:
        for path, data in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    except OSError as error:
        raise _unwritable(folder, error) from None


def finish(folder: Path) -> None:
    """Write the list of all files with their digests; nothing may be added afterwards."""
    lines = [f"{_sha256(folder / path)}  {path}\n" for path in _paths(folder)]
    put(folder, {SUMS: "".join(lines).encode()})


def try_out(folder: Path) -> Trial:
    """Let the pack's own verifier judge the pack, as its reader will: no module but Python's own."""
    command = [sys.executable, "-I", str(folder / PROGRAM)]
    done = subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - our own program
    return Trial(done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace"))


def zip_folder(folder: Path, out: Path) -> Packed:
    """Make the zip file of a finished folder, in one step: there is never half a pack.

    Raises:
        QmsError: `output-failed`.
    """
    paths = _paths(folder)
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
            for path in paths:
                entry = zipfile.ZipInfo(path, _TIME)
                entry.create_system = _UNIX
                entry.external_attr = (_PROGRAM if path == PROGRAM else _FILE) << 16
                entry.compress_type = zipfile.ZIP_DEFLATED
                with (folder / path).open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
                    shutil.copyfileobj(source, target, 1 << 20)
        size, digest = part.stat().st_size, _sha256(part)
        part.replace(out)
    except OSError as error:
        raise _unwritable(out, error) from None
    finally:
        part.unlink(missing_ok=True)
    return Packed(len(paths), size, digest, _sha256(folder / SUMS))


def _paths(folder: Path) -> list[str]:
    """Every file, sorted by its path."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _unwritable(path: Path, error: OSError) -> QmsError:
    told = f"cannot write {path}: {error.strerror}"
    return QmsError(told, "Make room, or name a file in a folder you may write to.", "output-failed")
