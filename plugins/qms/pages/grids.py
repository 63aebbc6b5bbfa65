"""The tables inside a record: what its kind lists row by row, such as the findings of an audit."""

from __future__ import annotations

from dataclasses import dataclass

from qms.model.fields import Mapping, Node, Scalar, Sequence
from qms.model.record import Record
from qms.model.settings import humanise

from .links import Link
from .view import View

MOST_COLUMNS = 7


@dataclass(frozen=True, slots=True)
class Cell:
    """One value under its column's name; `href` where it names a document or a record."""

    column: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Grid:
    """One field that holds a list of mappings, or a mapping: a table with a name."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def wide(self) -> bool:
        """True when a page is too narrow for it as a table; each row is then a list of its own."""
        return len(self.columns) > MOST_COLUMNS


def grids(view: View, link: Link, record: Record, leave_out: frozenset[str]) -> tuple[Grid, ...]:
    """The tables of a record, in the order its fields are written."""

    def cell(row: Mapping, column: str) -> Cell:
        node = row.get(column)
        text = plain_text(node) if node else ""
        target = view.system.documents_by_id.get(text) or view.system.records_by_id.get(text)
        return Cell(_printed(column), view.person(text), link(target.path) if target else "")

    found = []
    for key, node in record.fields.entries:
        rows = _rows(node) if key.text not in leave_out else ()
        if rows:
            columns = tuple(dict.fromkeys(name.text for row in rows for name, _ in row.entries))
            cells = tuple(tuple(cell(row, column) for column in columns) for row in rows)
            found.append(Grid(_printed(key.text), tuple(map(_printed, columns)), cells))
    return tuple(found)


def _rows(node: Node) -> tuple[Mapping, ...]:
    if isinstance(node, Mapping):
        inner = tuple(value for _, value in node.entries if isinstance(value, Mapping))
        return inner if inner and len(inner) == len(node.entries) else (node,)
    rows = node.items if isinstance(node, Sequence) else ()
    return tuple(row for row in rows if isinstance(row, Mapping))


def _printed(name: str) -> str:
    return humanise(name.replace("_", "-"))


def plain_text(node: Node) -> str:
    """A value as one text: lists with commas, mappings as `name: value`."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return ", ".join(filter(None, map(plain_text, node.items)))
    return "; ".join(f"{name.text}: {plain_text(value)}" for name, value in node.entries)
