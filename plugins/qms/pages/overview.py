"""The front page: how the gate decided, a few figures that are links, ways in, what needs attention, what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from qms.model import site as addresses
from qms.model.coverage import Answer, Coverage
from qms.model.document import Document
from qms.model.standard import Standard
from qms.model.state import STATE_NAMES, State
from qms.model.system import Preparation

from .approval import listed
from .decisions import approvals_told, gate_decision
from .headings import by_type
from .language import count, say
from .links import Link
from .page import Page
from .reviews import LATE, by_review
from .templates import render
from .view import View, name_of

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that needs attention: the state of the badge and its word, what it is, its address, and why."""

    state: str
    word: str
    name: str
    href: Markup
    reason: str


def overview_page(view: View) -> Page:
    """The front page."""
    link = view.links_from(addresses.OVERVIEW)
    notices = _notices(view, link)
    first = next(iter(view.system.claimed), None)
    important = [entry for entry in view.log if not entry.editorial]
    errors = view.verdict.errors if view.verdict else ()
    html = render(
        "overview",
        link=link,
        view=view,
        lede=_lede(view),
        decision=gate_decision(view),
        standard=first,
        open_clauses=len(_open_clauses(view, first)) if first else 0,
        published=_published(view),
        drafts=len(view.in_state(State.DRAFT)),
        due=sum(map(view.review_due, view.documents)),
        overdue=len(by_review(view).get(LATE, ())),
        problems=errors[:SHOWN],
        more_problems=len(errors) - SHOWN,
        owners=len({document.owner for document in view.documents if document.owner}),
        types=[(heading, found[0].type, len(found)) for heading, found in by_type(view).items()],
        notices=notices[:SHOWN],
        more=len(notices) - SHOWN,
        recent=important[:SHOWN],
        latest=_latest(view),
        approvals=approvals_told(view),
        authorities=view.trust is not None or view.system.people.rules is not None,
        name_of=name_of,
    )
    return Page(addresses.OVERVIEW, say("Overview"), html, hide=("navigation", "toc", "path"))


def _lede(view: View) -> str:
    """What this is, in a sentence."""
    organisation, documents = view.system.settings.organisation, count(len(view.documents), "document", "documents")
    if not view.system.claimed:
        if organisation:
            return say("How %(organisation)s works: %(documents)s.", organisation=organisation, documents=documents)
        return say("How we work: %(documents)s.", documents=documents)
    standards = listed(one.name for one in view.system.claimed)
    if not organisation:
        return say("How we work: %(documents)s for %(standards)s.", documents=documents, standards=standards)
    return say(
        "How %(organisation)s works: %(documents)s for %(standards)s.",
        organisation=organisation,
        documents=documents,
        standards=standards,
    )


def _published(view: View) -> int:
    """How many documents are published, or in force where approvals are set up."""
    if view.trust is None:
        return len(view.documents) - len(view.in_state(State.DRAFT))
    return len(view.in_state(State.IN_FORCE, State.OVERDUE)) + len(view.in_force_beside)


def _latest(view: View) -> str:
    head = view.system.history.head_time
    return f"{head:%Y-%m-%d, %H:%M} UTC" if head else ""


def _notices(view: View, link: Link) -> list[Notice]:
    """What needs attention, the most pressing first."""
    return [
        *_suspended(view, link),
        *_overdue(view, link),
        *_open(view, link),
        *_unpublished(view, link),
        *_prepared(view, link),
    ]


def _suspended(view: View, link: Link) -> list[Notice]:
    return [
        Notice(
            State.SUSPENDED,
            say(STATE_NAMES[State.SUSPENDED]),
            name_of(document),
            link(document.path),
            say("Its approvals hold no more. Ask before you work by it."),
        )
        for document in view.in_state(State.SUSPENDED)
    ]


def _prepared(view: View, link: Link) -> list[Notice]:
    """What is in preparation: announced, never shown."""
    found = []
    for one in view.preparing.values():
        state, word = preparation_state(one)
        name = _with_revision(f"{one.id} {one.title}", one.revision)
        reason = one.change or (
            say("The revision before it stays in force meanwhile.") if one.shown else say("A new document.")
        )
        found.append(Notice(state, word, name, link(addresses.REGISTER, addresses.PREPARATION), reason))
    return found


def preparation_state(one: Preparation) -> tuple[str, str]:
    """The badge of a text in preparation: its state, and the word."""
    if not one.approved:
        return State.DRAFT, say("In preparation")
    if one.effective:
        return State.NOT_YET, say("In force from %(date)s", date=one.effective)
    return State.NOT_YET, say(STATE_NAMES[State.NOT_YET])


def _with_revision(name: str, revision: str) -> str:
    return say("%(name)s, revision %(revision)s", name=name, revision=revision) if revision else name


def _overdue(view: View, link: Link) -> list[Notice]:
    documents = sorted(
        view.in_state(State.OVERDUE), key=lambda document: view.standings[document.path].review or date.max
    )
    return [
        Notice(
            State.OVERDUE,
            say(STATE_NAMES[State.OVERDUE]),
            name_of(document),
            link(document.path),
            _was_due(view, document),
        )
        for document in documents
    ]


def _was_due(view: View, document: Document) -> str:
    date = view.standings[document.path].review
    if not document.owner:
        return say("Review was due %(date)s. Nobody owns it.", date=date)
    return say("Review was due %(date)s. Owner: %(owner)s.", date=date, owner=view.role(document.owner))


def _open_clauses(view: View, standard: Standard) -> list[Coverage]:
    return [covered for covered in view.coverage[standard.id] if covered.answer is Answer.OPEN]


def _open(view: View, link: Link) -> list[Notice]:
    found = []
    for standard in view.system.claimed[:1]:
        for covered in _open_clauses(view, standard):
            clause = covered.clause
            href = link(view.clause_pages[standard.id], addresses.clause_anchor(clause.number))
            name = f"{clause.number} {clause.title}"
            reason = say("No document answers it (%(standard)s).", standard=standard.name)
            found.append(Notice("open", say("Open clause"), name, href, reason))
    return found


def _unpublished(view: View, link: Link) -> list[Notice]:
    without = say("Not approved. Do not work by this text."), say("Not published. Do not work by this text.")
    reason = without[view.trust is None]
    return [
        Notice(
            State.DRAFT,
            say(STATE_NAMES[State.DRAFT]),
            _with_revision(name_of(document), document.revision),
            link(document.path),
            reason,
        )
        for document in view.in_state(State.DRAFT)
    ]
