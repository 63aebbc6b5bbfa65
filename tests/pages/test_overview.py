"""The front page: how the gate decided, and what needs attention."""

from __future__ import annotations

import pytest

from qms.model.problem import Place, Problem, Severity, Verdict
from qms.pages import Site, View
from qms.pages.overview import overview_page

from .conftest import document, system

REFUSAL = Problem(Place("x.md"), Severity.ERROR, "code", "message", "fix")
WARNING = Problem(Place("x.md"), Severity.WARNING, "code", "message", "fix")


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (None, "Not checked.</strong> This site shows 1 document and no records as they are"),
        (Verdict(()), "Accepted.</strong> The gate found nothing wrong in 1 document and no records."),
        (Verdict((WARNING,)), "Accepted.</strong> The gate let 1 document and no records through, with 1 warning."),
        (Verdict((REFUSAL,)), "Refused.</strong> 1 problem has to be mended before this is published."),
        (Verdict((REFUSAL, REFUSAL, WARNING)), "Refused.</strong> 2 problems have to be mended"),
    ],
)
def test_the_decision_is_said_in_words(verdict: Verdict | None, words: str) -> None:
    assert words in overview_page(View(system(document("QP-1")), verdict, Site())).html


def test_an_empty_manual_has_a_front_page() -> None:
    html = overview_page(View(system(standards={}), None, Site(clauses=False, changes=False, records=False))).html
    assert "How Example Ltd works: no documents." in html
    assert "Nothing has been published yet." in html
    assert "clauses/" not in html


def test_long_lists_are_cut_and_say_so() -> None:
    made = system(*(document(f"QP-{number}") for number in range(1, 12)), standards={})
    html = overview_page(View(made, None, Site())).html
    assert html.count('data-state="draft"') == 6
    assert "And 5 more" in html
