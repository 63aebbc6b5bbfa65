"""Claims to look at again: where they are reported, and in which words."""

from __future__ import annotations

from dataclasses import replace

from checks.builders import HOUSE, changes, claim, codes, document, history, problems, system
from qms.model.document import Claim, Document
from qms.model.editions import Correspondence, EditionMap, Relation
from qms.model.problem import Severity
from qms.model.system import Reworded

OLDER = replace(HOUSE, id="house-0", edition="House 1:1999 (first edition)")
CODES = {"claim-suspect", "claim-confirmed"}


def claiming(*claims: Claim, revision: str = "4") -> Document:
    return replace(document(revision=revision), claims=claims)


def edition(relation: Relation, origins: tuple[str, ...] = ("1.1",), note: str = "") -> EditionMap:
    return EditionMap("house-0", "house-1", (Correspondence(origins, ("1.2",), relation, note),))


def told(*claims: Claim, revision: str = "4", **options: object) -> list[str]:
    """The messages of these two checks alone."""
    made = system(claiming(*claims, revision=revision), standards=(HOUSE, OLDER), **options)
    return [problem.message for problem in problems(made) if problem.code in CODES]


def test_a_rewritten_section_is_reported_at_its_heading():
    changed = Reworded("house-1", "1.1", "4", "lending", "Lending")
    found = system(
        claiming(claim("1.1"), replace(claim("1.1", "", "lending"), title="Lending")),
        reworded={"procedures/QP-01.md": (changed,)},
        history=history(changes("1", "2", "3", "4")),
    )
    (problem,) = (each for each in problems(found) if each.code in CODES)
    assert (problem.code, problem.severity, problem.place.line) == ("claim-suspect", Severity.WARNING, 20)
    assert problem.message == (
        "the section `Lending` changed in revision 4 and claims House 1:2026, 1.1; nobody has confirmed the claim since"
    )
    assert problem.fix == "Read the section against the clause, then run `qms confirm QP-01 1.1`."


def test_a_rewritten_document_is_reported_at_its_front_matter():
    found = system(
        claiming(replace(claim("1.1"), confirmed="2")),
        reworded={"procedures/QP-01.md": (Reworded("house-1", "1.1", "4"),)},
        history=history(changes("1", "2", "3", "4")),
    )
    (problem,) = (each for each in problems(found) if each.code in CODES)
    assert (problem.place.line, problem.place.column) == (7, 3)
    assert problem.message == (
        "the document changed in revision 4 and claims House 1:2026, 1.1; the claim was last confirmed in 2"
    )


def test_where_two_standards_have_the_number_the_command_says_which():
    found = system(
        claiming(claim("1.1"), claim("1.1", "house-0")),
        standards=(HOUSE, OLDER),
        reworded={"procedures/QP-01.md": (Reworded("house-1", "1.1", "4"),)},
    )
    (fix,) = (problem.fix for problem in problems(found) if problem.code == "claim-suspect")
    assert fix == "Read the text against the clause, then run `qms confirm QP-01 1.1 --standard house-1`."


def test_a_claim_carried_over_to_a_new_edition_is_suspect_where_the_clause_changed():
    both = (claim("1.1", "house-0"), claim("1.2"))
    (said,) = told(*both, maps=(edition(Relation.CHANGED, note="Also keys of cars."),))
    assert said == (
        "House 1:2026, 1.2 is not what it was in House 1:1999 (Also keys of cars); nobody has confirmed the claim"
    )
    assert told(*both, maps=(edition(Relation.RETITLED),)) == []
    assert told(*both, maps=(edition(Relation.CHANGED, ("2",)),)) == []
    assert told(claim("1.2"), maps=(edition(Relation.CHANGED),)) == []
    assert told(both[0], replace(both[1], confirmed="4"), maps=(edition(Relation.CHANGED),)) == []


def test_nobody_confirms_in_a_revision_that_is_not_there():
    past = history(changes("2", "3"))
    ahead = replace(claim("1.1"), confirmed="5")
    assert told(ahead, history=past) == ["clause 1.1 is confirmed in revision 5, and the document is revision 4"]
    never = replace(claim("1.1"), confirmed="2.1")
    assert told(never, history=past) == ["clause 1.1 is confirmed in revision 2.1, which the document never had"]
    for right in ("4", "3", "2", "1"):  # it may be older than its history
        assert told(replace(claim("1.1"), confirmed=right), history=past) == []
    assert told(replace(claim("1.1"), confirmed="1")) == []
    assert "claim-confirmed" not in codes(system(claiming(ahead, revision="x")))
