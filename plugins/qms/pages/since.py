"""Below the text of a superseded revision: what changed since, who decided it, and what proves that it was followed.

Each later revision with its approvals; all their changes in one redline against the text in force, unless only one
revision lies between, whose redline the history has already; and the records and signatures of its own days.
"""

from __future__ import annotations

from dataclasses import dataclass

from qms.model import site as addresses
from qms.model.document import Document

from .approval import Act, approval_facts, signed_act
from .comparison import facts, files_changed, parts
from .evidence import dated, shown_first
from .history import Redline
from .issues import Issue
from .language import say
from .links import Link
from .page import Heading
from .templates import render
from .view import View

SINCE = "changed-since"
EVIDENCE = "evidence-then"


@dataclass(frozen=True, slots=True)
class Later:
    """A revision that followed: the issue, who approved it, and the address of what it changed."""

    issue: Issue
    acts: tuple[Act, ...]
    href: str


def superseded_foot(view: View, document: Document, issue: Issue, now: Issue | None) -> tuple[str, tuple[Heading, ...]]:
    """The sections below the text of a superseded revision, and their headings.

    Args:
        view: The system.
        document: The document as it stands today.
        issue: The superseded revision.
        now: The revision in force; None where there is none.
    """
    link = view.links_from(issue.page)
    issues = view.issues[document.path]
    places = [one.page for one in issues]
    at = places.index(issue.page)
    to = next((place for place, one in enumerate(issues[:at]) if one is now), -1)
    records = view.referring.get(document.id, ()) if view.site.records else ()
    during = dated(records, issue.since, issue.until) if issue.since and not issue.never else ()
    shown, more = shown_first(during)
    later = tuple(_later(view, document, one, link) for one in issues[:at] if one.day)
    readers = _readers(view, issue)
    html = render(
        "superseded_foot",
        link=link,
        view=view,
        issue=issue,
        now=now,
        later=later,
        redline=_redline(view, issue, now) if now and at - to > 1 and to >= 0 else None,
        readers=readers,
        records=shown,
        more_records=more,
        all_records=link(document.path, addresses.EVIDENCE) if len(records) > len(during) else "",
        anchors=(SINCE, EVIDENCE),
    )
    found = ((say("What changed since"), SINCE, bool(later)), (say("Evidence"), EVIDENCE, bool(records or readers)))
    return html, tuple(Heading(title, anchor) for title, anchor, there in found if there)


def _later(view: View, document: Document, issue: Issue, link: Link) -> Later:
    known = approval_facts(view, issue.accepted) if issue.accepted else None
    return Later(issue, known.acts if known else (), link(addresses.history_page(document.path), issue.redline))


def _redline(view: View, issue: Issue, now: Issue) -> Redline | None:
    """Everything that changed from one revision to the one in force."""
    if issue.text is None or now.text is None:
        return None
    return Redline(
        parts(issue.text, now.text, context=False),
        facts(view, issue.text, now.text),
        files_changed(issue.accepted, now.accepted),
    )


def _readers(view: View, issue: Issue) -> tuple[Act, ...]:
    """Who signed that they read it; who is asked to is told of the revision in force only."""
    given: dict[str, Act] = {}
    for record in issue.accepted.of_meaning("acknowledgement") if issue.accepted else ():
        given.setdefault(record.person, signed_act(view, record))
    return tuple(given.values())
