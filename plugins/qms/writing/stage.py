"""Staging: the pages of the site as files in a folder, for any generator or none.

Writes only below the folder it is given, never through a link, and removes only what an earlier staging wrote there.
Each file is replaced in one step and only when it differs, so a generator that watches the folder sees no half file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from qms.errors import QmsError

from .whole import put_whole

MARKER = ".qms-stage.json"
_FORMAT = "qms-stage/1"
_FORBIDDEN = "\0" if os.sep == "/" else "\0\\:"


@dataclass(frozen=True, slots=True)
class Staged:
    """What one staging did, by path."""

    written: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]


def stage(out: Path, files: Mapping[str, bytes], *, keep_out: Iterable[Path] = (), force: bool = False) -> Staged:
    """Write files below a folder and remove what is no longer among them.

    Args:
        out: The folder; made when it is not there.
        files: Bytes by path, relative to the folder, with `/`.
        keep_out: Folders of sources: `out` may neither be one, nor lie in one, nor hold one.
        force: Write into a folder that holds other files; they stay unless a page has their name.

    Raises:
        QmsError: `stage-folder`, `stage-path` or `stage-failed`.
    """
    for path in files:
        _require_safe(path)
    _require_apart(out, keep_out)
    earlier = _earlier(out, force=force)
    try:
        out.mkdir(parents=True, exist_ok=True)
        # The marker is the union first: whatever happens next, every file of ours is known to be ours.
        put_whole(out / MARKER, _marker({*earlier, *files}))
        written = [path for path, data in files.items() if _put(out, path, data)]
        removed = [path for path in sorted(earlier.difference(files)) if _remove(out, path)]
        put_whole(out / MARKER, _marker(files))
    except OSError as error:
        message = f"cannot write {error.filename or out}: {error.strerror}"
        raise QmsError(message, "Name a folder you may write to.", "stage-failed") from None
    changed = set(written)
    return Staged(tuple(written), tuple(path for path in files if path not in changed), tuple(removed))


def _require_safe(path: str) -> None:
    """Refuse a path that could lead out of the folder or that is ours."""
    parts = path.split("/")
    plain = not any(char in path for char in _FORBIDDEN) and {"", ".", ".."}.isdisjoint(parts)
    if not plain or parts[0] == MARKER:
        raise QmsError(f"a page cannot be written to {path!r}", "Rename the document.", "stage-path")


def _require_apart(out: Path, keep_out: Iterable[Path]) -> None:
    place = out.resolve()
    for folder in keep_out:
        source = folder.resolve()
        if place == source or source in place.parents or place in source.parents:
            raise QmsError(
                f"{out} and the sources in {folder} would mix",
                "Name a folder that has nothing to do with your documents, such as `build/stage`.",
                "stage-folder",
            )


def _earlier(out: Path, *, force: bool) -> set[str]:
    """Paths that an earlier staging wrote here; refuses a folder that holds other things."""
    if out.exists() and not out.is_dir():
        raise QmsError(f"{out} is no folder", "Name a folder.", "stage-folder")
    try:
        data = json.loads((out / MARKER).read_bytes())
        if data["format"] == _FORMAT:
            return {path for path in data["files"] if isinstance(path, str) and _is_safe(path)}
    except (OSError, ValueError, KeyError, TypeError):
        pass
    if out.is_dir() and any(out.iterdir()) and not force:
        raise QmsError(
            f"{out} is not empty and was not made by `qms stage`",
            "Name another folder, or use --force to write among what is there.",
            "stage-folder",
        )
    return set()


def _is_safe(path: str) -> bool:
    try:
        _require_safe(path)
    except QmsError:
        return False
    return True


def _marker(paths: Iterable[str]) -> bytes:
    return (json.dumps({"format": _FORMAT, "files": sorted(paths)}, indent=1) + "\n").encode()


def _put(out: Path, path: str, data: bytes) -> bool:
    """Write one file; False when it already holds these bytes."""
    target = out / path
    _require_no_link(out, path)
    if target.is_file() and not target.is_symlink() and target.read_bytes() == data:
        return False
    put_whole(target, data)
    return True


def _require_no_link(out: Path, path: str) -> None:
    """Refuse a symbolic link on the way to a file: writing through it would leave the folder."""
    for parent in PurePosixPath(path).parents:
        if (out / parent).is_symlink() and str(parent) != ".":
            raise QmsError(
                f"{out / parent} is a symbolic link; writing through it would leave {out}",
                "Remove the link or name another folder.",
                "stage-path",
            )


def _remove(out: Path, path: str) -> bool:
    """Remove one file of ours, and the folders it leaves empty."""
    _require_no_link(out, path)
    target = out / path
    if not target.is_file() and not target.is_symlink():
        return False
    target.unlink()
    with suppress(OSError):  # A folder that holds anything stays.
        for parent in PurePosixPath(path).parents:
            if str(parent) != ".":
                (out / parent).rmdir()
    return True
