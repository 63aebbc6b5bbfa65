"""Chance that falls the same way on every machine and in every version of Python."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


class Dice:
    """Draws from a seed. Only `Random.random` is used: its sequence is promised to stay, that of the others is not."""

    def __init__(self, seed: str) -> None:
        self._next = Random(seed).random  # noqa: S311 - nothing here is secret

    def below(self, bound: int) -> int:
        """A number from 0 to bound - 1."""
        return int(self._next() * bound)

    def chance(self, share: float) -> bool:
        """True in that share of draws, 0 to 1."""
        return self._next() < share

    def pick(self, items: Sequence[Item]) -> Item:
        """One of the items."""
        return items[self.below(len(items))]

    def common(self, items: Sequence[Item]) -> Item:
        """One of the items, the first ones far more often than the last ones: as people write, and as texts change."""
        return items[int(self._next() ** 2 * len(items))]
