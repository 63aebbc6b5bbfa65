"""What the tests of the starter manual compare: documents and records as the package itself reads them.

Plain Python values only: dictionaries for front matter, dates for dates, lists of cells for tables. No test reads a
file by itself, so a test and the gate never see two different texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

from qms.model.fields import plain
from qms.model.system import QualitySystem
from qms.reading import read_system

ROOT = Path(__file__).resolve().parents[2]
MONTHS = tuple(f"{date(2026, n, 1):%B}" for n in range(1, 13))
HOLIDAYS = frozenset(date(2026, *day) for day in ((4, 3), (4, 6), (5, 1), (5, 25), (12, 25)))
DAY = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(MONTHS)})(?: (20\d\d))?")
ISO = re.compile(r"\b20\d\d-\d\d-\d\d\b")


@dataclass(frozen=True, slots=True)
class Fact:
    """One document or record: its identifier, path, front matter as plain values, and text."""

    id: str
    path: str
    fields: dict[str, Any]
    body: str

    @property
    def made(self) -> date:
        """The day the record was made."""
        return date.fromisoformat(self.fields["date"])

    @property
    def prefix(self) -> str:
        """The letters of the identifier: `NC` of NC-2026-001."""
        return self.id.partition("-")[0]

    @property
    def refs(self) -> list[str]:
        """What the record names: documents, records, clauses."""
        return list(self.fields.get("refs", []))

    @property
    def processes(self) -> list[str]:
        """The processes the record belongs to."""
        value = self.fields["process"]
        return [value] if isinstance(value, str) else list(value)

    def day(self, name: str) -> date:
        """The date in a field of this name; fails when it is none."""
        return date.fromisoformat(self.fields[name])

    def section(self, title: str) -> str:
        """The text below a heading that begins so, up to the next heading."""
        found = re.search(rf"^##+ {re.escape(title)}[^\n]*\n(.*?)(?=^##|\Z)", self.body, re.DOTALL | re.MULTILINE)
        assert found, f"{self.id} has no section {title}"
        return found[1]


@cache
def system() -> QualitySystem:
    """The manual of this repository, read once."""
    return read_system(ROOT, cache=False)


def today() -> date:
    """The day on which the tests run."""
    return datetime.now(tz=UTC).date()


def _fact(identifier: str, path: str, fields: object, body: str) -> Fact:
    assert isinstance(fields, dict), path
    return Fact(identifier, path, fields, body)


@cache
def documents() -> dict[str, Fact]:
    """All documents by id."""
    return {one.id: _fact(one.id, one.path, plain(one.fields), one.body) for one in system().documents}


@cache
def records() -> dict[str, Fact]:
    """All records by id."""
    return {one.id: _fact(one.id, one.path, plain(one.fields), one.body) for one in system().records}


def of(prefix: str) -> list[Fact]:
    """The records whose identifiers begin so, in order; never none, or a test would pass by looking at nothing."""
    found = sorted((one for one in records().values() if one.prefix == prefix), key=lambda one: one.id)
    assert found, f"no record {prefix}"
    return found


def record(identifier: str) -> Fact:
    """The record with this id."""
    return records()[identifier]


def document(identifier: str) -> Fact:
    """The document with this id."""
    return documents()[identifier]


def leaves(node: object, name: str = "") -> Iterator[tuple[str, str]]:
    """Each text in front matter with the name of its nearest field."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, key)
    elif isinstance(node, list):
        for item in node:
            yield from leaves(item, name)
    else:
        yield name, str(node)


def working(day: date) -> bool:
    """Whether people work on that day."""
    return day.weekday() < 5 and day not in HOLIDAYS


def working_days(start: date, end: date) -> int:
    """Working days after `start` up to and with `end`, as the glossary counts: the day of the event is day 0."""
    return sum(working(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


def named_days(text: str, year: int) -> list[date]:
    """The days that a text names in words, such as 16 June or 16 June 2027."""
    return [date(int(y or year), MONTHS.index(month) + 1, int(day)) for day, month, y in DAY.findall(text)]


def tables(text: str) -> list[list[list[str]]]:
    """The tables of a text: rows of cells, the heading first, without the line of dashes."""
    found = re.findall(r"(?:^\|.*\|[ ]*\n?)+", text, re.MULTILINE)
    rows = [
        [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in one.splitlines()] for one in found
    ]
    return [[row for row in one if not set("".join(row)) <= set("-: ")] for one in rows]


def rounded(numerator: Decimal, denominator: Decimal, printed: str) -> str:
    """The quotient with as many decimals as the printed value has."""
    step = Decimal(1).scaleb(-len(printed.partition(".")[2]))
    return str((numerator / denominator).quantize(step, ROUND_HALF_UP))


def number(text: str) -> Decimal:
    """The first number in a text; thousands may have commas."""
    found = re.search(r"\d[\d,]*(?:\.\d+)?", text)
    assert found, f"no number in {text!r}"
    return Decimal(found[0].replace(",", ""))


def minutes(text: str) -> int:
    """The minutes in a text such as 5 h 40, 4 h or 50 minutes."""
    found = re.fullmatch(r"(?:(\d+) h)? ?(?:(\d+)(?: minutes)?)?", text)
    assert found, f"no time in {text!r}"
    return 60 * int(found[1] or 0) + int(found[2] or 0)


@cache
def figures(identifier: str) -> dict[str, dict[str, str]]:
    """The figures of a month by id."""
    return {figure["id"]: figure for figure in record(identifier).fields["figures"]}


def pair(identifier: str, name: str) -> tuple[int, int]:
    """Numerator and denominator of a figure of a month."""
    figure = figures(identifier)[name]
    return int(figure["numerator"]), int(figure["denominator"])


def month(one: Fact) -> int:
    """The month that a measurement is of."""
    return int(one.fields["month"][5:])


def last_day(one: Fact) -> date:
    """The last day of the month that a measurement is of."""
    return date(2026, month(one) + 1, 1) - timedelta(days=1)
