"""The calendar, by a strict reading of RFC 5545: lines, folds, escapes, and the properties an event must have."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from qms.model.fields import Mapping, Scalar, Sequence
from qms.model.record import Record
from qms.model.system import QualitySystem
from qms.pages import Site, View
from qms.pages.calendars import calendar_files, escape, fold

from .conftest import change, document, history, system


def unfolded(data: bytes) -> list[str]:
    assert data.endswith(b"\r\n")
    lines = data[:-2].split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    for line in lines:
        line.decode()  # no character is cut in two
    return b"\r\n".join(lines).replace(b"\r\n ", b"").decode().split("\r\n")


def plain(text: str) -> str:
    """A value of type TEXT as it was; refuses what may not stand in one."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", text)
    assert re.fullmatch(r"(?:[^\\]|\\[\\;,nN])*", text)
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], text)


def events(made: QualitySystem, site: Site | None = None) -> list[dict[str, str]]:
    [file] = calendar_files(View(made, None, site or Site()))
    assert file.path == "reviews.ics"
    lines = unfolded(file.data)
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-1] == "END:VCALENDAR"
    found: list[dict[str, str]] = []
    for line in lines[lines.index("BEGIN:VEVENT") : -1]:
        name, _, value = line.partition(":")
        assert re.fullmatch(r"[A-Z-]+(;VALUE=DATE)?", name)
        if line == "BEGIN:VEVENT":
            found.append({})
        elif line != "END:VEVENT":
            assert name not in found[-1]
            found[-1][name] = plain(value) if name in ("SUMMARY", "DESCRIPTION") else value
    assert all({"UID", "DTSTAMP", "DTSTART;VALUE=DATE", "SUMMARY"} <= event.keys() for event in found)
    assert len({event["UID"] for event in found}) == len(found)
    return found


def programme(**fields: str) -> Record:
    rows = Sequence((Mapping(tuple((Scalar(name, 1, 1), Scalar(one, 1, 1)) for name, one in fields.items())),), 1, 1)
    head = {"id": "AP-1", "kind": "audit-programme", "title": "Programme; of all, and more", "date": "2026-01-01"}
    entries = tuple((Scalar(name, 1, 1), Scalar(one, 1, 1)) for name, one in head.items())
    return Record("records/AP-1.md", Mapping((*entries, (Scalar("audits", 1, 1), rows))), "", 1)


def test_a_review_is_a_day_of_its_own(tiny: QualitySystem) -> None:
    [event] = events(tiny)
    assert event == {
        "UID": event["UID"],
        "DTSTAMP": "20260101T120000Z",
        "DTSTART;VALUE=DATE": "20260204",
        "DTEND;VALUE=DATE": "20260205",
        "SUMMARY": "Review due: QP-1 Title of QP-1",
        "DESCRIPTION": "Revision 1.1. Owner: Quality manager.",
        "TRANSP": "TRANSPARENT",
    }


def test_it_moves_with_its_day_and_knows_its_page() -> None:
    def made(interval: str, *records: Record) -> QualitySystem:
        past = history(change("procedures/QP-1.md", 1, "QP-1"))
        return system(document("QP-1", review=interval), history=past, records=records)

    [before] = events(made("6 months"))
    [after] = events(made("12 months"), Site(address="https://example.org"))
    assert before["UID"] == after["UID"]
    assert before["DTSTART;VALUE=DATE"] != after["DTSTART;VALUE=DATE"]
    assert after["URL"] == "https://example.org/procedures/QP-1/"
    assert "URL" not in before


def test_planned_audits_are_in_it_until_they_are_held() -> None:
    [event] = events(system(records=(programme(number="2", month="2027-02", scope="P1, P2"),)))
    assert event["DTSTART;VALUE=DATE"] == "20270228"
    assert event["SUMMARY"] == "Audit due: 2 of AP-1 Programme; of all, and more"
    assert event["DESCRIPTION"] == "Scope: P1, P2."
    held = system(records=(programme(month="2027-02", record="AP-1"),))
    assert calendar_files(View(held, None, Site())) == ()


def test_where_nothing_is_due_there_is_no_calendar() -> None:
    assert calendar_files(View(system(document("QP-1")), None, Site())) == ()
    assert calendar_files(View(system(records=(programme(month="2027-02"),)), None, Site(records=False))) == ()


def test_the_last_day_of_all_days_has_no_end() -> None:
    made = system(
        document("QP-1", effective="9999-12-31", review="1 year"),
        history=history(change("procedures/QP-1.md", 1, "QP-1")),
    )
    [event] = events(replace(made, today=date(2026, 1, 1)))
    assert "DTEND;VALUE=DATE" not in event


@given(st.text())
def test_lines_are_folded_between_characters(text: str) -> None:
    line = f"SUMMARY:{escape(text)}"
    assert unfolded(fold(line)) == [line]


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs", "Cf"])))
def test_a_text_comes_back_as_it_was(text: str) -> None:
    assert plain(escape(text)) == text


def test_what_a_line_cannot_hold_is_replaced() -> None:
    assert escape("a\r\nb\x07\ud800\u202ec") == "a\\nb\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}c"
