"""The restricted YAML of policies and front matter, read without a library: mappings, lists and texts, nothing else.

Whatever the grammar leaves out (anchors, tags, block texts, values over several lines) is not guessed at but refused.
"""

from __future__ import annotations

import re
from typing import Any

from .words import RefusalError

_DEEPEST = 8
_SPACE = re.compile(r"(?:[ \n]|(?:(?<=[ \n])|\A)#[^\n]*)*")
_REST = re.compile(r"(?: +#[^\n]*| *)(?:\n|\Z)")
_QUOTED = re.compile(r"\"([^\"\\\n]*)\"|'((?:[^'\n]|'')*)'")
_PLAIN = re.compile(
    r"(?:[^\s\-?:,\[\]{}#&*!|>'\"%@`]|[-?:](?=[^\s,\[\]{}]))(?:[^\s:#]|:(?=\S)|(?<=\S)#| +(?=[^\s#:]|:\S))*"
)
_FLOW_PLAIN = re.compile(
    r"(?:[^\s\-?:,\[\]{}#&*!|>'\"%@`]|-(?=[^\s,\[\]{}?]))"
    r"(?:[^\s:#,\[\]{}?]|:(?=[^\s,\[\]{}])|(?<=\S)#| +(?=[^\s#:,\[\]{}?]|:[^\s,\[\]{}]))*"
)
_BLOCK_KEY, _FLOW_KEY = re.compile(r" *:(?=[ \n]|\Z)"), re.compile(r"[ ]*:(?=[ \n,\[\]{}]|\Z)")
_ITEM = re.compile(r"-(?=[ \n]|\Z)")


def read_yaml(text: str) -> dict[str, Any]:
    """Read a text whose root is a mapping: its members are texts, lists and mappings.

    Raises:
        RefusalError: It is not restricted YAML, or uses what this reader leaves out.
    """
    if re.search(r"[\t\r]|^(?:---|\.\.\.)(?=[ \n]|$)|^%", text, re.MULTILINE):
        raise RefusalError("it holds a TAB, a carriage return or a line of its own kind")
    found = _Reader(text).whole()
    if not isinstance(found, dict):
        raise RefusalError("it is no list of `name: value` lines")
    return found


class _Reader:
    """A text and how far it has been read."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def whole(self) -> Any:  # noqa: ANN401 - a tree of texts, lists and mappings
        """The root."""
        self.skip()
        found = self.block(self.column(), 0)
        if self.at != len(self.text):
            raise self.fault("this does not belong to what stands before it")
        return found

    def fault(self, why: str) -> RefusalError:
        line = self.text.count("\n", 0, self.at) + 1
        return RefusalError(f"line {line} cannot be read: {why}")

    def skip(self) -> None:
        """Go on to the next sign that counts."""
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at

    def column(self) -> int:
        return self.at - (self.text.rfind("\n", 0, self.at) + 1)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Read what fits a pattern; None when it does not."""
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def end_line(self) -> None:
        """Nothing but a comment may follow on this line."""
        if not self.take(_REST):
            raise self.fault("something stands behind the value")
        self.skip()

    def block(self, column: int, depth: int) -> Any:  # noqa: ANN401
        """A list or mapping whose lines begin in one column, or a value of one line."""
        if depth > _DEEPEST:
            raise self.fault("it is nested too deeply")
        if self.at >= len(self.text):
            raise self.fault("there is no value")
        if _ITEM.match(self.text, self.at):
            return self.block_list(column, depth)
        start = self.at
        key = None if self.text[self.at] in "[{" else self.scalar(_PLAIN)
        if key is not None and _BLOCK_KEY.match(self.text, self.at):
            self.at = start
            return self.block_mapping(column, depth)
        self.at = start
        return self.line_value(depth)

    def line_value(self, depth: int) -> Any:  # noqa: ANN401
        """A value that ends with its line, unless it is in brackets."""
        value = self.flow(depth) if self.text[self.at] in "[{" else self.scalar(_PLAIN)
        if value is None:
            raise self.fault("this kind of value is not allowed")
        self.end_line()
        return value

    def block_list(self, column: int, depth: int) -> list[Any]:
        found = []
        while self.at < len(self.text) and self.column() == column and self.take(_ITEM):
            found.append(self.below(column + 1, depth))
        return found  # whatever is left is refused by the mapping that this stands in

    def block_mapping(self, column: int, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while self.at < len(self.text) and self.column() == column and not _ITEM.match(self.text, self.at):
            key = self.scalar(_PLAIN)
            if key is None or not self.take(_BLOCK_KEY):
                raise self.fault("a name and a colon are missing")
            self.require_new(key, found)
            found[key] = self.after_key(column, depth)
        if self.at < len(self.text) and self.column() > column:
            raise self.fault("it is indented in another way")
        return found

    def after_key(self, column: int, depth: int) -> Any:  # noqa: ANN401
        """The value of a name: on its line, or below; a list may stand in the name's own column."""
        line_end = _REST.match(self.text, self.at)
        if not line_end:
            while self.text[self.at] == " ":
                self.at += 1
            return self.line_value(depth + 1)
        self.skip()
        least = column if _ITEM.match(self.text, self.at) else column + 1
        if self.at >= len(self.text) or self.column() < least:
            raise self.fault("a name has no value")
        return self.block(self.column(), depth + 1)

    def below(self, least: int, depth: int) -> Any:  # noqa: ANN401
        """What an item of a list holds, from the sign after its dash on."""
        self.skip()
        if self.at >= len(self.text) or self.column() < least:
            raise self.fault("an item of a list is empty")
        return self.block(self.column(), depth + 1)

    def scalar(self, plain: re.Pattern[str]) -> str | None:
        """One text, quoted or not; None when there is none."""
        quoted = self.take(_QUOTED)
        if quoted:
            return quoted[1] if quoted[1] is not None else quoted[2].replace("''", "'")
        found = self.take(plain)
        return found[0] if found else None

    def flow(self, depth: int) -> Any:  # noqa: ANN401
        """A list or mapping in brackets."""
        if depth > _DEEPEST:
            raise self.fault("it is nested too deeply")
        mapping = self.text[self.at] == "{"
        close = "}" if mapping else "]"
        self.at += 1
        pairs: dict[str, Any] = {}
        items: list[Any] = []
        while True:
            self.skip()
            if self.text[self.at : self.at + 1] == close:
                self.at += 1
                return pairs if mapping else items
            if mapping:
                self.flow_pair(pairs, depth)
            else:
                items.append(self.flow_item(depth))
            self.skip()
            if self.text[self.at : self.at + 1] == ",":
                self.at += 1
            elif self.text[self.at : self.at + 1] != close:
                raise self.fault("a comma or a closing bracket is missing")

    def flow_pair(self, pairs: dict[str, Any], depth: int) -> None:
        key = self.scalar(_FLOW_PLAIN)
        if key is None or not self.take(_FLOW_KEY):
            raise self.fault("a name and a colon are missing")
        self.require_new(key, pairs)
        self.skip()
        pairs[key] = self.flow_value(depth)

    def flow_item(self, depth: int) -> Any:  # noqa: ANN401
        """An item of a list in brackets; `name: value` there is a mapping of its own."""
        start = self.at
        if self.scalar(_FLOW_PLAIN) is not None and _FLOW_KEY.match(self.text, self.at):
            self.at = start
            pair: dict[str, Any] = {}
            self.flow_pair(pair, depth + 1)
            return pair
        self.at = start
        return self.flow_value(depth)

    def require_new(self, key: str, found: dict[str, Any]) -> None:
        if key in found or key == "<<":
            raise self.fault("a name stands here twice, or may not stand here")

    def flow_value(self, depth: int) -> Any:  # noqa: ANN401
        if self.text[self.at : self.at + 1] in ("[", "{"):
            return self.flow(depth + 1)
        value = self.scalar(_FLOW_PLAIN)
        if value is None:
            raise self.fault("this kind of value is not allowed")
        return value
