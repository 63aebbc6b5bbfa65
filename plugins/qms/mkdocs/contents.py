"""The table of contents of a page, with the sections that are put around its text."""

from __future__ import annotations

from collections.abc import Iterable

from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from qms.pages.inert import inert
from qms.pages.page import Heading

_TITLE = "qms-title"
_SECTION = 2


def add_headings(page: Page, headings: Iterable[Heading], anchors: set[str]) -> None:
    """Add sections to a page's table of contents, and anchors to those that links may point at."""
    items = getattr(page.toc, "items", [])
    below_title = len(items) == 1 and items[0].level < _SECTION
    target = items[0].children if below_title else items
    target.extend(AnchorLink(str(inert(heading.title)), heading.anchor, _SECTION) for heading in headings)
    page.present_anchor_ids = (page.present_anchor_ids or set()) | anchors


def add_title(page: Page, title: str) -> None:
    """Put a page's title above its table of contents: it is where the theme's link past the navigation leads."""
    items = getattr(page.toc, "items", None)
    if items is None or (items and items[0].level < _SECTION):
        return
    top = AnchorLink(str(inert(title)), _TITLE, _SECTION - 1)
    top.children = list(items)
    items[:] = [top]


def anchored(html: str) -> str:
    """HTML whose title has the anchor that `add_title` names."""
    return html.replace("<h1>", f'<h1 id="{_TITLE}">', 1)
