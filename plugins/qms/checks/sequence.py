"""The order of revisions: what may follow what, as pure arithmetic on numbers.

Source: approval format 1, §1: the successor of `N` is `N+1` or `N.1`, of `N.m` it is `N.(m+1)` or `N+1`.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from qms.model.change import Change
from qms.model.revision import revision_key, successors

_successors = lru_cache(maxsize=4096)(successors)


class Order(StrEnum):
    """How a revision stands to those before it. The values, the first aside, are codes of checks."""

    NEXT = "next"
    REUSED = "revision-reused"
    BACKWARDS = "revision-backwards"
    SKIPPED = "revision-skipped"


def order(before: Sequence[str], number: str) -> Order:
    """How a revision stands to those before it, oldest first.

    A revision follows the one before it. It may also follow the highest so far: otherwise a slip that is published
    could leave no number that is allowed next.
    """
    if not before or (number in _successors(before[-1]) and number not in before):
        return Order.NEXT
    return _order(number, before[-1], _highest(before), before)


def orders(numbers: Sequence[str]) -> Iterator[tuple[int, Order]]:
    """The revisions that are out of order, by their index. Plain sequences cost almost nothing."""
    if len(set(numbers)) == len(numbers) and all(after in _successors(one) for one, after in pairwise(numbers)):
        return
    used: set[str] = set()
    highest = numbers[0]
    for index, number in enumerate(numbers):
        found = _order(number, numbers[index - 1], highest, used) if index else Order.NEXT
        if found is not Order.NEXT:
            yield index, found
        used.add(number)
        highest = max(highest, number, key=_key)


def _order(number: str, last: str, highest: str, used: Container[str]) -> Order:
    if number in used:
        return Order.REUSED
    if number in _successors(last) or number in _successors(highest):
        return Order.NEXT
    return Order.BACKWARDS if _key(number) < _key(last) else Order.SKIPPED


def allowed(numbers: Sequence[str]) -> str:
    """What may follow these revisions, in words: `3.1 (an editorial change) or 4`."""
    editorial, next_one = _successors(_highest(numbers))
    return f"{editorial} (an editorial change) or {next_one}"


def _highest(numbers: Sequence[str]) -> str:
    return max(numbers, key=_key)


@lru_cache(maxsize=4096)
def _key(number: str) -> tuple[int, int]:
    return revision_key(number) or (0, 0)


def when(change: Change) -> str:
    """The day and commit of a change, for a message."""
    return f"{change.commit.committed.date()} (commit {change.commit.id[:7]})"
