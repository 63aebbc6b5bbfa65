"""Which clauses of a standard audits have looked at, and which audits are planned: derived from records. Pure.

An audit looked at a clause when it names it, when a finding does, or when it judged a document that answers it. What
its kind of record is evidence for by itself is no clause it looked at: that it was held is not what it audited.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from .current import CurrentRecords, current_records
from .document import ClaimKind, claims_of
from .fields import Mapping as Fields
from .fields import Node, Scalar, Sequence
from .record import Record
from .revision import DOCUMENT_ID, parse_date
from .standard import Standard, is_within
from .system import QualitySystem

AUDIT, PROGRAMME = "audit", "audit-programme"
_ID = re.compile(rf"(?<![\w-]){DOCUMENT_ID.pattern}(?![\w-])", re.ASCII)
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Audit:
    """One audit that was held: its day, the clauses it looked at, and how many findings each of them has."""

    record: Record
    day: date
    clauses: frozenset[str]
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedAudit:
    """One audit of a programme.

    Attributes:
        key: What tells it from the others of the programme: its number, or its place in the list.
        due: The last day on which it is in time.
        scope: What it is to look at, in words.
        clauses: The clauses it names, as far as it does.
        held: The audit that was held for it; None while there is none.
    """

    programme: Record
    key: str
    due: date
    scope: str
    clauses: tuple[str, ...]
    held: Record | None


def audits(system: QualitySystem, standard: Standard) -> tuple[Audit, ...]:
    """The audits held by `system.today` that have a day, oldest first."""
    found = [
        Audit(record, record.date, _clauses(system, standard, record), tuple(_found(record)))
        for record in current_records(system).of_kind(AUDIT)
        if record.date and record.date <= system.today
    ]
    return tuple(sorted(found, key=lambda audit: (audit.day, audit.record.id)))


def planned_audits(system: QualitySystem) -> tuple[PlannedAudit, ...]:
    """What the audit programmes hold, by day; entries without a month or a day are left out."""
    current = current_records(system)
    found = [
        planned
        for programme in current.of_kind(PROGRAMME)
        for number, row in enumerate(_rows(programme, "audits"), start=1)
        if (planned := _planned(current, system, programme, number, row))
    ]
    return tuple(sorted(found, key=lambda one: (one.due, one.programme.id, one.key)))


def _clauses(system: QualitySystem, standard: Standard, record: Record) -> frozenset[str]:
    kind = system.settings.record_kinds.get(record.kind)
    by_kind = set(kind.clauses.get(standard.id, ()) if kind else ())
    own = {claim.clause for claim in record.claims if claim.standard == standard.id} - by_kind
    judged = [document for name in _judged(record) if (document := system.documents_by_id.get(name))]
    answered = {
        claim.clause
        for document in judged
        for claim in claims_of(document, standard.id)
        if claim.kind is ClaimKind.ANSWERS
    }
    return frozenset((own | answered | set(_found(record))) & standard.numbers.keys())


def _judged(record: Record) -> set[str]:
    """The documents an audit judged: its criteria and findings name them; where they name none, its `refs` do."""
    texts = [record.fields.text("criteria"), *(row.text("document") for row in _rows(record, "findings"))]
    criteria = record.fields.get("criteria")
    texts += [item.text for item in criteria.texts] if isinstance(criteria, Sequence) else []
    named = {match[0] for text in texts for match in _ID.finditer(text)}
    return named or {reference.target for reference in record.refs}


def _found(record: Record) -> Iterator[str]:
    """The clause of each finding that names one."""
    return (clause for row in _rows(record, "findings") if (clause := row.text("clause").rpartition(":")[2]))


def _rows(record: Record, name: str) -> tuple[Fields, ...]:
    rows = record.fields.get(name)
    return tuple(row for row in rows.items if isinstance(row, Fields)) if isinstance(rows, Sequence) else ()


def _planned(
    current: CurrentRecords, system: QualitySystem, programme: Record, number: int, row: Fields
) -> PlannedAudit | None:
    due = _day(row)
    if due is None:
        return None
    named = row.text("record")
    held = system.records_by_id.get(current.successor.get(named, named))
    scope = _words(row.get("processes")) or _words(row.get("scope")) or _words(row.get("documents"))
    clauses = row.get("clauses")
    numbers = tuple(item.text for item in clauses.texts) if isinstance(clauses, Sequence) else ()
    return PlannedAudit(programme, row.text("number") or str(number), due, scope, numbers, held)


def _day(row: Fields) -> date | None:
    """The day an audit is due: its day, or the last of its month."""
    for name in ("due", "date"):
        if day := parse_date(row.text(name)):
            return day
    match = _MONTH.fullmatch(row.text("month"))
    if not match or not int(match[1]):
        return None
    year, month = int(match[1]), int(match[2])
    return date(year, month, calendar.monthrange(year, month)[1])


def _words(node: Node | None) -> str:
    if isinstance(node, Scalar):
        return node.text
    return ", ".join(item.text for item in node.texts) if isinstance(node, Sequence) else ""


def within(numbers: frozenset[str], top: str) -> bool:
    """True when one of some clauses is a clause or stands below it."""
    return any(is_within(number, top) for number in numbers)
