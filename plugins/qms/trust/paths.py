"""Parts 1 and 2 of a step: every path is one that all systems can hold, has a kind, and records are only ever added.

Source: approval format 1, §7 S 1 and 2.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from qms.model.policy import POLICY_PATH

from .classify import Kind
from .grammar import FORBIDDEN_CATEGORIES, is_clean
from .state import RECORDS, File, folder_of, spellings
from .step import SUBMODULE, Step

REGULAR = "100644"
EXECUTABLE = "100755"
SYMLINK = "120000"
MAX_BYTES = 240
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")
# A Windows device before the first dot of a name, or a name that ends in a dot or a space.
_UNHOLDABLE = re.compile(r"(?:^|/)(?:con|prn|aux|nul|com[1-9]|lpt[1-9])(?=[./]|$)|[. ](?=/|\Z)", re.IGNORECASE)
_GIT_NAMES = frozenset({"", ".", "..", ".git", "git~1"})
_CHARACTERS = frozenset('<>:"|?*\\')


def check_paths(step: Step) -> None:
    """Part 1: paths, modes and kinds of everything the step adds or changes."""
    check_doubled(step)
    check_paths_whole(step)


def check_doubled(step: Step) -> None:
    """Part 1: no name stands twice in a tree."""
    for path in step.doubled:
        step.refuse("path-collision", path, "the tree holds two entries of this name")


def check_paths_whole(step: Step) -> None:
    """Part 1 without its limit on the number of paths: what the whole tree at the anchor must hold to as well."""
    _check_collisions(step)
    for path, file in step.present():
        for code, message in path_faults(path):
            step.refuse(code, path, message)
        _check_mode(step, path, file)
        _check_kind(step, path)
    _check_folders(step)
    if step.state.recheck_modes:
        for path, file in step.state.files.items():
            if file.mode == EXECUTABLE and path not in step.changes:
                _check_mode(step, path, file)


def path_faults(path: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a path itself: codes and messages. Undecodable bytes stand in it as surrogates."""
    if len(path) > MAX_BYTES or not path.isascii():
        try:
            length = len(path.encode())
        except UnicodeEncodeError:
            yield "path-encoding", "the path is not UTF-8"
            return
        if length > MAX_BYTES:
            yield "path-length", f"the path has {length} bytes; at most {MAX_BYTES} are allowed"
    unholdable = _UNHOLDABLE.search(path)
    if not unholdable and _PLAIN.fullmatch(path):
        return
    if not is_clean(path) and not _forbidden(path):
        yield "path-not-normal", "accents in the path are stored as separate characters (not NFC)"
    if odd := _forbidden(path):
        yield "path-character", f"the path holds {odd}"
    if unholdable or not _GIT_NAMES.isdisjoint(path.casefold().split("/")):
        yield "path-character", "a name in the path is one that some systems cannot hold"


def _forbidden(path: str) -> str:
    """A character no path may hold, as a text that can be printed."""
    for character in path:
        if character in _CHARACTERS or unicodedata.category(character) in FORBIDDEN_CATEGORIES:
            return f"`{character}`" if character.isprintable() else f"U+{ord(character):04X}"
    return ""


def _check_collisions(step: Step) -> None:
    """No path or folder equals another when letter case is ignored."""
    gone: Counter[str] = Counter()
    for path, change in step.changes.items():
        if change.new is None:
            gone.update(spelling.casefold() for spelling in spellings(path))
    spelled: dict[str, str] = {}
    for path, change in step.changes.items():
        if change.old is not None:
            continue
        for spelling in spellings(path):
            key = spelling.casefold()
            known, count = step.state.folded.get(key, ("", 0))
            first = spelled.setdefault(key, known if count > gone[key] else spelling)
            if first != spelling:
                step.refuse("path-collision", path, f"`{spelling}` and `{first}` differ in letter case only")
                break


def _check_mode(step: Step, path: str, file: File) -> None:
    if file.mode == SYMLINK:
        step.refuse("path-symlink", path, "this is a symbolic link")
    elif file.mode == SUBMODULE:
        step.refuse("path-submodule", path, "this is a submodule")
    elif file.mode == EXECUTABLE:
        if step.kind(path) not in (Kind.GUARDED, Kind.UNCONTROLLED):
            step.refuse("path-mode", path, "the file is executable, and neither guarded nor uncontrolled")
    elif file.mode != REGULAR:
        step.refuse("path-mode", path, f"mode {file.mode} is not that of a file")


def _check_kind(step: Step, path: str) -> None:
    placement = step.state.classifier.classify(path)
    if placement.code == "path-ambiguous":
        step.refuse(placement.code, path, f"the path is {' and '.join(placement.matched)} at once")
    elif placement.code:
        step.refuse(placement.code, path, "the path is in no class, not guarded, no evidence and not uncontrolled")


def _check_folders(step: Step) -> None:
    """Part 1, §3: as soon as one file of a folder document is in a class, all are in that class."""
    for folder in sorted({folder_of(path) for path in step.changes} - {""}):
        for path, message in folder_faults(step, folder):
            step.refuse("path-ambiguous", path, message)


def files_below(step: Step, folder: str) -> list[str]:
    """Every path below a folder after the step, sorted by its bytes; records and the policy never count."""
    paths = {path for path in step.state.folders.get(folder, ()) if step.after(path)}
    paths |= {path for path, _ in step.present() if folder_of(path) == folder}
    return sorted(paths, key=lambda path: path.encode(errors="surrogateescape"))


def folder_faults(step: Step, folder: str) -> Iterator[tuple[str, str]]:
    """The files of a folder document that are not in the class of the others."""
    classes = {path: step.class_of(path) for path in files_below(step, folder)}
    names = sorted(set(classes.values()) - {""})
    if not names:
        return
    for path, name in classes.items():
        if name != names[0]:
            yield path, f"other files of the document {folder} are in the class {names[0]}, this one is not"


def check_only_added(step: Step) -> None:
    """Part 2: records and evidence are only ever added, and the policy stays."""
    for path, change in step.changes.items():
        if change.old is None:
            continue
        if path == POLICY_PATH:
            if change.new is None:
                step.refuse("policy-deleted", path, "the policy was removed")
        elif path.startswith(RECORDS) or step.kind(path) is Kind.EVIDENCE:
            if change.new is None:
                step.refuse("record-deleted", path, "a record was removed")
            else:
                step.refuse("record-edited", path, "a record was changed")
