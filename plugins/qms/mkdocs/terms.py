"""Links from a page's words to the organisation's own glossary, made where Markdown is still a tree.

The first mention of each term on a page becomes a link, never in headings, links, code or the glossary itself; in the
glossary each term gets the anchor that those links lead to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from xml.etree import ElementTree as ET  # only ever built here, nothing is parsed

from qms.model.term import Term
from qms.pages.view import View
from qms.reading.glossary import term_anchor
from qms.reading.vocabulary import vocabulary

from .words import MakeLink


class Glossary:
    """The terms of one build.

    Args:
        terms: What the glossary explains.
        address: From a page's path to a function that gives the glossary's address as seen from there.
        numbers: Terms of the standard's vocabulary by their name, for what the glossary shows beside its own.
    """

    def __init__(
        self, terms: tuple[Term, ...], address: Callable[[str, Term], str], numbers: Mapping[str, str]
    ) -> None:
        self.address = address
        self.numbers = numbers
        self.terms = {form: term for term in reversed(terms) for form in _forms(term.name)}
        longest_first = sorted(self.terms, key=len, reverse=True)
        words = "|".join(map(re.escape, longest_first))
        self.pattern = rf"(?<![\w/-])(?i:{words})(?![\w-])" if words else ""

    def begin(self, page: str, root: ET.Element) -> MakeLink | None:
        """Link each term once; in the glossary itself, set the anchors that those links lead to."""
        if any(term.path == page for term in self.terms.values()):
            _anchor_terms(root, self)
            return None
        linked: set[str] = set()

        def make(word: str) -> ET.Element | None:
            term = self.terms[word.casefold()]
            if term.anchor in linked:
                return None
            linked.add(term.anchor)
            link = ET.Element("a", {"class": "qms-term", "href": self.address(page, term)})
            if term.meaning:
                link.set("title", term.meaning)
            return link

        return make


def glossary_of(view: View) -> Glossary:
    """The glossary of a system, for the site its view is made for."""
    terms = view.system.glossary

    def address(page: str, term: Term) -> str:
        return unescape(str(view.links_from(page)(term.path, term.anchor)))

    return Glossary(terms, address, vocabulary() if terms else {})


def _forms(name: str) -> tuple[str, ...]:
    """How a term may stand in a text: as it is, or with a plural s."""
    word = name.casefold()
    return (word, word[:-1] + "ies") if word.endswith("y") else (word, word + "s")


def _anchor_terms(root: ET.Element, glossary: Glossary) -> None:
    """Give each term of the glossary's page its anchor, and its number in the standard's vocabulary."""
    anchors = {term.anchor for term in glossary.terms.values()}
    for cell in root.iter():
        if cell.tag not in ("td", "dt"):
            continue
        name = "".join(cell.itertext()).strip()
        if name and (anchor := term_anchor(name)) in anchors and "id" not in cell.attrib:
            anchors.discard(anchor)
            cell.set("id", anchor)
            if number := glossary.numbers.get(name.casefold()):
                note = ET.SubElement(cell, "small", {"class": "qms-term__no"})
                note.text = number
