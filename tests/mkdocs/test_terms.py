"""Words of a page lead to the glossary: once each, never where a link would be wrong."""

from __future__ import annotations

from markdown import Markdown

from qms.mkdocs.terms import Glossary
from qms.mkdocs.words import WordLinks
from qms.model.term import Term

GLOSSARY = "manual/glossary.md"
TERMS = (
    Term("Corrective action", "removal of the cause", GLOSSARY, "term-corrective-action"),
    Term("Action", "something done", GLOSSARY, "term-action"),
    Term("Severity", "how much harm “S1” does <b>", GLOSSARY, "term-severity"),
    Term("Nonconformity", "a requirement is not met", GLOSSARY, "term-nonconformity"),
)


def render(text: str, page: str = "procedures/QP-15.md") -> str:
    glossary = Glossary(TERMS, lambda _, term: f"../{term.path}#{term.anchor}", {"severity": "ISO 9000:2015, 3.1"})
    words = WordLinks(glossary)
    words.page = page
    return Markdown(extensions=["tables", "attr_list", "toc", words]).convert(text)


def test_the_first_mention_becomes_a_link_with_the_meaning() -> None:
    html = render("Each nonconformity has a corrective action. A nonconformity is closed.")
    assert html.count("<a ") == 2
    assert (
        '<a class="qms-term" href="../manual/glossary.md#term-nonconformity" title="a requirement is not met">' in html
    )
    assert ">corrective action</a>. A nonconformity is closed." in html


def test_the_longest_term_wins_and_a_part_of_a_word_is_none() -> None:
    html = render("The corrective action. Interaction, action-list and re-action are other words. An action is one.")
    assert html.count('class="qms-term"') == 2
    assert "Interaction, action-list and re-action" in html
    assert ">action</a> is one" in html


def test_plurals_are_found() -> None:
    assert ">nonconformities</a>" in render("All nonconformities and actions.")
    assert ">actions</a>" in render("All nonconformities and actions.")


def test_headings_links_and_code_stay_as_they_are() -> None:
    html = render("## Severity\n\n[severity](x.md) and `severity`\n\n    severity\n\n| Severity |\n|---|\n| x |\n")
    assert "qms-term" not in html


def test_cells_lists_and_emphasis_are_read_in_order() -> None:
    html = render(
        "*An action* then **severity**, severity\n\n- nonconformity\n\n| A | B |\n|---|---|\n| severity | y |\n"
    )
    assert html.count("qms-term") == 3
    assert html.index("term-action") < html.index("term-severity") < html.index("term-nonconformity")


def test_values_are_escaped() -> None:
    assert 'title="how much harm “S1” does &lt;b&gt;"' in render("severity")


def test_the_glossary_gets_anchors_and_numbers_and_no_links() -> None:
    html = render("| Term | Meaning |\n|---|---|\n| Severity | harm, an action |\n| Action | x |\n", GLOSSARY)
    assert '<td id="term-severity">Severity<small class="qms-term__no">ISO 9000:2015, 3.1</small></td>' in html
    assert '<td id="term-action">Action</td>' in html
    assert 'qms-term"' not in html


def test_pages_that_are_no_documents_stay_as_they_are() -> None:
    assert "qms-term" not in render("severity", "")


def test_without_terms_nothing_happens() -> None:
    words = WordLinks(Glossary((), lambda *_: "", {}))
    words.page = "a.md"
    assert Markdown(extensions=[words]).convert("severity") == "<p>severity</p>"
