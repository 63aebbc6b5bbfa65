"""Standards as data: clause numbers and short titles, never a standard's sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

CLAUSE = re.compile(r"[A-Za-z0-9]+([.-][A-Za-z0-9]+)*")
STANDARD_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Duty:
    """Documented information that a clause asks for.

    Attributes:
        kind: `document` or `record`.
        what: What it is, in our words.
        condition: When it is asked for, in our words; empty when always.
    """

    kind: str
    what: str
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its number, its short title, and whether it requires something.

    Attributes:
        editorial_title: True when the standard gives the clause no title and this one is ours.
        requirement: False for a heading.
    """

    number: str
    title: str
    requirement: bool
    editorial_title: bool = False
    duties: tuple[Duty, ...] = ()
    notes: str = ""


@dataclass(frozen=True)
class Standard:
    """One edition of one standard, its clauses in the standard's order."""

    id: str
    title: str
    edition: str
    status: str
    clauses: tuple[Clause, ...]

    @cached_property
    def numbers(self) -> dict[str, Clause]:
        """The clauses by number."""
        return {clause.number: clause for clause in self.clauses}

    @cached_property
    def requirements(self) -> tuple[Clause, ...]:
        """The clauses that require something."""
        return tuple(clause for clause in self.clauses if clause.requirement)

    @property
    def name(self) -> str:
        """The edition's short name, such as `ISO 9001:2026`."""
        return self.edition.split(" (")[0]


def natural(number: str) -> tuple[tuple[int, int | str], ...]:
    """A sort key that puts clause 4.10 after 4.9."""
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in re.split(r"[.-]", number))
