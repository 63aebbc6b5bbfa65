"""The state of a document, derived and never typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .approval import AcceptedRevision, TrustState
from .change import Revision, revisions
from .document import Document
from .revision import add_months, parse_date
from .system import QualitySystem

DUE_SOON = timedelta(days=30)


class State(StrEnum):
    """What a reader may do with a document. The values are the `data-state` of the site's badges."""

    DRAFT = "draft"
    IN_FORCE = "in-force"
    PUBLISHED = "published"
    NOT_YET = "not-yet"
    OVERDUE = "overdue"
    SUSPENDED = "suspended"


STATE_NAMES = {
    State.DRAFT: "Draft",
    State.IN_FORCE: "In force",
    State.PUBLISHED: "Published",
    State.NOT_YET: "Not yet in force",
    State.OVERDUE: "Review overdue",
    State.SUSPENDED: "Suspended",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a document stands on one day.

    Attributes:
        state: Its state.
        revisions: What history knows of it, oldest first.
        since: The day its revision was published, or takes effect if that is later; None while it is a draft.
        review: The day by which it is to be reviewed; None when it has no interval or is a draft.
        accepted: The approved revision it is; None while approvals are not set up, and for a draft.
    """

    state: State
    revisions: tuple[Revision, ...]
    since: date | None
    review: date | None
    accepted: AcceptedRevision | None = None


def standing(system: QualitySystem, document: Document) -> Standing:
    """Derive where a document stands on `system.today`."""
    known = revisions(system.history.of(document.path))
    if system.approvals and system.approvals.state:
        return _approved_standing(system, document, known, system.approvals.state)
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


def _approved_standing(
    system: QualitySystem, document: Document, known: tuple[Revision, ...], trust: TrustState
) -> Standing:
    """Where a document stands by its approvals: a text nobody approved is a draft, whatever was published before."""
    life = trust.documents.get(document.id)
    newest_first = reversed(life.revisions) if life and not life.retired else ()
    accepted = next((each for each in newest_first if each.digest == document.digest), None)
    if life is None or accepted is None:
        return Standing(State.DRAFT, known, None, None)
    since = max(accepted.day, document.effective) if document.effective else accepted.day
    months = document.review_months
    review = add_months(last_review(accepted) or since, months) if months else None
    if life.suspended and accepted is life.current:
        state = State.SUSPENDED
    elif since > system.today:
        state = State.NOT_YET
    elif review is not None and review < system.today:
        state = State.OVERDUE
    else:
        state = State.IN_FORCE
    return Standing(state, known, since, review, accepted)


def last_review(revision: AcceptedRevision) -> date | None:
    """The day of the last signed periodic review of a revision; None when there was none."""
    days = [record.signed_at[:10] for record in revision.of_meaning("review")]
    return parse_date(max(days)) if days else None
