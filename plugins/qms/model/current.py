"""Which records stand: a record that another one corrects has given its place to that one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .fields import Node, Scalar, Sequence
from .record import Record
from .system import QualitySystem

_LINKING = frozenset({"id", "refs", "corrects"})


@dataclass(frozen=True, slots=True)
class CurrentRecords:
    """The records that nothing corrects.

    Attributes:
        records: In the order of the system.
        successor: For the identifier of a corrected record, the one that stands in its place.
    """

    records: tuple[Record, ...]
    successor: Mapping[str, str]

    def of_kind(self, kind: str) -> tuple[Record, ...]:
        """Those of one kind."""
        return tuple(record for record in self.records if record.kind == kind)

    def named_by(self, record: Record) -> tuple[str, ...]:
        """What a record's own fields name, `refs` aside, and after that what its `refs` name; each once.

        A field of its own says more than a list of everything that is near, whatever the field is called.
        """
        own = [text for key, node in record.fields.entries if key.text not in _LINKING for text in _texts(node)]
        names = (*own, *(reference.target for reference in record.refs))
        return tuple(dict.fromkeys(self.successor.get(name, name) for name in names))


def current_records(system: QualitySystem) -> CurrentRecords:
    """The records that stand, and what became of the others."""
    known = system.records_by_id
    follows: dict[str, str] = {}
    for record in system.records:
        corrected = record.fields.text("corrects")
        if corrected in known and corrected != record.id and record.id:
            follows[corrected] = record.id
    gone = {name: _last(follows, name) for name in follows}
    gone = {name: last for name, last in gone.items() if last not in follows}
    return CurrentRecords(tuple(one for one in system.records if not one.id or one.id not in gone), gone)


def _last(follows: Mapping[str, str], name: str) -> str:
    """The end of a chain of corrections; where it runs in a circle, a record in the circle."""
    seen = {name}
    while (after := follows.get(name)) and after not in seen:
        seen.add(after)
        name = after
    return name


def _texts(node: Node) -> tuple[str, ...]:
    """A text, or the texts of a list."""
    if isinstance(node, Scalar):
        return (node.text,)
    return tuple(item.text for item in node.texts) if isinstance(node, Sequence) else ()
