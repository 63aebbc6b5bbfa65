"""Spreadsheets: the same bytes for the same content, well-formed, and nothing in them that computes."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

from qms.model.system import QualitySystem
from qms.model.transition import transition
from qms.reports.clauses import ClausesReport, clauses
from qms.reports.sheets import clauses_sheets, register_sheets, transition_sheets
from qms.reports.transition import transition_report

from .conftest import MAP, NEW, OLD

_NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
EVIL = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "http://example.org", "12", "\x00\x1b[31m", "\ud800", "x" * 40_000)


def rows_of(data: bytes) -> dict[str, list[list[str]]]:
    """The cells of every sheet, read by hand."""
    with ZipFile(BytesIO(data)) as book:
        for name in book.namelist():
            ET.fromstring(book.read(name))  # noqa: S314 - we wrote it
        shared = [
            "".join(part.text or "" for part in item.iter(f"{{{_NS['m']}}}t"))
            for item in ET.fromstring(book.read("xl/sharedStrings.xml"))  # noqa: S314
        ]
        contents = ET.fromstring(book.read("xl/workbook.xml"))  # noqa: S314
        names = [each.get("name", "") for each in contents.iterfind("m:sheets/m:sheet", _NS)]
        found = {}
        for number, name in enumerate(names, 1):
            sheet = ET.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314
            assert sheet.find(".//m:f", _NS) is None, "a formula"
            assert sheet.find(".//m:hyperlink", _NS) is None, "a link"
            assert sheet.find(".//m:pane[@state='frozen']", _NS) is not None
            assert sheet.find("m:autoFilter", _NS) is not None
            assert sheet.find("m:cols", _NS) is not None
            found[name] = [
                [
                    shared[int(cell.findtext("m:v", "", _NS))]
                    if cell.get("t") == "s"
                    else cell.findtext("m:v", "", _NS)
                    for cell in row
                ]
                for row in sheet.iterfind(".//m:row", _NS)
            ]
        return found


def test_the_matrix(things: QualitySystem):
    sheets = rows_of(clauses_sheets([clauses(things, NEW), clauses(things, OLD)]))
    assert list(sheets) == ["Summary", "thing-2", "thing-1"]
    assert [row[0] for row in sheets["Summary"]] == ["Standard", "THING-2", "THING-1"]
    assert [row[0] for row in sheets["thing-2"][1:]] == [clause.number for clause in NEW.clauses]
    assert rows_of(clauses_sheets([clauses(things, NEW)], gaps=True))["thing-2"][1][0] == "1.2"


def test_the_transition(things: QualitySystem):
    sheets = rows_of(transition_sheets(transition_report(things, transition(things, MAP))))
    assert list(sheets) == ["Summary", "Clauses", "Removed"]
    assert [row[0] for row in sheets["Clauses"][1:]] == ["1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8"]
    assert sheets["Removed"][1][0] == "1.9"
    assert ["Standing", "2 of 8 confirmed, 6 left to do."] in sheets["Summary"]


def test_the_same_bytes_at_any_time(things: QualitySystem, monkeypatch: pytest.MonkeyPatch):
    report = transition_report(things, transition(things, MAP))
    first = transition_sheets(report), clauses_sheets([clauses(things, NEW)])
    later = time.time() + 90_000
    monkeypatch.setattr(time, "time", lambda: later)
    assert (transition_sheets(report), clauses_sheets([clauses(things, NEW)])) == first


@pytest.mark.parametrize("evil", EVIL)
def test_no_content_becomes_a_formula_a_link_or_a_number(things: QualitySystem, evil: str):
    report = clauses(things, NEW)
    rows = tuple(replace(row, title=evil, reason=evil) for row in report.clauses)
    sheets = rows_of(clauses_sheets([replace(report, clauses=rows)]))
    assert all(row[1] for row in sheets["thing-2"])
    if evil.isprintable() and len(evil) < 100:
        assert sheets["thing-2"][1][1] == evil


def test_a_register_is_a_sheet_of_texts(monkeypatch: pytest.MonkeyPatch):
    texts = [["QP-01", evil] for evil in EVIL]
    first = register_sheets("Register & more", date(2026, 11, 23), ("id", "title"), texts)
    later = time.time() + 90_000
    monkeypatch.setattr(time, "time", lambda: later)
    assert register_sheets("Register & more", date(2026, 11, 23), ("id", "title"), texts) == first
    sheets = rows_of(first)
    assert sheets["Register & more"][0] == ["id", "title"]
    assert [row[1] for row in sheets["Register & more"][1:5]] == list(EVIL[:4])
    assert b"Register &amp;&amp; more, state of 2026-11-23" in ZipFile(BytesIO(first)).read("xl/worksheets/sheet1.xml")
    assert list(rows_of(register_sheets("None", date(2026, 11, 23), ("id",), []))) == ["None"]


def test_names_that_no_sheet_may_have(things: QualitySystem):
    report = clauses(things, NEW)
    long = [ClausesReport("a" * 40, "A", report.clauses), ClausesReport("A" * 41, "A", report.clauses)]
    sheets = rows_of(clauses_sheets([*long, ClausesReport("a/b:[c]", "A", report.clauses)]))
    assert [len(name) for name in sheets][1:3] == [31, 31]
    assert list(sheets)[3] == "a-b--c-"
