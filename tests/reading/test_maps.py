"""Maps between editions: ours place every clause, chains are put together, and a wrong map is refused at its line."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from qms.model.editions import EditionMap, Relation
from qms.model.standard import Standard
from qms.reading.mapfile import misfits, read_map
from qms.reading.maps import known_maps, own_maps, read_maps
from qms.reading.standards import own_packs, read_pack, read_standards

ROOT = Path(__file__).parents[2]
MAPS = ROOT / "plugins" / "qms" / "standards" / "maps"
FACTS = ROOT.parent / "shared" / "standards"
PACKS = read_standards(own_packs(), {})[0]
CHAIN = ("iso-9001-1994", "iso-9001-2000", "iso-9001-2008", "iso-9001-2015")

PACK = """\
format: standard-pack/1
id: house-{0}
title: House rules
edition: House {0} (an edition)
status: current
clauses:
  - {{clause: '1', title: Keys, kind: heading}}
  - {{clause: '1.1', title: Lending, kind: requirement}}
  - {{clause: '1.2', title: Losing, kind: requirement}}
  - {{clause: '2', title: Lights {0}, kind: requirement}}
"""
HOUSE = """\
format: standard-map/1
id: house-1--house-2
from: house-1
to: house-2
title: House 1 to House 2
confidence: Ours.
rows:
  - {from: ['1.1'], to: ['1.1', '1.2'], relation: split, note: Two rules now., confidence: Doubtful.}
  - {from: ['1.2'], to: [], relation: removed}
  - {from: ['2'], to: ['2'], relation: retitled}
"""


def pack(number: int) -> Standard:
    standard, faults = read_pack(PACK.format(number).encode(), "pack.yml")
    assert standard is not None
    assert not faults
    return standard


HOUSES = {f"house-{number}": pack(number) for number in (1, 2, 3)}


def only(editions: set[str]) -> EditionMap:
    maps, _, faults = read_maps(editions, {})
    assert not faults
    (found,) = maps
    return found


def facts(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FACTS / name).read_text())
    return found


def leaves(standard: Standard, number: str) -> set[str]:
    """The requirements at and below a clause."""
    return {clause.number for clause in standard.below(number)}


@pytest.mark.parametrize("pair", own_maps(), ids="--".join)
def test_every_map_of_ours_can_be_read_and_fits_its_packs(pair: tuple[str, str]):
    path = MAPS / f"{pair[0]}--{pair[1]}.yml"
    edition, fields, faults = read_map(path.read_bytes(), path.name)
    assert not faults
    assert edition is not None
    assert fields is not None
    source, target = PACKS[pair[0]], PACKS[pair[1]]
    assert list(misfits(edition, fields, path.name, source, target)) == []
    assert (edition.source, edition.target) == pair
    assert edition.confidence
    assert edition.title
    for row in edition.rows:
        if row.relation in (Relation.SAME, Relation.RETITLED):
            (old,), (new,) = row.origins, row.targets
            same = source.numbers[old].title == target.numbers[new].title
            ours = source.numbers[old].editorial_title or target.numbers[new].editorial_title
            assert same == (row.relation is Relation.SAME) or ours, row


def test_the_maps_there_are_are_known_by_name():
    assert len(own_maps()) == 7
    assert known_maps({}) == own_maps()
    assert known_maps({"m.yml": HOUSE.encode(), "bad.yml": b"x: y\n"}) == tuple(
        sorted([*own_maps(), ("house-1", "house-2")])
    )
    assert read_maps(set(), {}) == ((), own_maps(), ())
    assert read_maps({"iso-9001-2026", "iso-45001-2018"}, {})[0] == ()


def test_from_2015_to_2026_is_what_is_known():
    edition = only({"iso-9001-2015", "iso-9001-2026"})
    assert edition.targets("6.1.2") == ("6.1.2", "6.1.3")
    assert edition.origins("10.1") == ("10.1", "10.3")
    assert Counter(row.relation.value for row in edition.rows) == {
        "same": 69,
        "retitled": 8,
        "changed": 11,
        "split": 1,
        "merged": 2,
    }
    changed = {row.targets[0] for row in edition.rows if row.relation is Relation.CHANGED}
    assert changed == {"4.1", "4.2", "5.1.1", "5.2.1", "6.1.1", "6.3", "7.1.4", "7.1.6", "7.3", "9.1.2", "9.3.2"}


@pytest.mark.parametrize(
    ("source", "out"), [("iso-9001-1994", []), ("iso-9002-1994", ["4.4"]), ("iso-9003-1994", ["4.4", "4.6", "4.9"])]
)
def test_a_manual_of_1994_is_placed_today(source: str, out: list[str]):
    edition = only({source, "iso-9001-2026"})
    assert edition.via == CHAIN[CHAIN.index(source) + 1 if source in CHAIN else 0 :]
    assert edition.title.endswith("to ISO 9001:2026")
    target = PACKS["iso-9001-2026"]
    for clause in PACKS[source].requirements:
        assert edition.targets(clause.number), clause.number
        assert set(edition.targets(clause.number)) <= {each.number for each in target.requirements}
    elements = {clause.number for clause in PACKS[source].clauses if clause.number.count(".") == 1}
    placed = {element for element in elements if edition.targets(element)}
    assert elements - placed == set(out) | ({"4.19"} if source == "iso-9003-1994" else set())
    for clause in target.requirements:
        rows = edition.by_target[clause.number]
        assert any(row.origins for row in rows) != (edition.relation(clause.number) is Relation.NEW)
    new = {clause.number for clause in target.requirements if edition.relation(clause.number) is Relation.NEW}
    assert {"4.1", "4.2", "7.1.6", "7.4", "9.1.2"} <= new
    assert (leaves(target, "8.3") <= new) == ("4.4" in out)


@pytest.mark.skipif(not FACTS.is_dir(), reason="the facts are not here")
def test_the_maps_hold_the_facts():
    short = facts("map-iso-9001-2015-to-2026.yaml")
    edition = only({"iso-9001-2015", "iso-9001-2026"})
    assert [((row["from"],), tuple(row["to"]), row["relation"]) for row in short["map"]] == [
        (row.origins, row.targets, row.relation) for row in edition.rows
    ]
    long = facts("map-1994-2000-2008-2015-2026.yaml")
    first, third = only({"iso-9001-1994", "iso-9001-2000"}), only({"iso-9001-2008", "iso-9001-2015"})
    for row in [*long["elements"], *long["sub_elements"]]:
        if wanted := row["iso_9001_2000_2008"]:
            below = set().union(*(leaves(PACKS["iso-9001-2000"], number) for number in wanted))
            assert set(first.targets(row["from"])) == below, row
    for row in long["iso_9001_2008_to_2015"]:
        below = set().union(*(leaves(PACKS["iso-9001-2015"], number) for number in row["iso_9001_2015"]))
        assert set(third.targets(row["from"])) == below, row


@pytest.mark.skipif(not FACTS.is_dir(), reason="the facts are not here")
def test_the_chain_agrees_with_the_composition_in_the_facts():
    edition = only({"iso-9001-1994", "iso-9001-2026"})
    for row in facts("map-1994-2000-2008-2015-2026.yaml")["elements"]:
        wanted = set().union(*(leaves(PACKS["iso-9001-2026"], number) for number in row["iso_9001_2026"]))
        assert wanted & set(edition.targets(row["from"])), row


def test_an_own_map_joins_the_chain_and_wins_over_ours():
    own = HOUSE.replace("house-1", "iso-9001-2026")
    maps, known, faults = read_maps({"iso-9001-2015", "house-2"}, {"m.yml": own.encode()})
    assert [(one.id, one.via) for one in maps] == [("iso-9001-2015--house-2", ("iso-9001-2026",))]
    assert not faults
    assert ("iso-9001-2026", "house-2") in known
    ours = HOUSE.replace("house-1", "iso-9001-2015").replace("house-2", "iso-9001-2026")
    maps, _, _ = read_maps({"iso-9001-2015", "iso-9001-2026"}, {"m.yml": ours.encode()})
    assert [len(one.rows) for one in maps] == [3]


def test_an_own_map_is_read_with_all_that_the_format_knows():
    maps, _, faults = read_maps({"house-1", "house-2"}, {"m.yml": HOUSE.encode()}, HOUSES)
    assert not faults
    (edition,) = maps
    assert (edition.id, edition.title, edition.confidence) == ("house-1--house-2", "House 1 to House 2", "Ours.")
    assert edition.rows[0].note == "Two rules now."
    assert edition.rows[0].confidence == "Doubtful."


DATES = "dates: [{day: '2027-06-30', what: The old rules end}, {day: '2027-01-31', what: New ones, confidence: Ours}]"


def test_days_of_a_transition_come_in_their_order():
    maps, _, faults = read_maps(
        {"house-1", "house-2"}, {"m.yml": HOUSE.replace("rows:", f"{DATES}\nrows:").encode()}, HOUSES
    )
    assert not faults
    assert [(str(one.day), one.what, one.confidence) for one in maps[0].milestones] == [
        ("2027-01-31", "New ones", "Ours"),
        ("2027-06-30", "The old rules end", ""),
    ]


@pytest.mark.parametrize(
    ("change", "place", "message"),
    [
        (("rows:", "dates: [{day: '2027-02-30', what: Never}]\nrows:"), "m.yml:7:15", "there is no day 2027-02-30"),
        (("standard-map/1", "standard-map/2"), "m.yml:1:9", "`format`"),
        (("id: house-1--house-2", "id: house-1-house-2"), "m.yml:2:5", "must be house-1--house-2"),
        (("to: house-2", "to: house-1"), "m.yml:4:5", "leads from house-1 to itself"),
        (("to: house-2", "to: House"), "m.yml:4:5", "`to`"),
        (("title: House 1 to House 2\n", ""), "m.yml:1:1", "`title`: it is missing"),
        (("confidence: Ours.", "doubt: Ours."), "m.yml:6:8", "`doubt`: there is no such field"),
        (("relation: split", "relation: divided"), "m.yml:8:51", "`relation`"),
        (("to: ['1.1', '1.2'], relation: split", "to: ['1.1'], relation: split"), "m.yml:8:25", "2 or more"),
        (("to: ['1.1', '1.2'], relation: split", "to: ['1.1', '1.2'], relation: same"), "m.yml:8:25", "exactly one"),
        (("to: ['1.1', '1.2']", "to: ['1.1', '1.1']"), "m.yml:8:25", "1.1 stands twice"),
        (("to: [], relation: removed", "to: ['2'], relation: removed"), "m.yml:9:25", "names none here"),
        (("from: ['2'], to: ['2']", "from: ['1.2'], to: ['2']"), "m.yml:9:12", "another row leads on from it"),
        (("from: ['1.2'], to: [], relation: removed", "from: [], to: ['2'], relation: new"), "m.yml:9:20", "is new"),
        (("from: ['2'], to: ['2'], ", "from: ['1.1'], to: ['1.2'], "), "m.yml:10:5", "leads from 1.1 to 1.2"),
        (("relation: retitled", "relation: retitled, relation: same"), "m.yml:10:50", "second time"),
        (("['2']", "'2'"), "m.yml:10:12", "`from`"),
        (("to: ['1.1', '1.2']", "to: ['1.1', '1.2', '1.3']"), "m.yml:8:40", "`to`: House 2 has no clause 1.3"),
        (("from: ['1.2']", "from: ['1.3']"), "m.yml:9:13", "`from`: House 1 has no clause 1.3"),
        (("  - {from: ['2'], to: ['2'], relation: retitled}\n", ""), "m.yml:8:3", "no row mentions requirement 2"),
        ((HOUSE, ""), "m.yml:1", "empty"),
        (("rows:", "rows: &all"), "m.yml:7:7", "anchor"),
    ],
)  # fmt: skip
def test_each_way_to_get_a_map_wrong_is_refused_at_its_place(change: tuple[str, str], place: str, message: str):
    assert change[0] in HOUSE
    data = HOUSE.replace(*change, 1).encode()
    _, _, faults = read_maps({"house-1", "house-2"}, {"m.yml": data}, HOUSES)
    assert {fault.code for fault in faults} == {"map-malformed"}
    assert place in [str(fault.place) for fault in faults], faults
    assert message in " ".join(fault.message for fault in faults)


def test_two_maps_between_the_same_editions_are_refused():
    extra = {"a.yml": HOUSE.encode(), "b.yml": HOUSE.replace("Ours.", "Theirs.").encode()}
    maps, _, faults = read_maps({"house-1", "house-2"}, extra, HOUSES)
    assert [one.confidence for one in maps] == ["Ours."]
    assert [(str(fault.place), fault.message) for fault in faults] == [
        ("b.yml:1", "a.yml maps house-1 to house-2 already")
    ]


def test_a_map_that_cannot_be_read_joins_nothing():
    bad = HOUSE.replace("relation: split", "relation: divided").encode()
    assert read_maps({"house-1", "house-2"}, {"m.yml": bad}, HOUSES)[0] == ()


def test_the_examples_in_the_description_of_the_formats_can_be_read():
    """Each is an indented block that begins with its format."""
    text = (MAPS.parent / "README.md").read_text()
    blocks = [f"format: {block}".replace("\n    ", "\n") for block in text.split("\n    format: ")[1:]]
    own, edition = (block.partition("\n\n")[0].encode() for block in blocks)
    standard, faults = read_pack(own, "README.md")
    assert not faults
    assert standard is not None
    assert standard.id == "house-rules-1"
    found, _, wrong = read_map(edition, "README.md")
    assert not wrong
    assert found is not None
    assert found.id == "house-rules-1--house-rules-2"
