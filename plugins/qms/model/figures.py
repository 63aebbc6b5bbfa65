"""Figures that records of measurement hold: value and target of each month, and whether the target was met.

Any record with a list `figures:` counts, whatever its kind is called. A value that is no plain number is left out and
named, never guessed. Pure; read by pages and reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from .current import current_records
from .document import claims_of
from .fields import Mapping as Fields
from .fields import Sequence
from .phrase import Phrase, phrase
from .record import Record
from .revision import parse_date
from .standard import is_within, natural
from .system import QualitySystem

OBJECTIVES = "6.2"
"""The clause on objectives in every standard for management systems that has the common structure."""

_NUMBER = r"[+-]?[0-9]{1,12}(?:\.[0-9]{1,9})?"
_VALUE = re.compile(rf"({_NUMBER}) ?%?", re.ASCII)
_AT_LEAST = ("at least", "min.", "min", ">=", "\N{GREATER-THAN OR EQUAL TO}")
_AT_MOST = ("at most", "max.", "max", "<=", "\N{LESS-THAN OR EQUAL TO}")
_WORDS = "|".join(map(re.escape, (*_AT_LEAST, *_AT_MOST, "=")))
_TARGET = re.compile(rf"({_WORDS})? ?({_NUMBER})(?: ?%)?(\s.*)?", re.ASCII | re.IGNORECASE | re.DOTALL)
_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Target:
    """What a value is held against: `bound` is 1 for at least, -1 for at most, 0 for exactly.

    Attributes:
        running: True where the target is for a longer time, such as "at least 4 a year": not reached is not missed.
    """

    number: Decimal
    bound: int
    running: bool = False

    def met(self, value: Decimal) -> bool | None:
        """Whether a value meets it; None where that is not yet to be said."""
        reached = value == self.number if not self.bound else (value - self.number) * self.bound >= 0
        return None if not reached and self.running and self.bound >= 0 else reached


@dataclass(frozen=True, slots=True)
class Point:
    """One month's value of a figure, the record it stands in, and the target as written and as read."""

    month: str
    value: Decimal
    record: Record
    written: str
    wanted: str
    target: Target | None

    @property
    def met(self) -> bool | None:
        """Whether it meets its target; None where there is none that can be judged."""
        return self.target.met(self.value) if self.target else None


@dataclass(frozen=True, slots=True)
class Series:
    """One figure over the months, oldest first: never empty, one point a month."""

    id: str
    name: str
    points: tuple[Point, ...]

    @property
    def latest(self) -> Point:
        """The newest one."""
        return self.points[-1]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures.

    Attributes:
        objectives: Those that a document names where it answers the clause on objectives; all where none does.
        others: The rest.
        months: Every month that has a figure, in order.
        unread: What was left out: the record, and which figure or field of it could not be read.
    """

    objectives: tuple[Series, ...] = ()
    others: tuple[Series, ...] = ()
    months: tuple[str, ...] = ()
    unread: tuple[tuple[Record, Phrase | str], ...] = ()


def figures(system: QualitySystem) -> Figures:
    """Every figure that the records hold."""
    points: dict[str, dict[str, Point]] = {}
    names: dict[str, str] = {}
    unread: list[tuple[Record, Phrase | str]] = []
    holding = [record for record in current_records(system).records if "figures" in record.fields]
    for record in sorted(holding, key=lambda one: (month_of(one), one.date or date.min, one.id)):
        rows = record.fields.get("figures")
        month = month_of(record)
        if not month or not isinstance(rows, Sequence):
            unread.append((record, "" if month else "month"))
            continue
        for number, row in enumerate(rows.items, start=1):
            point = _point(record, month, row) if isinstance(row, Fields) else None
            if point is None or not isinstance(row, Fields):
                name = row.text("id") if isinstance(row, Fields) else ""
                unread.append((record, name or phrase("figure %(number)s", number=str(number))))
                continue
            names[row.text("id")] = row.text("name")
            points.setdefault(row.text("id"), {})[month] = point
    series = [
        _series(name, names[name], found) for name, found in sorted(points.items(), key=lambda item: natural(item[0]))
    ]
    chosen = _objectives(system, {one.id for one in series})
    months = sorted({month for found in points.values() for month in found})
    return Figures(
        tuple(one for one in series if one.id in chosen),
        tuple(one for one in series if one.id not in chosen),
        tuple(months),
        tuple(unread),
    )


def month_of(record: Record) -> str:
    """The month a record is about, `YYYY-MM`: its `month:`, otherwise that of its date; empty where it has neither."""
    month = record.fields.text("month")
    if _MONTH.fullmatch(month) and parse_date(f"{month}-01"):
        return month
    return "" if month or not record.date else str(record.date)[:7]


def read_target(text: str) -> Target | None:
    """A target such as "at least 95", "100" or "at most 2 a quarter"; None where it names no number."""
    match = _TARGET.fullmatch(text.strip())
    if not match:
        return None
    word = (match[1] or "").casefold()
    bound = 1 if word in _AT_LEAST else -1 if word in _AT_MOST else 0
    return Target(Decimal(match[2]), bound, running=bool(match[3] and match[3].strip()))


def _point(record: Record, month: str, row: Fields) -> Point | None:
    value = _VALUE.fullmatch(row.text("value").strip())
    if not value or not row.text("id"):
        return None
    wanted = row.text("target")
    return Point(month, Decimal(value[1]), record, row.text("value").strip(), wanted, read_target(wanted))


def _series(name: str, printed: str, found: Mapping[str, Point]) -> Series:
    return Series(name, printed or name, tuple(found[month] for month in sorted(found)))


def _objectives(system: QualitySystem, names: Iterable[str]) -> set[str]:
    """The figures that the documents on objectives name as a word of their own."""
    claimed = [standard.id for standard in system.claimed]
    about = [
        document.body
        for document in system.documents
        if any(is_within(claim.clause, OBJECTIVES) for standard in claimed for claim in claims_of(document, standard))
    ]
    every = set(names)
    words = {word for body in about for word in re.findall(r"[\w.-]+", body)}
    return every & words or every
