"""The frame around a document: state, notice, evidence, change log."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qms.model.document import Section
from qms.model.people import People
from qms.pages import Site, View
from qms.pages.documents import document_frame, document_text

from .conftest import change, document, front, history, record, system


@pytest.mark.parametrize(
    "heading", ["# Title of QP-1", "# QP-1: Title of QP-1 #", "#  QP-1 — title of qp-1 {: #top }", "\n\n# QP-1"]
)
def test_a_heading_that_repeats_the_title_is_left_out(heading: str) -> None:
    assert document_text(document("QP-1"), f"{heading}\n\nText.\n").strip() == "Text."


@pytest.mark.parametrize(
    "text", ["# Another\n\nText.", "Text.\n\n# Title of QP-1", "## Title of QP-1\n", "", "#QP-1\n"]
)
def test_other_text_stays_as_it_is(text: str) -> None:
    assert document_text(document("QP-1"), text) == text


def test_many_records_and_revisions_are_folded() -> None:
    made = system(
        document("QP-1", revision="9"),
        records=tuple(record(f"IA-{day}", date(2026, 1, day), "QP-1") for day in range(1, 14)),
        history=history(*(change("procedures/QP-1.md", number, "QP-1", str(number)) for number in range(1, 10))),
    )
    foot = document_frame(View(made, None, Site()), made.documents[0]).foot
    assert "3 earlier records" in foot
    assert "4 earlier revisions" in foot
    assert foot.index("IA-13") < foot.index("IA-4") < foot.index("3 earlier records") < foot.index("IA-3")


def test_many_records_of_one_kind_hide_no_other_kind() -> None:
    many = (record(f"DR-{day}", date(2026, 1, day), "QP-1", kind="decision") for day in range(3, 15))
    audits = (record(f"IA-{day}", date(2026, 1, day), "QP-1") for day in (1, 2))
    made = system(document("QP-1"), records=(*audits, *many))
    foot = document_frame(View(made, None, Site()), made.documents[0]).foot
    shown, folded = foot.split("3 earlier records")
    assert "IA-2" in shown
    assert "<small>Audit</small>" in shown
    assert [name for name in ("DR-4", "DR-3", "IA-1") if name not in folded] == []


def test_records_stay_out_when_they_are_not_published() -> None:
    made = system(document("QP-1"), records=(record("IA-1", date(2026, 1, 1), "QP-1"),))
    frame = document_frame(View(made, None, Site(records=False)), made.documents[0])
    assert "IA-1" not in frame.foot
    assert [heading.title for heading in frame.headings] == ["Change log"]


def test_sections_of_the_text_keep_their_anchors() -> None:
    own = tuple(Section(name, name, 2, 1) for name in ("evidence", "change-log"))
    made = system(replace(document("QP-1"), sections=own), records=(record("IA-1", date(2026, 1, 1), "QP-1"),))
    frame = document_frame(View(made, None, Site()), made.documents[0])
    assert [heading.anchor for heading in frame.headings] == ["document-evidence", "document-change-log"]
    assert 'href="#document-change-log"' in frame.head


def test_a_text_without_metadata_has_a_page_too() -> None:
    bare = replace(document("QP-1"), fields=front())
    changes = [change("procedures/QP-1.md", day, "", "", "", subject=f"Step {day}") for day in (1, 2)]
    made = system(bare, history=history(*changes))
    frame = document_frame(View(made, None, Site()), bare)
    assert frame.title == "procedures/QP-1.md"
    assert "No revision" in frame.head
    assert "Nobody is named" in frame.head
    assert frame.foot.index("Step 2") < frame.foot.index("Step 1")


def test_a_policy_silences_nothing() -> None:
    made = system(document("QP-1"), people=People(policy=True))
    assert "no anchor is named" in document_frame(View(made, None, Site()), made.documents[0]).head
