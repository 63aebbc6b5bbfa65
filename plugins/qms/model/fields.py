"""Front matter as read: texts, lists and mappings, each with the place it came from.

Every scalar stays the characters that were written; what they mean is decided by whoever asks for the field. So clause
4.10 never becomes 4.1, and a problem can name its line and column.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from .problem import Place


@dataclass(frozen=True, slots=True)
class Scalar:
    """One text with its line and column, both from 1."""

    text: str
    line: int
    column: int

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    line: int
    column: int

    @property
    def texts(self) -> tuple[Scalar, ...]:
        """The items that are texts."""
        return tuple(item for item in self.items if isinstance(item, Scalar))


@dataclass(frozen=True, slots=True)
class Mapping:
    """Names and their nodes, in the order written."""

    entries: tuple[tuple[Scalar, Node], ...] = ()
    line: int = 1
    column: int = 1
    _index: dict[str, Node] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        self._index.update((key.text, node) for key, node in self.entries)

    def get(self, name: str) -> Node | None:
        """The node under a name, or None."""
        return self._index.get(name)

    def scalar(self, name: str) -> Scalar | None:
        """The text under a name, or None when it is missing or no text."""
        node = self._index.get(name)
        return node if isinstance(node, Scalar) else None

    def text(self, name: str) -> str:
        """The text under a name, or the empty text."""
        scalar = self.scalar(name)
        return scalar.text if scalar else ""

    def place(self, path: str, name: str) -> Place:
        """Where a name stands in a file; the first line when it is missing."""
        for key, _ in self.entries:
            if key.text == name:
                return Place(path, key.line, key.column)
        return Place(path, 1, 1)

    def __contains__(self, name: object) -> bool:
        return name in self._index


type_names = {"Scalar": "a text", "Sequence": "a list", "Mapping": "a mapping"}

Node = Scalar | Sequence | Mapping


def plain(node: Node) -> object:
    """The node as texts, lists and dictionaries, without places."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.text: plain(value) for key, value in node.entries}
