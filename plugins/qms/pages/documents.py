"""The page of one document: what stands above its text (state, control block) and below it (records, change log)."""

from __future__ import annotations

import re

from qms.model import site as addresses
from qms.model.document import Document
from qms.model.state import STATE_NAMES, State

from .answers import StandardClauses, document_clauses
from .approval import ApprovalFacts, approval_facts, holders, needed, readers_of
from .evidence import shown_first
from .feeds import feed_of
from .history import redline_links
from .language import say
from .links import Link
from .margin import margin_notes
from .page import Frame, Heading
from .qr import Code, qr_code
from .signatures import signature_block
from .templates import render
from .view import View, name_of

SHOWN_REVISIONS = 5
_FIRST_HEADING = re.compile(r"\A\s*#[ \t]+([^\n]+?)[ \t]*#*[ \t]*(?:\{[^{}\n]*\})?[ \t]*(?:\n|\Z)")


def document_frame(view: View, document: Document) -> Frame:
    """What stands around the text of a document."""
    link = view.links_from(document.path)
    records = view.referring.get(document.id, ()) if document.id and view.site.records else ()
    log = view.logs[document.path]
    shown, more = shown_first(records)
    accepted = view.standings[document.path].accepted
    readers = readers_of(view, document, accepted) if accepted else None
    notes = margin_notes(view, document, link)
    head = render("document_head", noted=bool(notes), readers=readers, **_head(view, document, link))
    foot = render(
        "document_foot",
        link=link,
        view=view,
        records=shown,
        more_records=more,
        readers=readers,
        draft=view.standings[document.path].state is State.DRAFT,
        document=document,
        log=log[:SHOWN_REVISIONS],
        earlier=log[SHOWN_REVISIONS:],
        address=view.system.settings.repository_url,
        compare=redline_links(view, _history_of(view, document), link),
        anchors=_anchors(document),
        feed=feed_of(view, document),
    )
    evidence, change_log = _anchors(document)
    headings = (Heading(say("Evidence"), evidence),) if records or readers else ()
    foot = f"{foot}\n{signature_block(view, document)}"
    return Frame(name_of(document), head, foot, (*headings, Heading(say("Change log"), change_log)), notes)


def document_text(document: Document, body: str | None = None) -> str:
    """The text of a document without a first heading that only repeats its title: the page has it already."""
    text = document.body if body is None else body
    first = _FIRST_HEADING.match(text)
    names = (document.title, f"{document.id} {document.title}", document.id)
    repeats = first is not None and _words(first[1]) in [_words(name) for name in names if _words(name)]
    return text[first.end() :] if first and repeats else text


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _anchors(document: Document) -> tuple[str, str]:
    """The anchors of our two sections; another one where the text has a section of that name itself."""
    taken = {section.anchor for section in document.sections}
    wanted = (addresses.EVIDENCE, addresses.CHANGE_LOG)
    evidence, change_log = (f"document-{anchor}" if anchor in taken else anchor for anchor in wanted)
    return evidence, change_log


def _head(view: View, document: Document, link: Link) -> dict[str, object]:
    standing = view.standings[document.path]
    accepted = standing.accepted
    approval = approval_facts(view, accepted) if accepted else None
    address = view.site.absolute(approval.page) if approval and approval.page else ""
    state = say(STATE_NAMES[standing.state])
    running = [document.id or document.path, revision_of(document)]
    if standing.state not in (State.PUBLISHED, State.IN_FORCE):
        running.append(state)
    return {
        "link": link,
        "document": document,
        "running": " · ".join(running),
        "type": view.type_names.get(document.type, ""),
        "owner": view.role(document.owner) if document.owner else "",
        "holders": holders(view, document.owner) if document.owner else "",
        "state": standing.state,
        "state_name": state,
        "standing": standing,
        "since": _since(document, standing.state, verified=view.trust is not None),
        "published": next(iter(view.logs[document.path]), None),
        "change_log": _anchors(document)[1],
        "history": link(addresses.history_page(_history_of(view, document))),
        "overdue": say(STATE_NAMES[State.OVERDUE]),
        "verified": view.trust is not None,
        "approval": approval,
        "address": address,
        "code": _code(document, approval, address),
        "unapproved": _unapproved(view, document),
        "source": accepted.path if accepted else document.path,
        "preparing": view.preparing.get(document.id),
        "preparation": addresses.PREPARATION,
        "in_force": next((one for one in view.in_force_beside if one.id == document.id), None),
        "approved_before": view.trust is not None and document.id in view.trust.documents,
        "beside": view.draft_of.get(document.path),
        "standards": _standards(view, document, link),
    }


def revision_of(document: Document) -> str:
    """The revision of a document as a label."""
    return say("Revision %(number)s", number=document.revision) if document.revision else say("No revision")


def _code(document: Document, approval: ApprovalFacts | None, address: str) -> Code | None:
    """What a telephone reads from a copy: where it is checked, or at least which text it is; None for a draft."""
    if approval is None:
        return None
    return qr_code(address or f"{document.id} revision {document.revision} sha256:{document.digest}")


def _history_of(view: View, document: Document) -> str:
    """The path of the document whose history it is; of a revision in force beside a draft, the draft's."""
    return view.draft_of.get(document.path, document).path


def _unapproved(view: View, document: Document) -> str:
    """Why nobody is named as having approved a document, and who is to."""
    if not view.system.people.policy and view.system.approvals is None:
        return say("Approvals are not set up: nobody has signed this text.")
    if view.system.approvals is None:
        return say("Nobody: no anchor is named, so no approval can be verified.")
    if view.trust is None:
        return say("Nobody: the history could not be verified.")
    rules = needed(view, document)
    return say("Not approved. Needs approval by: %(roles)s.", roles=rules) if rules else say("Not approved.")


def _since(document: Document, state: State, *, verified: bool) -> str:
    if state is State.NOT_YET:
        return say("In force from")
    return say("In force since") if document.effective or verified else say("Published")


def _standards(view: View, document: Document, link: Link) -> tuple[StandardClauses, ...]:
    found = (document_clauses(view, document, standard, link) for standard in view.system.claimed)
    return tuple(one for one in found if one.by_kind or one.plans)
