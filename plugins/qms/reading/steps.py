"""The shape of history: which commits published, and which commits stand behind each of them.

The first-parent line of the tip is what was published, commit by commit. What a merge brought in was written by the
commits of its branch. Every commit stands behind exactly one published step: the first that reached it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import NamedTuple

from qms.git import Difference, LoggedCommit, seconds
from qms.trust.units import unit_folder

from .inside import is_aside
from .tree import show_path


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
    if is_aside(path):
        return None
    if folder := unit_folder(path):
        return Located(path, f"{folder}/index.md", folder)
    return Located(path, path, "") if path.endswith(suffix) else None


def is_file(mode: bytes) -> bool:
    """True for the mode of an ordinary file: not nothing, a symbolic link or a submodule."""
    return mode.startswith(b"100")


class Steps:
    """The commits of one `git log` pass, newest first, with only the differences that matter kept.

    Args:
        commits: The pass.
        locate: Tells which paths matter.
        tip: The commit the pass begins at.
        publish: Told of each text on the first-parent line as it goes by, so that it can be read meanwhile.
    """

    def __init__(
        self, commits: Iterable[LoggedCommit], locate: Locator, tip: str, publish: Callable[[str], None]
    ) -> None:
        self._commits: dict[bytes, LoggedCommit] = {}
        published = tip.encode()
        for commit in commits:
            self._commits[commit.id] = commit
            if commit.differences:
                commit.differences[:] = [found for found in commit.differences if locate(found.path)]
            if commit.id == published:  # a parent never comes before its child on this line
                published = commit.parents.split(b" ", 1)[0]
                for found in commit.differences:
                    located = locate(found.path)
                    if located and located.path == located.unit and is_file(found.mode):
                        publish(found.new.decode())

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
        for commit in line:
            parents = commit.parents.split(b" ")[1:]
            behind: list[LoggedCommit] = []
            while parents:
                side = self._commits.get(parents.pop())
                if side and side.id not in taken:
                    taken.add(side.id)
                    behind.append(side)
                    parents += side.parents.split(b" ") if side.parents else []
            yield Step(commit, _oldest_first(behind) if len(behind) > 1 else behind)


def _oldest_first(commits: list[LoggedCommit]) -> list[LoggedCommit]:
    """Parents before children whatever their clocks said; by time where neither is the other's. Given newest first.

    The order comes from these commits alone, so it is the same when history has grown since.
    """
    if all(child.parents == parent.id for child, parent in pairwise(commits)):
        return commits[::-1]  # one after the other, as nearly always
    inside = {commit.id: commit for commit in commits}
    parents = {commit.id: [one for one in commit.parents.split(b" ") if one in inside] for commit in commits}
    waiting = Counter(one for several in parents.values() for one in several)
    ready = [_later(commit) for commit in commits if not waiting[commit.id]]
    heapify(ready)
    order: list[LoggedCommit] = []
    while ready:
        commit = inside[heappop(ready)[1]]
        order.append(commit)
        for one in parents[commit.id]:
            waiting[one] -= 1
            if not waiting[one]:
                heappush(ready, _later(inside[one]))
    order.reverse()
    return order


def _later(commit: LoggedCommit) -> tuple[int, bytes]:
    return -seconds(commit.committed), commit.id


def writers(step: Step, paths: set[bytes], new: set[bytes]) -> list[LoggedCommit]:
    """The commits that wrote what a step published at some paths.

    Commits of the branch that touched them; merges within the branch only bring in what others wrote. A merge, within
    the branch or the published one, that made published bytes no other commit behind it has combined or edited texts
    itself, and is named too.

    Args:
        step: The published commit.
        paths: The paths the change touched, old and new.
        new: The object ids it left there.
    """
    found: list[tuple[LoggedCommit, set[bytes]]] = []
    followed = set(paths)
    for commit in reversed(step.behind):
        touched = [one for one in commit.differences if one.path in followed]
        if touched:
            found.append((commit, {one.new for one in touched}))
            followed.update(_earlier_names(commit, touched))
    found.reverse()
    wrote = set[bytes]().union(*(made for commit, made in found if not _merges(commit)))
    combined = new - wrote
    named = [commit for commit, made in found if not _merges(commit) or made & combined]
    named = named or [commit for commit, _ in found]
    made_behind = wrote.union(*(made for _, made in found))
    return named if named and new <= made_behind else [*named, step.commit]


def _merges(commit: LoggedCommit) -> bool:
    return b" " in commit.parents


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
