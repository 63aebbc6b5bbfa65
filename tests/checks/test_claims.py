"""Claims, exclusions and plans as the gate judges them; and what deleting a document leaves open."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.builders import HOUSE, change, claim, codes, document, history, link, mention, problems, system
from qms.checks.claims import claim_withdrawn
from qms.model.approval import Decision, DocumentLife, Outcome, TrustState
from qms.model.document import Claim, ClaimForm, ClaimKind, Document, Exclusion, Plan
from qms.model.editions import Correspondence, EditionMap, Relation
from qms.model.problem import Place
from qms.model.settings import Settings
from qms.model.standard import Applicability, Clause, Duty, Standard
from qms.model.system import QualitySystem

CLAIMED = Settings(standards=("house-1",))
LATER, PAST = date(2026, 12, 1), date(2026, 5, 31)
PLACE = Place("procedures/QP-01.md", 8, 3)


def holding(*claims: Claim, identifier: str = "QP-01", **values: object) -> Document:
    return replace(document(identifier), claims=claims, **values)  # type: ignore[arg-type]


def house(*documents: Document, **options: object) -> QualitySystem:
    return system(*documents, **{"settings": CLAIMED, **options})


def only(found: QualitySystem) -> tuple[str, str]:
    (problem,) = problems(found)
    return problem.code, problem.message


def test_a_clause_listed_twice():
    answers = (claim("1.1"), claim("1.2"), claim("2"))
    again = replace(claim("1.1"), place=Place("procedures/QP-01.md", 9, 3), kind=ClaimKind.SUPPORTS)
    code, message = only(house(holding(*answers, again)))
    assert (code, message) == ("claim-repeated", "1.1 of house-1 is listed before, on line 7")
    assert codes(house(holding(*answers, replace(again, kind=ClaimKind.EVIDENCE)))) == []
    assert codes(house(holding(*answers, claim("1.1", anchor="lending")))) == []
    assert codes(house(holding(*answers, replace(again, form=ClaimForm.TABLE)))) == []


def test_what_a_table_names_is_told_by_one_check():
    full = (claim("1.1"), claim("1.2"), claim("2"))
    known = house(holding(*full, references=(mention("QP-07"),), unplaced=(mention("QP-07"),)))
    assert only(known) == ("claim-unresolved", "QP-01 names QP-07, which is no document; did you mean `QP-01`?")
    for reference in (mention("QP-07"), link("QP-07.md")):
        gone = history(withdrawn=[(change(1, "1", identifier="QP-07"),)])
        table = holding(*full, references=(reference,), unplaced=(reference,))
        assert only(house(table, history=gone)) == ("claim-withdrawn", "QP-07 is withdrawn and answers no clause")
        assert codes(house(holding(*full, references=(reference,)), history=gone)) == ["reference-withdrawn"]
    assert codes(house(holding(*full, unplaced=(link("QP-07.md"),)))) == ["claim-unresolved"]


def test_a_token_of_a_heading_that_is_no_clause():
    odd = replace(claim("1.1,", standard="", anchor="lending"), form=ClaimForm.SECTION)
    code, message = only(house(holding(claim("1.1"), claim("1.2"), claim("2"), odd)))
    assert (code, "`1.1,` is no clause" in message) == ("claim-malformed", True)


OLD = Standard("house-0", "House rules", "House 0:2015", "superseded", (Clause("3", "Found keys", requirement=True),))
MAP = EditionMap(
    "house-0",
    "house-1",
    (
        Correspondence(("3",), ("1.2", "2"), Relation.SPLIT),
        Correspondence(("4",), (), Relation.REMOVED),
        Correspondence((), ("1.1",), Relation.NEW),
    ),
)


@pytest.mark.parametrize(
    ("standard", "number", "said"),
    [
        ("house-1", "3", "House 1:2026 has no clause 3: it is 1.2 Lost keys and 2 Lights here (3 is of house-0)"),
        ("house-1", "4", "House 1:2026 has no clause 4: it was removed (4 is of house-0)"),
        ("house-0", "2", "House 0:2015 has no clause 2: it is 3 Found keys here (2 is of house-1)"),
        ("house-0", "1.1", "House 0:2015 has no clause 1.1: it is new in house-1"),
        ("house-1", "1.7", "House 1:2026 has no clause 1.7; the nearest is 1.2, Lost keys"),
    ],
)
def test_a_number_of_another_edition_is_told_with_what_became_of_it(standard: str, number: str, said: str):
    found = system(holding(claim(number, standard)), standards=(HOUSE, OLD), maps=(MAP,), settings=Settings())
    assert ("clause-unknown", said) in [(problem.code, problem.message) for problem in problems(found)]


def excluded(clause: str = "2", reason: str = "We work by day.") -> Exclusion:
    return Exclusion("house-1", clause, reason, PLACE)


KEYS = (claim("1.1"), claim("1.2"))


def test_not_applicable_is_declared_only_where_the_standard_allows_it():
    found = house(holding(*KEYS, exclusions=(excluded(),)))
    assert codes(found) == []
    for allowed, said in (
        (
            Applicability((), "House 1 allows none."),
            "House 1:2026, 2 Lights cannot be declared not applicable: House 1",
        ),
        (Applicability(("1",)), "House 1:2026, 2 Lights cannot be declared not applicable; only 1 and what is below"),
    ):
        strict = replace(HOUSE, applicability=allowed)
        code, message = only(replace(found, standards={"house-1": strict}))
        assert code == "exclusion-refused"
        assert message.startswith(said)
    lenient = replace(HOUSE, applicability=Applicability(("2",)))
    assert codes(replace(found, standards={"house-1": lenient})) == []


@pytest.mark.parametrize("reason", ["", " ", "n/a", "Not applicable."])
def test_a_reason_is_a_sentence(reason: str):
    assert only(house(holding(*KEYS, exclusions=(excluded(reason=reason),))))[0] == "exclusion-unjustified"


def test_not_applicable_is_declared_once_and_not_answered_as_well():
    twice = holding(identifier="QP-02", exclusions=(replace(excluded(), place=Place("procedures/QP-02.md", 8, 3)),))
    code, message = only(house(holding(*KEYS, exclusions=(excluded(),)), twice))
    assert (code, message.rpartition(" in ")[2]) == ("exclusion-repeated", "procedures/QP-01.md:8:3 too")
    code, message = only(house(holding(*KEYS, claim("2"), exclusions=(excluded(),))))
    assert code == "exclusion-contradicted"
    assert message == "2 of house-1 is declared not applicable, yet answered by QP-01"
    supporting = replace(claim("2"), kind=ClaimKind.SUPPORTS)
    assert codes(house(holding(*KEYS, supporting, exclusions=(excluded(),)))) == []


def test_a_plan_is_neither_covered_nor_silent():
    planned = Plan("house-1", "2", LATER, PLACE)
    assert codes(house(holding(*KEYS, plans=(planned,)))) == []
    late = holding(*KEYS, plans=(replace(planned, day=PAST),))
    found = {problem.code: problem.message for problem in problems(house(late))}
    assert found == {
        "plan-overdue": "2 of house-1 was planned by 2026-05-31; nothing answers it",
        "clause-unanswered": "House 1:2026, 2 Lights: no document answers it; it was planned by 2026-05-31",
    }
    answered = holding(*KEYS, claim("2"), plans=(planned,))
    assert only(house(answered)) == ("plan-answered", "2 of house-1 is planned, yet answered by QP-01")
    assert codes(house(replace(answered, plans=(replace(planned, day=PAST),)))) == ["plan-answered"]
    assert codes(house(holding(*KEYS, claim("2"), plans=(replace(planned, clause="9"),)))) == ["clause-unknown"]


def test_partly_met_is_told_where_the_answer_stands():
    asked = replace(HOUSE.clauses[3], duties=(Duty("record", "Lamps that were changed"),))
    strict = replace(HOUSE, clauses=(*HOUSE.clauses[:3], asked))
    lamps = replace(document("QP-02", clauses={"house-1": ["2"]}), claims=(claim("2"),))
    found = house(holding(*KEYS), lamps, standards=(strict,))
    (problem,) = problems(found)
    assert (problem.code, str(problem.place)) == ("clause-partial", "procedures/QP-02.md:8:1")
    assert problem.message == "House 1:2026, 2 Lights is partly met: no record yet of: Lamps that were changed"
    assert codes(replace(found, settings=Settings())) == []
    register = replace(claim("2"), kind=ClaimKind.EVIDENCE)
    assert codes(replace(found, documents=(*found.documents, holding(register, identifier="QP-03")))) == []


def test_satisfies_is_a_field_only_where_it_is_asked_for():
    found = system(document(satisfies=["9001:7.5.3"]))
    code, message = only(found)
    assert (code, "qms clauses --read satisfies" in message) == ("front-matter-field", True)
    assert codes(replace(found, settings=Settings(standards=(), claims_from=("satisfies",)))) == []


def test_a_document_that_was_withdrawn_by_a_signed_record_answers_nothing():
    def judged(retired: str) -> list[str]:
        life = DocumentLife("QP-01", (), retired)
        state = TrustState("c" * 40, (), (), {"QP-01": life}, frozenset(), "", 0)
        outcome = Outcome(Decision.ACCEPTED, (), state=state)
        found = house(holding(*KEYS, claim("2")), approvals=outcome)
        return [fault.message for fault in claim_withdrawn(found)]

    assert judged("") == []
    assert judged("d" * 40) == ["QP-01 is withdrawn and answers no clause"]


CLAUSES = st.sets(st.sampled_from([str(number) for number in range(1, 31)]))


@given(st.lists(CLAUSES, min_size=1, max_size=12))
def test_deleting_a_document_leaves_open_exactly_what_it_alone_answered(manual: list[set[str]]):
    """Whatever a manual answers: each clause that no other document answers is named, and no other."""
    numbers = sorted(set().union(*manual), key=int)
    clauses = tuple(Clause(number, f"Rule {number}", requirement=True) for number in numbers)
    documents = [
        holding(*(claim(number) for number in sorted(claims)), identifier=f"QP-{index:02}")
        for index, claims in enumerate(manual)
    ]
    whole = house(*documents, standards=(replace(HOUSE, clauses=clauses),))
    assert "clause-unanswered" not in codes(whole)
    for gone, claims in zip(documents, manual, strict=True):
        rest = replace(whole, documents=tuple(one for one in whole.documents if one is not gone))
        named = {problem.message for problem in problems(rest) if problem.code == "clause-unanswered"}
        alone = claims - set().union(*(other for one, other in zip(documents, manual, strict=True) if one is not gone))
        assert named == {f"House 1:2026, {number} Rule {number}: no document answers it" for number in alone}
