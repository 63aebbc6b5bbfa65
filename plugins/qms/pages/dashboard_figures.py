"""The charts about figures: objectives against their targets over the months, and how the other figures did."""

from __future__ import annotations

from collections.abc import Sequence

from qms.model.figures import Figures, Point, Series

from .charts import Dot, Track, columns, tracks
from .language import count, digits, say, say_many, tell
from .links import Link
from .pieces import listed, month_label, month_name, number, plain, record_piece, told
from .shapes import CROSS, HATCH, NO_LINK, OUTLINE, RING, SOLID, Cell, Chart, Piece, Table

_MONTHS = 12
_SHOWN = 12
_MARKS = {True: SOLID, False: CROSS, None: RING}
_ASIDE = ((True, SOLID), (False, HATCH), (None, OUTLINE))


def objectives_chart(found: Figures, link: Link) -> Chart | str:
    """Each objective against its target over the last months that have figures."""
    if not found.objectives:
        return say("Objectives: no record holds figures that can be read (figures, each with id, value and target).")
    months = found.months[-_MONTHS:]
    drawn = [one for one in found.objectives if one.latest.month in months]
    notes = [_left_out(found, link)] if found.unread else []
    if len(drawn) > _SHOWN:
        notes.append((Piece(say("%(number)s more in the table.", number=digits(len(drawn) - _SHOWN))),))
    return Chart(
        id="objectives",
        title=say("Objectives"),
        sentence=_sentence(found, link),
        key=((SOLID, say("Target met")), (CROSS, say("Not met")), (RING, say("Not to be judged"))),
        drawing=tracks(
            say("Objectives against their targets by month"),
            [*map(month_label, months)],
            [_track(one, months) for one in drawn[:_SHOWN]],
        ),
        tables=(_table(found.objectives, months, link),),
        notes=tuple(notes),
    )


def _sentence(found: Figures, link: Link) -> tuple[Piece, ...]:
    month = max(one.latest.month for one in found.objectives)
    points = _of_month(found.objectives, month)
    judged = [point for _, point in points if point.met is not None]
    start = say_many(
        "In %(month)s %(met)s of %(objectives)s met its target",
        "In %(month)s %(met)s of %(objectives)s met their target",
        len(judged),
        month=month_name(month),
        met=digits(sum(point.met is True for point in judged)),
        objectives=count(len(judged), "objective", "objectives"),
    )
    return _with_missed(start, _missed(points, link))


def _with_missed(start: str, missed: list[Piece]) -> tuple[Piece, ...]:
    if not missed:
        return (Piece(f"{start}."),)
    return told("%(start)s; missed: %(figures)s.", start=start, figures=listed(missed))


def _track(one: Series, months: Sequence[str]) -> Track:
    points = [point for point in one.points if point.month in months]
    latest = points[-1]
    return Track(
        name=f"{one.id} {one.name}" if one.name != one.id else one.id,
        told=f"{latest.written}, {latest.wanted}" if latest.wanted else latest.written,
        dots=tuple(Dot(months.index(point.month), float(point.value), _MARKS[point.met]) for point in points),
        target=float(latest.target.number) if latest.target else None,
    )


def _table(series: Sequence[Series], months: Sequence[str], link: Link) -> Table:
    rows = []
    for one in series:
        by_month = {point.month: point for point in one.points}
        cells = [_value(by_month.get(month), link) for month in months]
        rows.append((plain(f"{one.id} {one.name}"), plain(one.latest.wanted or "\N{EN DASH}"), *cells))
    return Table((say("Objective"), say("Target"), *months), tuple(rows))


def _value(point: Point | None, link: Link) -> Cell:
    if point is None:
        return Cell((Piece("\N{EN DASH}"),), number=True)
    value = Piece(point.written, link(point.record.path))
    return Cell(told("%(value)s missed", value=value) if point.met is False else (value,), number=True)


def _left_out(found: Figures, link: Link) -> tuple[Piece, ...]:
    named = tuple(
        piece
        for record, what in found.unread[:_SHOWN]
        for piece in (record_piece(link, record), Piece(f" {tell(what) or 'figures'}; "))
    )
    more = len(found.unread) - _SHOWN
    return told(
        "Left out, because it cannot be read as a number with a month: %(figures)s%(rest)s.",
        figures=named,
        rest=say("and %(number)s more", number=digits(more))
        if more > 0
        else say_many("%(num)s place in all", "%(num)s places in all", len(found.unread)),
    )


def others_chart(found: Figures, link: Link) -> Chart:
    """How many of the other figures met their target, by month; there has to be one."""
    months = found.months[-_MONTHS:]
    by_month = {month: _of_month(found.others, month) for month in months}
    counts = [[sum(point.met is met for _, point in by_month[month]) for month in months] for met, _ in _ASIDE]
    newest = by_month[months[-1]]
    start = say(
        "In %(month)s %(met)s of %(figures)s beside the objectives met the target",
        month=month_name(months[-1]),
        met=digits(sum(point.met is True for _, point in newest)),
        figures=count(len(newest), "figure", "figures"),
    )
    rows = tuple(
        (
            Cell((Piece(month, link(by_month[month][0][1].record.path) if by_month[month] else NO_LINK),)),
            *(number(values[position]) for values in counts),
            Cell(listed(_missed(by_month[month], link))),
        )
        for position, month in enumerate(months)
    )
    headings = say("Month"), say("Met"), say("Not met"), say("Not judged"), say("Which were not met")
    return Chart(
        id="others",
        title=say("Other figures"),
        sentence=_with_missed(start, _missed(newest, link)),
        key=((SOLID, say("Met")), (HATCH, say("Not met")), (OUTLINE, say("Not judged"))),
        drawing=columns(
            say("Other figures by month and whether the target was met"),
            [*map(month_label, months)],
            counts,
            tuple(mark for _, mark in _ASIDE),
            (say("met"), say("not met"), say("not judged")),
        ),
        tables=(Table(headings, rows),),
    )


def _of_month(series: Sequence[Series], month: str) -> list[tuple[Series, Point]]:
    return [(one, point) for one in series for point in one.points if point.month == month]


def _missed(points: Sequence[tuple[Series, Point]], link: Link) -> list[Piece]:
    return [Piece(one.id, link(point.record.path)) for one, point in points if point.met is False]
