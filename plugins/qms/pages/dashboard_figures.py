"""The charts about figures: objectives against their targets over the months, and how the other figures did."""

from __future__ import annotations

from collections.abc import Sequence

from qms.model.figures import Figures, Point, Series

from .charts import Dot, Track, columns, tracks
from .links import Link
from .pieces import listed, month_name, number, plain, record_piece, said
from .shapes import CROSS, HATCH, NO_LINK, OUTLINE, RING, SOLID, Cell, Chart, Piece, Table
from .templates import count

_MONTHS = 12
_SHOWN = 12
_MARKS = {True: SOLID, False: CROSS, None: RING}
_ASIDE = (("met", SOLID), ("missed", HATCH), ("not judged", OUTLINE))


def objectives_chart(found: Figures, link: Link) -> Chart | str:
    """Each objective against its target over the last months that have figures."""
    if not found.objectives:
        return "Objectives: no record holds figures that can be read (figures, each with id, value and target)."
    months = found.months[-_MONTHS:]
    drawn = [one for one in found.objectives if one.latest.month in months]
    notes = [_left_out(found, link)] if found.unread else []
    if len(drawn) > _SHOWN:
        notes.append((Piece(f"{len(drawn) - _SHOWN:,} more in the table."),))
    return Chart(
        id="objectives",
        title="Objectives",
        sentence=_sentence(found, link),
        key=((SOLID, "Target met"), (CROSS, "Missed"), (RING, "Not to be judged")),
        drawing=tracks(
            "Objectives against their targets by month",
            [month_name(month)[:3] for month in months],
            [_track(one, months) for one in drawn[:_SHOWN]],
        ),
        tables=(_table(found.objectives, months, link),),
        notes=tuple(notes),
    )


def _sentence(found: Figures, link: Link) -> tuple[Piece, ...]:
    month = max(one.latest.month for one in found.objectives)
    points = _of_month(found.objectives, month)
    judged = [point for _, point in points if point.met is not None]
    met = f"{sum(point.met is True for point in judged):,} of {count(len(judged), 'objective')}"
    missed = _missed(points, link)
    start = f"In {month_name(month)} {met} met {said(len(judged), 'its', 'their')} target"
    return (Piece(f"{start}; missed: "), *listed(missed), Piece(".")) if missed else (Piece(f"{start}."),)


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
    return Table(("Objective", "Target", *months), tuple(rows))


def _value(point: Point | None, link: Link) -> Cell:
    if point is None:
        return Cell((Piece("\N{EN DASH}"),), number=True)
    missed = (Piece(" missed"),) if point.met is False else ()
    return Cell((Piece(point.written, link(point.record.path)), *missed), number=True)


def _left_out(found: Figures, link: Link) -> tuple[Piece, ...]:
    named = [
        piece
        for record, what in found.unread[:_SHOWN]
        for piece in (record_piece(link, record), Piece(f" {what or 'figures'}; "))
    ]
    more = len(found.unread) - _SHOWN
    rest = f"and {more:,} more" if more > 0 else f"{count(len(found.unread), 'place')} in all"
    return (Piece("Left out, because it cannot be read as a number with a month: "), *named, Piece(f"{rest}."))


def others_chart(found: Figures, link: Link) -> Chart:
    """How many of the other figures met their target, by month; there has to be one."""
    months = found.months[-_MONTHS:]
    by_month = {month: _of_month(found.others, month) for month in months}
    counts = [[sum(_word(point) == word for _, point in by_month[month]) for month in months] for word, _ in _ASIDE]
    newest = by_month[months[-1]]
    missed = _missed(newest, link)
    met = f"{sum(point.met is True for _, point in newest):,} of {count(len(newest), 'figure')}"
    sentence = (
        Piece(f"In {month_name(months[-1])} {met} beside the objectives met the target"),
        *((Piece("; missed: "), *listed(missed)) if missed else ()),
        Piece("."),
    )
    rows = tuple(
        (
            Cell((Piece(month, link(by_month[month][0][1].record.path) if by_month[month] else NO_LINK),)),
            *(number(values[position]) for values in counts),
            Cell(listed(_missed(by_month[month], link))),
        )
        for position, month in enumerate(months)
    )
    return Chart(
        id="others",
        title="Other figures",
        sentence=sentence,
        key=tuple((mark, word.capitalize()) for word, mark in _ASIDE),
        drawing=columns(
            "Other figures by month and whether the target was met",
            [month_name(month)[:3] for month in months],
            counts,
            tuple(mark for _, mark in _ASIDE),
            tuple(word for word, _ in _ASIDE),
        ),
        tables=(Table(("Month", "Met", "Missed", "Not judged", "Which were missed"), rows),),
    )


def _of_month(series: Sequence[Series], month: str) -> list[tuple[Series, Point]]:
    return [(one, point) for one in series for point in one.points if point.month == month]


def _missed(points: Sequence[tuple[Series, Point]], link: Link) -> list[Piece]:
    return [Piece(one.id, link(point.record.path)) for one, point in points if point.met is False]


def _word(point: Point) -> str:
    return {True: "met", False: "missed", None: "not judged"}[point.met]
