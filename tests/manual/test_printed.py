"""Figures in prose: what reviews, checks and the manual print of the monthly figures, recomputed where it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise

import pytest

from manual.facts import MONTHS, Fact, document, documents, figures, number, of, pair, record, records, rounded, tables
from manual.outline import OBJECTIVES, TARGETS

SHARE = re.compile(r"(\d[\d,]*)(?: of |/)(\d[\d,]*)(?: =|,| is|, or|, are)? (\d+(?:\.\d+)?) %")
MONTHLY = of("KPI")
EACH_MONTH = pytest.mark.parametrize("one", MONTHLY, ids=lambda one: one.id)


@EACH_MONTH
def test_the_answer_rate_of_the_survey(one: Fact) -> None:
    found = re.search(r"(\d+) answers to ([\d,]+) solved tickets, (\d+) %", one.body)
    assert found
    answers, solved = pair(one.id, "QO-3")[1], pair(one.id, "QO-2")[1]
    assert (int(found[1]), int(number(found[2])), found[3]) == (
        answers,
        solved,
        rounded(Decimal(100 * answers), Decimal(solved), "1"),
    )
    assert 16 <= int(found[3]) <= 21


@pytest.mark.parametrize("one", [*records().values(), *documents().values()], ids=lambda one: one.id)
def test_each_printed_share_recomputes(one: Fact) -> None:
    for hits, cases, printed in SHARE.findall(one.body):
        assert printed == rounded(100 * number(hits), number(cases), printed), f"{hits} of {cases}"


def test_what_others_print_of_the_objectives() -> None:
    month_of = dict(zip(MONTHS[3:10], (one.id for one in MONTHLY), strict=True))
    said = 0
    for one in [*of("EC"), *of("NC"), *of("CA"), *of("MR")]:
        whole = " ".join([str(one.fields), one.body])
        for value, name, hits, cases in re.findall(r"(\d\d\.\d) percent in (\w+) \(([\d,]+) of ([\d,]+)\)", whole):
            assert (value, int(number(hits)), int(number(cases))) == (
                figures(month_of[name])["QO-1"]["value"],
                *pair(month_of[name], "QO-1"),
            )
            said += 1
        for name, value in re.findall(r"(July|August) \((\d\d\.\d) %", whole):
            assert value == figures(month_of[name])["QO-1"]["value"]
            said += 1
        for value, name in re.findall(r"(\d\d\.\d) (?:%|percent) of (August)", whole):
            assert value == figures(month_of[name])["QO-1"]["value"]
            said += 1
    assert said >= 5
    row = tables(record("EC-2026-04").body)[0]
    assert row[1][1:] == [figures(month_of[name])["QO-1"]["value"] for name in row[0][1:]]


def test_the_review_judged_these_figures() -> None:
    review = record("MR-2026-01")
    found = re.search(
        r"figures up to 28 October: (.*?)\. The month closed at (.*?)\.(?: No|$)", record("KPI-2026-10").body
    )
    assert found
    closed = [figures("KPI-2026-10")[name]["value"] for name in ("QO-1", "QO-2", "QO-3")]
    assert found[2] == f"{', '.join(closed)[:16]} and 1 of 13"
    inputs = {line["topic"]: line["conclusion"] for line in review.fields["inputs"]}
    assert "tickets 4.51 in October" in inputs["satisfaction"]
    assert "QO-3 4.51" in found[1]
    failed, releases = pair("KPI-2026-10", "QO-4")
    kept, due = pair("KPI-2026-10", "QO-6")
    assert f"{failed} of {releases} releases failed" in inputs["process and product results"]
    by_review = [one for one in of("EC") if one.made <= review.made]
    worked = sum(one.fields["result"] == "effective" for one in by_review)
    assert f"{kept} of {due} actions in time; {worked} of {len(by_review)} checks effective" in str(inputs)
    everything = [one.fields["result"] for one in of("EC")]
    assert (everything.count("effective"), len(everything)) == (5, 6)


def test_the_baselines_and_targets_of_the_manual() -> None:
    rows = {row[0][:4]: row for row in tables(document("QM-06").section("Objectives"))[0][1:]}
    assert list(rows) == list(OBJECTIVES)
    limits = {"QO-1": "88", "QO-2": "80", "QO-3": "4.00", "QO-4": "15"}
    for name, row in rows.items():
        said: Callable[[str], bool] = row[1].__contains__
        assert name == "QO-5" or said(TARGETS[name].removeprefix("at least ").removeprefix("at most ")), name
        assert name not in limits or said(f"({limits[name]}"), name
    for name in ("QO-1", "QO-2", "QO-3"):
        assert rows[name][2].startswith(figures("KPI-2026-04")[name]["value"])
    assert rows["QO-4"][2].startswith("{} of {} ".format(*pair("KPI-2026-06", "QO-4")))
    assert rows["QO-6"][2].startswith("{} of {} ".format(*pair("KPI-2026-05", "QO-6")))


def test_three_worse_months_in_a_row_are_looked_into() -> None:
    """QP-02: the cause is searched even if the figure is green; the record of the third month tells of it."""
    seen = []
    for name, target in TARGETS.items():
        better = 1 if target == "100" or target.startswith("at least") else -1
        measured = [one for one in MONTHLY if name in figures(one.id)]
        values = [better * Decimal(figures(one.id)[name]["value"]) for one in measured]
        for index in range(3, len(values)):
            if all(now < before for before, now in pairwise(values[index - 3 : index + 1])):
                seen.append((name, measured[index].id))
                told = re.findall(r"\d+(?:\.\d+)?", measured[index].section("Trend"))
                assert {figures(one.id)[name]["value"] for one in measured[index - 2 : index + 1]} <= set(told)
    assert sorted(seen) == [("P5-3", "KPI-2026-08"), ("P7-3", "KPI-2026-09")]
    assert "No figure got worse three months in a row" in record("KPI-2026-10").body


def test_an_objective_past_its_alarm_limit_became_a_nonconformity() -> None:
    limits = {"QO-1": Decimal(88), "QO-2": Decimal(80), "QO-3": Decimal(4)}
    past = [(name, one.id) for one in MONTHLY for name, limit in limits.items() if _value(one.id, name) < limit]
    assert past == [("QO-1", "KPI-2026-07")]
    raised = [one for one in of("NC") if one.fields["source"] == "objective QO-1 past its alarm limit"]
    assert [("KPI-2026-07" in one.refs, one.fields["process"]) for one in raised] == [(True, "P5")]


def _value(identifier: str, name: str) -> Decimal:
    return Decimal(figures(identifier)[name]["value"])


def test_what_is_left_before_stage_1_has_the_dates_of_its_records() -> None:
    for what, due, where in tables(document("QM-11").section("Before stage 1"))[0][1:]:
        named = [record(one) for one in re.findall(r"[A-Z]+-20\d\d(?:-\d+)?", where) if one in records()]
        if named:
            assert any(due[:10] in f"{one.fields}{one.body}" for one in named), what
