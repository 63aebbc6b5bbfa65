"""The records one by one: numbers, days, people, references, kinds, and the order of dates within a record."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

import pytest

from manual.facts import (
    DAY,
    ISO,
    MONTHS,
    Fact,
    document,
    documents,
    leaves,
    number,
    of,
    records,
    system,
    tables,
    today,
    working,
    working_days,
)
from manual.outline import FIELDS, KINDS, RENUMBERED

# Days on which somebody worked although others rest, with the reason.
RESTLESS = {
    ("CH-2026-01", "2026-05-10"): "tickets move on a Sunday, before the new tool opens; two people had days off for it"
}
RECORDS = pytest.mark.parametrize("one", records().values(), ids=lambda one: one.id)


@pytest.mark.parametrize("prefix", KINDS)
def test_numbers_have_no_gaps(prefix: str) -> None:
    years: dict[str, list[int]] = defaultdict(list)
    for one in of(prefix):
        _, year, *rest = one.id.split("-")
        years[year] += [int(rest[0].strip("Q")) if rest else 1]
    for numbers in years.values():
        first = 1 if prefix not in {"KPI", "RT", "RR", "RL", "OC", "CM", "XD"} else numbers[0]  # these count months
        assert numbers == list(range(first, first + len(numbers)))


def test_monthly_records_begin_with_the_system_and_reach_october() -> None:
    for prefix in ("KPI", "RT"):
        assert [one.fields["month"] for one in of(prefix)] == [f"2026-{month:02}" for month in range(4, 11)]
        assert [one.id for one in of(prefix)] == [f"{prefix}-{one.fields['month']}" for one in of(prefix)]
    assert [one.id for one in of("RR")] == ["RR-2026-Q2", "RR-2026-Q3", "RR-2026-Q4"]


@RECORDS
def test_kind_folder_and_name_belong_together(one: Fact) -> None:
    assert one.fields["kind"] == KINDS[one.prefix][0]
    assert one.path.endswith(f"/{one.id}.md")
    assert {other.path.rpartition("/")[0] for other in of(one.prefix)} == {one.path.rpartition("/")[0]}


def test_each_kind_has_a_retention() -> None:
    index = tables(document("QP-04").section("Records"))[0]
    kept = {prefix for row in index for prefix in re.findall(r"\b[A-Z]{2,3}\b", re.sub(r"`[^`]*`", "", row[0]))}
    settings = system().settings.record_kinds
    assert {one.prefix for one in records().values()} - kept <= {"DR"}
    assert "decision" in {getattr(kind, "id", kind) for kind in settings}
    assert kept - {one.prefix for one in records().values()} == set()


@RECORDS
def test_the_day_is_past_and_a_working_day(one: Fact) -> None:
    assert one.made <= today()
    assert working(one.made)


@RECORDS
def test_people_work_on_working_days(one: Fact) -> None:
    days = {day for name, value in leaves(one.fields) if name != "id" for day in ISO.findall(value)}
    assert [day for day in days if not working(date.fromisoformat(day)) and (one.id, day) not in RESTLESS] == []


@RECORDS
def test_a_named_weekday_is_the_right_one(one: Fact) -> None:
    found = re.findall(rf"\b((?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day),? ({DAY.pattern})", one.body)
    wrong = [
        (weekday, named)
        for weekday, named, day, month, year in found
        if f"{date(int(year or one.id.split('-')[1]), MONTHS.index(month) + 1, int(day)):%A}" != weekday
    ]
    assert wrong == []


@RECORDS
def test_everybody_named_in_the_fields_is_a_person_of_the_policy(one: Fact) -> None:
    people = {person.id for person in system().people.persons}
    assert one.fields["by"] in people
    assert {
        name for _, value in leaves(one.fields) for name in re.findall(r"\b[a-z]{3,}\.[a-z]{3,}\b", value)
    } <= people


@RECORDS
def test_each_reference_and_each_link_leads_somewhere(one: Fact) -> None:
    numbers = {name: {clause.number for clause in standard.clauses} for name, standard in system().standards.items()}
    for ref in one.refs:
        standard, _, clause = ref.partition(":")
        assert clause in numbers[standard] if clause else ref in records() or ref in documents(), ref
    assert len(set(one.refs)) == len(one.refs)
    assert one.id not in one.refs
    paths = system().paths
    for target in re.findall(r"\]\(([^)#:]+)[^)]*\)", one.body):
        assert posixpath.normpath(posixpath.join(posixpath.dirname(one.path), target)) in paths, target


@RECORDS
def test_a_link_shows_the_id_of_what_it_leads_to(one: Fact) -> None:
    for shown, target in re.findall(r"\[([A-Z]+-[\w-]+)\]\(([^)#]+)[^)]*\)", one.body):
        meant = documents().get(shown) or records().get(shown)
        assert meant, f"nothing is called {shown}"
        assert posixpath.basename(meant.path) == posixpath.basename(target)


@RECORDS
def test_what_the_text_links_to_is_in_the_refs_of_either_record(one: Fact) -> None:
    linked = set(re.findall(r"\[([A-Z]+-\d{4}[\w-]*)\]\(", one.body)) & set(records())
    assert {other for other in linked if other not in one.refs and one.id not in records()[other].refs} == set()


@RECORDS
def test_both_editions_are_named_for_each_duty(one: Fact) -> None:
    new = {ref.partition(":")[2] for ref in one.refs if ref.startswith("iso-9001-2026:")}
    old = {ref.partition(":")[2] for ref in one.refs if ref.startswith("iso-9001-2015:")}
    assert {number for clause in new for number in RENUMBERED.get(clause, (clause,))} == old
    assert set(KINDS[one.prefix][1].split()) <= new
    assert one.prefix != "TR" or new & {"7.2", "7.3"}


def test_faulty_outputs_are_kept_as_nonconformities() -> None:
    assert [one.id for one in of("NC") if "iso-9001-2026:8.7.2" in one.refs] == [f"NC-2026-00{n}" for n in (1, 2, 4)]


@pytest.mark.parametrize("prefix", FIELDS)
def test_a_record_has_the_fields_of_its_kind(prefix: str) -> None:
    assert {one.id: sorted(set(FIELDS[prefix].split()) - set(one.fields)) for one in of(prefix)} == {
        one.id: [] for one in of(prefix)
    }


@RECORDS
def test_shipped_records_say_that_they_are_examples(one: Fact) -> None:
    assert (one.fields.get("example") == "true") == (one.fields["kind"] != "decision")


@RECORDS
def test_customers_and_suppliers_are_codes(one: Fact) -> None:
    coded = {"client": r"C-\d\d", "supplier": r"SUP-\d\d|CB-[A-D]", "clients": r"(C-\d\d with )?\d+ users|C-\d\d"}
    for name, value in leaves(one.fields):
        if name in coded:
            assert re.fullmatch(coded[name], value), value
    whole = one.body + " ".join(value for _, value in leaves(one.fields))
    assert re.findall(r"\b(?:Ltd|GmbH|Inc|LLC|plc|AG|S\.A)\b|\b[\w.]+@[\w.]+\b|https?://", whole) == []
    assert all(1 <= int(code) <= 46 for code in re.findall(r"\bC-(\d\d)\b", whole))  # 14 customers and 32 clients


def _duties(node: object) -> list[dict[str, Any]]:
    """Each mapping in front matter that sets a due date."""
    if isinstance(node, list):
        return [duty for item in node for duty in _duties(item)]
    if not isinstance(node, dict):
        return []
    return [*([node] if "due" in node else []), *(duty for value in node.values() for duty in _duties(value))]


@RECORDS
def test_a_due_date_lies_after_the_record(one: Fact) -> None:
    begun = date.fromisoformat(one.fields["start"][:10]) if one.prefix == "PM" else one.made
    for duty in _duties(one.fields):
        settled = one.prefix == "RR" and (duty.get("score-after") or re.match("Done|CA-|Cover", duty["action"]))
        if not settled and not (one.prefix == "RR" and "added on" in duty.get("effect", "")):
            assert date.fromisoformat(duty["due"]) >= begun, duty
    for field in ("check-due", "next"):
        found = ISO.search(str(one.fields.get(field, "")))
        assert not found or date.fromisoformat(found[0]) > one.made


def test_a_customer_is_told_in_time() -> None:
    for one in of("CC"):
        received = one.day("received")
        assert working_days(received, one.day("confirmed")) <= 1
        assert working_days(received, one.day("answered")) <= 10
        assert one.fields["decided-by"] != one.fields["by"]
    for one in of("CP"):
        assert working_days(one.day("received"), one.day("told-on")) <= 1


def test_a_change_is_told_before_it_starts_and_checked_60_to_120_days_later() -> None:
    for one in of("CH"):
        steps = [date.fromisoformat(step["due"]) for step in one.fields["steps"]]
        start = one.day("started") if "started" in one.fields else date(2026, 11, 30)  # the site opens on that day
        assert all(date.fromisoformat(told["when"]) < start for told in one.fields["told"])
        assert start - timedelta(days=14) <= max(steps)
        assert 60 <= (date.fromisoformat(one.fields["effect"]["due"]) - start).days <= 120


def test_the_sums_of_requirements_reviews() -> None:
    for one in of("RQ"):
        change = one.fields["changes"][0]
        extra = number(change["effect"]) * (
            36 if "a month" in change["effect"] or "more a month" in change["effect"] else 1
        )
        assert number(one.fields["value"]) + extra == number(change["signed"].split("new total ")[1])
