"""A document or record for paper: one HTML page of its own, with a style sheet for print, without a theme or script.

What stands on it is what stands on its page of the site. Whoever calls gives the text as HTML, the addresses
of links and the figures; `qms.reports.pdf` makes a PDF file of the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from html import escape, unescape
from importlib.resources import files as resources

from markupsafe import Markup

from qms.model.document import Document
from qms.model.record import Record
from qms.model.state import State

from .documents import document_frame, revision_of
from .language import say
from .links import Layout, Site
from .records import record_frame
from .templates import render
from .view import View, name_of
from .widetables import fitted

SITE = Site(layout=Layout.SOURCES)
"""The site that a view for paper is made for: its links name sources, which `Part` turns into what paper can say."""
MARKED = {
    State.DRAFT: "Draft, not approved",
    State.SUSPENDED: "Suspended: ask before use",
    State.NOT_YET: "Not yet in force",
}
"""What stands at the head of each page of a document that nobody may simply work by."""
_LINK = re.compile(r'(<a\b[^<>]*?\s)href="([^"]*)"')
# Tags that a text may not have on paper: styles would reach the running heads, metadata that of the file, and some
# swallow whatever comes after them.
_OURS = re.compile(
    r"<(?=/?(?:style|script|title|link|meta|base|html|head|body|frameset|noframes|iframe|noembed|noscript|plaintext|xmp"
    r"|textarea|select|template)\b)",
    re.IGNORECASE,
)
_PLACE = re.compile(r"<!--part ([0-9]+)-->")
_FIGURE = re.compile(r'(<img\b[^<>]*?\s)src="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Part:
    """A text of a document or record: its path in the repository, its HTML, and for all but the first a name."""

    path: str
    html: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the texts of a document or record point at.

    Attributes:
        address: From a page's path and what a link of it says to the address on paper; empty where there is none.
        figure: From a page's path and what an image of it says to a `data:` address; empty where there is no such file.
        others: Names of further files that belong to a document.
    """

    address: Callable[[str, str], str]
    figure: Callable[[str, str], str]
    others: tuple[str, ...] = ()


def paper(view: View, thing: Document | Record, parts: tuple[Part, ...], around: Surroundings, language: str) -> str:
    """The page of one document or record.

    Args:
        view: The system, for the site `SITE`.
        thing: The document or record.
        parts: Its text, and the other Markdown files of a document's folder.
        around: What its links and figures lead to.
        language: The language of the text, such as `en`.
    """
    frame = document_frame(view, thing) if isinstance(thing, Document) else record_frame(view, thing)
    about, keywords, marked = _of_document(view, thing) if isinstance(thing, Document) else _of_record(view, thing)
    head, foot = (_tied(thing.path, html, around) for html in (frame.head, frame.foot))
    texts = [replace(part, html=fitted(_tied(part.path, _tame(part.html), around))) for part in parts]
    return _page(
        texts,
        language=language,
        title=name_of(thing),
        organisation=view.system.settings.organisation,
        about=about,
        keywords=", ".join(filter(None, (thing.id, keywords))),
        instant=_instant(view.system.history.head_time),
        marked=marked,
        head=Markup(head),  # noqa: S704 - our own templates made it
        foot=Markup(foot),  # noqa: S704
        others=around.others,
    )


def _page(parts: list[Part], **values: object) -> str:
    """The template with the style sheet, and the texts put in last: `render` drops blank lines, code needs them."""
    shown = [(part.name, Markup(f"<!--part {number}-->")) for number, part in enumerate(parts)]  # noqa: S704 - a comment
    page = render("paper", parts=shown, style=Markup(_style()), **values)  # noqa: S704 - our own style sheet
    return _PLACE.sub(lambda match: parts[int(match[1])].html, page)


@cache
def _style() -> str:
    return resources(__package__).joinpath("assets/paper.css").read_text("utf-8")


def _of_document(view: View, document: Document) -> tuple[str, str, str]:
    """What the file says about itself, its keyword beside the id, and what stands at the head of each page."""
    state: State = view.standings[document.path].state
    marked = MARKED.get(state)
    return (
        f"{revision_of(document)}, {_state(state)}",
        say("revision %(number)s", number=document.revision),
        say(marked) if marked else "",
    )


def _state(state: State) -> str:
    """The word for a state within a sentence."""
    return {
        State.DRAFT: say("draft"),
        State.IN_FORCE: say("in force"),
        State.PUBLISHED: say("published"),
        State.NOT_YET: say("not yet in force"),
        State.OVERDUE: say("review overdue"),
        State.SUSPENDED: say("suspended"),
    }[state]


def _of_record(view: View, record: Record) -> tuple[str, str, str]:
    """The same of a record."""
    about = say("Record of %(date)s", date=record.date) if record.date else say("Record without a date")
    return about, view.kind(record.kind), "" if record.committed else say("Not filed")


def _instant(time: datetime | None) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%S}Z" if time else ""


def _tame(html: str) -> str:
    """The HTML of a text with such tags as words, and without the beginning of a comment that never ends."""
    end = html.rfind("-->")
    return _OURS.sub("&lt;", html[: end + 1] + html[end + 1 :].replace("<!--", "&lt;!--"))


def _tied(path: str, html: str, around: Surroundings) -> str:
    """HTML whose links and figures lead to what is there; a link to nothing is no link, a figure keeps its words."""

    def link(match: re.Match[str]) -> str:
        address = around.address(path, unescape(match[2]))
        return f'{match[1]}href="{escape(address)}"' if address else match[1]

    def figure(match: re.Match[str]) -> str:
        address = around.figure(path, unescape(match[2]))
        return f'{match[1]}src="{escape(address)}"' if address else match[1]

    return _FIGURE.sub(figure, _LINK.sub(link, html))
