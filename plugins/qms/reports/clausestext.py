"""The clause cross-reference for people: as tables at a terminal and in Markdown, whole or only what is left to do."""

from __future__ import annotations

from collections.abc import Collection

from qms.model.coverage import ANSWER_NAMES, Answer
from qms.model.suspect import Cause

from .clauses import AnsweringDocument, ClauseRow, ClausesReport, SuspectRow, balance, only_gaps
from .escape import markdown as escaped
from .grids import grid
from .style import GREEN, RED, YELLOW, count, paint
from .tables import Paint, paragraph, table

_STYLES = {Answer.OPEN: RED, Answer.PARTLY: YELLOW, Answer.PLANNED: YELLOW, Answer.COVERED: GREEN}
_COLOURS = {ANSWER_NAMES[answer]: style for answer, style in _STYLES.items()}
_MATRIX = ("Clause", "State", "Title", "Answered by")
_GAPS = ("Clause", "State", "Title", "Why")


def clauses_text(report: ClausesReport, width: int = 80, *, gaps: bool = False, color: bool = False) -> str:
    """The cross-reference as a table with the balance in the first line; of gaps the balance comes last.

    Args:
        report: All clauses.
        width: Columns of the terminal.
        gaps: Only the requirements with something left to do.
        color: Use terminal colours.
    """
    told = paragraph(balance(report), width)
    if not gaps:
        rows = [_cells(row) for row in report.clauses]
        return f"{told}\n\n{table(_MATRIX, rows, width, _MATRIX[2:], _painter(color=color))}"
    rows = [_gap(row, notes=False) for row in only_gaps(report).clauses]
    head = paragraph(_head(report.name, len(rows)), width)
    shown = f"{table(_GAPS, rows, width, _GAPS[2:], _painter(color=color))}\n" if rows else ""
    return f"{head}\n\n{shown}{told}\n"


def clauses_markdown(report: ClausesReport, *, gaps: bool = False) -> str:
    """The same as Markdown.

    Args:
        report: All clauses.
        gaps: Only the requirements with something left to do.
    """
    rows = [_gap(row) for row in only_gaps(report).clauses] if gaps else [_cells(row) for row in report.clauses]
    told = escaped(balance(report))
    shown = [grid(_GAPS if gaps else _MATRIX, rows)] if rows else []
    parts = [escaped(_head(report.name, len(rows))), *shown, told] if gaps else [told, *shown]
    return "\n\n".join([f"# {escaped(report.name)}", *parts]) + "\n"


def document_names(found: tuple[AnsweringDocument, ...]) -> str:
    """Documents by id, each with the sections that claim the clause, such as `QP-04 (Changes; Retention)`."""
    return ", ".join(_with_sections(each) for each in found)


def suspects_told(
    found: tuple[AnsweringDocument, ...], *, notes: bool = True, causes: Collection[Cause] = tuple(Cause)
) -> str:
    """What is suspect about the claims of documents, in sentences, those with the same cause together; may be empty.

    Args:
        found: The documents that answer a clause.
        notes: Tell what changed between the editions.
        causes: The causes to tell.
    """
    by_cause: dict[str, list[str]] = {}
    for each in found:
        wanted = (_cause(suspect, notes=notes) for suspect in each.suspects if suspect.cause in causes)
        for told in dict.fromkeys(wanted):
            by_cause.setdefault(told, []).append(each.id or each.path)
    return " ".join(f"To be confirmed in {', '.join(names)}: {told}." for told, names in by_cause.items())


def _cause(found: SuspectRow, *, notes: bool) -> str:
    if found.cause is Cause.TEXT:
        return f"{f'section {found.section}' if found.section else 'its text'} changed in revision {found.since}"
    note = found.note.strip().rstrip(".") if notes else ""
    return f"the clause changed since {found.since}{f' ({note})' if note else ''}"


def _with_sections(found: AnsweringDocument) -> str:
    sections = "; ".join(dict.fromkeys(section.title for section in found.sections if section.title))
    return f"{found.id or found.path}{f' ({sections})' if sections else ''}"


def _head(name: str, number: int) -> str:
    if not number:
        return f"{name}: every clause is answered, and nothing is to be confirmed."
    return f"{name}: something is left to do for {count(number, 'clause')}."


def _cells(row: ClauseRow) -> tuple[str, str, str, str]:
    return row.id, _state(row), row.title, _answers(row)


def _gap(row: ClauseRow, *, notes: bool = True) -> tuple[str, str, str, str]:
    reason = f"{row.reason[:1].upper()}{row.reason[1:]}." if row.reason else ""
    suspect = suspects_told(row.documents, notes=notes)
    return row.id, _state(row), row.title, " ".join(part for part in (reason, suspect) if part)


def _state(row: ClauseRow) -> str:
    return "" if row.state is Answer.HEADING else ANSWER_NAMES[row.state]


def _answers(row: ClauseRow) -> str:
    """Ids of documents, then how many records; and why that is not enough, where it is not."""
    if row.state is Answer.NOT_APPLICABLE:
        return row.reason
    names = ", ".join(f"{each.id or each.path}{' (confirm)' if each.suspects else ''}" for each in row.documents)
    helping = {f"supported by {each.id or each.path}": None for each in row.supporting if row.documents}
    evidence = {f"evidence {each.id or each.path}": None for each in row.evidence}
    records = count(len(row.records), "record") if row.records else ""
    reason = row.reason if row.state in (Answer.PARTLY, Answer.PLANNED) else ""
    return "; ".join(part for part in (names, *helping, *evidence, records, reason) if part)


def _painter(*, color: bool) -> Paint:
    def colour(heading: str, cell: str) -> str:
        return paint(cell, _COLOURS.get(cell, "") if heading == "State" else "", color=color)

    return colour
