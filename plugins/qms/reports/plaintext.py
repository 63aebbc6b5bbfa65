"""Markdown as plain text to read: what a reader of the page would see, a paragraph a block, without its marks.

Not a renderer: it keeps every word, address and title, and drops only marks that say how words look; where it cannot
tell what a mark does, nothing is dropped. For terminals.
"""

from __future__ import annotations

import html
import re

_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*)$")
# An anchor or a class of a heading is seen by nobody; other attributes are shown as they are written.
_ATTRIBUTES = re.compile(r"\s*\{:?\s*(?:[#.][\w-]+\s*)+\}$")
_ITEM = re.compile(r"(\s*)([-*+]|\d{1,9}[.)])\s+")
_INLINE = (
    (re.compile(r"!\[([^\]\n]*)\]\(([^)\n]*)\)"), r"[figure: \1 (\2)]"),
    (re.compile(r"\[([^\]\n]+)\]\(([^)\n]*)\)"), r"\1 (\2)"),
    (re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*\\])\*(?=\S)([^*\n]+)(?<=\S)\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<![\w_\\])_(?=\S)([^_\n]+)(?<=\S)_(?![\w_])"), r"\1"),
)
# What stands for itself, whatever it looks like: a character after a backslash, and code.
_LITERAL = re.compile(r"\\([\\`*_{}\[\]()#+.!|~-])|(?<!`)(`+)(?!`)(.+?)(?<!`)\2(?!`)")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_HOLD, _RELEASE = "\x02", "\x03"
_HELD = re.compile(f"{_HOLD}([0-9]+){_RELEASE}")
_LONGEST = 4_000  # characters of a line; what is longer is shown as it is written, in linear time


def plain_blocks(markdown: str) -> list[str]:
    """The blocks of a text, each as one line: headings, paragraphs, items of lists, rows of tables, lines of code."""
    reader = _Reader()
    for line in markdown.split("\n"):
        reader.read(line)
    reader.close()
    return reader.blocks


class _Reader:
    """Takes lines and makes blocks; knows whether it stands in a paragraph or between fences."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self._open: list[str] = []
        self._fence = ""

    def read(self, line: str) -> None:
        """Take the next line."""
        fence = _FENCE.match(line)
        if self._fence:
            if fence and fence[1].startswith(self._fence) and not line[fence.end() :].strip():
                self._fence = ""
            else:
                self.blocks.append(f"    {line}")
        elif fence:
            self.close()
            self._fence = fence[1]
            if line[fence.end() :].strip():  # A language, or words of a paragraph that only begins like code.
                self.blocks.append(f"    {line.strip()}")
        else:
            self._read_text(line)

    def close(self) -> None:
        """End the paragraph."""
        if self._open:
            self.blocks.append(" ".join(self._open))
            self._open = []

    def _read_text(self, line: str) -> None:
        if len(line) > _LONGEST:
            self._open.append(line.rstrip())
        elif _is_rule(line):
            self.close()
        elif heading := _HEADING.match(line):
            self.close()
            title = _ATTRIBUTES.sub("", heading[2].rstrip().rstrip("#").rstrip())
            self.blocks.append(f"{heading[1]} {_inline(title)}")
        elif line.lstrip().startswith("|"):
            self.close()
            row = line.strip().removeprefix("|").removesuffix("|")
            self.blocks.append(" | ".join(_inline(cell.strip()) for cell in row.split("|")))
        else:
            if item := _ITEM.match(line):
                self.close()
                line = f"{item[1]}{item[2]} {line[item.end() :]}"
            self._open.append(_inline(line.strip() if self._open else line.rstrip()))


def _is_rule(line: str) -> bool:
    """True for a blank line, a line across the page, and the line below the head of a table: nothing to read."""
    marks = "".join(line.split())
    across = len(marks) > len("--") and marks[0] in "-*_" and not marks.strip(marks[0])
    return not marks or across or ("|" in marks and "-" in marks and not marks.strip(":|-"))


def plain_document(markdown: str) -> list[str]:
    """A document as blocks: each line of its front matter, then its text."""
    head, text = _divide(markdown)
    return [*(line for line in head.split("\n") if line.strip()), *plain_blocks(text)]


def _divide(markdown: str) -> tuple[str, str]:
    if markdown.startswith("---\n") and (end := markdown.find("\n---\n", 3)) >= 0:
        return markdown[4:end], markdown[end + 5 :]
    return "", markdown


def _inline(text: str) -> str:
    """A line without marks. What stands for itself is held aside while they are taken out."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[1] or match[3])
        return f"{_HOLD}{len(held) - 1}{_RELEASE}"

    text = _LITERAL.sub(hold, text.replace(_HOLD, r"\x02").replace(_RELEASE, r"\x03"))
    for pattern, shown in _INLINE:
        text = pattern.sub(shown, text)
    text = _ENTITY.sub(lambda match: html.unescape(match[0]) or match[0], text)
    return _HELD.sub(lambda match: held[int(match[1])], text)
