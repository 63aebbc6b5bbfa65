"""The register of documents: every one with its state, owner, dates and clauses, to be sorted and filtered."""

from __future__ import annotations

from dataclasses import dataclass

from qms.model import site as addresses
from qms.model.document import Document
from qms.model.standard import Clause
from qms.model.state import STATE_NAMES, Standing, State

from .answers import document_clauses
from .files import Download, downloads
from .language import say
from .links import ClauseLink, Link
from .page import Page
from .preparing import coming, prepared
from .reviews import review_choices, review_word
from .templates import render
from .view import NOTHING, View

DUE = "due"
PREPARED = "prep"


@dataclass(frozen=True, slots=True)
class Row:
    """One document of the register.

    Attributes:
        filters: The words by which the form finds its state.
        coming: What is said of a newer revision in preparation; empty where there is none.
        review: The word by which the form finds when its review is due.
    """

    document: Document
    standing: Standing
    state: str
    filters: str
    type: str
    owner: str
    clauses: tuple[ClauseLink, ...]
    coming: str
    review: str


def register_page(view: View, files: tuple[Download, ...]) -> Page:
    """The register of documents."""
    link = view.links_from(addresses.REGISTER)
    owners = {document.owner: view.role(document.owner) for document in view.documents if document.owner}
    first = next(iter(view.system.claimed), None)
    html = render(
        "register",
        link=link,
        view=view,
        downloads=downloads(link, files, addresses.REGISTER, "register"),
        rows=[_row(view, link, document) for document in view.documents],
        types=used_types(view),
        states=_states(view),
        reviews=review_choices(view),
        owners=sorted(owners.items(), key=lambda item: item[1]),
        chapters=chapters(first.clauses) if first else (),
        standard=first,
        others=tuple(view.system.claimed[1:]),
        preparation=prepared(view),
        preparation_files=downloads(link, files, addresses.REGISTER, addresses.PREPARATION),
    )
    return Page(addresses.REGISTER, say("Register of documents"), html, hide=("navigation", "toc"))


def uncontrolled() -> str:
    """What stands above a page that is no document and no record, where approvals are published."""
    return render("uncontrolled")


def _states(view: View) -> list[tuple[str, str]]:
    """The states to choose from; some come from approvals only, one only without them."""
    without = {State.PUBLISHED} if view.trust else {State.IN_FORCE, State.SUSPENDED}
    found: list[tuple[str, str]] = [(state.value, say(STATE_NAMES[state])) for state in State if state not in without]
    return [
        *found,
        (DUE, say("Review due within 30 days")),
        *([(PREPARED, say("In preparation"))] if view.preparing else []),
    ]


def chapters(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """The clauses that stand below no other."""
    return tuple(clause for clause in clauses if not clause.parent)


def used_types(view: View) -> list[tuple[str, str]]:
    """The types that documents have, with their printed names."""
    used = {document.type for document in view.documents}
    return [(name, printed) for name, printed in view.type_names.items() if name in used]


def _row(view: View, link: Link, document: Document) -> Row:
    standing = view.standings[document.path]
    first = next(iter(view.system.claimed), None)
    announced = view.preparing.get(document.id)
    words = [standing.state.value, *([DUE] if view.review_due(document) else []), *([PREPARED] if announced else [])]
    return Row(
        document=document,
        standing=standing,
        state=say(STATE_NAMES[standing.state]),
        filters=" ".join(words),
        type=view.type_names.get(document.type, NOTHING),
        owner=view.role(document.owner) if document.owner else NOTHING,
        clauses=document_clauses(view, document, first, link).clauses if first else (),
        coming=coming(announced) if announced else "",
        review=review_word(view, document),
    )
