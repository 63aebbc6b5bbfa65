"""Which document of a step is which, when paths change: by id, else by equal bytes, else by likeness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from .heads import Head, Likeness
from .ledger import Ledger
from .touches import Touch

LIKE_ENOUGH = 0.5  # git's own threshold for a rename
MOST_COMPARED = 10_000_000  # lines of one step, each old one counted for every new text: a second or two


def turned_into_another(before: str, now: str) -> bool:
    """True when the text at a path has become another document."""
    return bool(before and now) and before != now


def moves(
    ledger: Ledger,
    gone: list[Touch],
    fresh: list[Touch],
    turned: list[Touch],
    heads: dict[str, Head],
    likeness: dict[str, Likeness],
) -> list[tuple[Touch, Touch]]:
    """Documents that moved: which vanished one is which new one. By id, then by equal bytes, then by likeness.

    Where a text has become another document in its place (`turned`), one has vanished and one is new; only ids tell
    which they are.
    """
    if not (gone or turned) or not (fresh or turned):
        return []
    pairs: dict[str, tuple[Touch, Touch]] = {}

    def pair(key_of_old: Callable[[Touch], str], key_of_new: Callable[[Touch], str], also: list[Touch]) -> None:
        """Pair what is left by a key that is unique on both sides; an empty key is none."""
        left = [old for old in (*gone, *also) if old.unit not in pairs]
        taken = {new.unit for _, new in pairs.values()}
        offered = [new for new in (*fresh, *also) if new.unit not in taken]
        unique = {key for key, count in Counter(map(key_of_old, left)).items() if count == 1 and key}
        unique &= {key for key, count in Counter(map(key_of_new, offered)).items() if count == 1}
        by_key = {key_of_new(new): new for new in offered}
        pairs.update({old.unit: (old, by_key[key_of_old(old)]) for old in left if key_of_old(old) in unique})

    pair(lambda old: ledger.last_id(old.unit), lambda new: heads[new.blob].id, turned)
    pair(lambda old: old.before, lambda new: new.blob, [])
    left = [old for old in gone if old.unit not in pairs]
    taken = {new.unit for _, new in pairs.values()}
    offered = [new for new in fresh if new.unit not in taken]
    if left and offered and sum(len(likeness[old.before].lines) for old in left) * len(offered) <= MOST_COMPARED:
        pairs.update({old.unit: (old, new) for old, new in _alike(ledger, left, offered, heads, likeness)})
    return list(pairs.values())


def _alike(
    ledger: Ledger, gone: list[Touch], fresh: list[Touch], heads: dict[str, Head], likeness: dict[str, Likeness]
) -> Iterator[tuple[Touch, Touch]]:
    """Pairs of texts at least half alike, the most alike first. Two different ids are two documents, however alike."""
    scored = [
        (-likeness[old.before].to(likeness[new.blob]), old.unit, new.unit, old, new)
        for old in gone
        for new in fresh
        if not turned_into_another(ledger.last_id(old.unit), heads[new.blob].id)
    ]
    used: set[str] = set()
    for score, _, _, old, new in sorted(scored):
        if -score >= LIKE_ENOUGH and used.isdisjoint((old.unit, new.unit)):
            used.update((old.unit, new.unit))
            yield old, new
