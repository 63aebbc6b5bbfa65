"""Spreadsheets (XLSX): clauses, the way from one edition to the next, and the registers, for people who plan in them.

The same content gives the same bytes. Nothing that comes from a document is ever a formula, a link or a number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

import xlsxwriter  # type: ignore[import-untyped] # it has annotations and does not say so

from qms.model.coverage import ANSWER_NAMES, Answer
from qms.model.editions import RELATION_NAMES
from qms.model.transition import STEP_NAMES

from .clauses import ClauseRow, ClausesReport, balance, only_gaps
from .clausestext import document_names, suspects_told
from .escape import visible
from .transition import PassageRow, TransitionReport
from .transitiontext import answered, background, changed, compilation, heading, removed_told, standing, to_do

Cell = str | int
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - a spreadsheet knows no zones; any fixed time will do
_LONGEST = 32_767  # characters that a cell takes
_WIDEST = 50  # characters: what is longer is wrapped
_HEADER = 100  # characters of a title that stand at the head of printed pages
_NAME = 31  # characters that the name of a sheet takes
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_MATRIX = {
    "Clause": 10, "Title": 44, "Kind": 13, "State": 15, "Why": 40, "Answered by": 40, "Supported by": 24,
    "Evidence": 24, "Records": 30, "Missing records": 30, "Planned by": 12, "To be confirmed": 40,
}  # fmt: skip
_PASSAGES = {
    "Clause": 10, "Title": 40, "Relation": 14, "What changed": 50, "From": 14, "Answered today by": 40, "Step": 20,
    "Left to do": 50, "State": 15, "Records": 24, "Planned by": 12,
}  # fmt: skip
_REMOVED = {"Clause": 10, "Title": 40, "What became of it": 60, "Still claimed by": 40}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its columns with their widths in characters, and its rows."""

    name: str
    columns: Mapping[str, int]
    rows: Sequence[Sequence[Cell]]


def clauses_sheets(reports: Sequence[ClausesReport], *, gaps: bool = False) -> bytes:
    """A summary and a sheet of clauses for each standard.

    Args:
        reports: All clauses of each standard.
        gaps: Only the requirements with something left to do.
    """
    states = [answer for answer in Answer if answer is not Answer.HEADING]
    columns = {"Standard": 24, "Balance": 80} | {ANSWER_NAMES[state]: 15 for state in states} | {"To be confirmed": 15}
    rows: list[list[Cell]] = [[report.name, balance(report), *_counts(report, states)] for report in reports]
    shown = map(only_gaps, reports) if gaps else reports
    sheets = [Sheet(report.standard, _MATRIX, [_clause(row) for row in report.clauses]) for report in shown]
    return _workbook([Sheet("Summary", columns, rows), *sheets], "Clauses and what answers them")


def register_sheets(title: str, day: date, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A register as a workbook of one sheet.

    Args:
        title: Its name; the sheet bears it, too.
        day: The day of which it tells, printed at the head of every page.
        columns: Their names.
        rows: A text for each column.
    """
    widths = [min(max(map(len, texts)) + 2, _WIDEST) for texts in zip(columns, *rows, strict=True)]
    sheet = Sheet(title, dict(zip(columns, widths, strict=True)), rows)
    return _workbook([sheet], f"{title}, state of {day}")


def transition_sheets(report: TransitionReport) -> bytes:
    """A summary, every requirement of the new edition, and what was removed."""
    rows: list[tuple[str, Cell]] = [("Transition", heading(report)), *(("Standing", told) for told in standing(report))]
    rows += [(STEP_NAMES[step], number) for step, number in report.steps.items()]
    rows += [("Requirements", report.requirements), *(("Editions", told) for told in background(report))]
    rows += [("The map", compilation(report))]
    rows += [
        (f"Doubts about {edition.name}", edition.confidence)
        for edition in (report.source, report.target)
        if edition.confidence
    ]
    sheets = [
        Sheet("Summary", {"What": 26, "How it stands": 100}, rows),
        Sheet("Clauses", _PASSAGES, [_passage(row) for row in report.clauses]),
        Sheet(
            "Removed",
            _REMOVED,
            [(row.id, row.title, removed_told(row), document_names(row.documents)) for row in report.removed],
        ),
    ]
    return _workbook(sheets, heading(report))


def passages(report: TransitionReport) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Every requirement of the new edition as a plain table: the names of the columns, and the rows."""
    return tuple(_PASSAGES), [_passage(row) for row in report.clauses]


def _counts(report: ClausesReport, states: Sequence[Answer]) -> list[int]:
    numbers = [sum(row.requirement and row.state is state for row in report.clauses) for state in states]
    return [*numbers, sum(row.suspect for row in report.clauses)]


def _clause(row: ClauseRow) -> tuple[str, ...]:
    return (
        row.id,
        row.title,
        "Requirement" if row.requirement else "Heading",
        ANSWER_NAMES[row.state] if row.requirement else "",
        row.reason,
        document_names(row.documents),
        document_names(row.supporting),
        document_names(row.evidence),
        ", ".join(record.id or record.path for record in row.records),
        "; ".join(row.lacking),
        row.plan.day.isoformat() if row.plan else "",
        suspects_told(row.documents),
    )


def _passage(row: PassageRow) -> tuple[str, ...]:
    return (
        row.id,
        row.title,
        RELATION_NAMES[row.relation],
        changed(row),
        ", ".join(origin.id for origin in row.origins),
        answered(row),
        STEP_NAMES[row.step],
        to_do(row),
        ANSWER_NAMES[row.today.state],
        ", ".join(record.id or record.path for record in row.today.records),
        row.today.plan.day.isoformat() if row.today.plan else "",
    )


def _workbook(sheets: Sequence[Sheet], title: str) -> bytes:
    """The bytes of a workbook, made in memory, of strings and our own counts."""
    stream = BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"title": _text(title), "created": _CREATED})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    body = book.add_format({"text_wrap": True, "valign": "top"})
    for name, sheet in zip(_names(sheets), sheets, strict=True):
        page = book.add_worksheet(name)
        for column, (told, width) in enumerate(sheet.columns.items()):
            page.set_column(column, column, width)
            page.write_string(0, column, told, head)
        for line, row in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    page.write_number(line, column, cell, body)
                else:
                    page.write_string(line, column, _text(cell), body)
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
        page.ignore_errors({"number_stored_as_text": f"A1:Z{len(sheet.rows) + 1}"})  # 7.5 is a clause, no number
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_header(f"&L{_text(title)[:_HEADER].replace('&', '&&')}&RPage &P of &N")
    book.close()
    return stream.getvalue()


def _text(cell: str) -> str:
    """What a cell can hold: visible characters, not too many."""
    return visible(cell, keep="\n")[:_LONGEST]


def _names(sheets: Sequence[Sheet]) -> list[str]:
    """Names that spreadsheets take, each once."""
    found: list[str] = []
    for sheet in sheets:
        name = bare = _FORBIDDEN.sub("-", sheet.name)[:_NAME] or "Sheet"
        number = 1
        while name.casefold() in {each.casefold() for each in found}:
            number += 1
            name = f"{bare[: _NAME - len(f' {number}')]} {number}"
        found.append(name)
    return found
