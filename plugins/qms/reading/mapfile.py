"""One map between two editions, in the format `standard-map/1`: its shape, and whether it fits together and its packs.

What the format is for people stands in standards/README.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from qms.model.editions import Correspondence, EditionMap, Milestone, Relation, map_id
from qms.model.fields import Mapping as Fields
from qms.model.problem import Fault, Place
from qms.model.revision import parse_date
from qms.model.standard import Standard

from .schema import Number, Prose, StandardId, Text, Wrong, locate, read_fields, validated

_CLOSED = ConfigDict(extra="forbid", populate_by_name=True, defer_build=True)
# How many clauses a row of each relation names at least and at most: of the older edition, and of the newer.
_MANY = 1_000
_SIZES = {
    Relation.SAME: ((1, 1), (1, 1)),
    Relation.RETITLED: ((1, 1), (1, 1)),
    Relation.CHANGED: ((1, _MANY), (1, _MANY)),
    Relation.SPLIT: ((1, _MANY), (2, _MANY)),
    Relation.MERGED: ((1, _MANY), (1, _MANY)),
    Relation.NEW: ((0, 0), (1, _MANY)),
    Relation.REMOVED: ((1, _MANY), (0, 0)),
}


class RowFile(BaseModel):
    """What became of one clause or of several."""

    model_config = _CLOSED
    origins: Annotated[tuple[Number, ...], Field(alias="from")]
    targets: Annotated[tuple[Number, ...], Field(alias="to")]
    relation: Relation
    note: Prose = ""
    confidence: Prose = ""


class MilestoneFile(BaseModel):
    """A day of the transition."""

    model_config = _CLOSED
    day: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    what: Text
    confidence: Prose = ""


class MapFile(BaseModel):
    """A map as it stands in the file."""

    model_config = _CLOSED
    format: Literal["standard-map/1"]
    id: Annotated[str, Field(min_length=1, max_length=122)]
    source: Annotated[StandardId, Field(alias="from")]
    target: Annotated[StandardId, Field(alias="to")]
    title: Text
    confidence: Prose = ""
    dates: tuple[MilestoneFile, ...] = ()
    rows: Annotated[list[RowFile], Field(min_length=1)]


@lru_cache(maxsize=32)
def read_map(data: bytes, path: str) -> tuple[EditionMap | None, Fields | None, tuple[Fault, ...]]:
    """Read one map and see that it fits together.

    Returns:
        The map, None when it has an error; its fields, to find places in; and what is wrong, with its line.
    """
    fields, wrong = read_fields(data, path)
    parsed, shape = validated(MapFile, fields, path) if fields else (None, ())
    if fields is None or parsed is None:
        return None, fields, tuple(_fault(fault.place, fault.message) for fault in (*wrong, *shape))
    if odd := (*_name(parsed), *_days(parsed), *_rows(parsed)):
        return None, fields, tuple(_fault(locate(fields, location, path), message) for location, message in odd)
    rows = tuple(
        Correspondence(row.origins, row.targets, row.relation, row.note, row.confidence) for row in parsed.rows
    )
    days = ((parse_date(one.day), one) for one in parsed.dates)
    known = (Milestone(day, one.what, one.confidence) for day, one in days if day)
    milestones = tuple(sorted(known, key=lambda milestone: milestone.day))
    found = EditionMap(parsed.source, parsed.target, rows, parsed.title, parsed.confidence, milestones=milestones)
    return found, fields, ()


def misfits(
    edition: EditionMap, fields: Fields, path: str, source: Standard | None, target: Standard | None
) -> Iterator[Fault]:
    """Where a map does not fit the packs of its two editions: clauses they do not have, requirements it passes over.

    Args:
        edition: The map.
        fields: Its fields, to find places in.
        path: Its file.
        source: The older edition; None when its pack is not loaded: then nothing is said about its clauses.
        target: The newer edition, likewise.
    """
    for name, standard, numbers in (
        ("from", source, [row.origins for row in edition.rows]),
        ("to", target, [row.targets for row in edition.rows]),
    ):
        if standard is None:
            continue
        for index, row in enumerate(numbers):
            for position, number in enumerate(row):
                if number not in standard.numbers:
                    place = locate(fields, ("rows", index, name, position), path)
                    yield _fault(place, f"`{name}`: {standard.name} has no clause {number}")
        mentioned = {number for row in numbers for number in row}
        if passed := [clause.number for clause in standard.requirements if clause.number not in mentioned]:
            names = ", ".join(passed)
            message = f"no row mentions {_plural(passed)} {names} of {standard.name}, under `{name}`"
            yield _fault(locate(fields, ("rows",), path), message)


def _name(parsed: MapFile) -> Iterator[Wrong]:
    if parsed.source == parsed.target:
        yield ("to",), f"`to`: the map leads from {parsed.source} to itself"
    elif parsed.id != map_id(parsed.source, parsed.target):
        yield ("id",), f"`id`: the map's id must be {map_id(parsed.source, parsed.target)}"


def _days(parsed: MapFile) -> Iterator[Wrong]:
    for index, one in enumerate(parsed.dates):
        if parse_date(one.day) is None:
            yield ("dates", index, "day"), f"`day`: there is no day {one.day}"


def _rows(parsed: MapFile) -> Iterator[Wrong]:
    pairs: set[tuple[str, str]] = set()
    led = {target for row in parsed.rows if row.relation is not Relation.NEW for target in row.targets}
    kept = {origin for row in parsed.rows if row.relation is not Relation.REMOVED for origin in row.origins}
    for index, row in enumerate(parsed.rows):
        yield from (((*("rows", index), name), message) for name, message in _sizes(row))
        for name, numbers in (("from", row.origins), ("to", row.targets)):
            for number in _twice(numbers):
                yield ("rows", index, name), f"`{name}`: {number} stands twice in one row"
        if row.relation is Relation.NEW and (both := [number for number in row.targets if number in led]):
            yield ("rows", index, "to"), f"`to`: {both[0]} is new here, and another row leads to it"
        if row.relation is Relation.REMOVED and (both := [number for number in row.origins if number in kept]):
            yield ("rows", index, "from"), f"`from`: {both[0]} is removed here, and another row leads on from it"
        these = {(origin, target) for origin in row.origins or ("",) for target in row.targets or ("",)}
        for origin, target in sorted(these & pairs):
            yield ("rows", index), f"a row before this one leads from {origin or 'nothing'} to {target or 'nothing'}"
        pairs |= these


def _sizes(row: RowFile) -> Iterator[tuple[str, str]]:
    """Where a row names too few or too many clauses for its relation."""
    for name, numbers, (least, most) in zip(
        ("from", "to"), (row.origins, row.targets), _SIZES[row.relation], strict=True
    ):
        if not least <= len(numbers) <= most:
            wanted = "none" if most == 0 else "exactly one" if most == 1 else f"{least} or more"
            yield name, f"`{name}`: a row with `relation: {row.relation}` names {wanted} here, not {len(numbers)}"


def _twice(numbers: Iterable[str]) -> list[str]:
    return [number for number, count in Counter(numbers).items() if count > 1]


def _plural(numbers: list[str]) -> str:
    return "requirement" if len(numbers) == 1 else "requirements"


def _fault(place: Place, message: str) -> Fault:
    return Fault(place, message, code="map-malformed")
