"""When documents are to be reviewed: by month, as the dashboard counts them and the register filters them."""

from __future__ import annotations

from collections.abc import Mapping

from qms.model.document import Document
from qms.model.revision import add_months

from .language import say
from .view import View

MONTHS = 12
LATE, LATER, NONE = "late", "later", "none"
NAMES = {LATE: "Overdue", LATER: "Later", NONE: "No day"}
"""What pages say of those that are no month."""


def months_ahead(view: View) -> tuple[str, ...]:
    """This month and those after it, twelve in all, as `YYYY-MM`."""
    first = view.system.today.replace(day=1)
    return tuple(dict.fromkeys(str(add_months(first, number))[:7] for number in range(MONTHS)))


def review_word(view: View, document: Document) -> str:
    """The word by which the register finds documents whose review is due at the same time."""
    due = view.standings[document.path].review
    if due is None:
        return NONE
    if due < view.system.today:
        return LATE
    month = str(due)[:7]
    return month if month in months_ahead(view) else LATER


def by_review(view: View) -> Mapping[str, tuple[Document, ...]]:
    """The documents by that word."""
    found: dict[str, list[Document]] = {}
    for document in view.documents:
        found.setdefault(review_word(view, document), []).append(document)
    return {word: tuple(documents) for word, documents in found.items()}


def review_choices(view: View) -> list[tuple[str, str]]:
    """What the register offers: overdue, the months that have a review, later, none; with their names."""
    found = by_review(view)
    words = (word for word in (LATE, *months_ahead(view), LATER, NONE) if word in found)
    return [(word, say(NAMES[word]) if word in NAMES else word) for word in words]
