"""Which revision of a document was in force on which days: from its approvals, or from what was published.

Pure, and derived: pages and files tell it, nothing decides by it. What holds on a day holds at its end, in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import accumulate, zip_longest

from . import site
from .approval import AcceptedRevision, DocumentLife
from .change import Change, ChangeKind, revisions
from .document import Document
from .settings import Settings
from .standard import natural
from .system import QualitySystem

Effective = Mapping[str, date]
"""The day that a front matter names under `effective:`, by the object id of its file."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days on which one revision of a document was in force.

    Attributes:
        id: The document's identifier; empty where it has none.
        path: Where the document stood under this revision.
        revision: The revision; empty for a text that names none.
        blob: The object id of the file with its front matter.
        since: The first of these days.
        until: The first day on which it was in force no more; None while nothing ended it.
        withdrawn: True when the document itself ended, not only this revision.
        accepted: The approved revision; None where approvals are not set up.
    """

    id: str
    path: str
    revision: str
    blob: str
    since: date
    until: date | None = None
    withdrawn: bool = False
    accepted: AcceptedRevision | None = None

    @property
    def never(self) -> bool:
        """True when it was replaced before the end of its first day."""
        return self.until is not None and self.until <= self.since

    def holds(self, day: date) -> bool:
        """True when it was in force at the end of a day."""
        return self.since <= day and (self.until is None or day < self.until)


def front_blob(revision: AcceptedRevision) -> str:
    """The object id of the file with a revision's front matter."""
    return dict(revision.files)[revision.path]


def since(revision: AcceptedRevision, effective: date | None) -> date:
    """The day a revision came or comes into force."""
    return max(revision.day, effective) if effective else revision.day


def periods(system: QualitySystem) -> tuple[Period, ...]:
    """Every revision of every document, by identifier and then oldest first.

    A day that the system does not know `effective` of counts as none: readings for a site fill that in.
    """
    state = system.approvals.state if system.approvals else None
    if state:
        found = [period for life in state.documents.values() for period in life_periods(life, system.effective)]
    else:
        living = ((one.path, one.id, system.history.of(one.path)) for one in system.documents)
        gone = ((changes[-1].path, changes[-1].id, changes) for changes in system.history.withdrawn.values() if changes)
        found = [
            period
            for path, identifier, changes in (*living, *gone)
            for period in published_periods(path, identifier, changes, system.effective)
        ]
    return tuple(sorted(found, key=lambda period: (natural(period.id), "" if period.id else period.path)))


def life_periods(life: DocumentLife, effective: Effective) -> Iterator[Period]:
    """The revisions of a document that was approved.

    Args:
        life: The document.
        effective: By the object id of a revision's front matter: the day it names.
    """
    starts = [since(revision, effective.get(front_blob(revision))) for revision in life.revisions]
    end = datetime.fromtimestamp(life.retired_when, UTC).date() if life.retired else None
    for revision, (start, until, last) in zip(life.revisions, spans(starts, end), strict=True):
        yield Period(life.id, revision.path, revision.revision, front_blob(revision), start, until, last, revision)


def published_periods(path: str, identifier: str, changes: Sequence[Change], effective: Effective) -> Iterator[Period]:
    """The revisions of a document where nothing is approved: what was published counts as in force.

    Changes from the time when another document stood at the path are left out. A document that was withdrawn and came
    back was not in force meanwhile.
    """
    first = max((at + 1 for at, one in enumerate(changes) if one.id and one.id != identifier), default=0)
    for stretch, end in _stretches(changes[first:]):
        runs = revisions(stretch)
        days = [(run.published.date(), effective.get(run.changes[-1].blob)) for run in runs]
        starts = [max(day, named) if named else day for day, named in days]
        for run, (start, until, last) in zip(runs, spans(starts, end), strict=True):
            newest = run.changes[-1]
            yield Period(identifier, newest.path or path, run.number, newest.blob, start, until, last)


def spans(starts: Sequence[date], end: date | None) -> Iterator[tuple[date, date | None, bool]]:
    """For revisions in their order: first day, first day after, and whether the end of the document ended it.

    The newest revision that has come into force holds; so one ends where any later one begins, in whatever order.
    """
    following = [*accumulate(reversed(starts), min)][-2::-1]
    for start, later in zip_longest(starts, following):
        last = end is not None and (later is None or end <= later)
        yield start, end if last else later, last


def first_day(found: Iterable[Period]) -> date | None:
    """The first day on which anything was in force; None where nothing ever was."""
    return min((period.since for period in found if not period.never), default=None)


def without_period(documents: Iterable[Document], found: Sequence[Period]) -> tuple[Document, ...]:
    """The documents of which no revision ever was in force."""
    known = {(one.id, "" if one.id else one.path) for one in found}
    return tuple(one for one in documents if (one.id, "" if one.id else one.path) not in known)


def days_told(
    found: Iterable[Period], rows: int, settings: Settings, today: date
) -> tuple[date, range, tuple[date, ...]]:
    """Which days and years a site has pages of, beside the page of all days.

    Args:
        found: Every revision that has a period.
        rows: How many rows the page of all days has.
        settings: Whether quarters are wanted.
        today: The day of the reading.

    Returns:
        The first day that is told of, the years with a page, and the days with one.
    """
    first = min(first_day(found) or today, today)
    years = range(first.year, today.year + 1) if rows > site.DAYS_ON_ONE_PAGE else range(0)
    return first, years, quarter_ends(first, today) if settings.quarters else ()


def quarter_ends(first: date, last: date) -> tuple[date, ...]:
    """The last day of each quarter from one day to another, oldest first."""
    ends = ((3, 31), (6, 30), (9, 30), (12, 31))
    days = (date(year, month, day) for year in range(first.year, last.year + 1) for month, day in ends)
    return tuple(day for day in days if first <= day <= last)


def _stretches(changes: Sequence[Change]) -> Iterator[tuple[tuple[Change, ...], date | None]]:
    """The changes from each arrival of a document to its removal, with the day of that."""
    held: list[Change] = []
    for change in changes:
        if change.kind is not ChangeKind.REMOVED:
            held.append(change)
        elif held:
            yield tuple(held), change.commit.committed.date()
            held = []
    if held:
        yield tuple(held), None
