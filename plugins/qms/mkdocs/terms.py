"""Links from a page's words to the organisation's own glossary, made where Markdown is still a tree.

The first mention of each term on a page becomes a link, never in headings, links, code or the glossary itself; in the
glossary each term gets the anchor that those links lead to.
"""

# mypy: disable-error-code="misc"

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from html import unescape
from xml.etree import ElementTree as ET  # only ever built here, nothing is parsed

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from qms.model.term import Term
from qms.pages.view import View
from qms.reading.glossary import term_anchor
from qms.reading.vocabulary import vocabulary

_SKIPPED = frozenset(
    {"a", "abbr", "button", "code", "dfn", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "pre", "script", "style", "th"}
)
_AFTER_ATTRIBUTES = 6  # inline patterns run at 20 and attribute lists at 8, the table of contents at 5


class Glossary(Extension):
    """The extension of one build: told which page comes next, it links that page's words.

    Args:
        terms: What the glossary explains.
        address: From a page's path to a function that gives the glossary's address as seen from there.
        numbers: Terms of the standard's vocabulary by their name, for what the glossary shows beside its own.
    """

    def __init__(
        self, terms: tuple[Term, ...], address: Callable[[str, Term], str], numbers: Mapping[str, str]
    ) -> None:
        super().__init__()
        self.page = ""
        self.address = address
        self.numbers = numbers
        self.terms = {form: term for term in reversed(terms) for form in _forms(term.name)}
        longest_first = sorted(self.terms, key=len, reverse=True)
        pattern = "|".join(map(re.escape, longest_first)) or "(?!)"
        self.pattern = re.compile(rf"(?<![\w/-])(?:{pattern})(?![\w-])", re.IGNORECASE)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Take part in rendering."""
        md.treeprocessors.register(_Linker(md, self), "qms-terms", _AFTER_ATTRIBUTES)


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


class _Linker(Treeprocessor):
    def __init__(self, md: Markdown, glossary: Glossary) -> None:
        super().__init__(md)
        self._glossary = glossary

    def run(self, root: ET.Element) -> None:
        glossary = self._glossary
        if not glossary.page or not glossary.terms:
            return
        if any(term.path == glossary.page for term in glossary.terms.values()):
            _anchor_terms(root, glossary)
        else:
            _Page(glossary).link(root)


class _Page:
    """One page: each term is linked once."""

    def __init__(self, glossary: Glossary) -> None:
        self._glossary = glossary
        self._linked: set[str] = set()

    def link(self, element: ET.Element) -> None:
        """Link the words of an element and of what it holds, in reading order."""
        if element.tag in _SKIPPED:
            return
        text = element.text or ""
        children = list(element)
        pieces, links = self._split(text)
        if links:
            element.text = pieces[0]
            for index, link in enumerate(links):
                link.tail = pieces[index + 1]
                element.insert(index, link)
        for child in children:
            self.link(child)
            pieces, links = self._split(child.tail or "")
            if links:
                child.tail = pieces[0]
                position = list(element).index(child) + 1
                for index, link in enumerate(links):
                    link.tail = pieces[index + 1]
                    element.insert(position + index, link)

    def _split(self, text: str) -> tuple[list[str], list[ET.Element]]:
        """A text cut at the terms that are new to the page, and the links that stand between the pieces."""
        pieces: list[str] = []
        links: list[ET.Element] = []
        end = 0
        for match in self._glossary.pattern.finditer(text):
            term = self._glossary.terms[match[0].casefold()]
            if term.anchor in self._linked:
                continue
            self._linked.add(term.anchor)
            link = ET.Element("a", {"class": "qms-term", "href": self._glossary.address(self._glossary.page, term)})
            if term.meaning:
                link.set("title", term.meaning)
            link.text = match[0]
            pieces.append(text[end : match.start()])
            links.append(link)
            end = match.end()
        return [*pieces, text[end:]], links


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
