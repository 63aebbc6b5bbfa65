"""The issued revisions of a document as its history tells them, newest first: what, why, and from when to when.

Between the model's rule of what was issued (`past`) and the pages that print it. No text is compared here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from qms.model import site as addresses
from qms.model.approval import AcceptedRevision
from qms.model.change import Commit
from qms.model.document import Document
from qms.model.past import Issued, issued
from qms.model.revision import DOCUMENT_ID, is_editorial, revision_key
from qms.model.state import STATE_NAMES, State

from .language import say

if TYPE_CHECKING:
    from .view import View

SUPERSEDED = "superseded"
DRAFT_ANCHOR = "draft"


@dataclass(frozen=True, slots=True)
class Issue:
    """One revision in the history of a document.

    Attributes:
        number: The revision; empty for a draft that names none.
        state, word: Its state as a badge shows it.
        day: The day it was published; None for a draft.
        since, until: The day it came into force, and the day another one did; None where that is not so.
        note: What changed and why, for people.
        commits: The commits behind it, newest first.
        text: What it says; None where its text is not shown.
        page: The page with its text; empty where there is none.
        before: The revision before; None for the first one.
    """

    number: str
    state: str
    word: str
    day: date | None
    since: date | None
    until: date | None
    note: str
    commits: tuple[Commit, ...]
    accepted: AcceptedRevision | None
    text: Document | None
    page: str = ""
    before: Issue | None = None

    @property
    def anchor(self) -> str:
        """The anchor of its row; a draft may have the number of a revision."""
        return DRAFT_ANCHOR if self.state == State.DRAFT else f"revision-{self.number}"

    @property
    def editorial(self) -> bool:
        """True when there is nothing to do differently."""
        return is_editorial(self.number)

    @property
    def compared(self) -> bool:
        """True when a redline can be made."""
        return self.text is not None and self.before is not None and self.before.text is not None

    @property
    def follows(self) -> str:
        """The number of the revision before; empty for the first one."""
        return self.before.number if self.before else ""

    @property
    def redline(self) -> str:
        """The anchor of its redline, or of its row where there is none."""
        return f"redline-{self.anchor}" if self.compared else self.anchor

    @property
    def last(self) -> date | None:
        """The last day on which it was in force; None while nothing ends it, or where there was no such day."""
        return self.until - timedelta(days=1) if self.until and not self.never else None

    @property
    def never(self) -> bool:
        """True when another revision took its place before it came into force."""
        return self.since is not None and self.until is not None and self.until <= self.since


def document_issues(view: View, document: Document) -> tuple[Issue, ...]:
    """The history of a document, newest first; in the working view with its draft."""
    known = issued(view.system, document)
    drafted = not view.published and view.standings[document.path].state is State.DRAFT
    texts = [view.past.get(one.blob) for one in known]
    if known and not drafted:
        texts[-1] = document
    found = _dated(view, document, known, texts, drafted=drafted)
    if drafted:
        found.append(_draft(document))
    found = _with_pages(view, document, found)
    followed = zip(found, [*found[1:], None], strict=False)
    return tuple(replace(one, before=before) for one, before in followed)


def _dated(
    view: View, document: Document, known: Sequence[Issued], texts: Sequence[Document | None], *, drafted: bool
) -> list[Issue]:
    """Each revision with its days and its state, oldest first."""
    named = view.system.effective
    days = [text.effective if text else named.get(one.blob) for one, text in zip(known, texts, strict=True)]
    starts = [max(one.day, day) if day else one.day for one, day in zip(known, days, strict=True)]
    begun = [place for place, start in enumerate(starts) if start <= view.system.today]
    holder = begun[-1] if begun else -1
    found = []
    for place, (one, text) in enumerate(zip(known, texts, strict=True)):
        state, word = _state(view, document, one, place - holder, newest=not drafted and place == len(known) - 1)
        found.append(
            Issue(
                number=one.number,
                state=state,
                word=word,
                day=one.day,
                since=starts[place],
                until=min(starts[place + 1 :]) if place < holder else None,
                note=text.change if text and text.change else one.change.note if one.change else "",
                commits=tuple(reversed(one.run.commits)) if one.run else (),
                accepted=one.accepted,
                text=text,
            )
        )
    return found


def _state(view: View, document: Document, one: Issued, after: int, *, newest: bool) -> tuple[str, str]:
    """The state of a revision so many places after the one in force."""
    standing = view.standings[document.path]
    if newest:
        return standing.state, say(STATE_NAMES[standing.state])
    if after < 0:
        return SUPERSEDED, say("Superseded")
    life = view.trust.documents.get(document.id) if view.trust else None
    if after > 0:
        state = State.NOT_YET
    elif one.accepted is None:
        state = State.PUBLISHED
    else:
        state = State.SUSPENDED if life and life.suspended and life.current is one.accepted else State.IN_FORCE
    return state, say(STATE_NAMES[state])


def _draft(document: Document) -> Issue:
    state = State.DRAFT
    return Issue(
        document.revision, state, say(STATE_NAMES[state]), None, None, None, document.change, (), None, document
    )


def _with_pages(view: View, document: Document, found: Sequence[Issue]) -> list[Issue]:
    """Newest first, each with the page that shows its text. Where a number was used twice, the newer one has it."""
    beside = {one.digest: one.path for one in view.in_force_beside if one.id == document.id}
    own = bool(DOCUMENT_ID.fullmatch(document.id)) and view.system.documents_by_id.get(document.id) is document
    shown = []
    numbers = set[str]()
    for one in reversed(found):
        page = ""
        if one.text is document:
            page = document.path
        elif one.accepted and one.accepted.digest in beside:
            page = beside[one.accepted.digest]
        elif own and one.state == SUPERSEDED and one.text and revision_key(one.number) and one.number not in numbers:
            page = addresses.superseded_page(document.id, one.number)
        numbers.add(one.number)
        shown.append(replace(one, page=page))
    return shown
