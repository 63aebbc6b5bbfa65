"""Identifiers of documents and records that a text mentions: each leads to what it names, every time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import unescape
from xml.etree import ElementTree as ET  # only ever built here, nothing is parsed

from qms.model.document import Document
from qms.model.record import Record
from qms.pages.inert import inert
from qms.pages.view import View

from .words import MakeLink

PATTERN = r"(?<![\w/.#@-])[A-Z]{1,8}(?:-[A-Z0-9]{1,8}){1,4}(?![\w@-]|\.\w)"
"""What the identifiers of this grammar look like, and much that is none: only those that are known become links."""
Target = tuple[str, str]
"""The path of a page and what it is called."""


class Identifiers:
    """The identifiers of one build.

    Args:
        targets: What each leads to.
        address: From a page's path to a function that gives the address of another as seen from there; the empty text
            for a page that is not published.
    """

    pattern = PATTERN

    def __init__(self, targets: Mapping[str, Target], address: Callable[[str, str], str]) -> None:
        self.targets = targets
        self.address = address

    def begin(self, page: str, _root: ET.Element) -> MakeLink | None:
        """Link the identifiers of other pages."""

        def make(word: str) -> ET.Element | None:
            path, name = self.targets.get(word, ("", ""))
            if not path or path == page or not (address := self.address(page, path)):
                return None
            return ET.Element("a", {"href": address, "title": name})

        return make


def identifiers_of(view: View) -> Identifiers:
    """The identifiers of a system, for the site its view is made for.

    A document's own identifier stays text, in every revision that is shown.
    """
    system = view.system
    things: dict[str, Document | Record] = dict(system.records_by_id) if view.site.records else {}
    things |= system.documents_by_id
    targets = {name: (thing.path, unescape(str(inert(thing.title)))) for name, thing in things.items()}
    own = {document.path: document.path for document in system.documents}
    own |= {path: draft.path for path, draft in view.beside.draft_of.items()}

    def address(page: str, path: str) -> str:
        return "" if own.get(page) == path else unescape(str(view.links_from(page)(path)))

    return Identifiers(targets, address)
