"""A Markdown text as blocks of words, to be compared and shown: headings, paragraphs, list items, table rows, code.

No Markdown processor: what it does not know stays text, nothing in it is HTML, and every step takes time linear in the
text. Between the texts of revisions and the redline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple


class Word(NamedTuple):
    """A word, a sign or a line of code, with the white space before it.

    Attributes:
        style: Of `b` bold, `i` italic and `c` code; `t` for the target of a link or an image, which is named only
            where it changed.
    """

    text: str
    style: str = ""


class Block(NamedTuple):
    """One block.

    Attributes:
        kind: `h` heading, `p` paragraph, `li` list item, `dd` definition, `tr` table row, `th` its first row, `pre`
            code, `quote`, `hr`.
        level: Of a heading, or how deep a list item stands.
        cells: Its words; a row of a table has as many as it has cells, anything else one.
        number: Which item of a numbered list it is; 0 for anything else. A step that moves up one is the same step.
    """

    kind: str
    level: int
    cells: tuple[tuple[Word, ...], ...]
    number: int = 0

    @property
    def unnumbered(self) -> Block:
        """The same wherever it stands in a list."""
        return self._replace(number=0) if self.number else self

    @property
    def words(self) -> int:
        """How many words it has."""
        return sum(map(len, self.cells))


_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[^\n]*")
_HEADING = re.compile(r"(#{1,6})[ \t]+([^\n]*)")
_ITEM = re.compile(r"([ \t]*)(?:[-*+]|([0-9]{1,9})[.)])[ \t]+([^\n]*)")
_DEFINED = re.compile(r":[ \t]+([^\n]*)")
_DELIMITER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*")
_RULE = re.compile(r" {0,3}(?:-{3,}|\*{3,}|_{3,})[ \t]*")
_CELL_END = re.compile(r"(?<!\\)\|")
_ATTRIBUTES = re.compile(r"\{:[^{}\n]*\}")
_HEADING_END = re.compile(r"\{[^{}\n]*\}$")
_INDENT = 4

_TOKEN = re.compile(
    r"(?P<code>`{1,2}[^`\n]+`{1,2})"
    r"|(?P<image>!?)\[(?P<label>[^\[\]\n]*)\]\((?P<target>[^()\n]*)\)"
    r"|\\(?P<escaped>[\\`*_{}\[\]()#+.!|-])"
    r"|(?P<strong>\*\*|__)"
    r"|(?P<em>(?<![*\w])\*(?=\S)|(?<=\S)\*(?!\*)|(?<!\w)_(?=\S)|(?<=\S)_(?!\w))"
)
_WORDS = re.compile(r"\s*(?:\w+|[^\w\s])|\s+")


@lru_cache(maxsize=4)
def blocks_of(text: str) -> tuple[Block, ...]:
    """The blocks of a text, in its order."""
    return tuple(_Reader(text.split("\n")).read())


class _Reader:
    """Takes lines apart into blocks; lines that belong together wait until something else comes."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._at = 0
        self._kind, self._level = "p", 0
        self._number = 0
        self._numbers: dict[int, int] = {}  # of the last items, by how deep they stand
        self._held: list[str] = []
        self._inside = False  # of a list, a definition or an admonition, where an indented text is no code

    def read(self) -> Iterator[Block]:
        while self._at < len(self._lines):
            line = self._lines[self._at]
            self._at += 1
            yield from self._line(line)
        yield from self._flush()

    def _line(self, line: str) -> Iterator[Block]:
        if not line.strip():
            yield from self._flush()
        elif fence := _FENCE.fullmatch(line.lstrip() if self._inside else line):
            yield from self._flush()
            yield self._fenced(fence[1])
        elif heading := _HEADING.fullmatch(line):
            yield from self._flush()
            self._inside = False
            title = _HEADING_END.sub("", heading[2].rstrip()).rstrip().rstrip("#").rstrip()
            yield Block("h", len(heading[1]), (words_of(title),))
        elif _RULE.fullmatch(line) and not self._held:
            yield Block("hr", 0, ((),))
        elif "|" in line and self._at < len(self._lines) and self._begins_table():
            yield from self._flush()
            yield from self._table(line)
        else:
            yield from self._text(line)

    def _text(self, line: str) -> Iterator[Block]:
        """A line of a paragraph, a list item, a definition, a quotation, or of code that is indented."""
        begun = bool(self._held)
        if item := _ITEM.fullmatch(line):
            yield from self._flush()
            level = len(item[1].expandtabs(_INDENT)) // 2
            self._start("li", level, item[3], self._counted(level, item[2]))
            self._inside = True
        elif defined := _DEFINED.fullmatch(line):
            yield from self._flush()
            self._start("dd", 0, defined[1])
            self._inside = True
        elif line.startswith(">") and not begun:
            self._start("quote", 0, line.lstrip("> "))
        elif line.startswith((" " * _INDENT, "\t")) and not begun and not self._inside:
            yield from self._indented(line)
        elif begun:
            self._held.append(line.lstrip("> ") if self._kind == "quote" else line)
        else:
            self._inside = line.startswith(("!!!", "???", "    ", "\t"))
            self._start("p", 0, line)

    def _counted(self, level: int, written: str | None) -> int:
        """The number of an item: counted on from the one before in its list, as Markdown does whatever is written."""
        known = self._numbers if self._inside else {}
        self._numbers = {deep: number for deep, number in known.items() if deep <= level}
        if written is None:
            self._numbers.pop(level, None)
            return 0
        self._numbers[level] = self._numbers.get(level, int(written) - 1) + 1
        return self._numbers[level]

    def _start(self, kind: str, level: int, line: str, number: int = 0) -> None:
        self._kind, self._level, self._held, self._number = kind, level, [line], number

    def _flush(self) -> Iterator[Block]:
        if self._held:
            words = words_of(" ".join(" ".join(self._held).split()))
            if words:
                yield Block(self._kind, self._level, (words,), self._number)
            self._held = []

    def _fenced(self, fence: str) -> Block:
        start = self._at
        while self._at < len(self._lines):
            line = self._lines[self._at].strip()
            self._at += 1
            if line.startswith(fence) and not line.strip(fence[0]):
                return _code(self._lines[start : self._at - 1])
        return _code(self._lines[start:])

    def _indented(self, first: str) -> Iterator[Block]:
        lines = [first]
        while self._at < len(self._lines) and self._lines[self._at].startswith((" " * _INDENT, "\t")):
            lines.append(self._lines[self._at])
            self._at += 1
        yield _code([line.expandtabs(_INDENT)[_INDENT:] for line in lines])

    def _begins_table(self) -> bool:
        following = self._lines[self._at]
        return "-" in following and _DELIMITER.fullmatch(following) is not None

    def _table(self, head: str) -> Iterator[Block]:
        yield _row("th", head)
        self._at += 1
        while self._at < len(self._lines) and "|" in self._lines[self._at]:
            yield _row("tr", self._lines[self._at])
            self._at += 1


def _code(lines: list[str]) -> Block:
    return Block("pre", 0, (tuple(Word(f"{line}\n") for line in lines),))


def _row(kind: str, line: str) -> Block:
    texts = _CELL_END.split(line.strip())
    texts = texts[1 if not texts[0].strip() else 0 :]
    texts = texts[: -1 if texts and not texts[-1].strip() else None]
    return Block(kind, 0, tuple(words_of(" ".join(text.split())) for text in texts) or ((),))


@lru_cache(maxsize=1 << 13)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a line, in the styles that its marks give them; marks without a partner stay signs.

    Kept, for most lines of a revision stand in the one before, too.
    """
    text = _ATTRIBUTES.sub("", text) if "{:" in text else text
    matches = list(_TOKEN.finditer(text))
    pairs = {name: sum(match.lastgroup == name for match in matches) // 2 * 2 for name in ("strong", "em")}
    on = {"strong": False, "em": False}
    found: list[Word] = []
    position = 0
    for match in matches:
        style = ("b" if on["strong"] else "") + ("i" if on["em"] else "")
        found += _split(text[position : match.start()], style)
        position = match.end()
        kind = match.lastgroup or ""
        if pairs.get(kind):
            pairs[kind] -= 1
            on[kind] = not on[kind]
        elif kind == "code":
            found.append(Word(match[0].strip("`"), style + "c"))
        elif kind == "target":
            found += _split(match["label"], style)
            found.append(Word(match["target"], "t"))
        else:
            found += _split(match["escaped"] or match[0], style)
    found += _split(text[position:], ("b" if on["strong"] else "") + ("i" if on["em"] else ""))
    return tuple(found)


def _split(text: str, style: str) -> list[Word]:
    return [Word(word, style) for word in _WORDS.findall(text)]
