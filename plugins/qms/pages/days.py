"""The pages that tell what was in force on a day: every revision with its days, and the last day of each quarter.

Without JavaScript a table of every revision; with it a day to choose, which the address keeps. Long histories get a
page a year, so that no page outgrows a browser.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from qms.model import site as addresses
from qms.model.force import days_told
from qms.model.state import State

from .approval import Act
from .asof import Told, acts_until, told_periods
from .files import Download, downloads
from .language import say
from .links import Link
from .page import Leaf, Page
from .register import used_types
from .templates import render
from .view import View


@dataclass(frozen=True, slots=True)
class Row:
    """One revision with the address of the page that shows its text; empty where none does."""

    told: Told
    href: str


@dataclass(frozen=True, slots=True)
class DayRow:
    """One document on one day: the revision in force, who had approved it, and what became of it."""

    told: Told
    href: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class Quarter:
    """The last day of a quarter and how many documents were in force."""

    day: date
    number: int


def as_of_leaves(view: View, files: tuple[Download, ...]) -> tuple[Leaf[Page], ...]:
    """The page of all days, then further ones for the years of a long history, and those of the quarters, if wanted."""
    told = told_periods(view)
    today = view.system.today
    known = [one.period for one in told if one.period]
    first, years, days = days_told(known, len(told), view.system.settings, today)
    on_days = {day: [one for one in told if one.period and one.period.holds(day)] for day in days}
    quarters = [Quarter(day, len(found)) for day, found in on_days.items()]
    shown = [one for one in told if touches(one, today.year) or _open(one, today)] if years else told
    start = date(today.year, 1, 1) if years else first
    front = partial(_page, view, files, addresses.AS_OF, (max(start, first), today), shown, years, quarters)
    making = {addresses.AS_OF: front}
    for year in years:
        path, found = addresses.as_of_page(year), [one for one in told if touches(one, year)]
        making[path] = partial(_page, view, files, path, _year(year, first, today), found, years, [])
    making |= {addresses.as_of_page(day): partial(_day, view, day, found, on_days) for day, found in on_days.items()}
    return tuple(Leaf(path, addresses.AS_OF, make) for path, make in making.items())


def touches(one: Told, year: int) -> bool:
    """Whether a revision was in force, or began, in a year."""
    period = one.period
    return period is not None and period.since.year <= year and (period.until is None or period.until.year >= year)


def _open(one: Told, today: date) -> bool:
    """What is still to come, or has no revision yet, belongs to the page of today."""
    return one.period is None or one.period.since > today


def _year(year: int, first: date, today: date) -> tuple[date, date]:
    return max(date(year, 1, 1), first), min(date(year, 12, 31), today)


def name(view: View) -> str:
    """How the page is called: without approvals nothing more is known than what was published."""
    return say("What was in force when") if view.trust else say("What was published when")


def _page(
    view: View,
    files: tuple[Download, ...],
    path: str,
    span: tuple[date, date],
    told: Sequence[Told],
    years: Iterable[int],
    quarters: list[Quarter],
) -> Page:
    link = view.links_from(path)
    title = name(view) if path == addresses.AS_OF else f"{name(view)}: {span[0].year}"
    html = render(
        "as_of",
        link=link,
        view=view,
        title=title,
        first=span[0],
        last=span[1],
        downloads=downloads(link, files, addresses.AS_OF, "in-force"),
        rows=[Row(one, _href(link, one)) for one in told],
        types=used_types(view),
        states=_states(told),
        years=[(year, link(addresses.as_of_page(year))) for year in years],
        quarters=_by_year(quarters),
        day_link=lambda day: link(addresses.as_of_page(day)),
    )
    return Page(path, title, html, hide=("navigation", "toc"), found=path == addresses.AS_OF)


def _day(view: View, day: date, told: Sequence[Told], days: Iterable[date]) -> Page:
    path = addresses.as_of_page(day)
    link = view.links_from(path)
    others = list(days)
    at = others.index(day)
    title = say("In force on %(date)s", date=day) if view.trust else say("Published on %(date)s", date=day)
    html = render(
        "as_of_day",
        link=link,
        view=view,
        title=title,
        day_shown=day,
        rows=[DayRow(one, _href(link, one), acts_until(view, one.period, day)) for one in told if one.period],
        before=others[at - 1] if at else None,
        after=others[at + 1] if at + 1 < len(others) else None,
        day_link=lambda other: link(addresses.as_of_page(other)),
    )
    return Page(path, title, html, hide=("navigation", "toc"), found=False)


def _href(link: Link, one: Told) -> str:
    """The page of exactly this text; empty where the site has none."""
    return link(one.path) if one.path else ""


def _states(told: Iterable[Told]) -> list[tuple[str, str]]:
    """The states that occur, in the order of a document's life."""
    order = [*State, "superseded", "withdrawn"]
    found = {one.state: say(one.word) for one in told if one.state != "superseded"}
    if any(one.state == "superseded" for one in told):
        found["superseded"] = say("Superseded")
    return sorted(found.items(), key=lambda item: order.index(item[0]))


def _by_year(quarters: Iterable[Quarter]) -> list[tuple[int, list[Quarter | None]]]:
    """The quarters in rows of four, newest year first; None where a year has no such day yet."""
    years: dict[int, list[Quarter | None]] = {}
    for quarter in quarters:
        years.setdefault(quarter.day.year, [None] * 4)[quarter.day.month // 3 - 1] = quarter
    return sorted(years.items(), reverse=True)
