"""Checks of what a document says about its revision: the number, the reason, the dates. History is not asked here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from qms.model.document import Document
from qms.model.problem import Fault
from qms.model.revision import add_months, revision_key
from qms.model.state import DUE_SOON, standing
from qms.model.system import QualitySystem

from .common import is_scalar, saying, unsaid


def revision_missing(system: QualitySystem) -> Iterator[Fault]:
    """Every document says which revision it is.

    Fix: Add a line `revision: 1` to the front matter.
    """
    yield from unsaid(system, "revision")


def revision_format(system: QualitySystem) -> Iterator[Fault]:
    """A revision is a number such as `3`, or `3.1` for an editorial change.

    Fix: Write it without a letter, a leading zero or `.0`.
    """
    for document in saying(system, "revision"):
        if not is_scalar(document, "revision"):
            yield Fault(document.place("revision"), "the revision must be one text")
        elif revision_key(document.revision) is None:
            yield Fault(document.place("revision"), f"`{document.revision}` is no revision such as 3 or 3.1")


def change_missing(system: QualitySystem) -> Iterator[Fault]:
    """Every revision says why it exists, the first one too.

    The sentence stands in the change log; it is what a reader has to know who knew the revision before.

    Fix: Add a line such as `change: Retention times moved into the record index.` to the front matter.
    """
    yield from unsaid(system, "change")


def effective_malformed(system: QualitySystem) -> Iterator[Fault]:
    """The day a document comes into force is a real day, written YYYY-MM-DD.

    Fix: Write the day as in `effective: 2026-12-01`, or leave the field out.
    """
    for document in saying(system, "effective", blank=True):
        if document.effective is None:
            yield Fault(document.place("effective"), f"{_shown(document, 'effective')} is no day such as 2026-12-01")


def review_malformed(system: QualitySystem) -> Iterator[Fault]:
    """The review interval is a number of months or years, at most 999.

    Fix: Write it as in `review: 12 months` or `review: 2 years`.
    """
    for document in saying(system, "review", blank=True):
        if document.review_months is None:
            yield Fault(document.place("review"), f"{_shown(document, 'review')} is no interval such as 12 months")


def review_overdue(system: QualitySystem) -> Iterator[Fault]:
    """A document is reviewed within its interval.

    The interval begins when the revision is published or comes into force, whichever is later.

    Fix: Review the document and publish the outcome as a new revision, an editorial one if nothing changes.
    """
    for document, review in _reviews(system):
        if review < system.today:
            yield Fault(document.place("review"), f"the review was due on {review}")


def review_due(system: QualitySystem) -> Iterator[Fault]:
    """A review that falls due within 30 days is on somebody's desk.

    Fix: Ask the owner to review the document by the day named.
    """
    for document, review in _reviews(system):
        if system.today <= review <= system.today + DUE_SOON:
            yield Fault(document.place("review"), f"the review is due on {review}")


def _shown(document: Document, field: str) -> str:
    return f"`{document.fields.text(field)}`" if is_scalar(document, field) else f"`{field}` is not one text; it"


def _reviews(system: QualitySystem) -> Iterator[tuple[Document, date]]:
    """Documents whose review may be near, with its day. Most were published too lately for it: they cost nothing."""
    for document in system.documents:
        months = document.review_months
        if months and _earliest(system, document, months) <= system.today + DUE_SOON:
            review = standing(system, document).review
            if review:
                yield document, review


def _earliest(system: QualitySystem, document: Document, months: int) -> date:
    """A day before which the review cannot be due: counted from the first change under the present revision."""
    first = None
    for change in reversed(system.history.of(document.path)):
        if change.revision != document.revision:
            break
        first = change
    return add_months(first.commit.committed.date(), months) if first else date.max
