"""Which files make one document, and its digest. Source: approval format 1, §3 (unit, digest)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

INDEX = "index.md"
_FOLDER = re.compile(r"([A-Z]{1,8}(?:-[A-Z]{1,8}){0,2}-[0-9]{1,6})(?:-.+)?", re.DOTALL)


def unit_folder(path: str) -> str:
    """The folder of the folder document a path lies in; the empty text when it can only be a one-file document."""
    if "-" not in path:
        return ""
    parts = path.split("/")
    for index, part in enumerate(parts[:-1]):
        if _FOLDER.fullmatch(part):
            return "/".join(parts[: index + 1])
    return ""


def unit_of(path: str) -> str:
    """The key of the document a path belongs to: its folder with a `/` at the end, or the path itself.

    The `/` tells them apart: `QP-04-title.md` would be a good name for a folder too.
    """
    folder = unit_folder(path)
    return f"{folder}/" if folder else path


def is_folder(unit: str) -> bool:
    """True for the key of a folder document."""
    return unit.endswith("/")


def index_of(unit: str) -> str:
    """The Markdown file with the front matter of a unit: the file itself, or the folder's index.md."""
    return unit + INDEX if is_folder(unit) else unit


def unit_id(unit: str) -> str:
    """The document id that the name of a folder document begins with."""
    match = _FOLDER.fullmatch(unit.rstrip("/").rpartition("/")[2])
    return match[1] if match else ""


def sha256(data: bytes) -> str:
    """sha256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def manifest(files: Iterable[tuple[str, str]]) -> str:
    """The digest of a folder: sha256 of the lines `digest`, two spaces, path, sorted by the bytes of the path.

    Args:
        files: Path relative to the folder, and sha256 of each file.
    """
    lines = sorted((path.encode(errors="surrogateescape"), digest) for path, digest in files)
    return sha256(b"".join(digest.encode() + b"  " + path + b"\n" for path, digest in lines))


def guarded_set(files: Iterable[tuple[str, str, str]]) -> str:
    """The digest of the guarded set: lines `mode`, space, `digest`, two spaces, path.

    Args:
        files: Path from the root, mode, and sha256 of each file.
    """
    lines = sorted((path.encode(errors="surrogateescape"), mode, digest) for path, mode, digest in files)
    return sha256(b"".join(f"{mode} {digest}  ".encode() + path + b"\n" for path, mode, digest in lines))
