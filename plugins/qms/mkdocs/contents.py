"""The table of contents of a page, with the sections that are put around its text."""

from __future__ import annotations

from collections.abc import Iterable

from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink

from qms.pages.inert import inert
from qms.pages.page import Heading

_SECTION = 2


def add_headings(page: Page, headings: Iterable[Heading], anchors: set[str]) -> None:
    """Add sections to a page's table of contents, and anchors to those that links may point at."""
    items = getattr(page.toc, "items", [])
    below_title = len(items) == 1 and items[0].level < _SECTION
    target = items[0].children if below_title else items
    target.extend(AnchorLink(str(inert(heading.title)), heading.anchor, _SECTION) for heading in headings)
    page.present_anchor_ids = (page.present_anchor_ids or set()) | anchors
