"""The monthly figures, recomputed: shares, rolling sums, running counts, and where else they are printed."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from manual.facts import (
    MONTHS,
    Fact,
    figures,
    last_day,
    month,
    of,
    pair,
    record,
    rounded,
    tables,
    working,
    working_days,
)
from manual.outline import OBJECTIVES, SOURCE, TARGETS

ROLLING = ("QO-4", "P2-1", "P3-1", "P6-1", "P7-3", "P8-1", "P9-2")
MONTHLY = of("KPI")
EACH_MONTH = pytest.mark.parametrize("one", MONTHLY, ids=lambda one: one.id)


@EACH_MONTH
def test_each_value_recomputes(one: Fact) -> None:
    for name, figure in figures(one.id).items():
        value, numerator, denominator = figure["value"], Decimal(figure["numerator"]), Decimal(figure["denominator"])
        if figure["name"].endswith("%"):
            assert value == rounded(100 * numerator, denominator, value), name
        elif name == "QO-3":
            assert value == rounded(numerator, denominator, value)
        else:
            assert value == figure["numerator"], name
        assert numerator <= denominator or name in {"QO-3", "P4-2"}


@EACH_MONTH
def test_targets_never_move(one: Fact) -> None:
    assert {name: figure["target"] for name, figure in figures(one.id).items()} == {
        name: TARGETS[name] for name in figures(one.id)
    }
    assert {f"P{n}" for n in range(1, 12)} <= {figure["process"] for figure in figures(one.id).values()}


@EACH_MONTH
def test_each_objective_has_its_figure(one: Fact) -> None:
    lacking = set(OBJECTIVES) - set(figures(one.id))
    assert lacking == ({"QO-6"} if one.id == "KPI-2026-04" else set())
    assert {name: figures(one.id)[name]["process"] for name in figures(one.id) if name in SOURCE} == {
        name: process for name, process in SOURCE.items() if name not in lacking
    }


@EACH_MONTH
def test_the_table_of_objectives_prints_what_was_measured(one: Fact) -> None:
    rows = tables(one.section("Objectives"))[0]
    shown = [
        ([month[:3] for month in MONTHS].index(name) - 3, n)
        for n, name in enumerate(rows[0])
        if re.fullmatch("[A-Z][a-z]{2}", name)
    ]
    assert [index for index, _ in shown] == list(range(max(0, month(one) - 6), month(one) - 3))
    assert [row[0][:4] for row in rows[1:]] == list(OBJECTIVES)
    for row in rows[1:]:
        assert [row[column].replace("\N{EN DASH}", "none") for _, column in shown] == [
            OBJECTIVES[row[0][:4]].split()[index] for index, _ in shown
        ]


@EACH_MONTH
def test_the_figures_are_those_of_the_outline(one: Fact) -> None:
    index = month(one) - 4
    for name in ("QO-1", "QO-2", "QO-3"):
        assert figures(one.id)[name]["value"] == OBJECTIVES[name].split()[index]
    parts = [tuple(map(int, text.split("/"))) for text in OBJECTIVES["QO-4"].split()][max(0, index - 2) : index + 1]
    assert pair(one.id, "QO-4") == tuple(map(sum, zip(*parts, strict=True)))
    planned, _, passed = map(int, OBJECTIVES["QO-5"].split()[index].split("/"))
    assert pair(one.id, "QO-5") == (passed, planned)


@EACH_MONTH
def test_restore_tests_and_actions_give_the_objectives(one: Fact) -> None:
    tests = record(f"RT-{one.fields['month']}").fields["tests"]
    done = [test for test in tests if re.fullmatch(r"20\d\d-\d\d-\d\d", test["held"])]
    counted = f"{len(tests)}/{len(done)}/{sum(test['result'] == 'passed' for test in done)}"
    assert counted == OBJECTIVES["QO-5"].split()[month(one) - 4]
    due = [action for action in of("CA") if action.day("due") <= last_day(one)]
    kept = [action for action in due if "done" in action.fields and action.day("done") <= action.day("due")]
    assert (f"{len(kept)}/{len(due)}" if due else "none") == OBJECTIVES["QO-6"].split()[month(one) - 4]
    assert not due or pair(one.id, "QO-6") == (len(kept), len(due))


@pytest.mark.parametrize("name", ROLLING)
def test_rolling_sums_come_from_possible_months(name: str) -> None:
    """From rolling sums each month follows; no month may be negative, or have more hits than cases."""
    single: list[tuple[int, int]] = []
    for one in MONTHLY:
        window = [sum(some) for some in zip(*single[-2:], strict=True)] or [0, 0]
        hits, cases = (now - before for now, before in zip(pair(one.id, name), window, strict=True))
        assert 0 <= hits <= cases
        single.append((hits, cases))
    if name == "QO-4":
        assert [f"{hits}/{cases}" for hits, cases in single] == OBJECTIVES["QO-4"].split()
    if name == "P7-3":
        changes = record("OC-2026-10").fields["changes"]
        assert single[-1] == (sum(change["result"].startswith("failed") for change in changes), len(changes))
        assert [hits for hits, _ in single[-3:-1]] == [2, 2]  # as the extract of October says


@EACH_MONTH
def test_a_rolling_figure_names_its_months(one: Fact) -> None:
    first = MONTHS[max(3, month(one) - 3)]
    window = {4: "April only", 5: "April and May"}.get(month(one), f"{first} to {MONTHS[month(one) - 1]}")
    named = [figure["name"] for figure in figures(one.id).values() if figure["id"] in (*ROLLING, "P6-2")]
    assert [name for name in named if f", {window}" not in name] == []


def test_tickets_add_up_from_month_to_month() -> None:
    for before, one in pairwise(MONTHLY):
        arrived, solved = pair(one.id, "QO-1")[1], pair(one.id, "QO-2")[1]
        assert pair(one.id, "P5-3")[1] == pair(before.id, "P5-3")[1] + arrived - solved
    for one in MONTHLY:
        assert pair(one.id, "P5-1")[1] == pair(one.id, "P5-2")[1] == pair(one.id, "QO-2")[1]


@EACH_MONTH
def test_counts_that_come_from_other_records(one: Fact) -> None:
    snapshot = [risks for risks in of("RR") if risks.made <= last_day(one)][-1]
    high = [line for line in snapshot.fields["lines"] if line["type"] == "risk"]
    assert pair(one.id, "P1-1")[1] == sum(int(line.get("score-after", line["score"])) >= 12 for line in high) + (
        one.id == "KPI-2026-10"  # R-05 came down in November
    )
    audits = [audit for audit in of("IA") if audit.made <= last_day(one)]
    assert "P10-2" not in figures(one.id) or pair(one.id, "P10-2")[0] == len(audits)
    earlier = [measured for measured in MONTHLY if measured.id <= one.id]
    assert pair(one.id, "P10-1") == (sum(_working_day(measured) <= 5 for measured in earlier), len(earlier))
    window = [pm for pm in of("PM") if max(4, month(one) - 2) <= int(pm.fields["start"][5:7]) <= month(one)]
    assert "P6-2" not in figures(one.id) or pair(one.id, "P6-2")[1] == len(window)


def _working_day(one: Fact) -> int:
    """On which working day of its month a record was made."""
    return working_days(one.made.replace(day=1) - timedelta(days=1), one.made)


@EACH_MONTH
def test_the_record_was_made_on_the_day_it_says(one: Fact) -> None:
    found = re.search(r"Data closed on (\d+) \w+ \(working day (\d)\), recorded on working day (\d)", one.body)
    assert found
    closed = one.made.replace(day=int(found[1]))
    assert working(closed)
    assert (working_days(closed.replace(day=1) - timedelta(days=1), closed), _working_day(one)) == (3, int(found[3]))
    assert found[2] == "3"
    assert (one.made.year, one.made.month) == (2026, month(one) + 1)
