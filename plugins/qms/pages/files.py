"""The same lists as files, for spreadsheets and programs: CSV with a byte order mark, as Excel wants it, and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from qms.model.coverage import ANSWER_NAMES, claims_of
from qms.model.document import Document
from qms.model.standard import Standard
from qms.model.state import STATE_NAMES

from .answers import in_words
from .links import Link
from .view import View

_FORMULA = frozenset("=+-@\t\r")


@dataclass(frozen=True, slots=True)
class Download:
    """A file beside a page: where it stands, and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class DownloadLink:
    """A file as a page offers it: the name of its format, its address, and its size in bytes."""

    name: str
    href: Markup
    size: int


def downloads(link: Link, files: Iterable[Download], page: str) -> tuple[DownloadLink, ...]:
    """The files that belong to a page: those with its name, or in its folder where it is the folder's front page."""
    stem = page.removesuffix("index.md") if page.endswith("/index.md") else page.removesuffix(".md") + "."
    return tuple(
        DownloadLink(file.path.rpartition(".")[2].upper(), link(file.path), len(file.data))
        for file in files
        if file.path.startswith(stem)
    )


def all_downloads(view: View) -> tuple[Download, ...]:
    """Every file beside the pages that the site shows."""
    register = _register(view)
    files = [_csv("register/register.csv", register), _json(view, register)]
    if view.site.clauses:
        files += [clauses_file(view, standard) for standard in view.system.claimed]
    if view.site.changes:
        files.append(_csv("changes/changes.csv", _changes(view)))
    if view.site.records:
        files.append(_csv("records/records.csv", _records(view)))
    return tuple(files)


def clauses_file(view: View, standard: Standard) -> Download:
    """One standard's clauses, a row for each document, section and record that answers it."""
    return _csv(f"clauses/{standard.id}.csv", list(_clauses(view, standard)))


Row = dict[str, object]


def _register(view: View) -> list[Row]:
    return [_document(view, document) for document in view.documents]


def _document(view: View, document: Document) -> Row:
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
        **{f"clauses {standard.id}": _numbers(view, document, standard) for standard in view.system.claimed},
    }


def _numbers(view: View, document: Document, standard: Standard) -> list[str]:
    """The clauses that a document claims, whatever the kind, each once and in the standard's order."""
    return list(view.in_order(standard, {claim.clause for claim in claims_of(document, standard.id)}))


def _json(view: View, register: list[Row]) -> Download:
    prefix = "clauses "
    documents = [
        {name: value for name, value in row.items() if not name.startswith(prefix)}
        | {"clauses": {name.removeprefix(prefix): value for name, value in row.items() if name.startswith(prefix)}}
        for row in register
    ]
    whole = {
        "organisation": view.system.settings.organisation,
        "commit": view.system.history.head,
        "date": view.system.today.isoformat(),
        "documents": documents,
    }
    return Download("register/register.json", (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode())


def _clauses(view: View, standard: Standard) -> Iterable[Row]:
    for covered in view.coverage[standard.id]:
        start: Row = {
            "clause": covered.clause.number,
            "title": covered.clause.title,
            "state": ANSWER_NAMES[covered.answer],
            "reason": covered.reason,
            "lacking": [duty.what for duty in covered.lacking],
        }
        empty: Row = {"kind": "", "document": "", "section": "", "to be confirmed": "", "record": ""}
        rows: list[Row] = [
            {
                "kind": claim.kind.value,
                "document": answered.document.id or answered.document.path,
                "section": claim.title,
                "to be confirmed": in_words(view.system, answered.suspicions),
            }
            for answered in (*covered.documents, *covered.supporting, *covered.evidence)
            for claim in answered.sections or answered.claims[:1]
        ]
        rows += [{"record": record.id or record.path} for record in covered.records]
        yield from (start | empty | row for row in rows or [{}])


def _changes(view: View) -> list[Row]:
    return [
        {
            "date": _day(entry.date),
            "id": entry.id,
            "title": entry.title,
            "revision": entry.revision,
            "kind": "withdrawn" if entry.withdrawn else "editorial" if entry.editorial else "revision",
            "change": entry.note,
            "written by": entry.authors,
            "commits": " ".join(entry.commits),
        }
        for entry in view.log
    ]


def _records(view: View) -> list[Row]:
    return [
        {
            "id": record.id,
            "kind": record.kind,
            "title": record.title,
            "date": _day(record.date),
            "by": record.by,
            "evidence for": [reference.target for reference in record.refs],
            "path": record.path,
        }
        for record in view.records
    ]


def _day(day: object) -> str:
    return str(day or "")


def _csv(path: str, rows: list[Row]) -> Download:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    if rows:
        writer.writerow(rows[0])
    writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return Download(path, text.getvalue().encode("utf-8-sig"))


def _cell(value: object) -> str:
    """A value as a spreadsheet may have it: never a formula, whatever was written."""
    text = "; ".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text[:1] in _FORMULA else text
