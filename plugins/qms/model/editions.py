"""From one edition of a standard to another: which clause became which, and the maps chained into longer ones."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from .standard import Standard, is_within


class Relation(StrEnum):
    """What became of a clause."""

    SAME = "same"
    RETITLED = "retitled"
    CHANGED = "changed"
    SPLIT = "split"
    MERGED = "merged"
    NEW = "new"
    REMOVED = "removed"

    @property
    def substantial(self) -> bool:
        """True when what the clause asks for may have changed, so that a claim on it must be looked at again."""
        return self not in (Relation.SAME, Relation.RETITLED)


RELATION_NAMES = {
    Relation.SAME: "Unchanged",
    Relation.RETITLED: "Title changed",
    Relation.CHANGED: "Changed",
    Relation.SPLIT: "Split",
    Relation.MERGED: "Merged",
    Relation.NEW: "New",
    Relation.REMOVED: "Removed",
}
# Of two steps one after the other the heavier one counts.
_WEIGHT = (
    Relation.SAME, Relation.RETITLED, Relation.MERGED, Relation.SPLIT, Relation.CHANGED, Relation.NEW, Relation.REMOVED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Correspondence:
    """One row of a map.

    Attributes:
        origins: Clauses of the older edition; none for what is new.
        targets: Clauses of the newer edition; none for what is removed.
        note: What changed, in our words.
        confidence: What is doubtful about it, in our words.
    """

    origins: tuple[str, ...]
    targets: tuple[str, ...]
    relation: Relation
    note: str = ""
    confidence: str = ""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A day of the transition that others set.

    Attributes:
        what: What happens on it, in our words.
        confidence: What is doubtful about it, in our words.
    """

    day: date
    what: str
    confidence: str = ""


@dataclass(frozen=True)
class EditionMap:
    """What became of each clause between two editions.

    Attributes:
        id: `<source>--<target>`.
        source, target: Ids of the older and the newer edition.
        via: The editions between, for a map that was put together from several.
        milestones: Days of the transition, the first one first.
    """

    source: str
    target: str
    rows: tuple[Correspondence, ...]
    title: str = ""
    confidence: str = ""
    via: tuple[str, ...] = ()
    milestones: tuple[Milestone, ...] = ()

    @property
    def id(self) -> str:
        """The two editions as one name."""
        return map_id(self.source, self.target)

    @cached_property
    def by_target(self) -> Mapping[str, tuple[Correspondence, ...]]:
        """The rows that lead to a clause of the newer edition."""
        return _grouped((target, row) for row in self.rows for target in row.targets)

    @cached_property
    def by_origin(self) -> Mapping[str, tuple[Correspondence, ...]]:
        """The rows that a clause of the older edition leads to."""
        return _grouped((origin, row) for row in self.rows for origin in row.origins)

    def origins(self, number: str) -> tuple[str, ...]:
        """The older clauses that a newer one goes back to, each once, in the map's order."""
        return tuple(dict.fromkeys(origin for row in self.by_target.get(number, ()) for origin in row.origins))

    def targets(self, number: str) -> tuple[str, ...]:
        """The newer clauses that an older one became, each once, in the map's order."""
        return tuple(dict.fromkeys(target for row in self.by_origin.get(number, ()) for target in row.targets))

    def substantial(self, number: str) -> tuple[Correspondence, ...]:
        """The rows by which a clause of the newer edition is not what its origins were."""
        return tuple(row for row in self.by_target.get(number, ()) if row.relation.substantial and row.origins)

    def relation(self, number: str) -> Relation:
        """What a clause of the newer edition is to the older: the heaviest of its rows; new where it has none."""
        found = [row.relation for row in self.by_target.get(number, ())]
        return max(found, key=_WEIGHT.index, default=Relation.NEW)


def map_id(source: str, target: str) -> str:
    """How a map between two editions is called, as a file too."""
    return f"{source}--{target}"


def _grouped(pairs: Iterable[tuple[str, Correspondence]]) -> dict[str, tuple[Correspondence, ...]]:
    found: dict[str, list[Correspondence]] = {}
    for key, row in pairs:
        found.setdefault(key, []).append(row)
    return {key: tuple(rows) for key, rows in found.items()}


def route(known: Iterable[tuple[str, str]], source: str, target: str) -> tuple[tuple[str, str], ...]:
    """The shortest chain of maps from one edition to another, as pairs; empty when there is none."""
    onward: dict[str, list[str]] = {}
    for older, newer in sorted(set(known)):
        onward.setdefault(older, []).append(newer)
    paths: dict[str, tuple[tuple[str, str], ...]] = {source: ()}
    waiting = deque([source])
    while waiting:
        here = waiting.popleft()
        if here == target:
            return paths[here]
        for newer in onward.get(here, ()):
            if newer not in paths:
                paths[newer] = (*paths[here], (here, newer))
                waiting.append(newer)
    return ()


def compose(first: EditionMap, second: EditionMap, middle: Standard | None = None) -> EditionMap:
    """Two maps in a row as one: each clause of the first's source with all it leads to in the second's target.

    Where the middle edition's clause is a heading for one map and its leaves are named in the other, it is followed
    down to the leaves, or up to the heading, whichever has rows.

    Args:
        first: From the source to the middle edition.
        second: From the middle edition to the target.
        middle: The middle edition, if its pack is known: then a heading leads to all that stands under it.
    """
    carried = [led for row in first.rows for led in _carried(row, second, middle)]
    rows = [row for row in carried if row.origins]
    reached = {target for row in rows for target in row.targets}
    # What no older clause leads to is new: to the middle edition already, or only to the newer one.
    for row in (*(row for row in carried if not row.origins), *second.rows):
        fresh = tuple(target for target in row.targets if target not in reached)
        if fresh:
            rows.append(Correspondence((), fresh, Relation.NEW, row.note, row.confidence))
            reached.update(fresh)
    via = (*first.via, first.target, *second.via)
    confidence = " ".join(dict.fromkeys(text for text in (first.confidence, second.confidence) if text))
    return EditionMap(
        first.source, second.target, tuple(rows), confidence=confidence, via=via, milestones=second.milestones
    )


def _carried(row: Correspondence, second: EditionMap, middle: Standard | None) -> tuple[Correspondence, ...]:
    """A row of the first map, led on by the second: a row for each way on, with the notes of that way."""
    onward = dict.fromkeys(follow for number in row.targets for follow in _onward(second, number, middle))
    led = tuple(
        Correspondence(
            row.origins,
            follow.targets,
            max(row.relation, follow.relation, key=_WEIGHT.index),
            _joined(" ", row.note, follow.note),
            _joined("; ", row.confidence, follow.confidence),
        )
        for follow in onward
        if follow.targets
    )
    if led:
        return led
    notes = _joined(" ", row.note, *(follow.note for follow in onward))
    doubts = _joined("; ", row.confidence, *(follow.confidence for follow in onward))
    return (Correspondence(row.origins, (), Relation.REMOVED, notes, doubts),)


def _joined(between: str, *texts: str) -> str:
    """Texts in a row, each once."""
    return between.join(dict.fromkeys(text for text in texts if text))


def _onward(second: EditionMap, number: str, middle: Standard | None) -> tuple[Correspondence, ...]:
    """The rows of the second map that a clause of the middle edition leads to, itself, below it or above it."""
    if rows := second.by_origin.get(number):
        return rows
    inside = [origin for origin in second.by_origin if is_within(origin, number)]
    if middle is not None:
        inside += [clause.number for clause in middle.below(number) if clause.number in second.by_origin]
    if inside:
        return tuple(row for origin in dict.fromkeys(inside) for row in second.by_origin[origin])
    above = [origin for origin in second.by_origin if is_within(number, origin)]
    return second.by_origin[max(above, key=len)] if above else ()
