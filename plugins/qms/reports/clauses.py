"""The clause cross-reference as data and as a table: which documents, sections and records answer which clause."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from qms.model.coverage import ANSWER_NAMES, Answer, Coverage, cover
from qms.model.standard import Standard
from qms.model.system import QualitySystem

from .style import GREEN, RED, count, paint
from .tables import paragraph, table

_STYLES = {Answer.OPEN: RED, Answer.COVERED: GREEN, Answer.NOT_APPLICABLE: "", Answer.HEADING: ""}
_COLOURS = {ANSWER_NAMES[answer]: style for answer, style in _STYLES.items()}


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section that claims the clause for itself."""

    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class AnsweringDocument:
    """A document that answers the clause; without sections, as a whole."""

    id: str
    path: str
    sections: tuple[SectionRow, ...]


@dataclass(frozen=True, slots=True)
class AnsweringRecord:
    """A record that is evidence for the clause."""

    id: str
    path: str


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One clause. `reason` says why it is not applicable; `title` may be ours where the standard has none."""

    id: str
    title: str
    requirement: bool
    state: Answer
    reason: str
    documents: tuple[AnsweringDocument, ...]
    records: tuple[AnsweringRecord, ...]


@dataclass(frozen=True, slots=True)
class ClausesReport:
    """What `qms clauses --format json` prints, in the standard's order; with `--gaps` only the open clauses."""

    standard: str
    edition: str
    clauses: tuple[ClauseRow, ...]


def clauses(system: QualitySystem, standard: Standard, *, gaps: bool = False) -> ClausesReport:
    """How each clause of a standard is answered.

    Args:
        system: What was read.
        standard: One that the system holds.
        gaps: Only the requirements that nothing answers.
    """
    rows = tuple(_row(found) for found in cover(system, standard) if found.answer is Answer.OPEN or not gaps)
    return ClausesReport(standard.id, standard.edition, rows)


def clauses_text(report: ClausesReport, width: int = 80, *, gaps: bool = False, color: bool = False) -> str:
    """The cross-reference as a table, with the balance in the first line.

    Args:
        report: What to tell.
        width: Columns of the terminal.
        gaps: The report holds only open clauses.
        color: Use terminal colours.
    """
    if gaps:
        return _gaps(report, width)
    headings = ("Clause", "State", "Title", "Answered by")
    rows = [
        (row.id, "" if row.state is Answer.HEADING else ANSWER_NAMES[row.state], row.title, _answers(row))
        for row in report.clauses
    ]

    def colour(heading: str, cell: str) -> str:
        return paint(cell, _COLOURS.get(cell, "") if heading == "State" else "", color=color)

    return f"{paragraph(_balance(report), width)}\n\n{table(headings, rows, width, ('Title', 'Answered by'), colour)}"


def _gaps(report: ClausesReport, width: int) -> str:
    name = _name(report)
    if not report.clauses:
        return f"{paragraph(f'{name}: every clause is answered.', width)}\n"
    rows = [(row.id, row.title) for row in report.clauses]
    head = paragraph(f"{name}: nothing answers {count(len(rows), 'clause')}.", width)
    return f"{head}\n\n{table(('Clause', 'Title'), rows, width, ('Title',))}"


def _balance(report: ClausesReport) -> str:
    states = Counter(row.state for row in report.clauses if row.requirement)
    parts = [f"{states[Answer.COVERED]:,} of {count(states.total(), 'clause')} covered"]
    others = (Answer.NOT_APPLICABLE, Answer.OPEN)
    parts += [f"{states[answer]:,} {ANSWER_NAMES[answer].lower()}" for answer in others if states[answer]]
    return f"{_name(report)}: {', '.join(parts)}."


def _name(report: ClausesReport) -> str:
    return report.edition.split(" (")[0]


def _answers(row: ClauseRow) -> str:
    """Ids of documents, then how many records; or why the clause does not apply."""
    if row.state is Answer.NOT_APPLICABLE:
        return row.reason
    documents = ", ".join(document.id or document.path for document in row.documents)
    records = count(len(row.records), "record") if row.records else ""
    return "; ".join(part for part in (documents, records) if part)


def _row(found: Coverage) -> ClauseRow:
    return ClauseRow(
        id=found.clause.number,
        title=found.clause.title,
        requirement=found.clause.requirement,
        state=found.answer,
        reason=found.reason,
        documents=tuple(
            AnsweringDocument(
                answered.document.id,
                answered.document.path,
                tuple(SectionRow(claim.title, claim.anchor) for claim in answered.sections),
            )
            for answered in found.documents
        ),
        records=tuple(AnsweringRecord(record.id, record.path) for record in found.records),
    )
