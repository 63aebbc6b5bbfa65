"""The matrix of clauses: every state in words, folds, gaps, several standards, and standards of any size."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from qms.model.coverage import Answer
from qms.model.document import Claim
from qms.model.settings import Settings
from qms.model.site import CLAUSES, transition_page
from qms.model.standard import Clause, Standard
from qms.model.system import QualitySystem
from qms.pages import Site, View, build_files, build_pages
from qms.pages.clauses import clause_pages
from qms.pages.tree import gaps, tree

from .claimed import NEW, NEWER, OLD, OTHER, claimed
from .conftest import PLACE, document, system
from .test_golden import Balance


def matrix(made: QualitySystem, path: str = CLAUSES) -> str:
    return {page.path: page.html for page in build_pages(made, None)}[path]


def row(html: str, number: str) -> str:
    """From one clause to the next, or to the next fold."""
    after = html.split(f'<li class="qms-clause" id="c-{number}"', maxsplit=1)[1]
    return re.split(r'<li class="qms-(?:clause|branch)"|<details class="qms-fold"|<p class="qms-small"', after)[0]


def big(count: int = 1_200) -> Standard:
    """Twenty families of controls, each with enhancements below its controls."""
    clauses: list[Clause] = []
    for family in range(20):
        clauses.append(Clause(f"f{family}", f"Family {family}", requirement=False))
        for control in range(count // 80):
            number = f"f{family}-{control}"
            clauses.append(Clause(number, f"Control {number}", requirement=True, parent=f"f{family}"))
            below = (f"{number}.{index}" for index in range(3))
            clauses += [Clause(each, f"Enhancement {each}", requirement=True, parent=number) for each in below]
    return Standard("controls", "Controls", "Controls 5", "current", tuple(clauses))


def alone(standard: Standard, *claims: str) -> QualitySystem:
    """A system that claims one standard."""
    answering = document("QP-1", tuple(Claim(standard.id, clause, PLACE) for clause in claims))
    settings = Settings(standards=(standard.id,))
    return system(answering, settings=settings, standards={standard.id: standard})


@pytest.mark.parametrize(
    ("number", "state", "words"),
    [
        ("4.1", "covered", "Covered"),
        ("4.2", "partly", "No record yet of: What was measured."),
        ("4.3", "partly", "QP-1 only supports it: no document says how it is met."),
        ("6", "planned", "Planned by 2026-12-01."),
        ("7", "na", "Nothing ever begins here."),
        ("8", "open", "No document answers it."),
    ],
)
def test_every_state_is_told_in_words(number: str, state: str, words: str) -> None:
    found = row(matrix(claimed()), number)
    assert f'data-state="{state}"' in found
    assert words in found


def test_kinds_of_claims_records_and_doubts_are_named() -> None:
    html = matrix(claimed())
    scope = row(html, "4.1")
    assert '<em class="qms-kind">evidence</em>' in scope
    assert "To be confirmed</span> \N{LEFT DOUBLE QUOTATION MARK}Steps" in scope
    assert "changed in revision 2." in scope
    assert 'href="../procedures/QP-1/#steps"' in scope
    assert "The clause changed since ISO 1:2020. Small parts stand on their own." in row(html, "5")
    assert '<em class="qms-kind">supports</em>' in row(html, "4.3")
    measuring = row(html, "4.2")
    assert "<b>Lacking:</b> What was measured" in measuring
    assert "<b>Asked for:</b> What was mended (where something broke)" in measuring
    assert 'value="suspect"' in html


def test_the_same_doubt_is_explained_once() -> None:
    made = claimed()
    first, second, third = made.documents
    both = (second, replace(second, path="procedures/QP-4.md"))
    html = row(matrix(replace(made, documents=(first, *both, third))), "5")
    assert html.count("To be confirmed") == 2
    assert html.count("The clause changed since") == 1


def test_what_is_not_covered_stands_at_the_top_worst_first() -> None:
    html = matrix(claimed())
    top = html[html.index("Not yet covered") : html.index('class="qms-matrix"')]
    numbers = re.findall(r'href="#c-([^"]+)"', top)
    assert numbers == ["5.1", "8", "4.2", "4.3", "6"]
    assert "No document answers it." in top


def test_standards_know_each_other() -> None:
    made = claimed()
    scope = row(matrix(made), "4.1")
    assert '<small>also <a href="../clauses/env-2/#c-4.1">ENV 2 4.1</a></small>' in scope
    assert "also" not in row(matrix(made), "6")
    for path in (CLAUSES, f"clauses/{OLD}.md"):
        assert "From ISO 1:2020 to ISO 1:2026</a>" in matrix(made, path)
    assert "From ISO" not in matrix(made, f"clauses/{OTHER}.md")


def test_one_standard_stands_alone_and_none_is_said() -> None:
    html = matrix(alone(NEWER, "4.1"))
    assert "<span>Also</span>" not in html
    none = system(document("QP-1"), settings=Settings(standards=()), standards={})
    assert "No standard is claimed" in matrix(none)
    assert len([page for page in build_pages(none, None) if page.path.startswith("clauses/")]) == 1


def test_the_tree_follows_the_pack_and_counts() -> None:
    roots = tree(View(alone(big(), "f0-1", "f0-1.2"), None, Site()).coverage["controls"])
    assert len(roots) == 20
    assert [child.covered.clause.number for child in roots[0].children[1].children] == ["f0-1.0", "f0-1.1", "f0-1.2"]
    assert roots[0].counts[Answer.COVERED] == 2
    assert roots[0].missing == "58 open"
    assert roots[0].children[1].missing == "2 open"


def test_a_chain_of_clauses_without_end_exhausts_nothing() -> None:
    numbers = [".".join(["1"] * depth) for depth in range(1, 300)]
    clauses = tuple(Clause(number, "Deep", requirement=True, parent=number[:-2]) for number in numbers)
    html = matrix(alone(Standard("deep", "Deep", "Deep", "current", clauses)))
    assert html.count('<li class="qms-clause"') == 299


def test_twelve_hundred_controls_are_folded_and_light() -> None:
    html = matrix(alone(big()))
    assert html.count('<li class="qms-clause"') == 1_200
    assert "1,220 clauses, 1,200 of them require something. 0 are covered, 1,200 open." in html
    assert " open>" not in html
    assert len(html) < 800_000
    parser = Balance()
    parser.feed(html)
    assert (parser.open, parser.wrong, len(parser.ids)) == ([], [], len(set(parser.ids)))


def test_many_reasons_are_folded() -> None:
    coverage = View(alone(big(), "f0-1"), None, Site()).coverage["controls"]
    assert [len(gap.clauses) for gap in gaps(coverage)] == [1_199]
    differing = tuple(replace(one, reasons=(one.clause.number,)) if one.reasons else one for one in coverage)
    view = View(alone(big(), "f0-1"), None, Site())
    view.__dict__["coverage"] = {"controls": differing}
    assert "1,184 more reasons</summary>" in clause_pages(view, ())[0].html


HOSTILE = "\"'></title></style><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }} " + "long" * 400


def test_hostile_titles_and_reasons_start_nothing() -> None:
    made = claimed()
    clauses = tuple(replace(clause, title=HOSTILE) for clause in NEWER.clauses)
    bad = replace(NEWER, clauses=clauses, edition=HOSTILE, confidence=HOSTILE, notes=HOSTILE)
    exclusions = tuple(
        replace(one, exclusions=tuple(replace(each, reason=HOSTILE) for each in one.exclusions))
        for one in made.documents
    )
    edition = made.maps[0]
    rows = tuple(replace(each, note=HOSTILE, confidence=HOSTILE) for each in edition.rows)
    made = replace(
        made,
        standards={**made.standards, NEW: bad},
        documents=exclusions,
        maps=(replace(edition, rows=rows, confidence=HOSTILE),),
    )
    for path in (CLAUSES, f"clauses/{OLD}.md", transition_page(OLD, NEW)):
        html = matrix(made, path)
        assert "<script" not in html
        assert "<img" not in html
        assert "{{" not in html
        parser = Balance()
        parser.feed(html)
        assert (parser.open, parser.wrong) == ([], [])


def test_the_file_has_a_row_for_each_claim_with_its_kind() -> None:
    text = dict(build_files(claimed()))[f"clauses/{NEW}.csv"].decode("utf-8-sig")
    head, *rows = text.splitlines()
    assert head == "clause,title,state,reason,lacking,kind,document,section,to be confirmed,record"
    assert "4.3,Telling,Partly,QP-1 only supports it: no document says how it is met,,supports,QP-1,Steps,," in rows
    assert any(line.startswith("4.2,Measuring,Partly,no record yet of: What was measured,What was me") for line in rows)
