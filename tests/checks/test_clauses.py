"""Clauses: known, no headings, of a claimed standard, and none left open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.builders import HOUSE, claim, codes, document, fault, problems, record, system
from qms.model.document import Claim, Document, Exclusion
from qms.model.problem import Place
from qms.model.settings import RecordKind, Settings
from qms.model.system import QualitySystem

HOUSE_CLAIMED = Settings(standards=("house-1",))
FULL = (claim("1.1"), claim("1.2"), claim("2"))
EXCLUDED = Exclusion("house-1", "2", "We work by day.", Place("procedures/QP-01.md", 8, 5))


def claiming(*claims: Claim, exclusions: tuple[Exclusion, ...] = ()) -> Document:
    """A document with claims and exclusions."""
    return replace(document(), claims=claims, exclusions=exclusions)


def house(*claims: Claim, exclusions: tuple[Exclusion, ...] = (), settings: Settings = HOUSE_CLAIMED) -> QualitySystem:
    """A system that claims the house rules, with one document."""
    return system(claiming(*claims, exclusions=exclusions), settings=settings)


def test_a_standard_that_is_answered_in_full_has_no_problem():
    assert codes(house(*FULL)) == []
    assert codes(house(*FULL[:2], exclusions=(EXCLUDED,))) == []


def test_a_clause_that_its_standard_does_not_have():
    (problem,) = problems(house(*FULL, claim("1.3")))
    assert problem.code == "clause-unknown"
    assert problem.message == "House 1:2026 has no clause 1.3; the nearest is 1.2, Lost keys"
    assert str(problem.place) == "procedures/QP-01.md:7:3"


@pytest.mark.parametrize("number", ["9", "", "²", "1..1", "x" * 9000, "9" * 5000])
def test_an_odd_number_has_no_nearest_clause_and_does_no_harm(number: str):
    (problem,) = problems(house(*FULL, claim(number)))
    assert problem.code == "clause-unknown"
    assert "nearest" not in problem.message


@pytest.mark.parametrize(("number", "nearest"), [("1.1.1", "1.1"), ("1.10", "1.2"), ("2.1", "2"), ("1.a", "1.1")])
def test_the_nearest_clause_shares_the_beginning(number: str, nearest: str):
    (problem,) = problems(house(*FULL, claim(number)))
    assert f"the nearest is {nearest}," in problem.message


def test_a_standard_that_nobody_knows():
    (problem,) = problems(house(*FULL, claim("1.1", "hose-1")))
    assert problem.code == "clause-unknown"
    assert problem.message.endswith("did you mean `house-1`?")


def test_a_section_claims_what_the_front_matter_lists():
    assert codes(house(*FULL, claim("2", "", "lights"))) == []
    (problem,) = problems(house(claim("1.1"), claim("1.2"), claim("2", "", "lights"), exclusions=(EXCLUDED,)))
    assert (problem.code, problem.place.line) == ("clause-unknown", 20)
    assert "lists under no standard" in problem.message
    assert codes(house(claim("1.1"), claim("1.2"), claim("2", "house-1", "lights"))) == []


def test_a_heading_is_no_requirement():
    (problem,) = problems(house(*FULL, claim("1")))
    assert problem.code == "clause-heading"
    assert problem.message.endswith("1 Keys is a heading; below it are 1.1, 1.2")
    assert codes(house(*FULL, exclusions=(replace(EXCLUDED, clause="1"),))) == ["clause-heading"]


def test_clauses_of_a_standard_that_is_not_claimed_are_reported_once_a_document():
    other = replace(HOUSE, id="house-2")
    found = system(
        claiming(*FULL, claim("1.1", "house-2"), claim("1.2", "house-2")),
        standards=(HOUSE, other),
        settings=HOUSE_CLAIMED,
    )
    assert codes(found) == ["clause-unclaimed"]
    silent = replace(found, settings=Settings(standards=None))
    assert codes(silent) == []
    both = replace(found, settings=Settings(standards=("house-1", "house-2")))
    assert codes(both) == ["clause-unanswered"]


def test_what_nothing_answers_is_a_warning_where_it_would_be_declared():
    (problem,) = problems(house(claim("1.1"), claim("1.2")))
    assert (problem.code, str(problem.place)) == ("clause-unanswered", "pyproject.toml")
    assert problem.message == "House 1:2026, 2 Lights: no document answers it"
    declared = document(not_applicable={"house-1": {"2": "We work by day."}})
    scope = replace(declared, claims=FULL[:1], exclusions=(EXCLUDED,))
    (problem,) = problems(system(scope, settings=HOUSE_CLAIMED))
    assert (problem.place.path, problem.place.line) == ("procedures/QP-01.md", 8)
    assert codes(system(claiming(*FULL[:2]), settings=Settings())) == []


def test_what_records_and_settings_name_is_judged_too():
    odd = Claim("house-1", "7", Place("records/NC-2026-001.md", 4, 8))
    assert codes(system(claiming(*FULL), replace(record(), claims=(odd,)), settings=HOUSE_CLAIMED)) == [
        "clause-unknown"
    ]
    kinds = {"audit": RecordKind("Audit", clauses={"house-1": ("1",)})}
    (problem,) = problems(house(*FULL, settings=replace(HOUSE_CLAIMED, record_kinds=kinds)))
    assert (problem.code, str(problem.place)) == ("clause-heading", "pyproject.toml")


def test_a_standard_of_the_settings_without_a_pack():
    (problem,) = problems(house(*FULL, settings=Settings(standards=("house-1", "iso-9001-2062"))))
    assert (problem.code, problem.place.path) == ("standard-unknown", "pyproject.toml")
    assert problem.message.endswith("did you mean `iso-9001-2026`?")


def test_the_settings_file_is_the_one_there_is():
    lone = replace(house(*FULL, settings=Settings(standards=("nothing",))), paths=frozenset({"qms.yml"}))
    assert {str(problem.place) for problem in problems(lone) if problem.code == "standard-unknown"} == {"qms.yml"}


def test_a_pack_with_an_error_is_not_held_against_those_who_name_it():
    unread = system(
        claiming(claim("1.1")),
        standards=(),
        settings=HOUSE_CLAIMED,
        faults=(fault("standard-malformed", "packs/house.yml"),),
    )
    assert codes(unread) == ["standard-malformed"]
