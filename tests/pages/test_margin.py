"""The auditor's rendering: notes beside headings, and everything else untouched."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from qms.model.document import Claim, Section
from qms.pages import Site, View, document_page
from qms.pages.documents import document_frame
from qms.pages.margin import markdown_with_notes, with_notes

from .claimed import NEW, NEWER, claimed
from .conftest import PLACE

NOTE = '<aside class="qms-margin">N</aside>'


def test_a_heading_that_claims_has_a_note_with_its_doubt() -> None:
    made = claimed()
    frame = document_frame(View(made, None, Site()), made.documents[0])
    assert list(frame.notes) == ["steps"]
    note = frame.notes["steps"]
    assert "data-search-exclude" in note
    assert '<span>Answers</span> <a href="../../clauses/#c-4.1">4.1</a> Scope' in note
    assert "<span>Supports</span>" in note
    assert "<small>ISO 1:2026</small>" in note
    assert note.count("To be confirmed") == 1
    assert 'id="qms-show-clauses"' in frame.head
    other = document_frame(View(made, None, Site()), made.documents[1])
    assert (other.notes, "qms-show-clauses" in other.head) == ({}, False)


def test_without_the_matrix_there_is_nothing_to_link_to() -> None:
    made = claimed()
    frame = document_frame(View(made, None, Site(clauses=False)), made.documents[0])
    assert "<b>4.1</b> Scope" in frame.notes["steps"]


def test_the_control_block_lists_every_standard_kind_and_plan() -> None:
    made = claimed()
    view = View(made, None, Site())
    first, second, third = (document_frame(view, one).head for one in made.documents)
    assert "(to be confirmed), <a" in first
    assert 'supports <a href="../../clauses/#c-4.3">4.3</a>' in first
    assert "changed in revision 2." in first
    assert "planned <a" in second
    assert "2026-12-01" in second
    assert "The clause changed since ISO 1:2020." in second
    assert all(f"Clauses of {name}</dt>" in third for name in ("ISO 1:2026", "ISO 1:2020", "ENV 2"))
    assert "evidence <a" in third


def test_notes_follow_their_headings_and_the_rest_comes_first() -> None:
    html = '<p>a</p>\n<h2 data-clause="4.1" id="steps">Steps<a class="headerlink" href="#steps">x</a></h2>\n<p>b</p>'
    made = with_notes(html, {"steps": NOTE, "gone": "<aside>G</aside>"})
    assert made == f"<aside>G</aside>{html.replace('</h2>', '</h2>' + NOTE)}"
    assert with_notes(html, {}) == html


@given(
    st.lists(st.sampled_from(["<h2 id='a'>", '<h2 id="steps">S</h2>', '<h3 id="b&amp;c">T</h3>', "</h2>", "<p>x", ">"]))
)
def test_taking_the_notes_out_again_gives_the_text(pieces: list[str]) -> None:
    html = "".join(pieces)
    notes = {"steps": NOTE, "b&c": NOTE}
    made = with_notes(html, notes)
    assert made.replace(NOTE, "") == html
    assert made.count(NOTE) == 2


def test_markdown_gets_blocks_of_their_own() -> None:
    body = "# Title of QP-1\n\n## Steps {: data-clause='4.1' }\nText.\n## Other\n"
    made = replace(
        claimed().documents[0],
        body=body,
        body_line=9,
        sections=(Section("Title", "title", 1, 9), Section("Steps", "steps", 2, 11), Section("Other", "other", 2, 13)),
    )
    notes = {"title": "<aside>T</aside>", "steps": NOTE, "other": "<aside>O</aside>"}
    assert markdown_with_notes(made, body.removeprefix("# Title of QP-1\n"), notes) == (
        f"<aside>T</aside>\n\n\n## Steps {{: data-clause='4.1' }}\n\n{NOTE}\n\nText.\n## Other\n\n<aside>O</aside>\n\n"
    )
    assert markdown_with_notes(made, body, {}) == body


def test_a_page_for_any_generator_has_the_notes_too() -> None:
    made = claimed()
    page = document_page(made, made.documents[0])
    assert re.search(r"\n## Steps\n\n<aside class=\"qms-margin\".*?</aside>\n\n\nDo it\.", page, re.DOTALL)
    assert "qms-margin" not in document_page(made, made.documents[0], "## Steps\n\nAnother.\n")


def test_hostile_titles_stay_in_their_note() -> None:
    bad = "</aside><script>alert(1)</script>"
    clauses = tuple(replace(clause, title=bad) for clause in NEWER.clauses)
    made = claimed()
    one = replace(made.documents[0], claims=(Claim(NEW, "4.1", PLACE, "steps", bad), Claim(NEW, bad, PLACE, "x", bad)))
    made = replace(
        made, documents=(one,), standards={**made.standards, NEW: replace(NEWER, clauses=clauses, edition=bad)}
    )
    notes = document_frame(View(made, None, Site()), one).notes
    for note in notes.values():
        assert "<script" not in note
        assert note.count("</aside>") == 1
