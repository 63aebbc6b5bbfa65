"""What a Markdown text refers to: links, identifiers, sections with their claims, embedded files, hand-kept revisions.

A scan by regular expressions, not a Markdown parser: it must cost well under a millisecond a document, and every
pattern runs in time linear in the text, whatever the text is.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from posixpath import normpath

from qms.model.document import Claim, HandKept, Reference, ReferenceKind, Section
from qms.model.problem import Place
from qms.model.revision import DOCUMENT_ID, RECORD_ID

_OPEN_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*$", re.MULTILINE)
_CODE = re.compile(r"``[^\n]{1,500}?``|`[^`\n]+`")
_TARGET = re.compile(r"\]\(\s*<?([^)>\s]+)")
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]+\]:\s*<?([^>\s]+)", re.MULTILINE)
_ANCHOR_TAG = re.compile(r"<a\s[^>]{0,500}?href\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_TAG = re.compile(
    r"<(?:img|script|link|iframe|object|embed|audio|video|source|track|image|use)\b[^>]{0,2000}", re.IGNORECASE
)
_TAG_TARGET = re.compile(r"[\s/\"'](?:src|srcset|href|data|poster)\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_INCLUDE = re.compile(r"--8<--|\{!|\{%")
_IDENTIFIER = re.compile(r"(?<![\w/.#-])[A-Z]{1,8}(?:-[A-Z0-9]{1,8}){1,4}(?![\w-]|\.\w)")
_HEADING = re.compile(r"^(#{1,6})[ \t]+([^\n]+)$", re.MULTILINE)
_ATTRIBUTES = re.compile(r"[ \t]*\{:?([^{}\n]*)\}[ \t]*$")
_ATTRIBUTE_ID = re.compile(r"(?:^|\s)#([\w:.-]+)")
_DATA_CLAUSE = re.compile(r"data-clause\s*=\s*[\"']?([^\"'}]+)")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)
_HEADER_LINES = 15
_HEADER = re.compile(
    r"^[\s|>*_-]*(revision|rev|version|owner|effective(?: date| from)?)\.?[\s*_]*[:|][\s*_]*([^|\n]{1,60}?)[\s|*_]*$",
    re.IGNORECASE,
)
_VERSION_NUMBER = re.compile(r"[vV]?\s?\d{1,4}(?:\.\d{1,3}){0,2}")
_REVISION_COLUMN = frozenset({"revision", "rev", "rev.", "version"})
_OTHER_COLUMNS = frozenset({"date", "change", "changes", "description", "author", "approved by", "reason", "effective"})
_SEPARATOR_ROW = re.compile(r"^\s*\|?[\s:|-]+\|[\s:|-]*$")


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
    """From offsets to places, asked in any order."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]
        self._path = path
        self._first = first_line

    def place(self, offset: int) -> Place:
        """The place of an offset."""
        index = bisect_right(self._starts, offset) - 1
        return Place(self._path, index + self._first, offset - self._starts[index] + 1)


def find_references(blanked: str, lines: Lines) -> Iterator[Reference]:
    """Links and identifiers in a text whose code has been blanked."""
    targets: list[tuple[int, int]] = []
    for position, end, target, image in _bracket_targets(blanked):
        targets.append((position, end))
        if not image:
            yield Reference(ReferenceKind.LINK, target, lines.place(position))
    for pattern in (_DEFINITION, _ANCHOR_TAG):
        for match in pattern.finditer(blanked):
            targets.append(match.span(1))
            yield Reference(ReferenceKind.LINK, match[1], lines.place(match.start(1)))
    inside = _Spans(targets)
    for match in _IDENTIFIER.finditer(blanked):
        text = match[0]
        if (DOCUMENT_ID.fullmatch(text) or RECORD_ID.fullmatch(text)) and not inside.hold(match.start()):
            yield Reference(ReferenceKind.MENTION, text, lines.place(match.start()))


class _Spans:
    """Stretches of a text, asked in rising order."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = sorted(spans)
        self._next = 0

    def hold(self, offset: int) -> bool:
        while self._next < len(self._spans) and self._spans[self._next][1] <= offset:
            self._next += 1
        return self._next < len(self._spans) and self._spans[self._next][0] <= offset


def _bracket_targets(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Every `[…](target)` and `![…](target)`: start and end of the target, the target, and whether it is an image.

    Looks back from each `](` to the bracket or line end before it, so no stretch of the text is read twice.
    """
    for match in _TARGET.finditer(text):
        start = match.start()
        floor = max(text.rfind("]", 0, start), text.rfind("\n", 0, start)) + 1
        label = text[floor:start]
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
    if "{" in whole or "--8<--" in whole:
        for match in _INCLUDE.finditer(whole):
            yield Reference(ReferenceKind.EMBED, match[0], lines.place(match.start()))
    for offset, target in _embed_targets(whole):
        if not _SCHEME.match(target) and (folder is None or _leads_out(target, folder)):
            yield Reference(ReferenceKind.EMBED, target, lines.place(offset))


def _embed_targets(whole: str) -> Iterator[tuple[int, str]]:
    yield from ((start, target) for start, _, target, image in _bracket_targets(whole) if image)
    if "<" in whole:
        for tag in _TAG.finditer(whole):
            yield from ((tag.start() + match.start(1), match[1]) for match in _TAG_TARGET.finditer(tag[0]))
    if "]:" in whole:
        for match in _DEFINITION.finditer(whole):
            if not re.split(r"[?#]", match[1])[0].endswith(".md"):
                yield match.start(1), match[1]


def _leads_out(target: str, folder: str) -> bool:
    if target.startswith("/") or any(character in target for character in "%&\\"):
        return True
    return normpath(f"/x/{folder}/{target}").split("/")[1:2] != ["x"]


def find_sections(body: str, blanked: str, lines: Lines) -> tuple[tuple[Section, ...], tuple[Claim, ...]]:
    """The headings of a text with the anchors the site gives them, and the clauses they claim."""
    sections: list[Section] = []
    claims: list[Claim] = []
    used: set[str] = set()
    for match in _HEADING.finditer(blanked):
        text = body[match.start(2) : match.end(2)].rstrip()
        attributes = ""
        if found := _ATTRIBUTES.search(text):
            attributes, text = found[1], text[: found.start()]
        title = _plain_heading(text.rstrip("# \t"))
        named = _ATTRIBUTE_ID.search(attributes)
        anchor = _unique(named[1] if named else slugify(title), used)
        place = lines.place(match.start())
        sections.append(Section(title, anchor, len(match[1]), place.line))
        if claimed := _DATA_CLAUSE.search(attributes):
            for token in claimed[1].split():
                standard, _, clause = token.rpartition(":")
                claims.append(Claim(standard, clause, place, anchor, title))
    return tuple(sections), tuple(claims)


def slugify(title: str) -> str:
    """The anchor Python-Markdown's toc extension gives a heading."""
    ascii_text = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", ascii_text).strip().lower())


def _unique(anchor: str, used: set[str]) -> str:
    candidate, count = anchor, 0
    while candidate in used or not candidate:
        count += 1
        candidate = f"{anchor}_{count}"
    used.add(candidate)
    return candidate


def _plain_heading(text: str) -> str:
    """A heading without its markup."""
    text = re.sub(r"!?\[([^\[\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"`([^`]*)`", r"\1", text)
    return re.sub(r"(\*{1,3}|(?<!\w)_{1,3}|_{1,3}(?!\w))", "", text).strip()


def find_hand_kept(blanked: str, lines: Lines) -> Iterator[HandKept]:
    """Revisions, owners and dates that somebody typed into the text: a header on top, a revision table anywhere."""
    offset = 0
    rows = blanked.split("\n")
    for number, line in enumerate(rows):
        if number < _HEADER_LINES and not line.startswith("#") and (match := _HEADER.match(line)):
            label = match[1].lower().split(" ")[0].rstrip(".")
            label = "revision" if label in {"rev", "version"} else label
            if label != "revision" or _VERSION_NUMBER.fullmatch(match[2]):
                yield HandKept(label, match[2], lines.place(offset + match.start(1)))
        if "|" in line and number + 1 < len(rows) and _SEPARATOR_ROW.match(rows[number + 1]):
            yield from _table_rows(rows, number, offset, lines)
        offset += len(line) + 1


def _table_rows(rows: list[str], header: int, offset: int, lines: Lines) -> Iterator[HandKept]:
    """The rows of a revision table whose header stands at a row; nothing for any other table."""
    names = [cell.lower() for cell in _cells(rows[header])]
    revision = next((index for index, name in enumerate(names) if name in _REVISION_COLUMN), None)
    if revision is None or not _OTHER_COLUMNS.intersection(names):
        return
    dates = next((index for index, name in enumerate(names) if name in {"date", "effective"}), None)
    offset += len(rows[header]) + len(rows[header + 1]) + 2
    for row in rows[header + 2 :]:
        cells = _cells(row)
        if "|" not in row or len(cells) <= revision:
            return
        if _VERSION_NUMBER.fullmatch(cells[revision]):
            date = cells[dates] if dates is not None and dates < len(cells) else ""
            yield HandKept("date", date, lines.place(offset), cells[revision])
        offset += len(row) + 1


def _cells(row: str) -> list[str]:
    return [cell.strip().strip("*_") for cell in row.strip().strip("|").split("|")]
