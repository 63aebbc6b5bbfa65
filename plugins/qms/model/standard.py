"""Standards as data: clause numbers and short titles, never a standard's sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

CLAUSE = re.compile(r"[A-Za-z0-9]+([.-][A-Za-z0-9]+)*")
_ABOUT = re.compile(r"\s*\([^()]*\)$")
STANDARD_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NUMBER = re.compile(r"\d{1,18}")  # longer ones are texts: no number is worth the time they take


@dataclass(frozen=True, slots=True)
class Duty:
    """Documented information that a clause asks for.

    Attributes:
        kind: `document` or `record`.
        what: What it is, in our words.
        condition: When it is asked for, in our words; empty when always.
        confidence: What is doubtful about it, in our words; empty when nothing is.
    """

    kind: str
    what: str
    condition: str = ""
    confidence: str = ""

    @property
    def owed(self) -> bool:
        """True for a record that is asked for whatever happens: then none is a gap."""
        return self.kind == "record" and not self.condition


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: its number, its short title, and whether it requires something.

    Attributes:
        editorial_title: True when the standard gives the clause no title and this one is ours.
        requirement: False for a heading.
        confidence: What is doubtful about it, in our words; empty when nothing is.
        parent: The number of the clause it stands under; empty at the top.
    """

    number: str
    title: str
    requirement: bool
    editorial_title: bool = False
    duties: tuple[Duty, ...] = ()
    notes: str = ""
    confidence: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Applicability:
    """Which clauses an organisation may declare not applicable.

    Attributes:
        only: The clauses that may be, each with all below it; None when any may be, empty when none may.
        rule: Where the standard says so, in our words.
    """

    only: tuple[str, ...] | None = None
    rule: str = ""

    def allows(self, number: str) -> bool:
        """True when a clause may be declared not applicable."""
        return self.only is None or any(is_within(number, top) for top in self.only)


@dataclass(frozen=True)
class Standard:
    """One edition of one standard, its clauses in the standard's order.

    Attributes:
        status: `current`, `superseded` or `withdrawn`.
        supersedes: The id of the edition before it; empty when there is none or no pack of it.
        confidence: What is doubtful about the pack, in our words.
        notes: What else is worth knowing, such as amendments, in our words.
        terms: Of a vocabulary: the number and the name of each term; a term with two names stands here twice.
    """

    id: str
    title: str
    edition: str
    status: str
    clauses: tuple[Clause, ...]
    supersedes: str = ""
    applicability: Applicability = Applicability()
    confidence: str = ""
    notes: str = ""
    terms: tuple[tuple[str, str], ...] = ()

    @cached_property
    def numbers(self) -> dict[str, Clause]:
        """The clauses by number."""
        return {clause.number: clause for clause in self.clauses}

    @cached_property
    def requirements(self) -> tuple[Clause, ...]:
        """The clauses that require something."""
        return tuple(clause for clause in self.clauses if clause.requirement)

    def below(self, number: str) -> tuple[Clause, ...]:
        """The requirements under a clause, itself included, in the standard's order."""
        inside = {number}
        for clause in self.clauses:
            if clause.parent in inside:
                inside.add(clause.number)
        return tuple(clause for clause in self.requirements if clause.number in inside)

    @property
    def name(self) -> str:
        """The edition's short name, such as `ISO 9001:2026`."""
        return short_name(self.edition)


def short_name(edition: str) -> str:
    """An edition's name without what stands in brackets about it: `ISO 9001:2026 (6th edition, published …)`."""
    return _ABOUT.sub("", edition)


def natural(number: str) -> tuple[tuple[int, int | str], ...]:
    """A sort key that puts clause 4.10 after 4.9."""
    return tuple((0, int(part)) if _NUMBER.fullmatch(part) else (1, part) for part in re.split(r"[.-]", number))


def is_within(number: str, top: str) -> bool:
    """True for a clause itself and, told by the numbers, all below it: 7.5.3 is within 7.5, and A.5.1 within A.5."""
    return number == top or (number.startswith(top) and number[len(top)] in ".-")


def parents(numbers: Iterable[str]) -> dict[str, str]:
    """For each clause number the longest of the others that it is within; empty where there is none."""
    known = set(numbers)
    found = {}
    for number in known:
        cuts = [index for index, character in enumerate(number) if character in ".-"]
        found[number] = next((number[:cut] for cut in reversed(cuts) if number[:cut] in known), "")
    return found
