"""Records: the register of them all, and what stands around the text of one."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from qms.model import site as addresses
from qms.model.coverage import evidenced
from qms.model.fields import Mapping as Fields
from qms.model.fields import Node, Sequence
from qms.model.record import Record
from qms.model.settings import humanise
from qms.model.standard import Standard

from .files import Download, downloads
from .grids import grids, plain_text
from .language import say
from .links import ClauseLink, Link
from .page import Frame, Page
from .recorded import STATES, STEPS, followed_up, record_state
from .register import chapters
from .templates import render
from .view import View, name_of

_COMMON = frozenset({"id", "kind", "title", "date", "by", "process", "refs", "corrects", "example", "clauses"})


@dataclass(frozen=True, slots=True)
class KindRow:
    """One kind of record: how many there are, the newest, how long it is kept, and the clauses it is evidence for."""

    id: str
    name: str
    number: int
    newest: date | None
    retention: str
    clauses: tuple[ClauseLink, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """Something a record belongs to: how it is called and its address, empty when there is no such thing."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A field that a kind of record adds to the common ones; `href` where its value is a document or a record."""

    name: str
    value: str
    href: str


def records_page(view: View, files: tuple[Download, ...]) -> Page:
    """The register of records: the kinds, then every record, newest first."""
    link = view.links_from(addresses.RECORDS)
    kinds = _kinds(view, link)
    states = {record.path: record_state(view, record) for record in view.records}
    followed = followed_up(view)
    html = render(
        "records",
        link=link,
        view=view,
        downloads=downloads(link, files, addresses.RECORDS, "records"),
        states=states,
        followed=followed,
        steps=[(step, say(word)) for step, word in STEPS] if followed else (),
        choices=[(state.word.lower(), say(state.word)) for state in STATES if state in states.values()],
        used=[(kind.id, kind.name) for kind in kinds if kind.number],
        people=sorted({(record.by, view.person(record.by)) for record in view.records if record.by}, key=_printed),
        kinds=kinds,
        clauses={record.path: _clauses(view, link, record) for record in view.records},
        chapters=chapters(view.system.claimed[0].clauses) if view.system.claimed else (),
    )
    return Page(addresses.RECORDS, say("Records"), html, hide=("navigation", "toc"))


def record_frame(view: View, record: Record) -> Frame:
    """What stands around the text of a record."""
    link = view.links_from(record.path)
    known = view.system.settings.record_kinds.get(record.kind)
    head = render(
        "record_head",
        record=record,
        kind=view.kind(record.kind),
        retention=known.retention if known else "",
        example=record.fields.text("example") == "true",
        process=_plain(record.fields.get("process") or Fields()),
        by=view.person(record.by),
        documents=_named_by(view, link, record, view.system.documents_by_id),
        others=_named_by(view, link, record, view.system.records_by_id),
        unknown=_unknown(view, record),
        corrects=tuple(_named(view, link, name) for name in (record.fields.text("corrects"),) if name),
        corrected=tuple(_to_record(link, other) for other in view.corrections.get(record.id, ())),
        standards=_evidence_for(view, link, record),
        facts=_facts(view, link, record),
        grids=grids(view, link, record, _COMMON),
    )
    corrections = view.corrections.get(record.id, ())
    referring = tuple(other for other in view.referring.get(record.id, ()) if other not in corrections)
    foot = render("record_foot", link=link, records=referring) if record.id and referring else ""
    return Frame(name_of(record), head, foot)


def _printed(named: tuple[str, str]) -> tuple[str, str]:
    return named[1].casefold(), named[0]


def _kinds(view: View, link: Link) -> tuple[KindRow, ...]:
    by_kind: dict[str, list[Record]] = {}
    for record in view.records:
        by_kind.setdefault(record.kind, []).append(record)
    declared = view.system.settings.record_kinds
    first = next(iter(view.system.claimed), None)
    rows = []
    for kind in (*declared, *sorted(set(by_kind) - set(declared))):
        found = by_kind.get(kind, [])
        known = declared.get(kind)
        numbers = known.clauses.get(first.id, ()) if known and first else ()
        rows.append(
            KindRow(
                id=kind,
                name=view.kind(kind),
                number=len(found),
                newest=found[0].date if found else None,
                retention=known.retention if known else "",
                clauses=view.clause_links(link, first, numbers) if first else (),
            )
        )
    return tuple(rows)


def _clauses(view: View, link: Link, record: Record) -> tuple[ClauseLink, ...]:
    """The clauses of the first claimed standard that a record is evidence for, itself or by its kind."""
    first = next(iter(view.system.claimed), None)
    return view.clause_links(link, first, evidenced_in_order(view, record, first)) if first else ()


def evidenced_in_order(view: View, record: Record, standard: Standard) -> tuple[str, ...]:
    """The clauses of a standard that a record is evidence for, in the standard's order."""
    return view.in_order(standard, evidenced(view.system, record, standard.id))


def _evidence_for(view: View, link: Link, record: Record) -> tuple[tuple[str, tuple[ClauseLink, ...]], ...]:
    found = ((standard, evidenced_in_order(view, record, standard)) for standard in view.system.claimed)
    return tuple((standard.name, view.clause_links(link, standard, numbers)) for standard, numbers in found if numbers)


def _names(record: Record) -> tuple[str, ...]:
    """What the record names, each once, except what it corrects, which is said apart."""
    corrected = record.fields.text("corrects")
    return tuple(dict.fromkeys(reference.target for reference in record.refs if reference.target != corrected))


def _named_by(view: View, link: Link, record: Record, known: Container[str]) -> tuple[Named, ...]:
    return tuple(_named(view, link, name) for name in _names(record) if name in known)


def _unknown(view: View, record: Record) -> tuple[str, ...]:
    known = view.system.documents_by_id.keys() | view.system.records_by_id.keys()
    return tuple(name for name in _names(record) if name not in known)


def _named(view: View, link: Link, identifier: str) -> Named:
    if document := view.system.documents_by_id.get(identifier):
        return Named(name_of(document), link(document.path))
    if record := view.system.records_by_id.get(identifier):
        return _to_record(link, record)
    return Named(identifier, "")


def _to_record(link: Link, record: Record) -> Named:
    return Named(name_of(record), link(record.path))


def _facts(view: View, link: Link, record: Record) -> tuple[Fact, ...]:
    """The fields of the record's kind that are texts or lists of texts, as written."""
    texts = ((key.text, _plain(node)) for key, node in record.fields.entries if key.text not in _COMMON)
    return tuple(
        Fact(humanise(name.replace("_", "-")), view.person(text), _named(view, link, text).href)
        for name, text in texts
        if text
    )


def _plain(node: Node) -> str:
    """A text, or a list of texts; what is more than that is shown as a table."""
    if isinstance(node, Sequence) and len(node.texts) < len(node.items):
        return ""
    return "" if isinstance(node, Fields) else plain_text(node)
