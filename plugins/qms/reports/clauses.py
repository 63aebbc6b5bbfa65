"""The clause cross-reference as data: which documents, sections and records answer which clause, and what is left.

The states and reasons are those of `qms.model.coverage`; the transition report has the same rows.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from qms.model.coverage import ANSWER_NAMES, GAPS, Answer, Answered, Coverage, cover
from qms.model.record import Record
from qms.model.standard import Standard, short_name
from qms.model.suspect import Cause, Suspicion
from qms.model.system import QualitySystem

from .style import count


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section that claims the clause for itself."""

    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class SuspectRow:
    """Why a claim must be looked at again.

    `since` is the revision that changed the text, or the id of the older edition; `section` is empty for the whole
    document.
    """

    cause: Cause
    since: str
    section: str
    anchor: str
    note: str


@dataclass(frozen=True, slots=True)
class AnsweringDocument:
    """A document that answers the clause; without sections, as a whole. `confirmed`: in which revision, or empty."""

    id: str
    path: str
    sections: tuple[SectionRow, ...]
    title: str
    confirmed: str
    suspects: tuple[SuspectRow, ...]


@dataclass(frozen=True, slots=True)
class AnsweringRecord:
    """A record that is evidence for the clause."""

    id: str
    path: str


@dataclass(frozen=True, slots=True)
class PlanRow:
    """By when the clause is to be answered, and where that is written."""

    day: date
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One clause. `reason` says why it is not covered; `title` may be ours where the standard has none.

    `supporting` and `evidence` are documents that claim to be no more than that. `lacking` names the records it asks
    for of which there is none. `suspect`: an answer must be looked at again.
    """

    id: str
    title: str
    requirement: bool
    state: Answer
    reason: str
    documents: tuple[AnsweringDocument, ...]
    records: tuple[AnsweringRecord, ...]
    supporting: tuple[AnsweringDocument, ...]
    evidence: tuple[AnsweringDocument, ...]
    lacking: tuple[str, ...]
    plan: PlanRow | None
    suspect: bool


@dataclass(frozen=True, slots=True)
class ClausesReport:
    """What `qms clauses --format json` prints, in the standard's order.

    With `--gaps` only the requirements that are open, partly answered, planned or suspect.
    """

    standard: str
    edition: str
    clauses: tuple[ClauseRow, ...]

    @property
    def name(self) -> str:
        """The edition's short name."""
        return short_name(self.edition)


def clauses(system: QualitySystem, standard: Standard, *, gaps: bool = False) -> ClausesReport:
    """How each clause of a standard is answered.

    Args:
        system: What was read.
        standard: One that the system holds.
        gaps: Only the requirements with something left to do.
    """
    report = ClausesReport(standard.id, standard.edition, tuple(map(clause_row, cover(system, standard))))
    return only_gaps(report) if gaps else report


def only_gaps(report: ClausesReport) -> ClausesReport:
    """A report without the clauses that need nothing."""
    return replace(report, clauses=tuple(row for row in report.clauses if row.state in GAPS or row.suspect))


def balance(report: ClausesReport) -> str:
    """How many clauses stand how, in a sentence; the report must hold all of them."""
    states = Counter(row.state for row in report.clauses if row.requirement)
    parts = [f"{states[Answer.COVERED]:,} of {count(states.total(), 'clause')} covered"]
    others = (Answer.PARTLY, Answer.PLANNED, Answer.NOT_APPLICABLE, Answer.OPEN)
    parts += [f"{states[answer]:,} {ANSWER_NAMES[answer].lower()}" for answer in others if states[answer]]
    if suspect := sum(row.suspect for row in report.clauses):
        parts.append(f"{suspect:,} to be confirmed")
    return f"{report.name}: {', '.join(parts)}."


def clause_row(found: Coverage) -> ClauseRow:
    """One clause as the reports show it."""
    return ClauseRow(
        id=found.clause.number,
        title=found.clause.title,
        requirement=found.clause.requirement,
        state=found.answer,
        reason=found.reason,
        documents=documents(found.documents),
        records=tuple(map(_record, found.records)),
        supporting=documents(found.supporting),
        evidence=documents(found.evidence),
        lacking=tuple(duty.what for duty in found.lacking),
        plan=PlanRow(found.plan.day, found.plan.place.path, found.plan.place.line) if found.plan else None,
        suspect=bool(found.suspect),
    )


def documents(answers: tuple[Answered, ...]) -> tuple[AnsweringDocument, ...]:
    """Documents as the reports show them."""
    return tuple(
        AnsweringDocument(
            answered.document.id,
            answered.document.path,
            tuple(SectionRow(claim.title, claim.anchor) for claim in answered.sections),
            answered.document.title,
            next((claim.confirmed for claim in answered.claims if claim.confirmed), ""),
            tuple(map(_suspect, answered.suspicions)),
        )
        for answered in answers
    )


def _suspect(found: Suspicion) -> SuspectRow:
    return SuspectRow(found.cause, found.since, found.title, found.anchor, found.note)


def _record(record: Record) -> AnsweringRecord:
    return AnsweringRecord(record.id, record.path)
