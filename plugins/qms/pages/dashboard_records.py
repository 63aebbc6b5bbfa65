"""The chart about nonconformities: when they were found, what is still open, and what the open ones wait for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from qms.model import site as addresses
from qms.model.actions import NONCONFORMITY, STEP_NAMES, Case, cases
from qms.model.revision import add_months

from .charts import columns
from .links import Link
from .pieces import NO_DAY, listed, month_name, number, plain, record_piece, said
from .recorded import CLOSED, OPEN
from .shapes import HATCH, SOLID, Cell, Chart, Piece, Table
from .view import View

_MONTHS = 12
_AGES = ((30, "under 30 days"), (60, "30 to 60"), (90, "60 to 90"), (10**9, "over 90"))
_SHOWN = 20


def months_before(day: date) -> tuple[str, ...]:
    """The month of a day and those before it, twelve in all, oldest first."""
    first = day.replace(day=1)
    numbers = range(1 - _MONTHS, 1) if day.year > 1 else (0,)  # no calendar has a month before the year 1
    return tuple(str(add_months(first, number))[:7] for number in numbers)


def cases_chart(view: View, link: Link) -> Chart | str:
    """Nonconformities by the month they were found in, closed and open."""
    today = view.system.today
    found = cases(view.system)
    if not found:
        return f"Nonconformities: there is no record of the kind {view.kind(NONCONFORMITY)}."
    dated = [case for case in found if case.found and case.found <= today]
    months = months_before(today)
    earlier = [case for case in dated if str(case.found)[:7] not in months]
    groups = [("Earlier", earlier)] if earlier else []
    groups += [(month, [case for case in dated if str(case.found)[:7] == month]) for month in months]
    closed = [sum(not case.open for case in group) for _, group in groups]
    waiting = [sum(case.open for case in group) for _, group in groups]
    undated = [case for case in found if not case.found or case.found > today]
    rows = [_found_in(name, group, link) for name, group in groups]
    rows += [_found_in("No day", undated, link)] if undated else []
    notes = [_ages(dated, today)] if any(case.open for case in dated) else []
    if undated:
        pieces = listed([record_piece(link, case.record) for case in undated])
        notes.append((Piece("Not drawn, for they have no day that has come: "), *pieces))
    tables = [Table(("Found in", "Closed", "Open", "Records"), tuple(rows))]
    if any(case.open for case in found):
        tables.append(_open_table(view, link, found))
    return Chart(
        id="cases",
        title="Nonconformities",
        sentence=_cases_sentence(view, link, found),
        key=((SOLID, "Closed"), (HATCH, "Still open")),
        drawing=columns(
            "Nonconformities by month found",
            [name if name == "Earlier" else month_name(name)[:3] for name, _ in groups],
            [closed, waiting],
            (SOLID, HATCH),
            (CLOSED, OPEN),
        ),
        tables=tuple(tables),
        notes=tuple(notes),
    )


def _cases_sentence(view: View, link: Link, found: Sequence[Case]) -> tuple[Piece, ...]:
    waiting = [case for case in found if case.open]
    shut = len(found) - len(waiting)
    ended = (
        Piece(f"{shut:,}", link(addresses.RECORDS, "registered", type=NONCONFORMITY, step=CLOSED)),
        Piece(f" {said(shut, 'is', 'are')} closed."),
    )
    if not waiting:
        return (Piece("None is open; "), *ended)
    href = link(addresses.RECORDS, "registered", type=NONCONFORMITY, step=OPEN)
    pieces = [Piece(f"{len(waiting):,}", href), Piece(f" {said(len(waiting), 'is', 'are')} open")]
    if days := [case.found for case in waiting if case.found]:
        pieces.append(Piece(f", {said(len(waiting), 'found', 'the oldest found')} on {min(days)}"))
    late = [case for case in waiting if case.overdue(view.system.today)]
    if late:
        names = listed([record_piece(link, case.record) for case in late])
        pieces += [Piece("; past a date: "), *names]
    else:
        pieces.append(Piece("; no date of theirs has passed"))
    return (*pieces, Piece(". "), *ended)


def _ages(dated: Sequence[Case], today: date) -> tuple[Piece, ...]:
    """How long the open ones have been open."""
    days = [(today - case.found).days for case in dated if case.open and case.found]
    told, low = [], 0
    for limit, words in _AGES:
        told.append(f"{sum(low <= age < limit for age in days):,} {words}")
        low = limit
    return (Piece("Age of the open ones: " + ", ".join(told)),)


def _found_in(name: str, group: Sequence[Case], link: Link) -> tuple[Cell, ...]:
    waiting = sum(case.open for case in group)
    named = [record_piece(link, case.record) for case in group]
    return plain(name), number(len(group) - waiting), number(waiting), Cell(listed(named))


def _open_table(view: View, link: Link, found: Sequence[Case]) -> Table:
    waiting = sorted((case for case in found if case.open), key=lambda case: case.found or date.min)
    rows = []
    for case in waiting[:_SHOWN]:
        age = Piece(f"{(view.system.today - case.found).days:,}") if case.found else Piece(NO_DAY)
        days = [day for action in case.actions if (day := action.waits_until)]
        rows.append(
            (
                Cell((record_piece(link, case.record),)),
                Cell((age,), number=True),
                plain(STEP_NAMES[case.step]),
                plain(str(max(days)) if days else NO_DAY),
            )
        )
    more = len(waiting) - _SHOWN
    caption = "What the open ones wait for, oldest first" + (f"; {more:,} more in the register" if more > 0 else "")
    return Table(("Record", "Days open", "Waits for", "By"), tuple(rows), caption)
