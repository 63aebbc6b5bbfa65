"""Links between pages: which pages there are, and the address of one as seen from another.

The pages are HTML, and generators rewrite links in Markdown only; so the way a generator lays out addresses is given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from urllib.parse import quote, urlencode

from markupsafe import Markup

from qms.model import site

Link = Callable[..., Markup]


@dataclass(frozen=True, slots=True)
class ClauseLink:
    """A clause number with the address of the clause; empty when its standard has no such clause or no page.

    Attributes:
        kind: The word that marks a claim that is no answer: `supports` or `evidence`.
        doubted: True when the claim is to be confirmed.
    """

    number: str
    href: str
    kind: str = ""
    doubted: bool = False


class Layout(StrEnum):
    """How a generator turns the path of a source into an address: `a/b.md` into `a/b/`, `a/b.html` or itself."""

    FOLDERS = "folders"
    PAGES = "pages"
    SOURCES = "sources"


@dataclass(frozen=True, slots=True)
class Site:
    """The site that pages are made for.

    Attributes:
        layout: How addresses look. Most generators make folders unless told otherwise.
        clauses: True when the clause cross-reference is published.
        changes: True when the change log, histories and the withdrawn documents are published.
        records: True when the register of records and the records are published.
        address: Where the site stands, `https://…`; empty where that is not known.
    """

    layout: Layout = Layout.FOLDERS
    clauses: bool = True
    changes: bool = True
    records: bool = True
    address: str = ""

    def has(self, path: str) -> bool:
        """True when a page made here is published; documents always are."""
        if path.startswith("clauses/"):
            return self.clauses
        if path.startswith(("changes/", "history/", "revisions/")) or path == site.WITHDRAWN:
            return self.changes
        return path != site.RECORDS or self.records

    def absolute(self, path: str) -> str:
        """The whole address of a page; empty where it is not known where the site stands."""
        return f"{self.address.rstrip('/')}/{_address(path, self.layout)}" if self.address else ""

    def links_from(self, source: str) -> Link:
        """A function that gives the address of a page as seen from the page `source`.

        It takes the page's path, and optionally an anchor and the parts of a query. It gives the empty text for a page
        that is not published. A path that does not end in `.md` is a file, and stays as it is.
        """
        layout = self.layout
        up = "../" * _depth(source, layout)

        def link(target: str, anchor: str = "", **query: str) -> Markup:
            if not self.has(target):
                return Markup("")
            fragment = f"#{quote(anchor, safe=':.')}" if anchor else ""
            if target == source and fragment and not query:
                return Markup(fragment)  # noqa: S704 - quoted
            question = f"?{urlencode(query)}" if query else ""
            address = up + _address(target, layout) or "./"
            return Markup(address + question.replace("&", "&amp;") + fragment)  # noqa: S704 - quoted

        return link


@lru_cache(maxsize=65_536)
def _address(path: str, layout: Layout) -> str:
    """The address of a page from the top of the site."""
    if layout is Layout.SOURCES or not path.endswith(".md"):
        return quote(path)
    folder, _, name = path.rpartition("/")
    stem = "index" if name == "README.md" else name.removesuffix(".md")
    parts = [part for part in (folder, stem) if part]
    if layout is Layout.PAGES:
        return quote("/".join(parts)) + ".html"
    if stem == "index":
        parts.pop()
    return quote("/".join(parts)) + "/" if parts else ""


def _depth(path: str, layout: Layout) -> int:
    """How many folders deep the address of a page is."""
    name = path.rpartition("/")[2]
    own_folder = layout is Layout.FOLDERS and name not in ("index.md", "README.md")
    return path.count("/") + own_folder
