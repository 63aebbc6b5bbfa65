"""The sizes of made-up repositories."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """How large a repository is."""

    name: str
    documents: int
    commits: int

    @property
    def records(self) -> int:
        """How many records it ends with."""
        return self.documents // 5

    @property
    def withdrawn(self) -> int:
        """How many documents besides were withdrawn on the way."""
        return max(1, self.documents // 50)


SIZES = {
    size.name: size
    for size in (Size("XS", 10, 60), Size("S", 100, 2_000), Size("M", 1_000, 20_000), Size("L", 5_000, 100_000))
}
