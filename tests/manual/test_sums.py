"""The other records that count something: suppliers, restores, releases, changes, risks, surveys, skills, money."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from manual.facts import (
    Fact,
    document,
    minutes,
    named_days,
    number,
    of,
    record,
    rounded,
    system,
    tables,
    working,
    working_days,
)
from manual.outline import BODIES, DECISIONS, SCORES, SUPPLIER_TOTALS

CRITERIA = ("quality", "security", "continuity", "response", "climate", "price")
SUPPLIERS = [one for one in of("SE") if one.fields["supplier"].startswith("SUP")]


def weights() -> dict[str, Decimal]:
    """The weights of QP-14 by criterion."""
    rows = tables(document("QP-14").section("Scores"))[0][1:]
    return {name: Decimal(row[1]) for name, row in zip(CRITERIA, rows, strict=True)}


def weighted(scores: dict[str, str], by: dict[str, Decimal]) -> str:
    return rounded(
        sum((Decimal(scores[name]) * weight for name, weight in by.items()), Decimal(0)), Decimal(100), "0.00"
    )


def lines(identifier: str, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = record(identifier).fields[name]
    assert found
    return found


def test_the_weights_of_qp_14_are_those_of_the_outline() -> None:
    assert list(weights().values()) == [30, 25, 20, 15, 5, 5]


@pytest.mark.parametrize("one", SUPPLIERS, ids=lambda one: one.id)
def test_supplier_totals(one: Fact) -> None:
    scores = one.fields["scores"]
    assert one.fields["total"] == weighted(scores, weights()) == SUPPLIER_TOTALS[one.fields["supplier"]]
    total, least = Decimal(one.fields["total"]), min(map(int, scores.values()))
    result = "no" if total < 3 else "approved" if total >= Decimal("3.5") and least >= 2 else "conditional"
    assert one.fields["result"] == result
    assert [(row[0], row[2]) for row in tables(one.section("The sum"))[0][1:]] == [
        (str(weights()[name]), scores[name]) for name in CRITERIA
    ]
    years = {"A": 1, "B": 2}[one.fields["class"]]
    assert one.day("next") <= one.made.replace(year=one.made.year + years)
    assert f"**{one.fields['total']}**" in one.body


def test_the_choice_of_the_certification_body() -> None:
    choice = record("SE-2026-06")
    by = {name: Decimal(value) for name, value in choice.fields["weights"].items()}
    assert sum(by.values()) == 100
    table = tables(document("QM-11").section("Choosing the body"))[0]
    assert [Decimal(row[1]) for row in table[1:-1]] == list(by.values())
    for column, scores in enumerate(choice.fields["scores"], start=2):
        assert scores["total"] == weighted(scores, by) == BODIES[scores["body"]] == table[-1][column]
        assert table[0][column] == scores["body"]
        assert [row[column] for row in table[1:-1]] == [scores[name] for name in by]
    assert {line["body"] for line in choice.fields["knock-outs"] if line["result"] == "out"} == {"CB-A", "CB-D"}
    assert choice.fields["total"] == SUPPLIER_TOTALS[choice.fields["supplier"]]


@pytest.mark.parametrize("one", of("RT"), ids=lambda one: one.id)
def test_restore_tests_keep_the_limits_of_their_tier(one: Fact) -> None:
    tiers = {row[0]: row for row in tables(document("QP-06").section("Tiers"))[0][1:]}
    counted = {"done": 0, "passed": 0, "planned": 0}
    for test in one.fields["tests"]:
        counted["planned"] += 1
        assert test["limit"] == tiers[test["tier"]][3]
        if test["held"] == "not held":
            assert test["result"].startswith("not done")
            continue
        assert test["held"][:7] == one.fields["month"]
        right = minutes(test["time"]) <= minutes(test["limit"]) and "5 of 5" in test["facts-checked"]
        right &= minutes(test["backup-age"]) <= minutes(tiers[test["tier"]][2])
        assert (test["result"] == "passed") == right
        counted["done"] += 1
        counted["passed"] += right
    word = {name: {2: "two", 3: "three", 4: "four"}[value] for name, value in counted.items()}
    assert (
        one.body.lower().strip().startswith(f"{word['planned']} planned, {word['done']} done, {word['passed']} passed")
    )


def test_each_tier_1_system_is_tested_every_6_months() -> None:
    held = [(test["system"], test["held"]) for one in of("RT") for test in one.fields["tests"] if test["tier"] == "1"]
    systems = {name for name, day in held if day < "2026-10"}
    assert len(systems) == 9
    assert {name for name, _ in held} == systems


def test_the_release_register() -> None:
    register = lines("RL-2026-10", "releases")
    assert [line["id"] for line in register] == [f"RL-2026-10-{n:02}" for n in range(1, 14)]
    assert sum(line["result"].startswith("failed") for line in register) == 1
    measured = {figure["id"]: figure for figure in lines("KPI-2026-10", "figures")}
    assert (measured["P4-1"]["numerator"], measured["P4-2"]["denominator"]) == ("13", "1")
    for line in register:
        day, clock = line["deployed"].split(", ")
        assert date.fromisoformat(day).weekday() <= 3
        assert "09:00" <= clock <= "16:00"
        assert all(at < clock for at in re.findall(r"\d\d:\d\d", line["gates"]["G5"]))
        assert len(re.findall(r"\d\d:\d\d", line["gates"]["G5"])) == len(set(line["authorised-by"])) == 2
        assert number(line["gates"]["G4"].split("rehearsed in ")[1]) <= 30
        done, needed = map(int, re.findall(r"\d+", line["gates"]["G2"])[:2])
        assert done == needed
    after = [line for line in register if line["deployed"] >= "2026-10-12"]
    assert (
        f"{len(after)} of the 13 lines of October and all {16 - len(after)} lines of November"
        in record("EC-2026-06").body
    )


def test_operational_changes() -> None:
    changes = lines("OC-2026-10", "changes")
    assert [line["id"] for line in changes] == [f"OC-2026-10-{n:02}" for n in range(1, len(changes) + 1)]
    classes = [line["class"] for line in changes]
    counted = ", ".join(f"{classes.count(one)} {one}" for one in ("normal", "standard", "emergency"))
    told = f"{len(changes)} changes: {counted}. One failed."
    assert told in record("OC-2026-10").body
    assert sum(line["result"].startswith("failed") for line in changes) == 1
    for line in changes:
        held = date.fromisoformat(line["held"])
        if line["class"] == "normal":
            assert line["done-by"] not in line["review"]
            assert all(
                date.fromisoformat(day) <= held for day in re.findall(r"20\d\d-\d\d-\d\d", line["authorised-by"])
            )
        before = re.search(r"clients told on (20\d\d-\d\d-\d\d)", line["clients-told"])
        assert not before or working_days(date.fromisoformat(before[1]), held) >= 3


@pytest.mark.parametrize("one", of("RR"), ids=lambda one: one.id)
def test_risk_scores_are_products_and_high_ones_have_an_action(one: Fact) -> None:
    for line in one.fields["lines"]:
        parts = ("benefit", "ease") if line["type"] == "opportunity" else ("likelihood", "impact")
        first, second = (int(line[part]) for part in parts)
        assert 1 <= min(first, second) <= max(first, second) <= 5
        assert int(line["score"]) == first * second, line["id"]
        assert int(line["score"]) < 12 or {"action", "owner", "due", "effect"} <= set(line), line["id"]


def test_the_newest_scores_are_those_the_manual_prints() -> None:
    newest = {line["id"]: int(line.get("score-after", line["score"])) for line in lines("RR-2026-Q4", "lines")}
    assert newest == SCORES
    for title in ("Top risks", "Top opportunities"):
        for row in tables(document("QM-06").section(title))[0][1:]:
            assert int(row[1]) == newest[row[0].split()[0]]
    printed = [int(row[1]) for row in tables(document("QM-06").section("Top risks"))[0][1:]]
    assert printed == sorted((score for name, score in newest.items() if name[0] == "R"), reverse=True)[:5]


def test_the_survey() -> None:
    survey = record("CS-2026").fields
    answered, points = int(survey["answered"]), [int(line["points"]) for line in survey["scores"]]
    assert [line["mean"] for line in survey["scores"]] == [
        rounded(Decimal(p), Decimal(answered), "1.0") for p in points
    ]
    assert survey["mean"] == rounded(Decimal(sum(points)), Decimal(answered * len(points)), "1.0") == "7.9"
    assert (
        f"{sum(points):,} points from {answered} answers to {len(points)} questions, {answered * len(points)} scores"
        in (record("CS-2026").body)
    )
    share, *groups = re.findall(r"\d+(?:\.\d+)?", survey["response"])
    assert share == rounded(Decimal(100 * answered), Decimal(survey["asked"]), share)
    assert int(groups[0]) + int(groups[2]) == answered
    assert int(groups[1]) + int(groups[3]) == int(survey["asked"]) == 46
    pulse = [(int(row[1]), row[2]) for row in tables(record("CS-2026").body)[0][1:]]
    people = int(survey["pulse"]["answered"])
    assert all(mean == rounded(Decimal(sum_of), Decimal(people), mean) for sum_of, mean in pulse)
    assert survey["pulse"]["mean"] == rounded(Decimal(sum(p for p, _ in pulse)), Decimal(6 * people), "1.0")


def test_the_competence_matrix() -> None:
    matrix = record("CM-2026-10")
    skills, roles = matrix.fields["skills"], matrix.fields["matrix"]
    assert (len(roles), len(skills)) == (9, 24)
    assert set(skills) == {
        skill for row in tables(document("QP-05").section("Roles, skills"))[0][1:] for skill in row[1].split(" · ")
    }
    rows = tables(matrix.section("What each role requires"))[0][1:]
    assert [row[0].removesuffix(r" \*") for row in rows] == skills
    assert [list(column) for column in zip(*(row[1:10] for row in rows), strict=True)] == [
        role["required"] for role in roles
    ]
    alone = sum("*" in row[0] and row[10] == "1" for row in rows)
    assert alone == int(next(line for line in lines("KPI-2026-10", "figures") if line["id"] == "P8-3")["value"])
    for gap in matrix.fields["gaps"]:
        assert int(gap["level"]) < int(gap["required"])
        agreed = date.fromisoformat(gap["action"].split("agreed ")[1])
        assert timedelta(0) <= agreed - date.fromisoformat(gap["seen"]) <= timedelta(days=30)


def test_the_review_counts_its_money_and_its_days() -> None:
    review = record("MR-2026-01")
    assert {line["id"]: line["due"] for line in review.fields["decisions"]} == DECISIONS
    sums = {line["id"]: int(number(line["money"])) for line in review.fields["decisions"]}
    told = {name: int(number(value)) for name, value in re.findall(r"(D\d) €([\d,]+)", review.section("Money"))}
    assert told == {name: value for name, value in sums.items() if value}
    assert f"€{sum(sums.values()):,}" in review.section("Money")
    assert working_days(review.made, review.day("minutes")) <= 5
    sent = named_days(review.body.split("Papers went out on ")[1][:12], 2026)[0]
    assert working_days(sent, review.made) >= 5
    present = set(review.fields["present"])
    owners = {person.id for person in system().people.persons if "process-owner" in person.roles}
    assert owners <= present


def test_the_certification_plan_falls_on_working_days() -> None:
    plan = document("QM-11").body
    for day in ("2027-02-01", "2027-03-09", "2027-05-11", "2027-06-18"):
        assert day in plan
        assert working(date.fromisoformat(day))
    stage = date(2027, 5, 11)
    closed = date.fromisoformat(plan.split("that is by ")[1][:10])
    assert working_days(closed, stage) == 10
    assert next(line["due"] for line in lines("MR-2026-01", "decisions") if line["id"] == "D3") in plan


def test_everybody_was_asked_in_the_yearly_talk() -> None:
    talk = record("TR-2026-04").fields
    assert int(talk["present"]) + int(talk["repeated"]) + int(talk["open"]) == int(talk["asked"]) == 43
    assert all(int(line["of"]) == int(talk["present"]) + int(talk["repeated"]) for line in talk["questions"])
