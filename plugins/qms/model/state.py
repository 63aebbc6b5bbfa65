"""The state of a document, derived and never typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .change import Revision, revisions
from .document import Document
from .revision import add_months
from .system import QualitySystem

DUE_SOON = timedelta(days=30)


class State(StrEnum):
    """What a reader may do with a document. The values are the `data-state` of the site's badges."""

    DRAFT = "draft"
    PUBLISHED = "published"
    NOT_YET = "not-yet"
    OVERDUE = "overdue"


STATE_NAMES = {
    State.DRAFT: "Draft",
    State.PUBLISHED: "Published",
    State.NOT_YET: "Not yet in force",
    State.OVERDUE: "Review overdue",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a document stands on one day.

    Attributes:
        state: Its state.
        revisions: What history knows of it, oldest first.
        since: The day its revision was published, or takes effect if that is later; None while it is a draft.
        review: The day by which it is to be reviewed; None when it has no interval or is a draft.
    """

    state: State
    revisions: tuple[Revision, ...]
    since: date | None
    review: date | None


def standing(system: QualitySystem, document: Document) -> Standing:
    """Derive where a document stands on `system.today`."""
    known = revisions(system.history.of(document.path))
    current = known[-1] if known and known[-1].number == document.revision else None
    if not document.committed or current is None:
        return Standing(State.DRAFT, known, None, None)
    published = current.published.date()
    since = max(published, document.effective) if document.effective else published
    months = document.review_months
    review = add_months(since, months) if months else None
    if since > system.today:
        state = State.NOT_YET
    elif review is not None and review < system.today:
        state = State.OVERDUE
    else:
        state = State.PUBLISHED
    return Standing(state, known, since, review)
