"""Checks of records: what they must say, and whether it can be so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from qms.model.fields import Scalar, Sequence
from qms.model.policy import POLICY_PATH
from qms.model.problem import Fault
from qms.model.record import Record
from qms.model.revision import PERSON, RECORD_ID
from qms.model.system import QualitySystem

from .common import at, broken, hint, missing

REQUIRED = ("id", "kind", "title", "date", "by")
_LONGEST_PERSON = 60


def evidence_incomplete(system: QualitySystem) -> Iterator[Fault]:
    """Every record has an id, a kind, a title, a date and the person who made it.

    Evidence without its day and its author proves nothing.

    Fix: Add the fields named to the front matter.
    """
    for record in system.records:
        lacking = [field for field in REQUIRED if missing(record, field)]
        if lacking:
            names = ", ".join(f"`{field}:`" for field in lacking)
            yield Fault(record.place(lacking[0]), f"the record has no {names}")


def evidence_malformed(system: QualitySystem) -> Iterator[Fault]:
    """What a record says of itself can be so: an id of its form, a past day, a known person, a list of references.

    Fix: Correct the value named.
    """
    unclear = any(fault.place.path == POLICY_PATH for fault in system.faults)
    persons = {} if unclear else {one.id: one.name for one in system.people.persons}
    for record in system.records:
        for field, what in _faults(record, system.today, persons):
            if not broken(record, field):
                node = record.fields.get(field)
                yield Fault(at(record.path, node) if node else record.place(), f"`{field}`: {what}")


def _faults(record: Record, today: date, persons: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for field in REQUIRED:
        node = record.fields.get(field)
        if node is not None and not isinstance(node, Scalar):
            yield field, "this must be one text"
    if record.id and not RECORD_ID.fullmatch(record.id):
        yield "id", f"{record.id} is no record's identifier such as IA-2026-02"
    if text := record.fields.text("date"):
        if record.date is None:
            yield "date", f"{text} is no day such as 2026-11-05"
        elif record.date > today:
            yield "date", f"{text} lies in the future"
    if record.by:
        yield from _by(record.by, persons)
    refs = record.fields.get("refs")
    if refs is not None and not (isinstance(refs, Sequence) and len(refs.texts) == len(refs.items)):
        yield "refs", "this must be a list of identifiers and clauses, such as [QP-17, iso-9001-2026:9.2.2]"


def _by(person: str, persons: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    if not PERSON.fullmatch(person) or len(person) > _LONGEST_PERSON:
        yield "by", f"{person} is no person's id such as ana.duarte"
    elif persons and person not in persons:
        yield "by", f"nobody in manual/authorities.yml is {person}{hint(person, persons)}"
