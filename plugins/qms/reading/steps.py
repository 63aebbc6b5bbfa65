"""The shape of history: which commits published, and which commits stand behind each of them.

The first-parent line of the tip is what was published, commit by commit. What a merge brought in was written by the
commits of its branch. Every commit stands behind exactly one published step: the first that reached it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from qms.git import Difference, LoggedCommit

from .documents import unit_folder
from .tree import SUBMODULE, SYMLINK, show_path


class Step(NamedTuple):
    """One published commit and the commits behind it, oldest first; none behind an ordinary commit."""

    commit: LoggedCommit
    behind: list[LoggedCommit]


class Located(NamedTuple):
    """A path of interest: its text, the document it belongs to, and its folder document ("" for a one-file one)."""

    path: str
    unit: str
    folder: str


Locator = Callable[[bytes], Located | None]


def locator(roots: Iterable[str], suffix: str) -> Locator:
    """A function from a path's bytes to the document it belongs to, or None; it remembers its answers."""
    starts = tuple(f"{root}/".encode() for root in roots)
    known: dict[bytes, Located | None] = {}

    def locate(raw: bytes) -> Located | None:
        if raw not in known:
            known[raw] = _locate(raw, starts, suffix)
        return known[raw]

    return locate


def _locate(raw: bytes, starts: tuple[bytes, ...], suffix: str) -> Located | None:
    if not raw.startswith(starts):
        return None
    path = show_path(raw)
    if folder := unit_folder(path):
        return Located(path, f"{folder}/index.md", folder)
    return Located(path, path, "") if path.endswith(suffix) else None


def is_file(difference: Difference) -> bool:
    """True when the path is an ordinary file after the change."""
    return difference.new.strip(b"0") != b"" and difference.mode.decode() not in (SYMLINK, SUBMODULE)


class Steps:
    """The commits of one `git log` pass, newest first, with only the differences that matter kept."""

    def __init__(self, commits: Iterable[LoggedCommit], locate: Locator) -> None:
        self._commits: dict[bytes, LoggedCommit] = {}
        for commit in commits:
            differences = [found for found in commit.differences if locate(found.path)]
            self._commits[commit.id] = commit._replace(differences=differences)

    def __len__(self) -> int:
        return len(self._commits)

    def line(self, tip: str, after: str = "") -> list[LoggedCommit] | None:
        """The first-parent line up to `tip`, oldest first; None when `after` is given and does not lie on it."""
        line: list[LoggedCommit] = []
        current = tip.encode()
        while commit := self._commits.get(current):
            line.append(commit)
            current = commit.parents.split(b" ")[0]
        if after and current != after.encode():
            return None
        line.reverse()
        return line

    def walk(self, line: list[LoggedCommit]) -> Iterator[Step]:
        """Each published commit with what stands behind it, oldest first."""
        taken = {commit.id for commit in line}
        order: dict[bytes, int] | None = None
        for commit in line:
            parents = commit.parents.split(b" ")[1:]
            behind: list[LoggedCommit] = []
            while parents:
                side = self._commits.get(parents.pop())
                if side and side.id not in taken:
                    taken.add(side.id)
                    behind.append(side)
                    parents += side.parents.split(b" ") if side.parents else []
            if len(behind) > 1:
                order = order or {found: index for index, found in enumerate(self._commits)}
                behind.sort(key=lambda found: -(order or {})[found.id])
            yield Step(commit, behind)


def writers(step: Step, paths: set[bytes], new: set[bytes]) -> list[LoggedCommit]:
    """The commits that wrote what a step published at some paths.

    Commits of the branch that touched them; merges within the branch only bring in what others wrote. A merge that
    published bytes which no commit behind it has combined or edited texts itself, and is named too.

    Args:
        step: The published commit.
        paths: The paths the change touched, old and new.
        new: The object ids it left there.
    """
    wrote: list[LoggedCommit] = []
    brought: list[LoggedCommit] = []
    made: set[bytes] = set()
    followed = set(paths)
    for commit in reversed(step.behind):
        touched = [found for found in commit.differences if found.path in followed]
        if touched:
            (brought if b" " in commit.parents else wrote).append(commit)
            made.update(found.new for found in touched)
            followed.update(_earlier_names(commit, touched))
    behind = wrote or brought
    behind.reverse()
    return behind if behind and new <= made else [*behind, step.commit]


def _earlier_names(commit: LoggedCommit, touched: list[Difference]) -> list[bytes]:
    """The paths that texts had before a commit of a branch renamed them.

    The same bytes, or the one text that went where the one text came; what is less plain is not guessed at.
    """
    came = [found for found in touched if not found.old.strip(b"0")]
    went = [found for found in commit.differences if not found.new.strip(b"0")]
    if len(came) == len(went) == 1:
        return [went[0].path]
    blobs = {found.new for found in came}
    return [found.path for found in went if found.old in blobs]
