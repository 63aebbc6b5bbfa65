"""Tree objects taken apart, and what two of them differ in.

A step changes one entry of a folder with a thousand: so a tree is read beside the one before it, and only the stretch
between their common beginning and end is looked at.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from itertools import accumulate
from typing import NamedTuple

from qms.errors import QmsError

Entry = tuple[bytes, bytes, bytes]  # mode without leading zeros (`40000` is a folder), name, raw object id
FOLDER = b"40000"
_FOLDERS = frozenset({FOLDER, b"040000"})


class Tree(NamedTuple):
    """One tree object.

    Attributes:
        data: Its bytes.
        entries: In git's order.
        offsets: Where each entry begins in the bytes.
        odd: Names that stand twice or hold a `/`, which git never writes.
        plain: True when every entry is written as git writes it.
    """

    data: bytes
    entries: list[Entry]
    offsets: list[int]
    odd: tuple[bytes, ...] = ()
    plain: bool = True


class TreeDifference(NamedTuple):
    """What one tree has and another has not, and the other way round."""

    removed: list[Entry]
    added: list[Entry]


EMPTY = Tree(b"", [], [])


class _Form(NamedTuple):
    """How a tree looks with ids of one length: as git writes it, as it may look at most, and one entry of it."""

    plain: re.Pattern[bytes]
    any: re.Pattern[bytes]
    entry: re.Pattern[bytes]


def _form(length: int) -> _Form:
    plain = rb"(?:[1-7][0-7]{4,5} [^\0/]+\0.{%d})*+" % length
    loose = rb"(?:[0-7]{1,7} [^\0]+\0.{%d})*+" % length
    entry = rb"([0-7]{1,7}) ([^\0]+)\0(.{%d})" % length
    return _Form(*(re.compile(pattern, re.DOTALL) for pattern in (plain, loose, entry)))


# By the length of an id in hexadecimal: git's two object formats.
_FORMS = {40: _form(20), 64: _form(32)}


def parse_tree(object_id: str, data: bytes) -> Tree:
    """Take a tree's bytes apart.

    Raises:
        QmsError: `object-corrupt`, when they are no list of entries in git's order.
    """
    form = _FORMS[len(object_id)]
    plain = form.plain.fullmatch(data) is not None
    if not plain and not form.any.fullmatch(data):
        raise _corrupt(object_id, "put together as a tree is")
    entries: list[Entry] = form.entry.findall(data)
    _check_order(object_id, entries)
    rest = 2 + len(object_id) // 2  # a space, a NUL, and the raw id
    sizes = (len(mode) + len(name) + rest for mode, name, _ in entries)
    offsets = [0, *accumulate(sizes)][:-1]
    if not plain:  # modes as very old programs wrote them, or names that no program should write
        entries = [(mode.lstrip(b"0") or b"0", name, found) for mode, name, found in entries]
    counted = Counter(name for _, name, _ in entries)
    odd = tuple(name for name, count in counted.items() if count > 1 or (not plain and b"/" in name))
    return Tree(data, entries, offsets, odd, plain)


def compare_trees(old: Tree, object_id: str, data: bytes) -> tuple[Tree, TreeDifference]:
    """Take a tree's bytes apart beside an older tree, and say what they differ in.

    Raises:
        QmsError: `object-corrupt`, as `parse_tree`.
    """
    found = _beside(old, object_id, data) if old.plain and not old.odd and old.entries else None
    if found:
        return found
    new = parse_tree(object_id, data)
    return new, _difference(old.entries, new.entries)


def _difference(old: list[Entry], new: list[Entry]) -> TreeDifference:
    had, has = set(old), set(new)
    return TreeDifference([one for one in old if one not in has], [one for one in new if one not in had])


def _beside(old: Tree, object_id: str, data: bytes) -> tuple[Tree, TreeDifference] | None:
    """A tree from the stretch in which it differs from an older one; None when it is better read as a whole.

    Whatever lies before the first differing byte and ends there is the same list of entries in both, because an entry
    is read from its beginning; likewise behind the last one, from a beginning of an entry in the older tree on.
    """
    same = _common(old.data, data)
    first = max(bisect_right(old.offsets, same) - 1, 0)
    begin = old.offsets[first]
    tail = _common_end(old.data[begin:], data[begin:])
    last = bisect_left(old.offsets, len(old.data) - tail)
    end = old.offsets[last] if last < len(old.entries) else len(old.data)
    shift = len(data) - len(old.data)
    if end + shift < begin:
        return None
    middle = data[begin : end + shift]
    if not _FORMS[len(object_id)].plain.fullmatch(middle):
        return None
    part = parse_tree(object_id, middle)
    if part.odd or any(data.count(b" %b\0" % name) != 1 for _, name, _ in part.entries):
        return None
    entries = [*old.entries[:first], *part.entries, *old.entries[last:]]
    around = entries[max(first - 1, 0) : first + len(part.entries) + 1]
    _check_order(object_id, around)
    later = old.offsets[last:] if not shift else [offset + shift for offset in old.offsets[last:]]
    offsets = [*old.offsets[:first], *(begin + offset for offset in part.offsets), *later]
    return Tree(data, entries, offsets), _difference(old.entries[first:last], part.entries)


def _common(one: bytes, other: bytes) -> int:
    """How many bytes two texts have in common at their beginning."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_end(one: bytes, other: bytes) -> int:
    """How many bytes two texts have in common at their end."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle - 1
    return low


def _check_order(object_id: str, entries: list[Entry]) -> None:
    keys = [name + b"/" if mode in _FOLDERS else name for mode, name, _ in entries]
    if keys != sorted(keys):
        raise _corrupt(object_id, "in git's order")


def _corrupt(object_id: str, what: str) -> QmsError:
    fix = "Fetch the repository again from a source you trust; `git fsck` tells more."
    return QmsError(f"tree {object_id} is not {what}", fix, "object-corrupt")
