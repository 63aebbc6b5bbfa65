"""The register of documents: every one with its state, owner, dates and clauses, to be sorted and filtered."""

from __future__ import annotations

from dataclasses import dataclass

from qms.model import site as addresses
from qms.model.document import Document
from qms.model.settings import humanise
from qms.model.standard import Clause
from qms.model.state import STATE_NAMES, Standing, State
from qms.model.system import Preparation

from .answers import document_clauses
from .files import Download, downloads
from .links import ClauseLink, Link
from .overview import preparation_state
from .page import Page
from .templates import render
from .view import NOTHING, View

UNCONTROLLED = (
    '<div class="qms-notice" data-state="draft" role="note" aria-label="State of this page">'
    "<p><strong>Not a controlled document</strong> Nobody has approved this page.</p></div>"
)
"""What stands above a page that is no document and no record, where approvals are published."""


@dataclass(frozen=True, slots=True)
class Row:
    """One document of the register; `filters` are the words by which the form finds its state."""

    document: Document
    standing: Standing
    state: str
    filters: str
    type: str
    owner: str
    clauses: tuple[ClauseLink, ...]


def register_page(view: View, files: tuple[Download, ...]) -> Page:
    """The register of documents."""
    link = view.links_from(addresses.REGISTER)
    owners = {document.owner: view.role(document.owner) for document in view.documents if document.owner}
    first = next(iter(view.system.claimed), None)
    html = render(
        "register",
        link=link,
        view=view,
        downloads=downloads(link, files, addresses.REGISTER),
        rows=[_row(view, link, document) for document in view.documents],
        types=[(name, printed) for name, printed in view.type_names.items() if _used(view, name)],
        states=[(state.value, STATE_NAMES[state]) for state in State if _possible(view, state)],
        owners=sorted(owners.items(), key=lambda item: item[1]),
        chapters=chapters(first.clauses) if first else (),
        standard=first,
        others=tuple(view.system.claimed[1:]),
        preparation=[_prepared(view, one) for one in view.preparing.values()],
    )
    return Page(addresses.REGISTER, "Register of documents", html, hide=("navigation", "toc"))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text in preparation as the register announces it."""

    announced: Preparation
    path: str
    state: str
    word: str
    type: str
    owner: str


def _prepared(view: View, one: Preparation) -> Prepared:
    state, word = preparation_state(one)
    shown = view.system.documents_by_id.get(one.id)
    return Prepared(
        announced=one,
        path=shown.path if shown else "",
        state=state,
        word=word,
        type=view.type_names.get(one.type) or humanise(one.type) or NOTHING,
        owner=view.role(one.owner) if one.owner else NOTHING,
    )


def _possible(view: View, state: State) -> bool:
    """Whether a document can be in a state: some come from approvals only, one only without them."""
    if state is State.PUBLISHED:
        return view.trust is None
    return view.trust is not None or state not in (State.IN_FORCE, State.SUSPENDED)


def chapters(clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
    """The clauses that stand below no other."""
    return tuple(clause for clause in clauses if not clause.parent)


def _used(view: View, name: str) -> bool:
    return any(document.type == name for document in view.documents)


def _row(view: View, link: Link, document: Document) -> Row:
    standing = view.standings[document.path]
    first = next(iter(view.system.claimed), None)
    due = " due" if view.review_due(document) else ""
    return Row(
        document=document,
        standing=standing,
        state=STATE_NAMES[standing.state],
        filters=f"{standing.state}{due}",
        type=view.type_names.get(document.type, NOTHING),
        owner=view.role(document.owner) if document.owner else NOTHING,
        clauses=document_clauses(view, document, first, link).clauses if first else (),
    )
