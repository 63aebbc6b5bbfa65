"""What a gate on clauses refuses: the clauses in the states that were asked for, and how to mend each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from qms.model.coverage import Answer

from .clauses import ClauseRow, ClausesReport
from .style import count


class Fail(StrEnum):
    """What can be refused, worst first."""

    OPEN = "open"
    PARTLY = "partly"
    PLANNED = "planned"
    SUSPECT = "suspect"


_STATES = {Fail.OPEN: Answer.OPEN, Fail.PARTLY: Answer.PARTLY, Fail.PLANNED: Answer.PLANNED}
_TOLD = {
    Fail.OPEN: ("open clause", "open clauses"),
    Fail.PARTLY: ("clause that is partly answered", "clauses that are partly answered"),
    Fail.PLANNED: ("clause that is only planned", "clauses that are only planned"),
    Fail.SUSPECT: ("clause with a claim to be confirmed", "clauses with claims to be confirmed"),
}
_FIXES = {
    Fail.OPEN: "List {clause} under `clauses:` of the document that answers it, declare it not applicable with its "
    "reason, or plan it: `planned {clause} by YYYY-MM-DD`",
    Fail.PARTLY: "Keep the records that are missing, or say in a document how {clause} is met",
    Fail.PLANNED: "Write what is planned and claim it: `{clause}` under `clauses:`",
    Fail.SUSPECT: "Read the documents against the clauses and confirm each claim: `{clause} confirmed in REVISION`",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Clauses of one standard in one state that is refused.

    Attributes:
        message: What is wrong, with every clause, without a full stop.
        fix: How to mend it.
    """

    standard: str
    kind: Fail
    clauses: tuple[str, ...]
    message: str
    fix: str


def failures(reports: Iterable[ClausesReport], kinds: Iterable[Fail]) -> tuple[Failure, ...]:
    """What is to be refused, standard by standard.

    Args:
        reports: All clauses of each standard that was asked for.
        kinds: What refuses.
    """
    refused = set(kinds)
    wanted = [kind for kind in Fail if kind in refused]
    return tuple(found for report in reports for kind in wanted if (found := _failure(report, kind)))


def _failure(report: ClausesReport, kind: Fail) -> Failure | None:
    numbers = tuple(row.id for row in report.clauses if row.requirement and _is(row, kind))
    if not numbers:
        return None
    told = f"{report.name} has {count(len(numbers), *_TOLD[kind])}: {', '.join(numbers)}"
    more = f"`qms clauses --standard {report.standard} --gaps` tells why."
    return Failure(report.standard, kind, numbers, told, f"{_FIXES[kind].format(clause=numbers[0])}. {more}")


def _is(row: ClauseRow, kind: Fail) -> bool:
    return row.suspect if kind is Fail.SUSPECT else row.state is _STATES[kind]
