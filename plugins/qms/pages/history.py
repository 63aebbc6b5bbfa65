"""The history of a document: every issued revision, newest first, and a redline of each against the one before."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from markupsafe import Markup

from qms.model import site as addresses
from qms.model.document import Document

from .approval import Act, approval_facts
from .comparison import FORM, SAME, Fact, Part, Touched, facts, files_changed, parts, touched
from .issues import Issue
from .language import say
from .links import Link
from .page import Leaf, Page
from .templates import render
from .view import View

CONTEXT = 60_000
"""Up to so many characters of two texts, sections in which nothing changed are given folded, in the newest redline."""


@dataclass(frozen=True, slots=True)
class Redline:
    """What one revision changed."""

    parts: tuple[Part, ...]
    facts: tuple[Fact, ...]
    files: tuple[Fact, ...]

    @property
    def changed(self) -> int:
        """In how many sections a word changed."""
        return sum(part.kind not in (SAME, FORM) for part in self.parts)

    @property
    def sections(self) -> int:
        """How many sections there are."""
        return sum(part.sections for part in self.parts)


@dataclass(frozen=True, slots=True)
class Row:
    """One revision of a history: the issue, who wrote and approved it, the clauses it touched, and its redline."""

    issue: Issue
    authors: str
    acts: tuple[Act, ...]
    taken_over: str
    touched: tuple[Touched, ...]
    redline: Redline | None


def history_leaves(view: View) -> tuple[Leaf[Page], ...]:
    """The history of every document."""
    return tuple(
        Leaf(addresses.history_page(document.path), document.path, partial(history_page, view, document))
        for document in view.documents
    )


def history_page(view: View, document: Document) -> Page:
    """The history of one document."""
    path = addresses.history_page(document.path)
    link = view.links_from(path)
    name = document.id or document.title
    rows: list[Row] = []
    for issue in view.issues[document.path]:
        rows.append(_row(view, issue, link, newest=not any(row.redline for row in rows)))
    html = render(
        "history",
        link=link,
        document=document,
        called=name,
        rows=rows,
        drafted=bool(rows) and not rows[0].issue.day,
        verified=view.trust is not None,
        address=view.system.settings.repository_url,
    )
    return Page(path, say("%(name)s history", name=name), html, hide=("navigation", "toc"), found=False)


def _row(view: View, issue: Issue, link: Link, *, newest: bool) -> Row:
    known = approval_facts(view, issue.accepted) if issue.accepted else None
    written = ", ".join(dict.fromkeys(commit.author.name for commit in reversed(issue.commits)))
    before = issue.before
    compared = issue.text and before and before.text
    return Row(
        issue,
        (known.authors if known else "") or written,
        known.acts if known else (),
        known.taken_over if known else "",
        touched(view, before.text, issue.text, link) if issue.text and before and before.text else (),
        _redline(view, issue, before, newest=newest) if compared and before else None,
    )


def _redline(view: View, issue: Issue, before: Issue, *, newest: bool) -> Redline | None:
    old, new = before.text, issue.text
    if old is None or new is None:
        return None
    context = newest and len(old.body) + len(new.body) <= CONTEXT
    return Redline(
        parts(old, new, context=context), facts(view, old, new), files_changed(before.accepted, issue.accepted)
    )


def redline_links(view: View, path: str, link: Link) -> dict[str, Markup]:
    """For each revision in the history of the document at a path, the address of its redline or its row.

    Args:
        view: The system.
        path: The document.
        link: As seen from the page with the links.
    """
    page = addresses.history_page(path)
    found: dict[str, Markup] = {}
    for issue in view.issues.get(path, ()):
        if issue.day and (href := link(page, issue.redline)):
            found.setdefault(issue.number, href)
    return found
