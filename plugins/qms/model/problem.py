"""What a check reports, and the one decision made of all reports.

A check yields a `Fault` (where, what, remedy); `checks.run_checks` names it and weighs it, which makes it a `Problem`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """An error refuses; a warning only reports."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A point in a file: path from the repository's root, line and column from 1; 0 where there is none."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        tail = "".join(f":{number}" for number in (self.line, self.column) if number)
        return f"{self.path or '(repository)'}{tail}"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong, before it has a weight. An empty `code` or `fix` is the check's own."""

    place: Place
    message: str
    fix: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, with its name, weight, place and remedy.

    Attributes:
        step: The commit whose step is refused, or `merge` in a branch check; empty where no step is.
    """

    place: Place
    severity: Severity
    code: str
    message: str
    fix: str
    step: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """What people are told about one check, wherever it is explained.

    Attributes:
        code: Its name, such as `owner-unknown`.
        severity: What its problems weigh, unless the settings refuse its warnings.
        requirement: What must be so, one sentence.
        explain: Why, in a paragraph; may be empty.
        fix: What to do when it is not so.
    """

    code: str
    severity: Severity
    requirement: str
    explain: str
    fix: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every problem, sorted by place, and the decision they lead to."""

    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that refuse."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that only report."""
        return tuple(problem for problem in self.problems if problem.severity is Severity.WARNING)

    @property
    def accepted(self) -> bool:
        """True when nothing refuses."""
        return not self.errors
