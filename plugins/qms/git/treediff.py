"""What trees differ in, read from the trees themselves: every tree that is looked into was hashed again.

Many pairs at once, level by level, so that git is asked a few times for thousands of steps.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Sequence
from typing import NamedTuple

from .objects import ObjectReader
from .trees import EMPTY, FOLDER, Tree, TreeDifference, compare_trees, parse_tree

_KEPT = 16
_LONGEST = 4_096


class TreeChange(NamedTuple):
    """One path that differs: what stood there and what stands there now, as mode and object id; None for nothing."""

    path: bytes
    old: tuple[str, str] | None
    new: tuple[str, str] | None


NOTHING = TreeChange(b"", None, None)


class _Pair(NamedTuple):
    """Two folders to compare; an empty id stands for no folder."""

    step: int
    prefix: bytes
    old: str
    new: str


class _Trees:
    """Trees by id, taken apart when asked for. The last ones are kept: one step's new tree is the next one's old."""

    def __init__(self, data: dict[str, bytes]) -> None:
        self._data = data
        self._kept: OrderedDict[str, Tree] = OrderedDict({"": EMPTY})

    def compare(self, old: str, new: str) -> tuple[Tree, TreeDifference]:
        """The new tree, and what it and the old one differ in; an empty id is the empty tree."""
        before = self._kept.get(old) or self._keep(old, parse_tree(old, self._data[old]))
        if not new:
            return EMPTY, TreeDifference(before.entries, [])
        after, difference = compare_trees(before, new, self._data[new])
        return self._keep(new, after), difference

    def _keep(self, tree: str, parsed: Tree) -> Tree:
        self._kept[tree] = parsed
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
            self._kept[""] = EMPTY
        return parsed


def tree_changes(reader: ObjectReader, pairs: Sequence[tuple[str, str]], most: int = 0) -> list[list[TreeChange]]:
    """What each pair of trees (old id, new id; an empty id is the empty tree) differs in, sorted by path.

    A name that stands twice in a new tree gives two changes of one path, with mode 0 and no object; a folder whose path
    is longer than any path may be is not looked into, and is a change itself.

    Args:
        reader: The way to the trees.
        pairs: The ids of two trees each.
        most: Do not look further into a pair once it is known to differ in more paths than this, and fill its list up
            with `NOTHING`; 0 for no such limit. A few bytes of trees can hold a million paths.

    Raises:
        QmsError: `object-missing`, `object-corrupt` or `git-failed`.
    """
    changes: list[list[TreeChange]] = [[] for _ in pairs]
    level = [_Pair(index, b"", old, new) for index, (old, new) in enumerate(pairs) if old != new]
    while level:
        wanted = list(dict.fromkeys(tree for pair in level for tree in (pair.old, pair.new) if tree))
        trees = _Trees(dict(reader.read(wanted, "tree")))
        deeper: list[_Pair] = []
        for pair in level:
            _compare(pair, trees, changes[pair.step], deeper)
        # Each folder that differs holds at least one path that does.
        counted = Counter(pair.step for pair in deeper) if most else Counter()
        level = [pair for pair in deeper if counted[pair.step] + len(changes[pair.step]) <= most or not most]
        for step in {pair.step for pair in deeper} - {pair.step for pair in level}:
            changes[step] += [NOTHING] * (most + 1 - len(changes[step]))  # so many at least
    for found in changes:
        found.sort(key=lambda change: change.path)
    return changes


def _compare(pair: _Pair, trees: _Trees, changes: list[TreeChange], deeper: list[_Pair]) -> None:
    """Compare two folders: files that differ are changes, folders that differ are looked into."""
    after, difference = trees.compare(pair.old, pair.new)
    for name in after.odd:  # Git shows one of the two, others may show the other.
        changes += [TreeChange(pair.prefix + name, None, ("0", ""))] * 2
    removed = {entry[1]: entry for entry in difference.removed}
    for mode, name, raw in difference.added:
        path = pair.prefix + name
        old_mode, _, old_raw = removed.pop(name, (b"", name, b""))
        _pair_up(pair.step, path, (old_mode, old_raw.hex()), (mode, raw.hex()), changes, deeper)
    for name, (mode, _, raw) in removed.items():
        _pair_up(pair.step, pair.prefix + name, (mode, raw.hex()), (b"", ""), changes, deeper)


def _pair_up(
    index: int,
    path: bytes,
    old: tuple[bytes, str],
    new: tuple[bytes, str],
    changes: list[TreeChange],
    deeper: list[_Pair],
) -> None:
    """One name that differs, as a change of a file, a folder to look into, or both."""
    folders = [tree if mode == FOLDER else "" for mode, tree in (old, new)]
    files = [(mode.decode(), blob) if mode and mode != FOLDER else None for mode, blob in (old, new)]
    if any(folders) and folders[0] != folders[1]:
        if len(path) > _LONGEST:
            changes.append(TreeChange(path, None, ("40000", "")))
        else:
            deeper.append(_Pair(index, path + b"/", *folders))
    if any(files):
        changes.append(TreeChange(path, *files))
