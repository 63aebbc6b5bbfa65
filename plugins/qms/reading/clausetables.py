"""Tables of clauses in Markdown: the rows of every table that has a column of clauses and a column of documents.

A scan line by line, in time linear in the text; columns are told by the words in their heads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_UNESCAPED = re.compile(r"(?<!\\)\|")
_WORD = re.compile(r"[a-z0-9§]+(?:[:-][a-z0-9]+)*")
_RULE = frozenset("|:- \t")
_CLAUSE = frozenset(("clause", "clauses", "control", "controls", "criterion", "criteria", "§"))
_NUMBERED = frozenset(("no", "nr", "number", "id", "ref"))
_STANDARD = frozenset(("standard", "iso", "norm"))
_NO_CLAUSE = frozenset(
    ("title", "name", "text", "description", "heading", "what", "comment", "comments", "note", "notes", "document")
) | {"procedure", "manual"}
_DOCUMENT = frozenset(
    ("document", "documents", "documentation", "documented", "procedure", "procedures", "policy", "reference")
) | {"references", "where", "addressed", "described", "covered", "implemented", "location"}
_FILLING = _CLAUSE | _NUMBERED | {"the", "of", "and", "or", "section", "sections", "requirement", "requirements"}
_LONGEST_HEAD = 2000


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, and its columns in the line, both from 1."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table of clauses.

    Attributes:
        line: The line in the text, from 0.
        standard: What the head of the clause column says besides that it is one, such as `iso 9001:2015`.
        clauses: The cell with the clauses.
        documents: The cells with the documents.
    """

    line: int
    standard: str
    clauses: Cell
    documents: tuple[Cell, ...]


def find_rows(blanked: str) -> Iterator[Row]:
    """The rows of every table of clauses in a text whose code has been blanked."""
    if "|" not in blanked:
        return
    lines = blanked.split("\n")
    index = 1
    while index < len(lines):
        columns = _columns(lines[index - 1]) if _is_rule(lines[index]) else None
        index += 1
        if columns is None:
            continue
        standard, clause, documents = columns
        while index < len(lines) and "|" in lines[index]:
            cells = _cells(lines[index])
            if clause < len(cells):
                there = tuple(cells[number] for number in documents if number < len(cells))
                yield Row(index, standard, cells[clause], there)
            index += 1


def _is_rule(line: str) -> bool:
    return "-" in line and "|" in line and _RULE.issuperset(line)


def _cells(line: str) -> list[Cell]:
    """The cells of a row; the bars at its two ends may be left out."""
    ends = [match.start() for match in _UNESCAPED.finditer(line)]
    bounds = [-1, *ends, len(line)]
    cells = []
    for start, end in pairwise(bounds):
        text = line[start + 1 : end]
        cells.append(Cell(text.strip(), start + 2 + len(text) - len(text.lstrip()), end + 1))
    if not cells[-1].text:
        cells.pop()
    return cells[1:] if cells and not cells[0].text and line.lstrip().startswith("|") else cells


def _columns(head: str) -> tuple[str, int, tuple[int, ...]] | None:
    """What standard a table is of, and which columns have clauses and documents; None for any other table."""
    if "|" not in head or len(head) > _LONGEST_HEAD:
        return None
    words = [_WORD.findall(cell.text.casefold()) for cell in _cells(head)]
    clause = next((number for number, found in enumerate(words) if _is_clause(found)), None)
    if clause is None:
        return None
    documents = tuple(
        number for number, found in enumerate(words) if number != clause and not _DOCUMENT.isdisjoint(found)
    )
    if not documents:
        return None
    standard = [word for word in words[clause] if word not in _FILLING]
    # "Requirement of the standard" names none: a name has a number, or is one that the settings give.
    return " ".join(word for word in standard if word != "standard"), clause, documents


def _is_clause(words: list[str]) -> bool:
    """True for a head such as "Clause", "ISO 9001:2015 clause", "Requirement no." or "Section of the standard"."""
    found = set(words)
    if found & _NO_CLAUSE:
        return False
    if found & _CLAUSE:
        return True
    if found & {"requirement", "requirements"}:
        return len(found) == 1 or bool(found & (_NUMBERED | _STANDARD))
    return bool(found & _STANDARD) and (bool(found & {"section", "sections"}) or any(":" in word for word in words))
