"""The same lists as files, for spreadsheets and programs: CSV with a byte order mark, as Excel wants it, and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from qms.model.coverage import ANSWER_NAMES
from qms.model.standard import Standard

from .answers import in_english
from .links import Link
from .tables import CLAUSES, Table, tables
from .view import View

_FORMULA = frozenset("=+-@\t\r")
_FORMATS = {"xlsx": "Excel", "csv": "CSV", "json": "JSON"}


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


def downloads(link: Link, files: Iterable[Download], page: str, name: str = "") -> tuple[DownloadLink, ...]:
    """The files that belong to a page, spreadsheets first.

    Those with its name, or in its folder where it is the folder's front page.

    Args:
        link: Gives addresses as seen from the page.
        files: Every file of the site.
        page: The page.
        name: Only those called so, where the folder has files of several registers.
    """
    stem = page.removesuffix("index.md") if page.endswith("/index.md") else page.removesuffix(".md") + "."
    found = [file for file in files if file.path.startswith(f"{stem}{name}." if name else stem)]
    return tuple(
        DownloadLink(_FORMATS.get(ending, ending.upper()), link(file.path), len(file.data))
        for file, ending in sorted(((file, file.path.rpartition(".")[2]) for file in found), key=_preference)
    )


def _preference(file: tuple[Download, str]) -> int:
    return next((number for number, ending in enumerate(_FORMATS) if ending == file[1]), len(_FORMATS))


def all_downloads(view: View, registers: Iterable[Table] = ()) -> tuple[Download, ...]:
    """Every file beside the pages that the site shows.

    Args:
        view: The system.
        registers: What `tables` gives, where somebody has it already.
    """
    files = [file for table in registers or tables(view) for file in _both(view, table)]
    if view.site.clauses:
        files += [clauses_file(view, standard) for standard in view.system.claimed]
    if view.site.changes:
        files.append(_csv("changes/changes.csv", _changes(view)))
    return tuple(files)


def clauses_file(view: View, standard: Standard) -> Download:
    """One standard's clauses, a row for each document, section and record that answers it."""
    return _csv(f"clauses/{standard.id}.csv", list(_clauses(view, standard)))


Row = Mapping[str, object]


def _both(view: View, table: Table) -> tuple[Download, Download]:
    """A register as CSV and as JSON."""
    rows = (dict(zip(table.columns, row, strict=True)) for row in table.texts)
    return _csv(f"{table.path}.csv", rows, table.columns), _json(view, table)


def _json(view: View, table: Table) -> Download:
    plain = [column for column in table.columns if not column.startswith(CLAUSES)]
    nested = {column: column.removeprefix(CLAUSES) for column in table.columns if column.startswith(CLAUSES)}
    rows = [
        {column: row[column] for column in plain}
        | ({"clauses": {name: row[column] for column, name in nested.items()}} if nested else {})
        for row in table.rows
    ]
    whole = {
        "organisation": view.system.settings.organisation,
        "commit": view.system.history.head,
        "date": view.system.today.isoformat(),
        table.rows_are: rows,
    }
    text = json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    return Download(f"{table.path}.json", text.encode(errors="backslashreplace"))


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
                "to be confirmed": in_english(view.system, answered.suspicions),
            }
            for answered in (*covered.documents, *covered.supporting, *covered.evidence)
            for claim in answered.sections or answered.claims[:1]
        ]
        rows += [{"record": record.id or record.path} for record in covered.records]
        yield from ({**start, **empty, **row} for row in rows or [{}])


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


def _day(day: object) -> str:
    return str(day or "")


def _csv(path: str, rows: Iterable[Row], columns: Iterable[str] = ()) -> Download:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    found = list(rows)
    if names := [*columns] or [*(found[0] if found else ())]:
        writer.writerow(names)
    writer.writerows([_cell(value) for value in row.values()] for row in found)
    return Download(path, text.getvalue().encode("utf-8-sig", errors="backslashreplace"))


def _cell(value: object) -> str:
    """A value as a spreadsheet may have it: never a formula, whatever was written."""
    text = "; ".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text[:1] in _FORMULA else text
