"""Identifiers in a text lead to what they name: every time, and never where a link would be wrong."""

from __future__ import annotations

from markdown import Markdown

from qms.mkdocs.identifiers import Identifiers
from qms.mkdocs.terms import Glossary
from qms.mkdocs.words import WordLinks
from qms.model.term import Term

TARGETS = {
    "QP-01": ("procedures/QP-01.md", 'Risks "and" <chances>'),
    "QP-04": ("procedures/QP-04.md", "Documents"),
    "NC-2026-007": ("records/NC-2026-007.md", "A late answer"),
    "QM-99": ("manual/hidden.md", "Not published"),
}


def render(text: str, page: str = "procedures/QP-04.md", terms: tuple[Term, ...] = ()) -> str:
    identifiers = Identifiers(TARGETS, lambda _, path: "" if "hidden" in path else f"../{path}")
    words = WordLinks(identifiers, Glossary(terms, lambda _, term: f"#{term.anchor}", {}))
    words.page = page
    return Markdown(extensions=["tables", "attr_list", "toc", words]).convert(text)


def test_each_mention_becomes_a_link_with_the_title() -> None:
    html = render("See QP-01, then (QP-01). *NC-2026-007*, and NC-2026-007.")
    assert html.count('href="../procedures/QP-01.md"') == 2
    assert html.count('href="../records/NC-2026-007.md"') == 2
    assert 'title="Risks &quot;and&quot; &lt;chances&gt;">QP-01</a>' in html
    assert html.endswith("</a>.</p>")


def test_the_own_identifier_what_is_unknown_and_what_is_hidden_stay_text() -> None:
    assert "<a" not in render("QP-04, QP-99, QM-99, ISO-9001 and UTF-8.")


def test_headings_links_and_code_stay_as_they_are() -> None:
    html = render("## QP-01\n\n[QP-01](x.md), `QP-01`\n\n    QP-01\n\n| QP-01 |\n|---|\n| x |\n")
    assert "procedures/QP-01.md" not in html


def test_a_part_of_a_longer_word_is_no_identifier() -> None:
    text = "XQP-01 QP-01-x QP-01_x a/QP-01 QP-01.md #QP-01 x@QP-01 QP-01@x QP-011 NC-2026-0071 QP-01-NC-2026-007"
    assert "<a" not in render(text)


def test_rows_and_lists_are_read_in_order() -> None:
    html = render("- QP-01 and **QP-01** after QP-01\n\n| A |\n|---|\n| QP-01, NC-2026-007 |\n")
    assert html.count("<a ") == 5
    assert ">QP-01</a> and <strong><a" in html
    assert "</strong> after <a" in html
    assert ">QP-01</a>, <a" in html


def test_terms_and_identifiers_share_a_sentence() -> None:
    terms = (Term("Record", "kept evidence", "manual/glossary.md", "term-record"),)
    html = render("A record such as NC-2026-007 is a record of QP-01, no record.", terms=terms)
    assert html.count('class="qms-term"') == 1
    assert html.index("term-record") < html.index("NC-2026-007.md") < html.index("QP-01.md")
    assert " is a record of <a" in html
    assert render("A record and QP-01.", "manual/glossary.md", terms).count("<a ") == 1


def test_pages_that_are_no_documents_stay_as_they_are() -> None:
    assert "<a" not in render("QP-01", "")
