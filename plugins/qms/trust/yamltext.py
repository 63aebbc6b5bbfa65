"""Restricted YAML: text in, nodes with places out. For front matter, the policy, settings and standard packs.

Source: approval format 1, §2. Everything that lets two readers see two things is refused: duplicate keys, anchors,
tags, merge keys, block scalars, escapes. Scalars stay text. Parsing is driven by events, so that no input can make
it recurse.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from qms.model.fields import Mapping, Node, Scalar, Sequence
from qms.model.problem import Fault, Place

from .grammar import FORBIDDEN_CATEGORIES

MAX_DEPTH = 8
MAX_NODES = 20_000
_DOCUMENT_LINE = re.compile(r"^(?:---|\.\.\.)(?=[ \n]|$)|^%", re.MULTILINE)
_PLAIN_ASCII = re.compile(r"[\n\x20-\x7e]*")
# libyaml where PyYAML has it: ten times faster, the same events (a property test holds the two together).
_LOADER = getattr(yaml, "CLoader", yaml.Loader)


@dataclass(slots=True)
class _Open:
    """A collection that is being read."""

    mapping: bool
    line: int
    column: int
    children: list[Node] = field(default_factory=list)


class _Refused(Exception):  # noqa: N818 - not an error of the program
    """The text is not restricted YAML; parsing cannot go on."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def parse_yaml(text: str, path: str, first_line: int = 1) -> tuple[Mapping | None, tuple[Fault, ...]]:
    """Read restricted YAML whose root is a mapping.

    Args:
        text: The YAML, LF line ends.
        path: Where it stands, for problems.
        first_line: The line of the file on which the text begins.

    Returns:
        The mapping, or None when nothing can be read, and every fault found. Codes: `yaml-malformed`,
        `yaml-construct`, `yaml-duplicate-key`.
    """
    reader = _Reader(text, path, first_line)
    try:
        return reader.read(), tuple(reader.faults)
    except _Refused as refused:
        return None, (*reader.faults, refused.fault)


class _Reader:
    """One text being read: the faults so far and the collections that are open."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.text = text
        self.path = path
        self.first_line = first_line
        self.faults: list[Fault] = []
        self.lines: list[str] | None = None

    def read(self) -> Mapping:
        self._check_characters()
        try:
            root = self._build(_LOADER)
            if "?" in self.text:
                # libyaml takes a `?` in a list on one line that PyYAML's own reader, the law here, does not. It comes
                # second, because it is slow on what is nested too deeply.
                self._check_keys()
                self.faults = []
                root = self._build(yaml.Loader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            what = getattr(error, "problem", None) or "it cannot be read"
            line, column = (mark.line, mark.column) if mark else (0, 0)
            raise self._refusal("yaml-malformed", f"this is not YAML: {what}", line, column) from None
        if not isinstance(root, Mapping):
            raise self._refusal("yaml-malformed", "this is not a list of `name: value` lines", 0, 0)
        return root

    def _check_characters(self) -> None:
        if match := _DOCUMENT_LINE.search(self.text):
            line = self.text.count("\n", 0, match.start())
            raise self._refusal("yaml-malformed", f"a line may not begin with `{match[0]}` here", line, 0)
        if _PLAIN_ASCII.fullmatch(self.text):
            return
        for number, line_text in enumerate(self.text.split("\n")):
            for column, character in enumerate(line_text):
                if unicodedata.category(character) in FORBIDDEN_CATEGORIES:
                    name = unicodedata.name(character, f"U+{ord(character):04X}")
                    name = "a TAB" if character == "\t" else f"the invisible character {name}"
                    raise self._refusal("yaml-malformed", f"{name} is not allowed here", number, column)
            if not unicodedata.is_normalized("NFC", line_text):
                raise self._refusal("yaml-malformed", "accents are stored as separate characters (not NFC)", number, 0)

    def _check_keys(self) -> None:
        """Refuse a complex key: only its token shows it, an event does not."""
        for token in yaml.scan(self.text, Loader=yaml.Loader):
            start, end = token.start_mark, token.end_mark
            if isinstance(token, yaml.KeyToken) and start.index != end.index:  # one without a `?` has no width
                raise self._refusal("yaml-construct", "a complex key (`?`) is not allowed", start.line, start.column)

    def _build(self, loader: type[yaml.Loader]) -> Node | None:
        root: Node | None = None
        stack: list[_Open] = []
        nodes = 0
        for event in yaml.parse(self.text, Loader=loader):
            node: Node | None = None
            if isinstance(event, yaml.ScalarEvent):
                node = self._scalar(event, key=bool(stack) and stack[-1].mapping and len(stack[-1].children) % 2 == 0)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self._open(event, stack)
            elif isinstance(event, yaml.CollectionEndEvent):
                node = self._close(stack.pop())
            elif isinstance(event, yaml.AliasEvent):
                raise self._refusal("yaml-construct", "an alias (`*name`) is not allowed", *_at(event))
            else:
                continue
            nodes += not isinstance(event, yaml.CollectionEndEvent)
            if nodes > MAX_NODES:
                raise self._refusal("yaml-malformed", f"more than {MAX_NODES:,} values", *_at(event))
            if node is not None and stack:
                stack[-1].children.append(node)
            elif node is not None:
                root = node
        return root

    def _open(self, event: yaml.CollectionStartEvent, stack: list[_Open]) -> None:
        line, column = _at(event)
        if len(stack) >= MAX_DEPTH:
            raise self._refusal("yaml-malformed", f"nested deeper than {MAX_DEPTH} levels", line, column)
        if stack and stack[-1].mapping and len(stack[-1].children) % 2 == 0:
            raise self._refusal("yaml-construct", "a name must be a text, not a list or mapping", line, column)
        self._check_properties(event)
        mapping = isinstance(event, yaml.MappingStartEvent)
        stack.append(_Open(mapping, line + self.first_line, column + 1))

    def _close(self, opened: _Open) -> Node:
        if not opened.mapping:
            return Sequence(tuple(opened.children), opened.line, opened.column)
        entries = tuple(_pairs(opened.children))
        seen: dict[str, Scalar] = {}
        for key, _ in entries:
            if key.text in seen:
                self.faults.append(
                    Fault(
                        Place(self.path, key.line, key.column),
                        f"`{key.text}` stands here a second time; the first is on line {seen[key.text].line}",
                        code="yaml-duplicate-key",
                    )
                )
            seen.setdefault(key.text, key)
        return Mapping(entries, opened.line, opened.column)

    def _scalar(self, event: yaml.ScalarEvent, *, key: bool) -> Scalar:
        line, column = _at(event)
        self._check_properties(event)
        problem = self._construct(event, key=key)
        if problem:
            place = Place(self.path, line + self.first_line, column + 1)
            self.faults.append(Fault(place, problem, code="yaml-construct"))
        return Scalar(event.value, line + self.first_line, column + 1)

    def _construct(self, event: yaml.ScalarEvent, *, key: bool) -> str:
        """What is not allowed about a scalar, or the empty text."""
        (line, _), (end, _) = _span(event)
        if not event.style and line == end and event.value not in ("", "<<"):
            return ""  # a plain text on one line, as nearly always
        rules = (
            (event.style in ("|", ">"), f"a block text (`{event.style}`) is not allowed; write the value on one line"),
            (line != end, "a value must stand on one line"),
            (
                event.style == '"' and line == end and "\\" in self._source(event),
                "a backslash in double quotes is not allowed; use single quotes or none",
            ),
            (not event.style and event.value == "", "there is no value; leave the field out or write one"),
            (key and event.value == "<<", "a merge key (`<<`) is not allowed"),
        )
        return next((message for broken, message in rules if broken), "")

    def _check_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            raise self._refusal("yaml-construct", "an anchor (`&name`) is not allowed", *_at(event))
        if event.tag is not None:
            raise self._refusal("yaml-construct", "a tag (`!name`) is not allowed", *_at(event))

    def _line(self, number: int) -> str:
        if self.lines is None:
            self.lines = self.text.split("\n")
        return self.lines[number]

    def _source(self, event: yaml.ScalarEvent) -> str:
        (line, start), (_, end) = _span(event)
        return self._line(line)[start:end]

    def _refusal(self, code: str, message: str, line: int, column: int) -> _Refused:
        return _Refused(Fault(Place(self.path, line + self.first_line, column + 1), message, code=code))


def _pairs(children: list[Node]) -> Iterator[tuple[Scalar, Node]]:
    for index in range(0, len(children), 2):
        key = children[index]
        assert isinstance(key, Scalar)  # noqa: S101 - collections as keys are refused when they open
        yield key, children[index + 1]


def _at(event: yaml.Event) -> tuple[int, int]:
    """Line and column, both from 0, at which an event begins."""
    return _span(event)[0]


def _span(event: yaml.Event) -> tuple[tuple[int, int], tuple[int, int]]:
    start, end = event.start_mark, event.end_mark
    assert start is not None  # noqa: S101 - only events made by hand have no marks
    assert end is not None  # noqa: S101
    return (start.line, start.column), (end.line, end.column)
