"""Standard packs: ours hold what the facts hold, and each way to get one's own wrong is refused with its line."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from qms.model.standard import Standard
from qms.reading.mapfile import MapFile
from qms.reading.schema import json_schema
from qms.reading.standards import PackFile, own_packs, read_pack, read_standards

ROOT = Path(__file__).parents[2]
STANDARDS = ROOT / "plugins" / "qms" / "standards"
FACTS = ROOT.parent / "shared" / "standards"
DOUBTS = {None: "", "memory": "from memory", "single-source": "one source only"}
KINDS = {"maintain": "document", "retain": "record"}
PACKS, KNOWN, WRONG = read_standards(own_packs(), {})

HOUSE = """\
format: standard-pack/1
id: house-1
title: House rules
edition: House 1:2026 (first edition)
status: current
supersedes: house-0
confidence: Ours.
notes: For the office only.
not-applicable:
  only: ['2']
  rule: Rule 1.2 says so.
clauses:
  - clause: '1'
    title: Keys
    kind: heading
  - clause: '1.1'
    title: Lending keys
    kind: requirement
    title-by: us
    confidence: From memory.
    asks-for:
      - kind: record
        what: Who has which key
        condition: while it is lent
        confidence: Doubtful.
  - clause: '2'
    title: Lights
    kind: requirement
  - clause: X7
    title: Candles
    kind: requirement
    under: '2'
terms:
  - {term: '3.1', name: key, admitted: [latchkey]}
  - {term: '3.2', name: lock}
"""


def requirements(name: str, top: str) -> list[str]:
    return [clause.number for clause in PACKS[name].requirements if clause.number.startswith(top)]


def duties(standard: Standard) -> Counter[str]:
    return Counter(duty.kind for clause in standard.clauses for duty in clause.duties)


def house(change: tuple[str, str] = ("", "")) -> tuple[Standard | None, list[tuple[str, str]]]:
    assert change[0] in HOUSE
    standard, faults = read_pack(HOUSE.replace(*change, 1).encode(), "house.yml")
    assert {fault.code for fault in faults} <= {"standard-malformed"}
    return standard, [(str(fault.place), fault.message) for fault in faults]


def test_every_pack_of_ours_can_be_read():
    assert not WRONG
    assert set(PACKS) == set(KNOWN) == set(own_packs())
    assert len(PACKS) == 14


@pytest.mark.parametrize("standard", PACKS.values(), ids=list(PACKS))
def test_a_pack_of_ours_says_how_far_it_is_to_be_trusted(standard: Standard):
    assert standard.confidence
    assert standard.applicability.rule
    assert not standard.supersedes or standard.supersedes in PACKS
    for clause in standard.clauses:
        assert clause.parent == "" or clause.parent in standard.numbers
        assert "  " not in clause.title
        assert len(clause.title) < 120


def test_the_packs_have_as_many_clauses_as_their_standards():
    assert len(PACKS["iso-9001-2026"].requirements) == len(PACKS["iso-9001-2015"].requirements) == 65
    assert duties(PACKS["iso-9001-2015"]) == {"document": 9, "record": 22}
    assert len(requirements("iso-iec-27001-2022", "A.")) == 93
    assert [len(requirements("iso-iec-27001-2022", f"A.{n}.")) for n in (5, 6, 7, 8)] == [37, 8, 14, 34]
    elements = [number for number in PACKS["iso-9001-1994"].numbers if number.count(".") == 1]
    assert elements == [f"4.{n}" for n in range(1, 21)]
    assert len(PACKS["iso-9001-2000"].requirements) == len(PACKS["iso-9001-2008"].requirements) == 51
    assert PACKS["iso-9000-2015"].requirements == ()
    assert len(dict(PACKS["iso-9000-2015"].terms)) == 138
    assert ("3.2.3", "stakeholder") in PACKS["iso-9000-2015"].terms


@pytest.mark.parametrize(
    ("name", "out"), [("iso-9002-1994", ["4.4"]), ("iso-9003-1994", ["4.4", "4.6", "4.9", "4.19"])]
)
def test_what_a_standard_of_1994_left_out_stays_visible_as_a_heading(name: str, out: list[str]):
    standard = PACKS[name]
    left = [clause for clause in standard.clauses if clause.notes.startswith("Left out")]
    assert [clause.number for clause in left if clause.number.count(".") == 1] == out
    assert not any(clause.requirement for clause in left)
    assert all(standard.below(number) == () for number in out)
    kept = [number for number in standard.numbers if number.count(".") == 1 and standard.below(number)]
    assert kept == [f"4.{n}" for n in range(1, 21) if f"4.{n}" not in out]


def test_not_applicable_is_possible_only_where_the_standard_allows_it():
    def may(name: str) -> set[str]:
        allows = PACKS[name].applicability.allows
        return {clause.number.split(".")[0] for clause in PACKS[name].requirements if allows(clause.number)}

    assert may("iso-9001-2026") == may("iso-9001-2015") == {"4", "5", "6", "7", "8", "9", "10"}
    assert may("iso-9001-2000") == may("iso-9001-2008") == {"7"}
    assert may("iso-13485-2016") == {"6", "7", "8"}
    assert may("iso-iec-27001-2022") == {"A"}
    for name in PACKS:
        if "1994" in name or name.startswith(("iso-14001", "iso-45001", "iso-iec-20000")):
            assert may(name) == set()


@pytest.mark.skipif(not FACTS.is_dir(), reason="the facts are not here")
@pytest.mark.parametrize("name", [name for name in PACKS if (FACTS / f"{name}.yaml").exists()])
def test_a_pack_holds_the_facts_and_their_doubts(name: str):
    facts: dict[str, Any] = yaml.safe_load((FACTS / f"{name}.yaml").read_text())
    standard = PACKS[name]
    assert (standard.title, standard.edition, standard.status) == (facts["title"], facts["edition"], facts["status"])
    out = tuple(f"{top}." for top in facts.get("excluded_elements", ()))
    told = [fact for fact in facts["clauses"] if not (out and fact["id"].startswith(out))]
    assert [clause.number for clause in standard.clauses] == [fact["id"] for fact in told]
    for clause, fact in zip(standard.clauses, told, strict=True):
        assert clause.title == fact["title"]
        assert clause.requirement == (fact["kind"] == "requirement" and fact.get("applicable", True))
        assert clause.editorial_title == (fact.get("title_source") == "editorial")
        assert DOUBTS[fact.get("confidence")] in clause.confidence
        assert fact.get("notes", "").rstrip(".") in clause.notes or not clause.requirement
        wanted = fact.get("documented_information", ()) if fact.get("applicable", True) else ()
        assert [(duty.kind, duty.what, duty.condition) for duty in clause.duties] == [
            (KINDS[duty["kind"]], duty["what"], duty.get("condition", "")) for duty in wanted
        ]
        for duty, fact_duty in zip(clause.duties, wanted, strict=True):
            assert duty.confidence == DOUBTS.get(fact_duty.get("confidence"), fact_duty.get("confidence"))
    for doubt in facts["verification"].values():
        for part in [doubt] if isinstance(doubt, str) else doubt:
            assert part.rstrip(".").partition("so kind:")[0] in standard.confidence
    for amendment in facts.get("amendments", ()):
        assert amendment["id"] in standard.notes
        assert all("Amd 1:2024" in standard.numbers[number].notes for number in amendment["affects"])
    assert dict(standard.terms).keys() == {term["id"] for term in facts.get("terms", ())}


def test_a_pack_of_ones_own_says_all_that_the_format_knows():
    standard, wrong = house()
    assert not wrong
    assert standard is not None
    assert (standard.supersedes, standard.confidence, standard.notes) == ("house-0", "Ours.", "For the office only.")
    assert [clause.parent for clause in standard.clauses] == ["", "1", "", "2"]
    assert [clause.number for clause in standard.below("2")] == ["2", "X7"]
    (duty,) = standard.numbers["1.1"].duties
    assert (duty.kind, duty.what, duty.condition, duty.confidence, duty.owed) == (
        "record",
        "Who has which key",
        "while it is lent",
        "Doubtful.",
        False,
    )
    assert standard.numbers["1.1"].editorial_title
    assert standard.numbers["1.1"].confidence == "From memory."
    assert not standard.applicability.allows("1.1")
    assert standard.applicability.allows("2")
    assert standard.terms == (("3.1", "key"), ("3.1", "latchkey"), ("3.2", "lock"))
    unlimited, _ = house(("  only: ['2']\n", ""))
    assert unlimited is not None
    assert unlimited.applicability.allows("1.1")
    none, _ = house(("only: ['2']", "only: []"))
    assert none is not None
    assert not none.applicability.allows("2")


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        (("format: standard-pack/1", "format: standard-pack/2"), "house.yml:1:9", "`format`: input should be"),
        (("id: house-1", "id: House 1"), "house.yml:2:5", "`id`"),
        (("title: House rules\n", ""), "house.yml:1:1", "`title`: it is missing"),
        (("status: current", "status: valid"), "house.yml:5:9", "`status`"),
        (("supersedes: house-0", "supersedes: house-1"), "house.yml:6:13", "cannot supersede itself"),
        (("supersedes: house-0", "supersedes: ISO 9001"), "house.yml:6:13", "`supersedes`"),
        (("notes: For", "remarks: For"), "house.yml:8:10", "`remarks`: there is no such field"),
        (("  rule: Rule 1.2 says so.\n", ""), "house.yml:10:3", "`rule`: it is missing"),
        (("only: ['2']", "only: ['3']"), "house.yml:10:10", "no clause 3 and none below"),
        (("only: ['2']", "only: '2'"), "house.yml:10:9", "`only`"),
        (("kind: heading", "kind: chapter"), "house.yml:15:11", "`kind`"),
        (("clause: '1.1'", "clause: '1.1.'"), "house.yml:16:13", "`clause`: letters and digits only"),
        (("clause: '1.1'", "clause: '1'"), "house.yml:16:13", "clause 1 stands here a second time"),
        (("title-by: us", "title-by: me"), "house.yml:19:15", "`title-by`"),
        (("kind: record", "kind: retain"), "house.yml:22:15", "`kind`"),
        (("what: Who has which key\n        ", ""), "house.yml:22:9", "`what`: it is missing"),
        (("under: '2'", "under: '9'"), "house.yml:32:12", "the pack has no clause 9"),
        (("under: '2'", "under: X7"), "house.yml:32:12", "stands under itself"),
        (("title: Lights\n", "title: Lights\n    under: X7\n"), "house.yml:28:12", "stands under itself"),
        (("title: Keys\n", "title: Keys\n    under: '2'\n"), "house.yml:15:12", "stands before clause 2"),
        (("clause: '2'", "clause: '1.1.2'"), "house.yml:32:12", "the pack has no clause 2"),
        (("term: '3.2'", "term: '3.1'"), "house.yml:35:12", "term 3.1 stands here a second time"),
        (("name: lock", "called: lock"), "house.yml:35:5", "`name`: it is missing"),
        (("title: Keys", "title: [Keys]"), "house.yml:14:12", "`title`"),
        (("title: Keys", "title: Keys\n    title: Locks"), "house.yml:15:5", "second time"),
        (("title: Keys", "title: &k Keys"), "house.yml:14:12", "anchor"),
        (("title: Keys", "title: Ke\u202eys"), "house.yml:14:14", "U+202E"),
    ],
)  # fmt: skip
def test_each_way_to_get_a_pack_wrong_is_refused_at_its_place(change: tuple[str, str], place: str, message: str):
    standard, wrong = house(change)
    assert standard is None
    assert place in [each for each, _ in wrong], wrong
    assert message in " ".join(said for _, said in wrong)


def test_a_clause_that_comes_before_the_one_it_is_under_by_its_number_is_refused():
    standard, wrong = house(("clause: '1.1'", "clause: '2.1'"))
    assert standard is None
    assert wrong == [("house.yml:16:13", "clause 2.1 stands before clause 2, which it is under")]


def test_two_packs_of_one_standard_are_refused_and_the_first_counts():
    other = HOUSE.replace("title: House rules", "title: Other rules")
    packs, known, faults = read_standards([], {"a.yml": HOUSE.encode(), "b.yml": other.encode()})
    assert packs["house-1"].title == "House rules"
    assert "house-1" in known
    assert [(str(fault.place), fault.message) for fault in faults] == [
        ("b.yml:1", "a.yml is a pack of `house-1` already")
    ]


def test_a_pack_of_ones_own_wins_over_ours():
    own = HOUSE.replace("id: house-1", "id: iso-9001-2026")
    packs, known, faults = read_standards(["iso-9001-2026", "iso-9001-2015"], {"a.yml": own.encode()})
    assert not faults
    assert packs["iso-9001-2026"].title == "House rules"
    assert set(packs) == {"iso-9001-2026", "iso-9001-2015"}
    assert set(known) == set(own_packs())


@pytest.mark.parametrize(
    ("model", "name", "folder"),
    [(PackFile, "standard-pack", STANDARDS), (MapFile, "standard-map", STANDARDS / "maps")],
)
def test_the_published_schema_is_the_one_files_are_checked_by(model: type[PackFile | MapFile], name: str, folder: Path):
    published = (STANDARDS / f"{name}-1.schema.json").read_text()
    assert published == json_schema(model, f"{name}/1")
    validator = Draft202012Validator(json.loads(published))
    for file in folder.glob("*.yml"):
        assert not list(validator.iter_errors(yaml.safe_load(file.read_text()))), file.name
