"""Links made of words, where Markdown is still a tree: identifiers of documents and records, and the glossary's terms.

Never in headings, links or code. What a word leads to is said by its kind; the walk through the page is the same.
"""

# mypy: disable-error-code="misc"

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Protocol
from xml.etree import ElementTree as ET  # only ever built here, nothing is parsed

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

_SKIPPED = frozenset(
    {"a", "abbr", "button", "code", "dfn", "h1", "h2", "h3", "h4", "h5", "h6", "kbd", "pre", "script", "style", "th"}
)
_AFTER_ATTRIBUTES = 6  # inline patterns run at 20 and attribute lists at 8, anchors are gathered at 5
_AFTER_LINKS = -10  # MkDocs turns links between sources into addresses at 0; ours are addresses already
MakeLink = Callable[[str], ET.Element | None]


class Words(Protocol):
    """One kind of words."""

    pattern: str
    """What they look like, as a regular expression without groups that capture; empty where there are none."""

    def begin(self, page: str, root: ET.Element) -> MakeLink | None:
        """Begin a page: what makes the link of a word, or None for one that stays text; None where nothing links."""


class WordLinks(Extension):
    """The extension of one build: told which page comes next, it links that page's words.

    Args:
        kinds: The kinds of words; where two could begin at one place, the first kind wins.
    """

    def __init__(self, *kinds: Words) -> None:
        super().__init__()
        self.page = ""
        self.kinds = tuple(kind for kind in kinds if kind.pattern)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Take part in rendering."""
        linker = _Linker(md, self)
        md.treeprocessors.register(_Beginner(md, linker), "qms-words-begin", _AFTER_ATTRIBUTES)
        md.treeprocessors.register(linker, "qms-words", _AFTER_LINKS)


class _Linker(Treeprocessor):
    def __init__(self, md: Markdown, words: WordLinks) -> None:
        super().__init__(md)
        self._words = words
        self._begun: list[tuple[str, MakeLink]] = []

    def begin(self, root: ET.Element) -> None:
        page, kinds = self._words.page, self._words.kinds
        self._begun = [(kind.pattern, make) for kind in kinds if page and (make := kind.begin(page, root))]

    def run(self, root: ET.Element) -> None:
        if self._begun:
            pattern = re.compile("|".join(f"({each})" for each, _ in self._begun))
            _Page(pattern, [make for _, make in self._begun]).link(root)


class _Beginner(Treeprocessor):
    def __init__(self, md: Markdown, linker: _Linker) -> None:
        super().__init__(md)
        self._linker = linker

    def run(self, root: ET.Element) -> None:
        self._linker.begin(root)


class _Page:
    """One page: its words, and what makes the link of each kind."""

    def __init__(self, pattern: re.Pattern[str], makers: Sequence[MakeLink]) -> None:
        self._pattern = pattern
        self._makers = makers

    def link(self, element: ET.Element) -> None:
        """Link the words of an element and of what it holds, in reading order."""
        if element.tag in _SKIPPED:
            return
        children = list(element)
        before, links = self._split(element.text or "")
        if links:
            element.text = before
            element[:0] = links
        for child in children:
            self.link(child)
            before, links = self._split(child.tail or "")
            if links:
                child.tail = before
                position = list(element).index(child) + 1
                element[position:position] = links

    def _split(self, text: str) -> tuple[str, list[ET.Element]]:
        """The text before the first word that links, and the links, each with the text after it as its tail."""
        before, end = text, 0
        links: list[ET.Element] = []
        for match in self._pattern.finditer(text):
            link = self._makers[(match.lastindex or 1) - 1](match[0])
            if link is None:
                continue
            between = text[end : match.start()]
            if links:
                links[-1].tail = between
            else:
                before = between
            link.text = match[0]
            link.tail = text[match.end() :]
            links.append(link)
            end = match.end()
        return before, links
