"""What this room hands out: whole pages, and the frame that is put around a document's or a record's own text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from .inert import inert


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that belongs in the page's table of contents: its text and its anchor."""

    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page made from the model.

    Attributes:
        path: Where its source would stand, such as `register/index.md`.
        title: Its name as plain text; whoever prints it escapes it.
        html: One block of HTML without blank lines, so that no Markdown processor touches it.
        hide: Parts of the theme it does without, as Material for MkDocs names them.
        searched: True when its text belongs in the search index, not only its title.
        headings: What its table of contents lists.
        found: False when the search passes it over: it says nothing that another page does not say better.
    """

    path: str
    title: str
    html: str
    hide: tuple[str, ...] = ()
    searched: bool = False
    headings: tuple[Heading, ...] = ()
    found: bool = True

    @property
    def markdown(self) -> str:
        """The page as a Markdown source with front matter, for any generator."""
        return front_matter(self.title, self.hide) + self.html + "\n"


Made_co = TypeVar("Made_co", Page, bytes, covariant=True)


@dataclass(frozen=True, slots=True)
class Leaf(Generic[Made_co]):
    """A page or file that only links lead to, and that is made when it is written: a large manual has thousands.

    Attributes:
        path: Where its source would stand.
        neighbour: The page whose section of the site it belongs to; empty for a file.
        make: Makes it.
    """

    path: str
    neighbour: str
    make: Callable[[], Made_co]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the text of a document or record: its title, and HTML before and after the text.

    Attributes:
        notes: What stands beside its headings, as HTML by their anchors.
    """

    title: str
    head: str
    foot: str
    headings: tuple[Heading, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)

    def around(self, text: str) -> str:
        """The page as a Markdown source with front matter, for any generator."""
        parts = (front_matter(self.title) + self.head, text.strip("\n"), self.foot)
        return "\n\n".join(part for part in parts if part) + "\n"


def front_matter(title: str, hide: tuple[str, ...] = ()) -> str:
    """Front matter with an escaped title: generators put titles into their templates as they are."""
    hidden = f"hide: {json.dumps(hide)}\n" if hide else ""
    return f"---\ntitle: {json.dumps(str(inert(title)), ensure_ascii=False)}\n{hidden}---\n\n"
