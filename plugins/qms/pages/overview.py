"""The front page: how the gate decided, a few figures that are links, ways in, what needs attention, what changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from qms.model import site as addresses
from qms.model.approval import Decision as TrustDecision
from qms.model.coverage import Answer, Coverage
from qms.model.standard import Standard
from qms.model.state import STATE_NAMES, State
from qms.model.system import Preparation

from .links import Link
from .page import Page
from .templates import count, render
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


@dataclass(frozen=True, slots=True)
class Decision:
    """How the gate decided, in words: `state` chooses shape and colour."""

    state: str
    verdict: str
    sentence: str


def overview_page(view: View) -> Page:
    """The front page."""
    link = view.links_from(addresses.OVERVIEW)
    notices = _notices(view, link)
    first = next(iter(view.system.claimed), None)
    important = [entry for entry in view.log if not entry.editorial]
    due = [document for document in view.documents if view.review_due(document)]
    html = render(
        "overview",
        link=link,
        view=view,
        decision=_decision(view),
        standard=first,
        open_clauses=len(_open_clauses(view, first)) if first else 0,
        published=_published(view),
        drafts=len(view.in_state(State.DRAFT)),
        due=len(due),
        overdue=len(view.in_state(State.OVERDUE)),
        owners=len({document.owner for document in view.documents if document.owner}),
        types=[(heading, found[0].type, len(found)) for heading, found in view.by_type().items()],
        notices=notices[:SHOWN],
        more=len(notices) - SHOWN,
        recent=important[:SHOWN],
        latest=_latest(view),
        approvals=_approvals(view),
        authorities=view.trust is not None or view.system.people.rules is not None,
        name_of=name_of,
    )
    return Page(addresses.OVERVIEW, "Overview", html, hide=("navigation", "toc", "path"))


def _published(view: View) -> int:
    """How many documents are published, or in force where approvals are set up."""
    if view.trust is None:
        return len(view.documents) - len(view.in_state(State.DRAFT))
    return len(view.in_state(State.IN_FORCE, State.OVERDUE)) + len(view.in_force_beside)


def _latest(view: View) -> str:
    head = view.system.history.head_time
    return f"{head:%Y-%m-%d, %H:%M} UTC" if head else ""


def _approvals(view: View) -> str:
    """How far approvals were verified, in a sentence."""
    outcome = view.system.approvals
    if outcome is None:
        if view.system.people.policy:
            return "Approvals are not verified: no anchor is named."
        return "Approvals are not set up: “published” means part of the common text, not signed by anybody."
    if not outcome.accepted:
        word = "could not be verified" if outcome.decision is TrustDecision.UNDECIDED else "are refused"
        return f"The approvals {word}: {count(len(outcome.problems), 'problem')}."
    signatures = count(outcome.signatures, "signature")
    verified = f"{signatures} verified in {count(outcome.steps, 'step')} since the anchor."
    return f"Every text shown here is approved and in force: {verified}" if view.published else f"Approvals: {verified}"


def _decision(view: View) -> Decision:
    size = f"{count(len(view.documents), 'document')} and {count(len(view.records), 'record')}"
    if view.verdict is None:
        return Decision("na", "Not checked.", f"This site shows {size} as they are; the gate was not asked.")
    if not view.verdict.accepted:
        errors = count(len(view.verdict.errors), "problem has", "problems have")
        return Decision("open", "Refused.", f"{errors[0].upper()}{errors[1:]} to be mended before this is published.")
    if view.verdict.warnings:
        warnings = count(len(view.verdict.warnings), "warning")
        return Decision("ok", "Accepted.", f"The gate let {size} through, with {warnings}.")
    return Decision("ok", "Accepted.", f"The gate found nothing wrong in {size}.")


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
            STATE_NAMES[State.SUSPENDED],
            name_of(document),
            link(document.path),
            "Its approvals hold no more. Ask before you work by it.",
        )
        for document in view.in_state(State.SUSPENDED)
    ]


def _prepared(view: View, link: Link) -> list[Notice]:
    """What is in preparation: announced, never shown."""
    found = []
    for one in view.preparing.values():
        state, word = preparation_state(one)
        name = f"{one.id} {one.title}, revision {one.revision}" if one.revision else f"{one.id} {one.title}"
        reason = one.change or ("The revision before it stays in force meanwhile." if one.shown else "A new document.")
        found.append(Notice(state, word, name, link(addresses.REGISTER, addresses.PREPARATION), reason))
    return found


def preparation_state(one: Preparation) -> tuple[str, str]:
    """The badge of a text in preparation: its state, and the word."""
    if not one.approved:
        return State.DRAFT, "In preparation"
    return State.NOT_YET, f"In force from {one.effective}" if one.effective else STATE_NAMES[State.NOT_YET]


def _overdue(view: View, link: Link) -> list[Notice]:
    documents = sorted(
        view.in_state(State.OVERDUE), key=lambda document: view.standings[document.path].review or date.max
    )
    return [
        Notice(
            State.OVERDUE,
            STATE_NAMES[State.OVERDUE],
            name_of(document),
            link(document.path),
            f"Review was due {view.standings[document.path].review}. "
            + (f"Owner: {view.role(document.owner)}." if document.owner else "Nobody owns it."),
        )
        for document in documents
    ]


def _open_clauses(view: View, standard: Standard) -> list[Coverage]:
    return [covered for covered in view.coverage[standard.id] if covered.answer is Answer.OPEN]


def _open(view: View, link: Link) -> list[Notice]:
    found = []
    for standard in view.system.claimed[:1]:
        for covered in _open_clauses(view, standard):
            clause = covered.clause
            href = link(view.clause_pages[standard.id], addresses.clause_anchor(clause.number))
            name = f"{clause.number} {clause.title}"
            found.append(Notice("open", "Open clause", name, href, f"No document answers it ({standard.name})."))
    return found


def _unpublished(view: View, link: Link) -> list[Notice]:
    return [
        Notice(
            State.DRAFT,
            STATE_NAMES[State.DRAFT],
            f"{name_of(document)}, revision {document.revision}" if document.revision else name_of(document),
            link(document.path),
            "Not approved. Do not work by this text." if view.trust else "Not published. Do not work by this text.",
        )
        for document in view.in_state(State.DRAFT)
    ]
