"""The change log of the whole manual by month, and the documents that are gone with the log of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import groupby

from markupsafe import Markup

from qms.model import site as addresses
from qms.model.state import State
from qms.model.stock import approving

from .files import Download, downloads
from .language import month as month_name
from .language import say
from .links import Link
from .log import Entry, Withdrawn
from .page import Heading, Page
from .templates import render
from .view import View, name_of

ONE_PAGE = addresses.CHANGES_ON_ONE_PAGE
RECENT = 100
"""How many rows the front page of a long change log has at least, in whole months."""


@dataclass(frozen=True, slots=True)
class Month:
    """The changes of one month, newest first: those that say what to do differently, and the editorial ones."""

    name: str
    anchor: str
    entries: tuple[Entry, ...]
    editorial: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """A withdrawn document with its anchor: its identifier, where that is unique."""

    document: Withdrawn
    anchor: str


def change_pages(view: View, files: tuple[Download, ...]) -> tuple[Page, ...]:
    """The change log, with a page a year where it is long, and the page of withdrawn documents where there are any."""
    everything = months(view.log)
    pages = [_page(view, addresses.CHANGES, say("Change log"), _recent(view.log, everything), files)]
    if len(view.log) > ONE_PAGE:
        pages += [
            _page(view, addresses.changes_page(year), say("Changes of %(year)s", year=year), months(found), files)
            for year, found in groupby(view.log, key=lambda entry: entry.date.year)
        ]
    if view.withdrawn:
        pages.append(_withdrawn(view))
    return tuple(pages)


def months(entries: Iterable[Entry]) -> tuple[Month, ...]:
    """Rows grouped by month; they come newest first and stay so."""
    grouped = groupby(entries, key=lambda entry: (entry.date.year, entry.date.month))
    return tuple(_month(year, month, tuple(found)) for (year, month), found in grouped)


def _month(year: int, month: int, entries: tuple[Entry, ...]) -> Month:
    return Month(
        name=month_name(date(year, month, 1)),
        anchor=f"m{year:04}-{month:02}",
        entries=tuple(entry for entry in entries if not entry.editorial),
        editorial=tuple(entry for entry in entries if entry.editorial),
    )


def approvers(view: View, entry: Entry) -> str:
    """The printed names of those who approved a revision; empty where nobody did or approvals are not set up."""
    life = view.trust.documents.get(entry.id) if view.trust else None
    if view.trust is None or life is None or entry.withdrawn:
        return ""
    found = next((one for one in life.revisions if one.revision == entry.revision), None)
    return ", ".join(dict.fromkeys(record.name for record in approving(view.trust, found))) if found else ""


def _recent(log: tuple[Entry, ...], everything: tuple[Month, ...]) -> tuple[Month, ...]:
    """The months of the front page: all of a short log, the newest of a long one."""
    if len(log) <= ONE_PAGE:
        return everything
    shown, rows = [], 0
    for month in everything:
        shown.append(month)
        rows += len(month.entries) + len(month.editorial)
        if rows >= RECENT:
            break
    return tuple(shown)


def _page(view: View, path: str, title: str, shown: tuple[Month, ...], files: tuple[Download, ...]) -> Page:
    link = view.links_from(path)
    years = sorted({entry.date.year for entry in view.log}, reverse=True) if len(view.log) > ONE_PAGE else []
    html = render(
        "changes",
        link=link,
        view=view,
        title=title,
        front=path == addresses.CHANGES,
        years=[(year, addresses.changes_page(year)) for year in years],
        months=shown,
        downloads=downloads(link, files, addresses.CHANGES),
        not_yet={
            (document.path, document.revision): view.standings[document.path].since
            for document in view.in_state(State.NOT_YET)
        },
        gone={id(entry): gone.anchor for gone in _gone(view) for entry in gone.document.entries},
        name_of=name_of,
        approvers=partial(approvers, view),
        entry_id=id,
        address=view.system.settings.repository_url,
        compare=_redlines(view, shown, link),
    )
    headings = tuple(Heading(month.name, month.anchor) for month in shown)
    return Page(path, title, html, hide=("navigation",), headings=headings)


def _redlines(view: View, shown: Iterable[Month], link: Link) -> dict[tuple[str, str], Markup]:
    """The addresses of the redlines there are for the rows of some months, by document and revision."""
    paths = {entry.path for month in shown for entry in (*month.entries, *month.editorial) if entry.path}
    return {
        (path, issue.number): link(addresses.history_page(path), issue.redline)
        for path in sorted(paths)
        for issue in view.issues[path]
        if issue.day and issue.compared
    }


def _withdrawn(view: View) -> Page:
    html = render(
        "withdrawn",
        link=view.links_from(addresses.WITHDRAWN),
        gone=_gone(view),
        name_of=name_of,
        address=view.system.settings.repository_url,
    )
    return Page(addresses.WITHDRAWN, say("Withdrawn documents"), html, hide=("navigation", "toc"))


def _gone(view: View) -> list[Gone]:
    used: set[str] = set()
    gone = []
    for number, document in enumerate(view.withdrawn, start=1):
        anchor = document.id if document.id and document.id not in used else f"withdrawn-{number}"
        used.add(anchor)
        gone.append(Gone(document, anchor))
    return gone
