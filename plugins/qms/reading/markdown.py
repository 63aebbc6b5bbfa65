"""What a Markdown text refers to: links, identifiers, sections with their claims, embedded files, hand-kept revisions.

A scan by regular expressions, not a Markdown parser: it must cost well under a millisecond a document, and every
pattern runs in time linear in the text, whatever the text is.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate, count
from operator import add
from string import ascii_uppercase

from qms.model.document import Claim, ClaimForm, Reference, ReferenceKind, Section
from qms.model.problem import Place
from qms.model.revision import DOCUMENT_ID, RECORD_ID
from qms.trust.embedding import find_outside

_OPEN_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*$", re.MULTILINE)
_CODE = re.compile(r"``[^\n]{1,500}?``|`[^`\n]+`")
_TARGET = re.compile(r"\]\(\s*<?([^)>\s]+)")
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]+\]:\s*<?([^>\s]+)", re.MULTILINE)
_ANCHOR_TAG = re.compile(r"<a\s[^<>]{0,500}?href\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
# What may not stand before an identifier is asked afterwards.
_MOST_LETTERS = 8
IDENTIFIER = re.compile(r"[A-Z]{1,8}(?:-[A-Z0-9]{1,8}){1,4}(?![\w-]|\.\w)")
_HYPHEN = re.compile(r"-(?=[A-Z0-9])")
_NO_START = re.compile(r"[\w/.#-]")
_MARKUP = re.compile(r"[\[`*_]")
_HEADING = re.compile(r"\n(#{1,6})[ \t]+([^\n]+)")  # in a text with a line end before it: that is found much faster
_ATTRIBUTES = re.compile(r"\{:?([^{}\n]*)\}$")
_COUNTED = re.compile(r"(.*)_([0-9]{1,18})")
_ATTRIBUTE_ID = re.compile(r"(?:^|\s)#([\w:.-]+)")
_DATA_CLAUSE = re.compile(r"data-clause\s*=\s*[\"']?([^\"'}]+)")


def blank_code(body: str) -> str:
    """The text with code replaced by spaces, so that offsets and lines stay."""
    if "`" not in body and "~~~" not in body:
        return body
    pieces, position = [], 0
    while fence := _OPEN_FENCE.search(body, position):
        close = re.compile(rf"^ {{0,3}}{fence[1][0]}{{{len(fence[1])},}}[ \t]*$", re.MULTILINE)
        end = close.search(body, fence.end())
        stop = end.end() if end else len(body)
        pieces += [body[position : fence.start()], _spaces(body[fence.start() : stop])]
        position = stop
    pieces.append(body[position:])
    return _CODE.sub(lambda match: " " * len(match[0]), "".join(pieces))


def _spaces(text: str) -> str:
    return "\n".join(" " * len(line) for line in text.split("\n"))


class Lines:
    """From offsets to places, asked in any order; nothing is counted before the first is asked for."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self._text = text
        self._starts: list[int] = []
        self._path = path
        self._first = first_line

    def place(self, offset: int) -> Place:
        """The place of an offset."""
        index = self._index(offset)
        return Place(self._path, index + self._first, offset - self._starts[index] + 1)

    def line(self, offset: int) -> int:
        """The line of an offset."""
        return self._index(offset) + self._first

    def _index(self, offset: int) -> int:
        if not self._starts:
            self._starts = [0, *map(add, accumulate(map(len, self._text.split("\n"))), count(1))]
        return bisect_right(self._starts, offset) - 1


def find_references(blanked: str, lines: Lines) -> Iterator[Reference]:
    """Links and identifiers in a text whose code has been blanked."""
    targets: list[tuple[int, int]] = []
    for position, end, target, image in bracket_targets(blanked):
        targets.append((position, end))
        if not image:
            yield Reference(ReferenceKind.LINK, target, lines.place(position))
    for pattern in (_DEFINITION, _ANCHOR_TAG) if "]:" in blanked or "<" in blanked else ():
        for match in pattern.finditer(blanked):
            targets.append(match.span(1))
            yield Reference(ReferenceKind.LINK, match[1], lines.place(match.start(1)))
    inside = _Spans(targets)
    for match in find_identifiers(blanked):
        text, start = match[0], match.start()
        if start and _NO_START.match(blanked, start - 1):
            continue
        if (DOCUMENT_ID.fullmatch(text) or RECORD_ID.fullmatch(text)) and not inside.hold(match.start()):
            yield Reference(ReferenceKind.MENTION, text, lines.place(match.start()))


def find_identifiers(text: str) -> Iterator[re.Match[str]]:
    """The matches of `IDENTIFIER`, found from its first hyphen: there are far fewer hyphens than capitals."""
    end = 0
    for hyphen in _HYPHEN.finditer(text):
        start = hyphen.start()
        floor = max(end, start - _MOST_LETTERS)
        while start > floor and text[start - 1] in ascii_uppercase:
            start -= 1
        if start < hyphen.start() and (match := IDENTIFIER.match(text, start)):
            end = match.end()
            yield match


class _Spans:
    """Stretches of a text, asked in rising order."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._next = 0

    def hold(self, offset: int) -> bool:
        while self._next < len(self._spans) and self._spans[self._next][1] <= offset:
            self._next += 1
        return self._next < len(self._spans) and self._spans[self._next][0] <= offset


def bracket_targets(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Every `[…](target)` and `![…](target)`: start and end of the target, the target, and whether it is an image.

    Looks back from each `](` to the bracket or line end before it, so no stretch of the text is read twice.
    """
    for match in _TARGET.finditer(text):
        start = match.start()
        floor = text.rfind("]", 0, start) + 1
        label = text[max(floor, text.rfind("\n", floor, start) + 1) : start]
        if "[" in label:
            yield match.start(1), match.end(1), match[1], "![" in label


def find_embeds(whole: str, folder: str | None, lines: Lines) -> Iterator[Reference]:
    """What a document pulls in from outside itself (approval format 1, §3, `embed-outside`).

    A tripwire on the whole text, code blocks too: what builds pages might read them.

    Args:
        whole: The file's text.
        folder: The file's folder relative to its folder document ("" at its top); None for a one-file document.
        lines: Places in the whole text.
    """
    for offset, target in find_outside(whole, folder):
        yield Reference(ReferenceKind.EMBED, target, lines.place(offset))


def find_sections(body: str, blanked: str, lines: Lines) -> tuple[tuple[Section, ...], tuple[Claim, ...]]:
    """The headings of a text with the anchors the site gives them, and the clauses they claim."""
    sections: list[Section] = []
    claims: list[Claim] = []
    headings = []
    for match in _HEADING.finditer(f"\n{blanked}"):
        start, end = match.span(2)
        text = body[start - 1 : end - 1].rstrip()
        attributes = ""
        if text.endswith("}") and (found := _ATTRIBUTES.search(text)):
            attributes, text = found[1], text[: found.start()]
        named = _ATTRIBUTE_ID.search(attributes) if attributes else None
        headings.append((match, _plain_heading(text.rstrip("# \t")), attributes, named[1] if named else ""))
    # An anchor set by hand stays as it is, wherever it stands; the others make way.
    anchors = _Anchors(named for _, _, _, named in headings if named)
    for match, title, attributes, named_anchor in headings:
        anchor = named_anchor or anchors.make(slugify(title))
        sections.append(Section(title, anchor, len(match[1]), lines.line(match.start())))
        if attributes and (claimed := _DATA_CLAUSE.search(attributes)):
            place = lines.place(match.start())
            for token in claimed[1].split():
                standard, _, clause = token.rpartition(":")
                claims.append(Claim(standard, clause, place, anchor, title, form=ClaimForm.SECTION))
    return tuple(sections), tuple(claims)


@lru_cache(maxsize=4096)
def slugify(title: str) -> str:
    """The anchor Python-Markdown's toc extension gives a heading."""
    ascii_text = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", ascii_text).strip().lower())


class _Anchors:
    """The anchors of a page: each once, counted up as the toc extension does it."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._used = {"", *taken}
        self._after: dict[str, int] = {}  # where to go on counting, so that ten thousand equal headings cost no square

    def make(self, wish: str) -> str:
        """The anchor itself, or the first one with a number behind it that is free."""
        if wish not in self._used:
            self._used.add(wish)
            return wish
        anchor, counted = wish, _COUNTED.fullmatch(wish)
        stem, count = (counted[1], int(counted[2])) if counted else (wish, 0)
        passed = []
        while anchor in self._used:
            passed.append(anchor)
            count = self._after.get(anchor, count + 1)
            anchor = f"{stem}_{count}"
        self._used.add(anchor)
        self._after.update(dict.fromkeys(passed, count))
        return anchor


def _plain_heading(text: str) -> str:
    """A heading without its markup."""
    if not _MARKUP.search(text):
        return text.strip()
    text = re.sub(r"!?\[([^\[\]]*)\]\([^)]{0,500}\)", r"\1", text)
    text = re.sub(r"`([^`]*)`", r"\1", text)
    return re.sub(r"(\*{1,3}|(?<!\w)_{1,3}|_{1,3}(?!\w))", "", text).strip()
