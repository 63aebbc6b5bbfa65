"""One tree of files, from a commit or from the work tree, under one interface.

The only two ways in: `commit_tree` reads objects, `work_tree` reads the disk. Symbolic links are listed and never
followed; what git ignores does not exist.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from qms import git
from qms.errors import QmsError
from qms.git import Repository
from qms.trust.source import MAX_FILE

SYMLINK = "120000"
SUBMODULE = "160000"


@dataclass(frozen=True, slots=True)
class TreeFile:
    """One path of a tree.

    Attributes:
        path: The path as text; bytes that are not UTF-8 are written in hexadecimal.
        raw: The path as git has it.
        mode: `100644`, `100755`, `120000` (symbolic link) or `160000` (submodule).
        blob: The object id at the commit; empty for a file that no commit has.
    """

    path: str
    raw: bytes
    mode: str
    blob: str


@dataclass(frozen=True, slots=True)
class Tree:
    """Files by path, and the way to their bytes.

    Attributes:
        commit: The commit it is; empty for the work tree.
        load: Bytes of the paths asked for; a path that is gone or no file is left out.
        edited: Of paths and bytes: the paths whose bytes no commit has. Always empty for a commit.
    """

    files: Mapping[str, TreeFile]
    commit: str
    load: Callable[[Iterable[str]], dict[str, bytes]]
    edited: Callable[[Mapping[str, bytes]], frozenset[str]]


def show_path(raw: bytes) -> str:
    """A path as text that can be printed, whatever its bytes are."""
    return raw.decode("utf-8", errors="backslashreplace")


def commit_tree(repository: Repository, commit: str) -> Tree:
    """The tree of a commit."""
    entries = git.list_tree(repository, commit)
    files = {show_path(e.path): TreeFile(show_path(e.path), e.path, e.mode, e.id) for e in entries}

    def load(paths: Iterable[str]) -> dict[str, bytes]:
        wanted = [path for path in paths if path in files and files[path].mode not in (SYMLINK, SUBMODULE)]
        blobs = git.read_blobs(repository, [files[path].blob for path in wanted])
        return {path: data for path, (_, data) in zip(wanted, blobs, strict=True)}

    return Tree(files, commit, load, lambda _: frozenset())


def work_tree(repository: Repository, head: str) -> Tree:
    """The work tree, with the object ids of the commit it stands on."""
    committed = {entry.path: entry for entry in git.list_tree(repository, head)} if head else {}
    files = {}
    real = {b"": True}
    for raw in git.list_work_files(repository):
        path = show_path(raw)
        entry = committed.get(raw)
        mode = _mode(repository, raw) if _in_real_folder(repository, raw, real) else ""
        if mode:
            files[path] = TreeFile(path, raw, mode, entry.id if entry else "")
    return Tree(files, "", lambda paths: _load(repository, files, paths), lambda data: _edited(files, data))


def _load(repository: Repository, files: Mapping[str, TreeFile], paths: Iterable[str]) -> dict[str, bytes]:
    """Read files from the disk.

    Where git's filters (line ends) make the bytes on disk differ from the commit's although nothing was edited, the
    commit's bytes count: they are what others will see and what is approved.
    """
    data: dict[str, bytes] = {}
    for path in paths:
        file = files.get(path)
        if file and file.mode not in (SYMLINK, SUBMODULE):
            try:
                with open(_on_disk(repository, file.raw), "rb") as stream:  # noqa: PTH123 - the path may be any bytes
                    data[path] = stream.read(MAX_FILE + 1)
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError as error:  # To leave it out would be to judge a manual without it.
                message = f"{path} cannot be read: {error.strerror}"
                raise QmsError(message, "Mend its permissions.", "repository-unreadable") from None
    differing = [path for path in _edited(files, data) if files[path].blob]
    if differing:
        changed = git.changed_work_files(repository)
        filtered = [path for path in differing if files[path].raw not in changed]
        blobs = git.read_blobs(repository, [files[path].blob for path in filtered])
        data.update({path: blob for path, (_, blob) in zip(filtered, blobs, strict=True)})
    return data


def _edited(files: Mapping[str, TreeFile], data: Mapping[str, bytes]) -> frozenset[str]:
    return frozenset(path for path, content in data.items() if files[path].blob != _object_id(files[path], content))


def _object_id(file: TreeFile, content: bytes) -> str:
    digest = hashlib.sha256 if len(file.blob) == 64 else hashlib.sha1  # noqa: PLR2004 - git's two object formats
    return digest(b"blob %d\0" % len(content) + content).hexdigest()


def _mode(repository: Repository, raw: bytes) -> str:
    try:
        status = os.lstat(_on_disk(repository, raw))
    except OSError:
        return ""
    if stat.S_ISLNK(status.st_mode):
        return SYMLINK
    if stat.S_ISDIR(status.st_mode):
        return SUBMODULE
    if not stat.S_ISREG(status.st_mode):  # a pipe or device in a file's place, which might never end
        return ""
    return "100755" if status.st_mode & 0o111 else "100644"


def _in_real_folder(repository: Repository, raw: bytes, known: dict[bytes, bool]) -> bool:
    """False when a symbolic link stands in the place of a folder above a path, and the path leads elsewhere."""
    folder = raw.rstrip(b"/").rpartition(b"/")[0]
    if folder not in known:
        above = _in_real_folder(repository, folder, known)
        known[folder] = above and _mode(repository, folder) != SYMLINK
    return known[folder]


def _on_disk(repository: Repository, raw: bytes) -> bytes:
    return os.path.join(os.fsencode(repository.root), raw)  # noqa: PTH118 - the path may be any bytes
