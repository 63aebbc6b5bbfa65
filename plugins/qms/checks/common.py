"""What several checks need: faults that reading found, places of nodes, and the nearest known name as a hint.

Nothing here decides anything; every decision is in a check.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches
from itertools import chain

from qms.model.document import Document
from qms.model.fields import Node, Scalar
from qms.model.problem import Fault, Place
from qms.model.record import Record
from qms.model.system import QualitySystem

_MOST_COMPARED = 200  # names; comparing with more would make a hint cost more than the check


def found(system: QualitySystem, code: str) -> Iterator[Fault]:
    """The faults of one code that reading found, in documents, in records and elsewhere."""
    holders: chain[Document | Record | QualitySystem] = chain(system.documents, system.records, (system,))
    for holder in holders:
        for fault in holder.faults:
            if fault.code == code:
                yield fault


def readable(unit: Document | Record) -> bool:
    """False when reading could make nothing of the front matter: then nothing in it is missing or wrong as well."""
    return bool(unit.fields.entries) or not unit.faults


def broken(unit: Document | Record, field: str) -> bool:
    """True when reading has already refused the value of a field."""
    if not unit.faults:
        return False
    node = unit.fields.get(field)
    return node is not None and any(fault.place == at(unit.path, node) for fault in unit.faults)


def missing(unit: Document | Record, field: str) -> bool:
    """True when a field is not there or is an empty text, and nothing else has been said about it."""
    if not readable(unit) or broken(unit, field):
        return False
    node = unit.fields.get(field)
    return node is None or (isinstance(node, Scalar) and not node.text.strip())


def unsaid(system: QualitySystem, field: str) -> Iterator[Fault]:
    """One fault for each document that lacks a required field."""
    for document in system.documents:
        if missing(document, field):
            yield Fault(document.place(field), f"the document has no `{field}:`")


def saying(system: QualitySystem, field: str, *, blank: bool = False) -> Iterator[Document]:
    """The documents that say something in a field, as far as reading has not refused it.

    Args:
        system: Where to look.
        field: The field's name.
        blank: True to have those as well that say an empty text.
    """
    for document in system.documents:
        if field in document.fields and not broken(document, field) and (blank or not missing(document, field)):
            yield document


def at(path: str, node: Node) -> Place:
    """The place of a value in a file."""
    return Place(path, node.line, node.column)


def settings_file(system: QualitySystem) -> str:
    """The file that holds the settings, or would."""
    return "qms.yml" if "qms.yml" in system.paths else "pyproject.toml"


def is_scalar(unit: Document | Record, field: str) -> bool:
    """True when a field is there and is one text."""
    return unit.fields.scalar(field) is not None


def hint(word: str, names: Iterable[str]) -> str:
    """`; did you mean …?` with the nearest of a short list of names, or the empty text."""
    known = {name.casefold(): name for name in names}
    if len(known) > _MOST_COMPARED:
        return ""
    near = get_close_matches(word.casefold()[:80], known, n=1)
    return f"; did you mean `{known[near[0]]}`?" if near else ""


class Names:
    """Many names, and the nearest to one that is not among them: found without looking at each of them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(names)
        self._shapes: dict[str, str] | None = None

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def hint(self, word: str) -> str:
        """`; did you mean …?` with a name that differs in at most one character, or the empty text."""
        if self._shapes is None:
            self._shapes = {}
            for name in sorted(self._names):
                for shape in _shapes(name):
                    self._shapes.setdefault(shape, name)
        near = next((self._shapes[shape] for shape in _shapes(word) if shape in self._shapes), "")
        return f"; did you mean `{near}`?" if near else ""


def _shapes(name: str) -> Iterator[str]:
    """A name, then the name without each of its characters: two names one slip apart have one of these in common."""
    name = name.casefold()[:80]
    yield name
    for index in range(len(name)):
        yield name[:index] + name[index + 1 :]


def listed(names: Collection[str], most: int = 8) -> str:
    """Names for a message: `a, b and 3 more`."""
    shown = list(names)[:most]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
