"""The page of a superseded revision: a notice nobody can miss, who approved it and when it held, and its text.

The text is the old one, as Markdown; whoever publishes it leaves out its links that lead nowhere today.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from qms.model import site as addresses
from qms.model.document import Document
from qms.model.state import State
from qms.trust.units import unit_folder

from .answers import StandardClauses, document_clauses
from .approval import approval_facts
from .blocks import blocks_of
from .comparison import groups
from .documents import document_text
from .issues import SUPERSEDED, Issue
from .language import say
from .page import Frame, Page
from .redline import KEPT, Marked
from .since import superseded_foot
from .templates import render
from .view import View, name_of

_PAGES = (".md", ".html", ".htm")


@dataclass(frozen=True, slots=True)
class Superseded:
    """A superseded revision as a page.

    Attributes:
        path: Where it stands on the site.
        title: Its name.
        was: Where its text stood when it was in force: its links are meant from there.
        files: The other files of its document, by their paths then: where they stand on the site.
        text: The text, Markdown.
        frame: What stands around the text.
    """

    path: str
    title: str
    was: str
    files: Mapping[str, str]
    text: str
    frame: Frame

    @property
    def plain(self) -> str:
        """Its text as HTML without links and pictures, for whoever cannot or must not read Markdown."""
        return render("superseded_text", groups=tuple(groups(Marked(KEPT, block) for block in blocks_of(self.text))))

    def page(self, text: str = "") -> Page:
        """The page.

        Args:
            text: Its text as HTML; the plain one where this is empty.
        """
        html = "\n".join(part for part in (self.frame.head, text or self.plain, self.frame.foot) if part)
        return Page(self.path, self.title, html, hide=("navigation", "toc"), found=False)


def superseded_issues(view: View) -> tuple[tuple[Document, Issue], ...]:
    """Every superseded revision whose text is shown, with its document."""
    return tuple(
        (document, issue)
        for document in view.documents
        for issue in view.issues[document.path]
        if issue.state == SUPERSEDED and issue.page and issue.text
    )


def superseded(view: View, document: Document, issue: Issue) -> Superseded:
    """One of `superseded_issues` with its text.

    Raises:
        ValueError: When its text is not shown.
    """
    text = issue.text
    if text is None:
        raise ValueError("a superseded page without a text")
    title = say("%(name)s (revision %(number)s, superseded)", name=name_of(text), number=issue.number)
    frame = _frame(view, document, issue, text)
    files = {path: there for path, (there, _) in files_then(view, document, issue).items()}
    return Superseded(issue.page, title, text.path, files, document_text(text), frame)


def files_then(view: View, document: Document, issue: Issue) -> dict[str, tuple[str, str]]:
    """The files beside the text of a superseded revision, such as its figures.

    Returns:
        By their paths then: where they stand on the site, and the object ids of those that are others today. Of these,
        Markdown and pages are left out.
    """
    then, now = issue.accepted, view.standings[document.path].accepted
    if then is None:
        return {}
    was, is_ = unit_folder(then.path), unit_folder(now.path) if now else ""
    today = dict(now.files) if now else {}
    found: dict[str, tuple[str, str]] = {}
    for path, blob in then.files:
        name = path[len(was) :]
        if path == then.path:
            continue
        if today.get(f"{is_}{name}") == blob:
            found[path] = (f"{is_}{name}", "")
        elif not path.lower().endswith(_PAGES):
            found[path] = (f"{issue.page.removesuffix('.md')}{name}", blob)
    return found


def _frame(view: View, document: Document, issue: Issue, text: Document) -> Frame:
    link = view.links_from(issue.page)
    held = (State.IN_FORCE, State.PUBLISHED, State.OVERDUE, State.SUSPENDED)
    issues = view.issues[document.path]
    later = issues[: next(place for place, one in enumerate(issues) if one.page == issue.page)]
    now = next((one for one in issues if one.state in held), None)
    foot, headings = superseded_foot(view, document, issue, now)
    head = render(
        "superseded_head",
        link=link,
        document=text,
        issue=issue,
        type=view.type_names.get(text.type, ""),
        owner=view.role(text.owner) if text.owner else "",
        in_force=now,
        by=next((one for one in later[::-1] if issue.until and one.since == issue.until), None),
        history=link(addresses.history_page(document.path)),
        below=headings,
        approval=approval_facts(view, issue.accepted) if issue.accepted else None,
        standards=tuple(_standards(view, text, issue)),
    )
    return Frame(name_of(text), head, foot, headings)


def _standards(view: View, text: Document, issue: Issue) -> Iterator[StandardClauses]:
    """What it claimed; whether that is in doubt is a question about the text in force."""
    link = view.links_from(issue.page)
    for standard in view.system.claimed:
        found = document_clauses(view, text, standard, link)
        if found.by_kind:
            kinds = ((kind, tuple(replace(one, doubted=False) for one in links)) for kind, links in found.by_kind)
            yield StandardClauses(found.name, tuple(kinds), (), ())
