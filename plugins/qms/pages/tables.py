"""The registers as plain tables: columns and rows of texts, as files and spreadsheets have them.

Between the view and whoever writes a format: CSV and JSON are written in this room, XLSX by the reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qms.model import site as addresses
from qms.model.coverage import evidenced
from qms.model.document import Document, claims_of
from qms.model.record import Record
from qms.model.standard import Standard
from qms.model.state import STATE_NAMES

from .asof import Told, told_periods
from .persons import PersonRow, RoleRow, person_rows, role_rows
from .preparing import Prepared, prepared
from .recorded import record_state
from .view import View

Cell = str | list[str]
CLAUSES = "clauses "
"""How the columns begin that list clauses; what follows is the standard's id."""


@dataclass(frozen=True, slots=True)
class Table:
    """A register as a file has it.

    Attributes:
        path: Where its files stand, without the ending.
        title: Its name for people.
        rows_are: What a row is, in the plural, such as `documents`.
        columns: In their order.
        rows: A value for each column; a list where there may be several.
    """

    path: str
    title: str
    rows_are: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]

    @property
    def texts(self) -> list[list[str]]:
        """The rows as texts, in the order of the columns; several values with semicolons between them."""
        return [[joined(row[column]) for column in self.columns] for row in self.rows]


def joined(cell: Cell) -> str:
    """A cell as one text."""
    return "; ".join(cell) if isinstance(cell, list) else cell


def tables(view: View) -> tuple[Table, ...]:
    """Every register that the site shows."""
    claimed = [CLAUSES + standard.id for standard in view.system.claimed]
    found = [
        _table(addresses.REGISTER, "register", "Register of documents", "documents", (*_DOCUMENT, *claimed),
               [_document(view, one) for one in view.documents]),
        _table(addresses.AS_OF, "in-force", "What was in force when", "revisions", _PERIOD,
               [_period(one) for one in told_periods(view)]),
        _table(addresses.PEOPLE, "people", "People and keys", "people", _PERSON,
               [row for one in person_rows(view) for row in _person(one)]),
        _table(addresses.PEOPLE, "roles", "Roles", "roles", _ROLE, [_role(one) for one in role_rows(view)]),
    ]  # fmt: skip
    if view.preparing:
        rows = [_prepared(one) for one in prepared(view)]
        found.append(
            _table(addresses.REGISTER, addresses.PREPARATION, "In preparation", "preparation", _PREPARED, rows)
        )
    if view.site.records:
        rows = [_record(view, one) for one in view.records]
        found.append(_table(addresses.RECORDS, "records", "Register of records", "records", (*_RECORD, *claimed), rows))
    return tuple(found)


def _table(
    page: str, name: str, title: str, rows_are: str, columns: tuple[str, ...], rows: list[dict[str, Cell]]
) -> Table:
    return Table(page.removesuffix("index.md") + name, title, rows_are, columns, tuple(rows))


_DOCUMENT = (
    "id", "title", "type", "revision", "state", "owner", "since", "review", "path", "sha256",
)  # fmt: skip


def _document(view: View, document: Document) -> dict[str, Cell]:
    standing = view.standings[document.path]
    return {
        "id": document.id,
        "title": document.title,
        "type": document.type,
        "revision": document.revision,
        "state": STATE_NAMES[standing.state],
        "owner": document.owner,
        "since": _day(standing.since),
        "review": _day(standing.review),
        "path": document.path,
        "sha256": document.digest,
        **{CLAUSES + standard.id: _claimed(view, document, standard) for standard in view.system.claimed},
    }


def _claimed(view: View, document: Document, standard: Standard) -> list[str]:
    """The clauses that a document claims, whatever the kind, each once and in the standard's order."""
    return list(view.in_order(standard, {claim.clause for claim in claims_of(document, standard.id)}))


_PREPARED = ("id", "title", "type", "revision", "state", "from", "owner", "change")


def _prepared(one: Prepared) -> dict[str, Cell]:
    announced = one.announced
    return {
        "id": announced.id,
        "title": announced.title,
        "type": announced.type,
        "revision": announced.revision,
        "state": "approved" if announced.approved else "in preparation",
        "from": _day(announced.effective),
        "owner": announced.owner,
        "change": announced.change,
    }


_RECORD = ("id", "kind", "title", "date", "by", "state", "evidence for", "path")


def _record(view: View, record: Record) -> dict[str, Cell]:
    return {
        "id": record.id,
        "kind": record.kind,
        "title": record.title,
        "date": _day(record.date),
        "by": record.by,
        "state": record_state(view, record).word,
        "evidence for": [reference.target for reference in record.refs],
        "path": record.path,
        **{
            CLAUSES + standard.id: list(view.in_order(standard, evidenced(view.system, record, standard.id)))
            for standard in view.system.claimed
        },
    }


_PERSON = ("id", "name", "roles", "state", "from policy", "to policy", "key type", "fingerprint", "key state")


def _person(person: PersonRow) -> list[dict[str, Cell]]:
    """A row for each key, or one without."""
    start: dict[str, Cell] = {
        "id": person.id,
        "name": person.name,
        "roles": list(person.roles),
        "state": person.badge[1],
        "from policy": str(person.first),
        "to policy": str(person.last or ""),
    }
    keys = [(key.algorithm, key.fingerprint, key.word) for key in person.keys] or [("", "", "")]
    return [start | dict(zip(_PERSON[-3:], key, strict=True)) for key in keys]


_ROLE = ("id", "name", "held by", "owns", "approves")


def _role(role: RoleRow) -> dict[str, Cell]:
    return {
        "id": role.id,
        "name": role.name,
        "held by": [holder.name for holder in role.holders],
        "owns": list(role.owns),
        "approves": list(role.approves),
    }


_PERIOD = ("id", "title", "type", "revision", "from", "until", "state", "approved by", "sha256")


def _period(one: Told) -> dict[str, Cell]:
    return {
        "id": one.id,
        "title": one.title,
        "type": one.type,
        "revision": one.revision,
        "from": _day(one.since),
        "until": _day(one.until),
        "state": one.word,
        "approved by": list(one.approvers),
        "sha256": one.digest,
    }


def _day(day: object) -> str:
    return str(day or "")
