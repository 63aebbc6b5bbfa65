"""The front page: how the gate decided, and what needs attention."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from qms.model.problem import Place, Problem, Severity, Verdict
from qms.model.settings import Settings
from qms.pages import Site, View
from qms.pages.dashboard import dashboard_page
from qms.pages.language import speak
from qms.pages.overview import overview_page

from .conftest import change, document, history, system

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


def test_what_refuses_is_named_before_anything_else() -> None:
    refusals = [replace(REFUSAL, place=Place(f"p{number}.md", 3), message="<m>", fix="do it") for number in range(8)]
    made = system(standards={})
    html = overview_page(View(made, Verdict((*refusals, WARNING)), Site())).html
    assert html.count("&#60;m&#62; <small>do it</small>") == 6
    assert "<code>p5.md:3</code>" in html
    assert "And 2 more: <code>qms check</code> lists all." in html
    assert "Nothing does today" not in html
    assert "Nothing does today" in overview_page(View(made, Verdict((WARNING,)), Site())).html


def test_what_the_gate_says_is_marked_as_english_among_german() -> None:
    try:
        html = overview_page(View(system(settings=Settings(language="de")), Verdict((REFUSAL,)), Site())).html
    finally:
        speak("en")
    assert '<code>x.md</code><span lang="en">: message <small>fix</small>' in html


def test_overdue_reviews_are_told_apart_from_those_that_are_soon_due_as_on_the_dashboard() -> None:
    made = system(
        *(document(f"QP-{number}", review=f"{number} months") for number in (1, 2, 4)),
        history=history(*(change(f"procedures/QP-{number}.md", 10, f"QP-{number}") for number in (1, 2, 4))),
    )  # due in February, which is past, on 11 March and in May
    view = View(made, None, Site())
    html = overview_page(view).html
    assert 'review=late"><b>1</b><span><em>review overdue</em>' in html
    assert 'state=due"><b>1</b><span>review due within 30 days<' in html
    assert "1 within 30 days" in html
    told = re.sub("<[^>]*>", "", dashboard_page(view).html)
    assert "1 review is overdue; 1 is due within 30 days." in told


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
