"""What a claim is worth: a retired document answers nothing, a refused declaration sets nothing aside."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from qms.model.coverage import Answer, Coverage, cover
from qms.model.document import Claim, ClaimKind, Exclusion, Plan
from qms.model.editions import Correspondence, EditionMap, Relation, compose
from qms.model.problem import Place
from qms.model.standard import Applicability, Clause, Standard
from qms.model.system import QualitySystem, Reworded
from qms.model.transition import Step, transition

from .builders import document, system

HERE = Place("procedures/QP-01.md", 9)
LONG = "We have no such equipment at all."
CLAUSES = tuple(Clause(number, f"Title {number}", requirement=True) for number in ("1", "2", "3"))
PACK = Standard(
    "thing-2", "Things", "THING:2 (second)", "current", CLAUSES, applicability=Applicability(("3",), "Rule.")
)
OLD = Standard("thing-1", "Things", "THING:1 (first)", "superseded", CLAUSES)


def of(*claims: Claim, exclusions: tuple[Exclusion, ...] = (), plans: tuple[Plan, ...] = ()) -> QualitySystem:
    one = replace(document(), claims=claims, exclusions=exclusions, plans=plans)
    return replace(system(one), standards={PACK.id: PACK, OLD.id: OLD})


def row(found: QualitySystem, number: str) -> Coverage:
    return next(each for each in cover(found, PACK) if each.clause.number == number)


def test_a_declaration_that_the_standard_refuses_leaves_the_clause_open():
    refused = row(of(exclusions=(Exclusion(PACK.id, "1", LONG, HERE),)), "1")
    assert refused.answer is Answer.OPEN
    assert "none that the standard allows" in refused.reason
    assert row(of(exclusions=(Exclusion(PACK.id, "3", LONG, HERE),)), "3").answer is Answer.NOT_APPLICABLE
    assert row(of(exclusions=(Exclusion(PACK.id, "3", "", HERE),)), "3").answer is Answer.OPEN


def test_what_supports_and_what_proves_can_be_suspect_too():
    claim = Claim(PACK.id, "1", HERE, kind=ClaimKind.SUPPORTS)
    found = replace(of(claim), reworded={HERE.path: (Reworded(PACK.id, "1", "2"),)})
    assert [each.document.id for each in row(found, "1").suspect] == ["QP-01"]


def test_a_plan_is_told_where_the_clause_is_only_supported():
    claim, plan = Claim(PACK.id, "1", HERE, kind=ClaimKind.SUPPORTS), Plan(PACK.id, "1", date(2030, 1, 1), HERE)
    found = row(of(claim, plans=(plan,)), "1")
    assert found.answer is Answer.PARTLY
    assert found.plan == plan
    assert found.reason.endswith("; planned by 2030-01-01")


def test_a_section_that_names_its_edition_is_carried_over_as_well():
    rows = tuple(Correspondence((number,), (number,), Relation.CHANGED) for number in ("1", "2", "3"))
    listed, section = Claim(OLD.id, "1", HERE), Claim(PACK.id, "1", HERE, "a", "A")
    found = replace(of(listed, section), maps=(EditionMap(OLD.id, PACK.id, rows),))
    assert row(found, "1").suspect


def test_a_number_that_was_given_to_another_clause_is_told_as_moved():
    rows = (
        Correspondence(("1",), ("1",), Relation.SAME),
        Correspondence(("2",), ("3",), Relation.SAME),
        Correspondence(("3",), (), Relation.REMOVED),
        Correspondence((), ("2",), Relation.NEW),
    )
    found = transition(of(Claim(OLD.id, "2", HERE)), EditionMap(OLD.id, PACK.id, rows))
    assert [(each.clause.number, [one.number for one in each.targets]) for each in found.removed] == [
        ("2", ["3"]),
        ("3", []),
    ]


def test_the_to_do_names_only_the_origins_that_are_claimed():
    rows = (
        Correspondence(("1", "2"), ("1",), Relation.MERGED),
        Correspondence(("3",), ("2", "3"), Relation.SPLIT),
    )
    found = transition(of(Claim(OLD.id, "2", HERE)), EditionMap(OLD.id, PACK.id, rows))
    (first,) = [each for each in found.passages if each.clause.number == "1"]
    assert first.step is Step.CLAIM
    assert first.todo.startswith("QP-01 answers 2 of the old edition")


def test_notes_stay_with_the_way_they_belong_to():
    first = EditionMap("a", "b", (Correspondence(("1",), ("1", "2"), Relation.SPLIT, "Two now."),))
    second = EditionMap(
        "b",
        "c",
        (
            Correspondence(("1",), ("1",), Relation.CHANGED, "Only of one."),
            Correspondence(("2",), ("2",), Relation.SAME),
        ),
    )
    whole = compose(first, second)
    assert [each.note for each in whole.by_target["1"]] == ["Two now. Only of one."]
    assert [each.note for each in whole.by_target["2"]] == ["Two now."]
