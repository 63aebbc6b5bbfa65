"""The files of an audit pack that are made from the system: registers as XLSX and CSV, documents and records as PDF."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable
from pathlib import Path

from qms.errors import QmsError
from qms.model.document import Document
from qms.model.record import Record
from qms.model.system import QualitySystem
from qms.pages import Site, build_files, build_tables
from qms.pages.view import View
from qms.reports.clauses import clauses
from qms.reports.sheets import clauses_sheets, passages, register_sheets, transition_sheets
from qms.reports.transition import transition_report

from .paper import sheets
from .progress import Progress

_FORMULA = frozenset("=+-@\t\r")
_NAMES = {"register/register": "documents", "changes/changes": "changes", "records/records": "records"}


def register_files(system: QualitySystem) -> dict[str, bytes]:
    """Every register, matrix and transition under `registers/`, as CSV and as XLSX.

    Args:
        system: What was read.
    """
    found = {
        f"registers/{_name(path)}.csv": data for path, data in build_files(system, Site()) if path.endswith(".csv")
    }
    for table in build_tables(system, Site()):
        sheet = register_sheets(table.title, system.today, table.columns, table.texts)
        found[f"registers/{_name(table.path)}.xlsx"] = sheet
    for standard in system.claimed:
        found[f"registers/clauses-{standard.id}.xlsx"] = clauses_sheets([clauses(system, standard)])
    for way in View(system, None, Site()).transitions:
        report = transition_report(system, way)
        stem = f"registers/transition-{way.source.id}-to-{way.target.id}"
        found[f"{stem}.xlsx"] = transition_sheets(report)
        found[f"{stem}.csv"] = _csv(*passages(report))
    for path in [path for path in found if path.endswith(".csv")]:  # what has no spreadsheet of its own
        name = path.removesuffix(".csv")
        found.setdefault(f"{name}.xlsx", _as_sheet(Path(path).stem, system, found[path]))
    return found


def pdf_files(
    root: Path, system: QualitySystem, wanted: Iterable[Document | Record], progress: Progress
) -> tuple[dict[str, bytes], str]:
    """Documents and records as PDF under `pdf/`, and why there are none; one of the two is empty.

    Args:
        root: A folder of the repository.
        system: What was read from it.
        wanted: The documents and records.
        progress: Told what is being done.
    """
    found: dict[str, bytes] = {}
    things = tuple(wanted)
    try:
        for number, sheet in enumerate(sheets(root, system, things), start=1):
            progress(f"printed {number:,} of {len(things):,} documents and records")
            found[f"pdf/{sheet.name}"] = sheet.data
    except QmsError as error:
        if error.code != "pdf-missing":
            raise
        return {}, error.message
    return found, "" if found else "no document is in force, and there is no record"


def _name(path: str) -> str:
    """The name of a register in the pack: `clauses/iso` becomes `clauses-iso`, `people/people` just `people`."""
    stem = path.removesuffix(".csv")
    folder, _, name = stem.rpartition("/")
    return _NAMES.get(stem) or (name if folder == name else stem.replace("/", "-"))


def _csv(columns: Collection[str], rows: Collection[Collection[str]]) -> bytes:
    """A table as CSV for spreadsheets: never a formula, whatever was written."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([f"'{cell}" if cell[:1] in _FORMULA else cell for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig", errors="backslashreplace")


def _as_sheet(title: str, system: QualitySystem, data: bytes) -> bytes:
    """A CSV file as a spreadsheet, in which no cell needs a guard against formulas."""
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    columns, *others = rows or [["nothing"]]
    plain = [[cell[1:] if cell[:1] == "'" and cell[1:2] in _FORMULA else cell for cell in row] for row in others]
    return register_sheets(title, system.today, columns, plain)
