"""How far what the site shows was verified, and how to check it without the site: a page, and one for each document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from markupsafe import Markup

from qms.model import site as addresses
from qms.model.approval import AcceptedRevision, DocumentLife, Outcome, TrustState
from qms.model.demonstration import PROJECT as DEMONSTRATION
from qms.model.document import Document
from qms.model.policy import Policy
from qms.model.state import STATE_NAMES, State
from qms.model.stock import approving, imports, stock_commands
from qms.model.verified import OUTSIDE, SETTINGS, SHORT, living, told

from .approval import approval_facts, listed, signed_act
from .decisions import decided
from .language import say
from .links import Link
from .page import Heading, Leaf, Page
from .templates import render
from .view import View

LISTED = 50
"""So many problems are listed; `qms verify` lists all."""


@dataclass(frozen=True, slots=True)
class Row:
    """A document that can be checked: what it is called, the state it is in, and how many signatures it rests on."""

    document: Document
    page: str
    state: State
    word: str
    signatures: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """An accepted revision: whether a reader works by it, who approved it, and the day and commit that brought it."""

    revision: str
    counts: bool
    digest: str
    names: str
    day: date
    step: str


def verification_page(view: View) -> Page:
    """What was verified."""
    outcome, state = view.system.approvals, view.trust
    if outcome is None or state is None or not outcome.accepted:
        return _overall(view, outcome, (), ())
    rows = [_row(seen, document, state) for _, (seen, document) in _shown(view)]
    return _overall(view, outcome, rows, [(life.id, _title(view, life)) for life in _retired(state)])


def verification_leaves(view: View) -> tuple[Leaf[Page], ...]:
    """For each document, withdrawn ones too, how to check it."""
    outcome, state = view.system.approvals, view.trust
    if outcome is None or state is None or not outcome.accepted:
        return ()
    shown = dict(_shown(view))
    making = {one: partial(_of_document, seen, document, outcome, state) for one, (seen, document) in shown.items()}
    making |= {life.id: partial(_of_retired, view, life) for life in _retired(state)}
    return tuple(
        Leaf(addresses.verification_page(identifier), addresses.VERIFICATION, make)
        for identifier, make in making.items()
    )


def _retired(state: TrustState) -> list[DocumentLife]:
    return [life for _, life in sorted(state.documents.items()) if life.retired]


def is_demonstration(policy: Policy | None) -> bool:
    """True where the private keys of everybody are public."""
    return policy is not None and policy.project == DEMONSTRATION


def _overall(view: View, outcome: Outcome | None, rows: Iterable[Row], retired: Iterable[tuple[str, str]]) -> Page:
    """What was verified, of everything."""
    state = view.trust
    policy = state.policy if state else view.system.people.rules
    html = render(
        "verification",
        link=view.links_from(addresses.VERIFICATION),
        view=view,
        title=say("Verification"),
        told=decided(view, outcome),
        outcome=outcome,
        steps=told(outcome, OUTSIDE if view.system.anchored else SETTINGS) if outcome else None,
        committed=_committed(view, outcome),
        demonstration=is_demonstration(policy),
        policy=policy,
        state=state,
        lives=living(state) if state else (),
        imported=[signed_act(view, record) for record in imports(state)] if state else [],
        rows=tuple(rows),
        retired=tuple(retired),
        page_of=addresses.verification_page,
        listed=LISTED,
        short=SHORT,
    )
    sections = [
        (say("What was checked"), "steps"),
        (say("Check it yourself"), "yourself"),
        (say("What this does not show"), "limits"),
    ]
    begin = [(say("How to begin"), "begin")]
    headings = tuple(Heading(name, anchor) for name, anchor in (sections if outcome else begin))
    return Page(
        addresses.VERIFICATION, say("Verification"), html, hide=("navigation",), searched=True, headings=headings
    )


def _committed(view: View, outcome: Outcome | None) -> datetime | None:
    """When the commit was made that was verified; None where history was read to another one."""
    history = view.system.history
    return history.head_time if outcome and outcome.tip and outcome.tip == history.head else None


def _shown(view: View) -> Iterator[tuple[str, tuple[View, Document]]]:
    """The documents with an approved text that is shown, by id: the one in force where a later one is shown, too."""
    in_force = {document.id: (view.beside, document) for document in view.in_force_beside}
    for document in view.documents:
        if document.id in in_force:
            yield document.id, in_force[document.id]
        elif view.standings[document.path].accepted:
            yield document.id, (view, document)


def _row(view: View, document: Document, state: TrustState) -> Row:
    stands = view.standings[document.path]
    signatures = len(approving(state, stands.accepted)) if stands.accepted else 0
    page = addresses.verification_page(document.id)
    return Row(document, page, stands.state, say(STATE_NAMES[stands.state]), signatures)


def _of_document(view: View, document: Document, outcome: Outcome, state: TrustState) -> Page:
    """How to check one document: its stock commands, and every revision that was ever approved."""
    stands = view.standings[document.path]
    page = addresses.verification_page(document.id)
    link = view.links_from(page)
    revision = stands.accepted
    if revision is None:
        raise ValueError(f"{document.id} has no approved revision")
    html = render(
        "verification_document",
        link=link,
        view=view,
        document=document,
        stands=stands,
        word=STATE_NAMES[stands.state],
        not_yet=stands.state is State.NOT_YET,
        approval=approval_facts(view, revision),
        revision=revision,
        outcome=outcome,
        commands=stock_commands(outcome, revision),
        accepted=tuple(_accepted(state, state.documents[document.id], revision)),
        address=view.site.absolute(page),
        demonstration=is_demonstration(state.policy),
        pages=_pages(view, document, link),
        short=SHORT,
    )
    return _page(document.id, html)


def _pages(view: View, document: Document, link: Link) -> dict[str, Markup]:
    """The pages that show its accepted revisions, by their digests."""
    issues = view.issues.get(document.path, ())
    found = ((one.accepted.digest, link(one.page)) for one in issues if one.accepted and one.page)
    return {digest: href for digest, href in found if href}


def _of_retired(view: View, life: DocumentLife) -> Page:
    """What a reader with an old copy has to know: the document is withdrawn."""
    link = view.links_from(addresses.verification_page(life.id))
    state = view.trust
    gone = next((one for one in view.withdrawn if one.id == life.id), None)
    html = render(
        "verification_withdrawn",
        link=link,
        life=life,
        title=gone.title if gone else life.id,
        day_of=gone.date if gone else None,
        listed=link(addresses.WITHDRAWN) if gone else "",
        acts=[signed_act(view, record) for record in life.current.of_meaning("retirement")],
        accepted=tuple(_accepted(state, life, None)) if state else (),
        short=SHORT,
    )
    return _page(life.id, html)


def _page(identifier: str, html: str) -> Page:
    path = addresses.verification_page(identifier)
    return Page(path, say("Verification of %(id)s", id=identifier), html, hide=("navigation", "toc"), found=False)


def _title(view: View, life: DocumentLife) -> str:
    """The last title of a document that is gone."""
    return next((one.title for one in view.withdrawn if one.id == life.id), life.id)


def _accepted(state: TrustState, life: DocumentLife, shown: AcceptedRevision | None) -> Iterator[Accepted]:
    """The accepted revisions as far as the one that is shown, newest first: what is to come is no evidence yet."""
    last = life.revisions.index(shown) + 1 if shown in life.revisions else len(life.revisions)
    for revision in reversed(life.revisions[:last]):
        names = listed(dict.fromkeys(record.name for record in approving(state, revision)))
        yield Accepted(revision.revision, revision is shown, revision.digest, names, revision.day, revision.step)
