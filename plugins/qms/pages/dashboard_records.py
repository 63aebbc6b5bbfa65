"""The chart about nonconformities: when they were found, what is still open, and what the open ones wait for."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date

from qms.model import site as addresses
from qms.model.actions import NONCONFORMITY, STEP_NAMES, Case, cases
from qms.model.revision import add_months

from .charts import columns
from .language import digits, say
from .links import Link
from .pieces import figure, listed, month_label, no_day, number, plain, record_piece, told, told_many
from .recorded import CLOSED, OPEN
from .shapes import HATCH, SOLID, Cell, Chart, Piece, Table
from .view import View

_MONTHS = 12
_LIMITS = (0, 30, 60, 90, 10**9)
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
        return say("Nonconformities: there is no record of the kind %(kind)s.", kind=view.kind(NONCONFORMITY))
    dated = [case for case in found if case.found and case.found <= today]
    months = months_before(today)
    earlier = [case for case in dated if str(case.found)[:7] not in months]
    groups = [("", earlier)] if earlier else []
    groups += [(month, [case for case in dated if str(case.found)[:7] == month]) for month in months]
    closed = [sum(not case.open for case in group) for _, group in groups]
    waiting = [sum(case.open for case in group) for _, group in groups]
    undated = [case for case in found if not case.found or case.found > today]
    rows = [_found_in(name or say("Earlier"), group, link) for name, group in groups]
    rows += [_found_in(say("No day"), undated, link)] if undated else []
    notes = [_ages(dated, today)] if any(case.open for case in dated) else []
    if undated:
        pieces = listed([record_piece(link, case.record) for case in undated])
        notes.append(told("Not drawn, for they have no day that has come: %(records)s", records=pieces))
    tables = [Table((say("Found in"), say("Closed"), say("Open"), say("Records")), tuple(rows))]
    if any(case.open for case in found):
        tables.append(_open_table(view, link, found))
    return Chart(
        id="cases",
        title=say("Nonconformities"),
        sentence=_cases_sentence(view, link, found),
        key=((SOLID, say("Closed")), (HATCH, say("Still open"))),
        drawing=columns(
            say("Nonconformities by month found"),
            [month_label(name) if name else say("Earlier") for name, _ in groups],
            [closed, waiting],
            (SOLID, HATCH),
            (say("closed"), say("open")),
        ),
        tables=tuple(tables),
        notes=tuple(notes),
    )


def _cases_sentence(view: View, link: Link, found: Sequence[Case]) -> tuple[Piece, ...]:
    waiting = [case for case in found if case.open]
    shut = len(found) - len(waiting)
    here = link(addresses.RECORDS, "registered", type=NONCONFORMITY, step=CLOSED)
    ended = told_many("%(num)s is closed.", "%(num)s are closed.", shut, num=figure(shut, here))
    if not waiting:
        return told("None is open; %(closed)s", closed=ended)
    return (*_waiting(view, link, waiting), Piece(" "), *ended)


def _waiting(view: View, link: Link, waiting: Sequence[Case]) -> tuple[Piece, ...]:
    """How many are open, since when, and whether a date of theirs has passed."""
    href = link(addresses.RECORDS, "registered", type=NONCONFORMITY, step=OPEN)
    num, found = figure(len(waiting), href), [case.found for case in waiting if case.found]
    start = told_many("%(num)s is open", "%(num)s are open", len(waiting), num=num)
    if found:
        start = told_many(
            "%(num)s is open, found on %(day)s",
            "%(num)s are open, the oldest found on %(day)s",
            len(waiting),
            num=num,
            day=str(min(found)),
        )
    if late := [case for case in waiting if case.overdue(view.system.today)]:
        names = listed([record_piece(link, case.record) for case in late])
        return told("%(start)s; past a date: %(records)s.", start=start, records=names)
    return told("%(start)s; no date of theirs has passed.", start=start)


def _ages(dated: Sequence[Case], today: date) -> tuple[Piece, ...]:
    """How long the open ones have been open."""
    days = [(today - case.found).days for case in dated if case.open and case.found]
    young, middle, old, oldest = (
        digits(sum(low <= age < high for age in days)) for low, high in itertools.pairwise(_LIMITS)
    )
    return told(
        "Age of the open ones: under 30 days: %(young)s, 30 to 60 days: %(middle)s, 60 to 90 days: %(old)s, over 90 "
        "days: %(oldest)s",
        young=young,
        middle=middle,
        old=old,
        oldest=oldest,
    )


def _found_in(name: str, group: Sequence[Case], link: Link) -> tuple[Cell, ...]:
    waiting = sum(case.open for case in group)
    named = [record_piece(link, case.record) for case in group]
    return plain(name), number(len(group) - waiting), number(waiting), Cell(listed(named))


def _open_table(view: View, link: Link, found: Sequence[Case]) -> Table:
    waiting = sorted((case for case in found if case.open), key=lambda case: case.found or date.min)
    rows = []
    for case in waiting[:_SHOWN]:
        age = figure((view.system.today - case.found).days) if case.found else Piece(no_day())
        days = [day for action in case.actions if (day := action.waits_until)]
        rows.append(
            (
                Cell((record_piece(link, case.record),)),
                Cell((age,), number=True),
                plain(say(STEP_NAMES[case.step])),
                plain(str(max(days)) if days else no_day()),
            )
        )
    more = len(waiting) - _SHOWN
    caption = say("What the open ones wait for, oldest first")
    if more > 0:
        caption = say("%(caption)s; %(number)s more in the register", caption=caption, number=digits(more))
    return Table((say("Record"), say("Days open"), say("Waits for"), say("Due by")), tuple(rows), caption)
