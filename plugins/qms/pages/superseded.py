"""The page of a superseded revision: a notice nobody can miss, who approved it and when it held, and its text.

The text is the old one, as Markdown; whoever publishes it leaves out its links that lead nowhere today.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from qms.model import site as addresses
from qms.model.approval import AcceptedRevision
from qms.model.document import Document
from qms.model.state import State
from qms.trust.units import unit_folder

from .answers import StandardClauses, document_clauses
from .approval import approval_facts
from .blocks import blocks_of
from .comparison import groups
from .documents import document_text
from .issues import SUPERSEDED, Issue
from .page import Frame, Page
from .redline import KEPT, Marked
from .templates import render
from .view import View, name_of


@dataclass(frozen=True, slots=True)
class Superseded:
    """A superseded revision as a page.

    Attributes:
        path: Where it stands on the site.
        title: Its name.
        was: Where its text stood when it was in force: its links are meant from there.
        neighbour: The document it belongs to, where it stands today.
        files: The other files of its document that are the same today: their paths then, and now.
        text: The text, Markdown.
        frame: What stands around the text.
    """

    path: str
    title: str
    was: str
    neighbour: str
    files: Mapping[str, str]
    text: str
    frame: Frame

    @property
    def page(self) -> Page:
        """The same with the text as plain HTML without links, for generators that would stumble over them."""
        text = render("superseded_text", groups=tuple(groups(Marked(KEPT, block) for block in blocks_of(self.text))))
        html = "\n".join(part for part in (self.frame.head, text) if part)
        return Page(self.path, self.title, html, hide=("navigation", "toc"), found=False)


def superseded_pages(view: View) -> tuple[Superseded, ...]:
    """Every superseded revision whose text is shown."""
    return tuple(
        _superseded(view, document, issue)
        for document in view.documents
        for issue in view.issues[document.path]
        if issue.state == SUPERSEDED and issue.page and issue.text
    )


def _superseded(view: View, document: Document, issue: Issue) -> Superseded:
    text = issue.text
    if text is None:
        raise ValueError("a superseded page without a text")
    title = f"{name_of(text)} (revision {issue.number}, superseded)"
    frame = _frame(view, document, issue, text)
    same = _same_files(issue.accepted, view.standings[document.path].accepted)
    return Superseded(issue.page, title, text.path, document.path, same, document_text(text), frame)


def _same_files(then: AcceptedRevision | None, now: AcceptedRevision | None) -> dict[str, str]:
    """The files beside the text of a folder document that two revisions share, by their paths then."""
    if then is None or now is None:
        return {}
    was, is_ = unit_folder(then.path), unit_folder(now.path)
    today = dict(now.files)
    moved = ((path, f"{is_}{path[len(was) :]}", blob) for path, blob in then.files if path != then.path)
    return {path: new for path, new, blob in moved if today.get(new) == blob}


def _frame(view: View, document: Document, issue: Issue, text: Document) -> Frame:
    link = view.links_from(issue.page)
    held = (State.IN_FORCE, State.PUBLISHED, State.OVERDUE, State.SUSPENDED)
    issues = view.issues[document.path]
    later = issues[: next(place for place, one in enumerate(issues) if one.page == issue.page)]
    head = render(
        "superseded_head",
        link=link,
        document=text,
        issue=issue,
        type=view.type_names.get(text.type, ""),
        owner=view.role(text.owner) if text.owner else "",
        in_force=next((one for one in issues if one.state in held), None),
        by=next((one for one in later[::-1] if issue.until and one.since == issue.until), None),
        next=later[-1] if later else None,
        history=link(addresses.history_page(document.path)),
        compare=link(addresses.history_page(document.path), later[-1].redline) if later else "",
        approval=approval_facts(view, issue.accepted) if issue.accepted else None,
        standards=tuple(_standards(view, text, issue)),
    )
    return Frame(name_of(text), head, "")


def _standards(view: View, text: Document, issue: Issue) -> Iterator[StandardClauses]:
    """What it claimed; whether that is in doubt is a question about the text in force."""
    link = view.links_from(issue.page)
    for standard in view.system.claimed:
        found = document_clauses(view, text, standard, link)
        if found.by_kind:
            kinds = ((kind, tuple(replace(one, doubted=False) for one in links)) for kind, links in found.by_kind)
            yield StandardClauses(found.name, tuple(kinds), (), ())
