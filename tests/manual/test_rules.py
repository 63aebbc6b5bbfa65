"""Rules with a number: the same number wherever the manual or a record names the rule."""

from __future__ import annotations

import re

import pytest

from manual.facts import document, documents, minutes, number, record, records, system, tables
from manual.rules import FIGURES, RULES, TIMES


def text(identifier: str) -> str:
    """All of a document or record: fields and text, so that a rule may stand in either."""
    one = {**documents(), **records()}[identifier]
    return f"{one.fields}\n{one.body}"


def test_response_times_are_those_of_the_outline() -> None:
    rows = tables(document("QP-10").section("Severity and times"))[1][1:]
    assert {row[0][:2]: tuple(row[1:]) for row in rows} == TIMES


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_one_number(rule: str) -> None:
    value, places = RULES[rule]
    for identifier, pattern in places.items():
        found = {match[1] for match in re.finditer(pattern, text(identifier))}
        assert found == {value}, f"{identifier} names {found or 'nothing'}"


def test_waking_follows_from_the_times_and_the_escalation() -> None:
    whole = number(TIMES["S1"][1].split(" in ")[1]) * 60
    steps = [int(row[0].removesuffix(" %")) for row in tables(document("QP-10").section("Escalation"))[0][1:]]
    assert steps == [50, 80, 100]
    wake = {row[1]: row[0] for row in tables(document("WI-04").section("Decide"))[0][1:]}
    for who, share in (("team lead", 50), ("head of support", 80)):
        said = next(when for person, when in wake.items() if person == who).split(" without")[0]
        assert minutes(said) == whole * share / 100


@pytest.mark.parametrize("figure", FIGURES)
def test_a_target_of_the_process_map_is_that_of_its_document(figure: str) -> None:
    identifier, wording = FIGURES[figure]
    printed = {
        part.strip() for row in tables(document("QM-02").section("Rules, figures"))[0][1:] for part in row[2].split(";")
    }
    assert figure in printed
    assert {part for part in printed if "QO-" not in part} == set(FIGURES)
    assert wording in document(identifier).section(_heading(identifier))


def _heading(identifier: str) -> str:
    """The section in which a document sets its targets."""
    return {"QM-10": "Proof", "POL-02": "How we know"}.get(identifier, "Figures")


def test_people_add_up() -> None:
    teams = {row[0]: row for row in tables(document("QM-07").section("People"))[0][1:]}
    *parts, whole = (int(row[1]) for row in teams.values())
    assert sum(parts) == whole == 41
    sites = {row[0]: int(row[1]) for row in tables(document("QM-01").section("What is inside"))[1][1:]}
    assert sum(sites.values()) == whole
    for site, people in sites.items():
        assert sum(int(row[1]) for row in teams.values() if row[2] == site) == people
    assert str(teams["all"][2]) == "24 at Harbour, 17 at Mill"


def test_the_process_map_names_owners_that_the_roles_know() -> None:
    owners = {
        row[0].split(" ")[0]: row[0].rsplit(", ", 1)[1] for row in tables(document("QM-02").section("Map"))[0][1:]
    }
    assert set(owners) == {f"P{n}" for n in range(1, 12)}
    for row in tables(document("QM-05").section("Roles"))[0][1:7]:
        role = row[0].split(",")[0].lower()
        assert set(re.findall(r"P\d+", row[1])) == {process for process, owner in owners.items() if owner == role}
        person = next(one for one in system().people.persons if one.name == row[0].split(", ")[1])
        assert role.replace(" ", "-") in person.roles


def test_process_talks_are_held_with_the_owner_or_the_deputy() -> None:
    owners = {
        process: person
        for row in tables(document("QM-05").section("Roles"))[0][1:7]
        for process in re.findall(r"P\d+", row[1])
        for person in (one.id for one in system().people.persons if one.name == row[0].split(", ")[1])
    }
    talks = [(one, talk) for one in records().values() for talk in one.fields.get("process-talk", [])]
    assert len(talks) >= 22
    for one, talk in talks:
        deputy = owners[talk["process"]] == "tomas.okafor"  # nobody talks with himself
        assert talk["with"] == ("ana.duarte" if deputy else owners[talk["process"]]), one.id
        assert talk["held"][:7] == one.fields["month"]
    for quarter in ({4, 5, 6}, {7, 8, 9}):
        assert {talk["process"] for _, talk in talks if int(talk["held"][5:7]) in quarter} == set(owners)


def test_the_certificate_alarms_and_their_story_agree() -> None:
    assert minutes(record("PM-2026-02").fields["duration"]) == 130
    for identifier in ("QP-06", "NC-2026-004", "KPI-2026-08"):
        assert "2 h 10" in text(identifier)
