"""The organisation's own words: the terms that its glossary explains, and the words that its documents avoid."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qms.model.document import Document
from qms.model.problem import Fault
from qms.model.settings import Settings
from qms.model.term import Term

from .markdown import Lines, blank_code, slugify

_USUAL = ("glossary.md", "glossary/index.md")
_ROW = re.compile(r"^\|([^|\n]+)\|([^|\n]*)", re.MULTILINE)
_RULE = re.compile(r"[ \t]*:?-+:?[ \t]*")
_DEFINITION = re.compile(r"^(?![ \t>|#*-])([^\n]{1,120})\n:[ \t]+([^\n]+)", re.MULTILINE)
_LINK = re.compile(r"\[([^\[\]]*)\]\([^)\s]*\)")
_LONGEST = 80  # characters of a term; what is longer is a sentence


def read_glossary(documents: tuple[Document, ...], settings: Settings) -> tuple[Term, ...]:
    """The terms of the glossary, each once, in its order; none where there is no glossary.

    A term is the first cell of a row in a table whose first column is headed "Term", or the first line of a definition
    list. The glossary is the document that the setting names, otherwise the first whose file is called glossary.md.
    """
    wanted = settings.glossary
    for document in documents:
        if document.path == wanted or (not wanted and document.path.endswith(_USUAL)):
            return tuple({term.anchor: term for term in _terms(document)}.values())
    return ()


def term_anchor(name: str) -> str:
    """The anchor of a term on the glossary's page."""
    return f"term-{slugify(name)}"


def _terms(document: Document) -> Iterator[Term]:
    text = blank_code(document.body)
    in_terms, before = False, -1
    for row in _ROW.finditer(text):
        cell = _plain(row[1])
        if before < 0 or text.count("\n", before, row.start()) > 1:  # a table of its own begins
            in_terms = cell.casefold() in ("term", "word")
        elif in_terms and cell and not _RULE.fullmatch(row[1]) and len(cell) <= _LONGEST:
            yield Term(cell, _plain(row[2]), document.path, term_anchor(cell))
        before = row.end()
    for match in _DEFINITION.finditer(text):
        if len(name := _plain(match[1])) <= _LONGEST:
            yield Term(name, _plain(match[2]), document.path, term_anchor(name))


def _plain(cell: str) -> str:
    return re.sub(r"[*`]", "", _LINK.sub(r"\1", cell)).strip()


def discouraged_words(documents: tuple[Document, ...], settings: Settings) -> Iterator[Fault]:
    """Every place where a document uses a word that the settings ask it to avoid; code is not looked at."""
    if not settings.words:
        return
    better = {word.casefold(): use for word, use in settings.words.items()}
    longest_first = sorted(better, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])", re.IGNORECASE)
    for document in documents:
        lines = Lines(document.body, document.path, document.body_line)
        for match in pattern.finditer(blank_code(document.body)):
            use = better[match[0].casefold()]
            yield Fault(lines.place(match.start()), f"say {use}, not “{match[0]}”", code="term-discouraged")
