"""What one published commit did, document by document."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from qms import git
from qms.git import LoggedCommit

from .steps import Locator, is_file


class Touch(NamedTuple):
    """One document in one step: its path, object id and content after it (empty when it went), and the id before."""

    unit: str
    blob: str
    content: str
    before: str
    raw_paths: tuple[bytes, ...]
    new: tuple[bytes, ...]


def touches_of(commit: LoggedCommit, folders: dict[str, dict[str, str]], locate: Locator) -> list[Touch]:
    """What a published commit did, by document."""
    touches: list[Touch] = []
    by_folder: dict[str, list[git.Difference]] = {}
    for found in commit.differences:
        located = locate(found.path)
        if located is None:
            continue
        if located.folder:
            by_folder.setdefault(located.folder, []).append(found)
            continue
        blob = found.new.decode() if is_file(found.mode) else ""
        before = found.old.decode() if is_file(found.old_mode) else ""
        if blob != before:
            touches.append(Touch(located.unit, blob, blob, before, (found.path,), (found.new,)))
    touches += filter(None, (_folder_touch(folder, found, folders, locate) for folder, found in by_folder.items()))
    # A folder without index.md is no document yet.
    return [touch for touch in touches if touch.blob or touch.before]


def _folder_touch(
    folder: str, differences: list[git.Difference], folders: dict[str, dict[str, str]], locate: Locator
) -> Touch | None:
    """What a published commit did to a folder document; None when no file of it has other bytes than before."""
    old = folders.get(folder, {})
    files = folders[folder] = dict(old)
    unit = f"{folder}/index.md"
    before = old.get(unit, "")
    for found in differences:
        located = locate(found.path)
        if located and is_file(found.mode):
            files[located.path] = found.new.decode()
        elif located:
            files.pop(located.path, None)
    if files == old:
        return None
    listing = "".join(f"{path[len(folder) :]}\0{blob}\0" for path, blob in sorted(files.items()))
    blob = files.get(unit, "")
    return Touch(
        unit,
        blob,
        hashlib.sha256(listing.encode()).hexdigest() if blob else "",
        before,
        tuple(found.path for found in differences),
        tuple(found.new for found in differences),
    )
