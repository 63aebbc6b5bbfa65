"""OSCAL catalogs as packs: a large one is taken over whole, and what is no catalog is refused at its place."""

from __future__ import annotations

import json
from typing import Any

import pytest

from helpers import Repo
from qms.model.standard import Standard
from qms.reading import read_system
from qms.reading.oscal import MAX_DEPTH, read_catalog
from qms.reading.standards import read_standards

FAMILIES = 20
CONTROLS = 30
ENHANCEMENTS = 2
PROSE = "A sentence that is not taken over. "


def control(family: str, number: int) -> dict[str, Any]:
    """A control as public catalogs have it: parameters, prose, labels, and enhancements, of which one is withdrawn."""
    inner = [
        {
            "id": f"{family}-{number}.{each}",
            "class": "enhancement",
            "title": f"Enhancement {each}",
            "props": [
                {"name": "label", "class": "zero-padded", "value": f"{family.upper()}-{number:02}({each:02})"},
                {"name": "label", "value": f"{family.upper()}-{number}({each})"},
            ],
        }
        for each in range(1, ENHANCEMENTS + 1)
    ]
    gone = {"id": f"{family}-{number}.9", "title": "Gone", "props": [{"name": "status", "value": "withdrawn"}]}
    return {
        "id": f"{family}-{number}",
        "class": "control",
        "title": f"Control  {number}\nof {family}",
        "params": [{"id": f"{family}-{number}_prm_1", "label": "who"}],
        "props": [{"name": "label", "value": f"{family.upper()}-{number}"}],
        "parts": [{"id": f"{family}-{number}_smt", "name": "statement", "prose": PROSE * 8}],
        "controls": [*inner, gone],
    }


def catalog(**changes: object) -> dict[str, Any]:
    groups = [
        {
            "id": f"f{family}",
            "class": "family",
            "title": f"Family {family}",
            "controls": [control(f"f{family}", number) for number in range(1, CONTROLS + 1)],
        }
        for family in range(1, FAMILIES + 1)
    ]
    metadata = {"title": "Controls of the House", "version": "5.2", "last-modified": "2026-01-01T00:00:00Z"}
    return {"catalog": {"uuid": "x", "metadata": metadata, "groups": groups, **changes}}


def small(*controls: object, **changes: object) -> str:
    found = catalog(groups=[{"id": "g", "title": "Group", "controls": list(controls)}], **changes)
    return json.dumps(found, indent=1)


def read(text: str, path: str = "packs/House Controls_5.json") -> tuple[Standard | None, list[tuple[int, str]]]:
    standard, faults = read_catalog(text.encode("utf-8", "surrogatepass"), path)
    assert {(fault.code, fault.place.path) for fault in faults} <= {("standard-malformed", path)}
    return standard, [(fault.place.line, fault.message) for fault in faults]


def test_a_catalog_of_more_than_a_thousand_controls_is_read_whole():
    standard, wrong = read(json.dumps(catalog(), indent=2))
    assert not wrong
    assert standard is not None
    assert (standard.id, standard.title) == ("house-controls-5", "Controls of the House")
    assert standard.edition == "Controls of the House, 5.2"
    assert len(standard.requirements) == FAMILIES * CONTROLS * (1 + ENHANCEMENTS) == 1800
    assert len(standard.clauses) == 1800 + FAMILIES
    assert [clause.number for clause in standard.clauses[:5]] == ["f1", "f1-1", "f1-1.1", "f1-1.2", "f1-2"]
    first = standard.numbers["f1-1"]
    assert (first.title, first.parent, first.notes, first.requirement) == ("Control 1 of f1", "f1", "", True)
    inner = standard.numbers["f1-1.2"]
    assert (inner.parent, inner.notes) == ("f1-1", "Label: F1-1(2).")
    assert "f1-1.9" not in standard.numbers
    assert len(standard.below("f2")) == CONTROLS * (1 + ENHANCEMENTS)
    assert PROSE[:20] not in repr(standard)


def test_a_repository_claims_controls_of_a_catalog(repo: Repo):
    document = "---\nid: QP-01\ntitle: Keys\ntype: procedure\nrevision: 1\nowner: quality-manager\nchange: First.\n"
    document += "clauses: {house: [f1-1, f1-1.2]}\n---\n\nText.\n"
    repo.write(
        {
            "qms.yml": "packs: [packs/house.json]\nstandards: [house]\n",
            "packs/house.json": json.dumps(catalog()),
            "procedures/QP-01.md": document,
        }
    )
    system = read_system(repo.root, cache=False)
    assert not system.faults
    assert len(system.standards["house"].requirements) == 1800
    assert "house" in system.known_standards


def test_groups_within_groups_and_controls_without_a_group_keep_their_place():
    text = json.dumps(
        catalog(
            groups=[{"title": "Access & keys", "groups": [{"id": "b", "title": "B", "controls": [
                {"id": "b1", "title": "In B"}]}]}],
            controls=[{"id": "z", "title": "At the top"}],
        )
    )  # fmt: skip
    standard, wrong = read(text)
    assert not wrong
    assert standard is not None
    assert [(clause.number, clause.parent, clause.requirement) for clause in standard.clauses] == [
        ("access-keys", "", False),
        ("b", "access-keys", False),
        ("b1", "b", True),
        ("z", "", True),
    ]


def test_what_stands_under_a_withdrawn_control_and_is_not_withdrawn_moves_up():
    inner = [{"id": "a.1", "title": "Stays"}]
    props = [{"name": "status", "value": "Withdrawn"}]
    standard, _ = read(small({"id": "a", "title": "Gone", "props": props, "controls": inner}))
    assert standard is not None
    assert [(clause.number, clause.parent) for clause in standard.clauses] == [("g", ""), ("a.1", "g")]


A = {"id": "a", "title": "A"}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "this is not JSON: expecting value"),
        ('{\n"catalog": {\n"x": }', 3, "this is not JSON"),
        ("[]", 1, "no OSCAL catalog"),
        ('{"profile": {}}', 1, "no OSCAL catalog"),
        ('{"catalog": {}}', 1, "no `metadata`"),
        (small(A, metadata={"version": "1"}), 1, "`title` is missing"),
        (small(A, metadata={"title": "T"}), 1, "`version` is missing"),
        (small(), 1, "has no controls"),
        (small(A, {"id": "b", "title": "B"}, A), 23, "`a` stands here a second time"),
        (small(A, {"id": "g", "title": "As its group"}), 19, "`g` stands here a second time"),
        (small({"title": "Nameless"}), 1, "“Nameless”, it is null"),
        (small({"id": "a_1", "title": "A"}), 15, "`id` must be letters and digits"),
        (small({"id": "a" * 41, "title": "A"}), 15, "40 characters at most"),
        (small({"id": ["a"], "title": "A"}), 1, "`id` must be"),
        (small({"id": "a"}), 15, "`title` is missing or no text"),
        (small({"id": "a", "title": "x" * 1001}), 15, "more than 1,000 characters"),
        (small({"id": "a", "title": "x\u202ey"}), 15, "U+202E"),
        (small({"id": "a", "title": "x\ud800y"}), 15, "U+D800"),
        (small({"id": "a", "title": "A", "controls": {}}), 15, "`controls` is not a list"),
        (small("a"), 11, "`controls` is not a list"),
        (small(A).replace('"title": "A"', '"title": "A", "title": "B"'), 15, "`title` stands twice"),
        ("[" * 200_000, 1, "nested beyond measure"),
        ('{"catalog": {"metadata": {"version": ' + "9" * 5000 + "}}}", 1, "`title` is missing"),
    ],
)
def test_what_is_no_catalog_is_refused_at_its_place(text: str, line: int, message: str):
    standard, ((found, said),) = read(text)
    assert standard is None
    assert message in said
    assert found == line


def test_controls_nested_too_deeply_are_refused():
    inner: dict[str, Any] = {"id": "c0", "title": "Innermost"}
    for depth in range(1, MAX_DEPTH):
        inner = {"id": f"c{depth}", "title": "Outer", "controls": [inner]}
    standard, ((line, said),) = read(small(inner))
    assert standard is None
    assert f"deeper than {MAX_DEPTH} levels" in said
    assert line > 1
    assert read(small(inner["controls"][0]))[0] is not None


def test_bytes_that_are_no_text_or_too_many_are_refused():
    for data, message in ((b'{\n"catalog": "\xff"}', "not UTF-8"), (b" " * 10_000_001, "10,000,000 bytes")):
        standard, (fault,) = read_catalog(data, "a.json")
        assert standard is None
        assert message in fault.message
    assert read_catalog(b'{\n"catalog": "\xff"}', "a.json")[1][0].place.line == 2


def test_the_name_of_the_file_is_the_standard_and_must_make_one():
    assert read(small(A), "packs/NIST_SP-800-53 rev5.catalog.json")[0] is not None
    for path in ("packs/___.json", f"packs/{'a' * 61}.json"):
        standard, ((_, said),) = read(small(A), path)
        assert standard is None
        assert "file's name" in said


def test_a_catalog_and_a_pack_of_the_same_id_are_refused():
    pack = (
        "format: standard-pack/1\nid: house\ntitle: H\nedition: H\nstatus: current\n"
        "clauses: [{clause: '1', title: One, kind: requirement}]\n"
    )
    packs, _, faults = read_standards([], {"house.yml": pack.encode(), "packs/house.json": small(A).encode()})
    assert packs["house"].title == "H"
    assert [fault.message for fault in faults] == ["house.yml is a pack of `house` already"]
