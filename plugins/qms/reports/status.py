"""Where every document stands, as data and as a table for people."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from qms.model.document import Document
from qms.model.state import STATE_NAMES, State, standing
from qms.model.system import QualitySystem

from .style import GREEN, RED, YELLOW, count, paint
from .tables import paragraph, table

_STYLES = {
    State.DRAFT: YELLOW,
    State.NOT_YET: YELLOW,
    State.OVERDUE: RED,
    State.PUBLISHED: GREEN,
    State.IN_FORCE: GREEN,
    State.SUSPENDED: RED,
}
_COLOURS = {STATE_NAMES[state]: style for state, style in _STYLES.items()}
_ROOM_FOR_OWNER = 100


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One document. `since` and `review` are null for a draft; empty texts are what the front matter leaves out."""

    id: str
    title: str
    type: str
    revision: str
    state: State
    owner: str
    since: date | None
    review: date | None
    path: str
    committed: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """How many there are; `states` has every state, also those with none."""

    documents: int
    records: int
    states: dict[State, int]


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What `qms status --format json` prints. States are judged on `today`; `commit` is where history ends."""

    commit: str
    today: date
    documents: tuple[StatusRow, ...]
    totals: Totals


def status(system: QualitySystem) -> StatusReport:
    """Derive where each document stands, in the order of their ids."""
    rows = tuple(_row(system, document) for document in system.documents)
    states = Counter(row.state for row in rows)
    totals = Totals(len(rows), len(system.records), {state: states[state] for state in State})
    return StatusReport(system.history.head, system.today, rows, totals)


def status_text(report: StatusReport, width: int = 80, *, color: bool = False) -> str:
    """The status as a table; with the owners where there is room for them.

    Args:
        report: What to tell.
        width: Columns of the terminal.
        color: Use terminal colours.
    """
    if not report.documents:
        return "There are no documents.\n"
    headings = ["ID", "Rev.", "State", "Since", "Review", "Title"]
    rows = [
        [row.id or "-", row.revision or "-", STATE_NAMES[row.state], _day(row.since), _day(row.review), row.title]
        for row in report.documents
    ]
    if width >= _ROOM_FOR_OWNER:
        headings.append("Owner")
        rows = [[*cells, row.owner] for cells, row in zip(rows, report.documents, strict=True)]

    def colour(heading: str, cell: str) -> str:
        return paint(cell, _COLOURS.get(cell, "") if heading == "State" else "", color=color)

    return table(headings, rows, width, ("Title",), colour) + f"\n{paragraph(_totals(report.totals), width)}\n"


def _totals(totals: Totals) -> str:
    """How many there are of each state, such as "17 documents: 15 published, 2 draft. 30 records."."""
    states = ", ".join(
        f"{number:,} {STATE_NAMES[state].lower()}"
        for state, number in sorted(totals.states.items(), key=lambda item: (-item[1], item[0]))
        if number
    )
    return f"{count(totals.documents, 'document')}: {states}. {count(totals.records, 'record')}."


def _row(system: QualitySystem, document: Document) -> StatusRow:
    where = standing(system, document)
    return StatusRow(
        id=document.id,
        title=document.title,
        type=document.type,
        revision=document.revision,
        state=where.state,
        owner=document.owner,
        since=where.since,
        review=where.review,
        path=document.path,
        committed=document.committed,
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else "-"
