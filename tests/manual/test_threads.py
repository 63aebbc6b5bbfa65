"""The threads that run through the records: from a finding to a proven effect, with the days that QP-15 allows."""

from __future__ import annotations

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest

from manual.facts import (
    DAY,
    ISO,
    MONTHS,
    Fact,
    document,
    minutes,
    named_days,
    of,
    record,
    records,
    working_days,
)
from manual.outline import ARROWS

# Days that were overrun; the record itself says why, in these words.
LATE = {
    ("NC-2026-006", "correction"): "agreed to these three days in writing on 18 September",
    ("CA-2026-04", "decided"): "Second action for the same nonconformity",
    ("CA-2026-02", "done"): "**Late: due on 12 June, done on 23 June, 7 working days.**",
}
ALONE = {"NC-2026-006": 8}  # the day on which its correction was done instead


def later(one: Fact, start: date, day: int) -> bool:
    """Whether the record's own day lies more than so many days after the start."""
    return one.made > start + timedelta(days=day)


def actions_of(nonconformity: Fact) -> list[Fact]:
    return [one for one in of("CA") if one.fields["nonconformity"] == nonconformity.id]


@pytest.mark.parametrize("thread", ARROWS.split("\n")[1:-1])
def test_each_arrow_is_a_reference(thread: str) -> None:
    for first, second in pairwise(thread.split()):
        assert second in record(first).refs or first in record(second).refs, (
            f"{first} and {second} do not name each other"
        )


def test_each_action_and_each_check_hangs_on_its_nonconformity() -> None:
    for one in of("CA"):
        assert one.fields["nonconformity"] in one.refs
        assert one.id in record(one.fields["nonconformity"]).refs
    for one in of("EC"):
        action = record(one.fields["action"])
        assert {action.id, action.fields["nonconformity"]} <= set(one.refs)
        assert one.id in action.refs
        assert one.fields["criterion"] == action.fields["criterion"]  # nobody moves the goal
    for one in of("NC"):
        causes = {one.fields["cause"].removeprefix("First search (5 August), "), one.fields.get("cause-again", "")}
        for action in actions_of(one):
            assert one.id == "NC-2026-003" or action.fields["cause"] in causes


def test_the_clock_of_nonconformities() -> None:
    for one in of("NC"):
        year = one.made.year
        corrected = max(
            (day for day in named_days(one.fields["correction"], year) if day >= one.made), default=one.made
        )
        allowed = ALONE.get(one.id, 5)
        assert (corrected - one.made).days <= allowed, f"{one.id} corrected on {corrected}"
        found = [day for day in named_days(one.fields["similar-cases"], year) if day >= one.made]
        assert all((day - one.made).days <= 10 for day in found), f"{one.id} searched until {found}"
        assert re.search(r"Owner (?:since|of)|Owner:", one.body)
        for day in named_days(" ".join(re.findall(r"Owner since [^:.]*", one.body)), year):
            assert (day - one.made).days <= 2


def test_the_clock_of_actions() -> None:
    for one in of("CA"):
        start = record(one.fields["nonconformity"]).made
        assert not later(one, start, 15) or (one.id, "decided") in LATE
        assert (one.day("due") - start).days <= 60
        if "done" in one.fields:
            assert (one.day("done") - start).days <= 60
            assert one.day("done") >= one.made
            assert one.day("done") <= one.day("due") or (one.id, "done") in LATE
            assert 20 <= (one.day("check-due") - one.day("done")).days <= 90
        else:
            assert 20 <= (one.day("check-due") - one.day("due")).days <= 90


def test_the_clock_of_checks() -> None:
    for one in of("EC"):
        action = record(one.fields["action"])
        assert 20 <= (one.made - action.day("done")).days <= 90
        assert one.made <= action.day("check-due")
        found = re.search(r"(\d+) days after the action was done", one.body)
        assert found
        assert int(found[1]) == (one.made - action.day("done")).days


def test_what_was_late_says_so() -> None:
    for (identifier, _), reason in LATE.items():
        assert reason in record(identifier).body
    late = record("CA-2026-02")
    assert working_days(late.day("due"), late.day("done")) == 7


@pytest.mark.parametrize("one", [*of("NC"), *of("CA")], ids=lambda one: one.id)
def test_counted_days_are_right(one: Fact) -> None:
    start = record(one.fields.get("nonconformity", one.id)).made
    for day, month, year, counted in re.findall(rf"{DAY.pattern} \(day (\d+)\)", one.body):
        named = date(int(year or start.year), MONTHS.index(month) + 1, int(day))
        assert (named - start).days == int(counted)
    decided = re.search(r"Decided on day (\d+)", one.body)
    if decided and one.prefix == "CA":
        assert int(decided[1]) == (one.made - start).days
    done = re.search(r"(?:done|force since Friday 4 September,)(?: on)? day (\d+)", one.body)
    if done and one.prefix == "CA":
        assert int(done[1]) == (one.day("done") - start).days
    if one.prefix == "NC":
        for action in actions_of(one):
            told = re.search(rf"\[{action.id}\]\([^)]*\), decided on day (\d+)", one.body)
            assert not told or int(told[1]) == (action.made - start).days
            told = re.search(rf"\[{action.id}\]\([^)]*\),(?: decided on day \d+,)? done on day (\d+)", one.body)
            assert not told or int(told[1]) == (action.day("done") - start).days


def test_who_checks_did_not_act() -> None:
    for one in of("EC"):
        assert one.fields["by"] != record(one.fields["action"]).fields["owner"]


def test_what_did_not_work_led_to_another_action() -> None:
    results = {one.id: one.fields["result"] for one in of("EC")}
    assert set(results.values()) == {"effective", "not effective"}
    for one in of("EC"):
        if results[one.id] == "not effective":
            assert len(actions_of(record(record(one.fields["action"]).fields["nonconformity"]))) == 2
    assert [identifier for identifier, result in results.items() if result != "effective"] == ["EC-2026-03"]


def test_each_severity_1_has_its_post_mortem_and_nonconformity_in_time() -> None:
    for one in of("PM"):
        day, found, end = (one.fields[name].split(", ") for name in ("start", "found", "end"))
        start = date.fromisoformat(day[0])
        assert working_days(start, one.day("post-mortem-held")) <= 5
        assert working_days(start, one.day("customer-summary")) <= 10
        clock = [60 * int(at[:2]) + int(at[3:]) for _, at in (day, found, end)]
        assert clock == sorted(clock)
        assert clock[2] - clock[0] == minutes(one.fields["duration"])
        times = [event["at"] for event in one.fields["timeline"]]
        assert times == sorted(times)
        assert times[0] == day[1]
        raised = [nc for nc in of("NC") if one.id in nc.refs and nc.fields["source"].startswith("severity 1")]
        assert [nc.made for nc in raised] == [start]
        assert len(one.fields["causes"]) >= 2


def test_open_items_are_open() -> None:
    checked = {one.fields["action"] for one in of("EC")}
    assert {one.id for one in of("CA")} - checked == {"CA-2026-07", "CA-2026-08"}
    assert "done" not in record("CA-2026-08").fields
    assert record("CA-2026-08").fields["due"] == "2026-12-11"
    assert record("CA-2026-07").fields["check-due"] == "2027-01-14"
    for text in (document("QM-06").body, record("RR-2026-Q4").body + str(record("RR-2026-Q4").fields)):
        assert "2027-01-14" in ISO.findall(text)
    assert {"NC-2026-006", "CA-2026-07", "CA-2026-08"} & set(record("AP-2027").refs) == {"CA-2026-07", "CA-2026-08"}
    assert len(records()) >= 78
