"""What became of nonconformities: told by dates, results and which record names which, never by a typed state."""

from __future__ import annotations

from datetime import date

import pytest

from qms.model.actions import Case, Step, cases, effective
from qms.model.change import History
from qms.model.document import Reference, ReferenceKind
from qms.model.fields import Mapping, Scalar
from qms.model.people import People
from qms.model.problem import Place
from qms.model.record import Record
from qms.model.settings import Settings
from qms.model.system import QualitySystem

TODAY = date(2026, 6, 1)


def made(identifier: str, kind: str, day: str = "2026-01-10", refs: tuple[str, ...] = (), **fields: str) -> Record:
    written = {"id": identifier, "kind": kind, "title": identifier, "date": day} | {
        name.replace("_", "-"): value for name, value in fields.items()
    }
    return Record(
        path=f"records/{identifier}.md",
        fields=Mapping(tuple((Scalar(name, 1, 1), Scalar(value, 1, 1)) for name, value in written.items())),
        body="",
        body_line=1,
        refs=tuple(Reference(ReferenceKind.MENTION, name, Place("x", 1, 1)) for name in refs),
    )


def nonconformity(identifier: str = "NC-1", **fields: str) -> Record:
    return made(identifier, "nonconformity", **fields)


def action(
    identifier: str = "CA-1", day: str = "2026-02-01", refs: tuple[str, ...] = ("NC-1",), **fields: str
) -> Record:
    return made(identifier, "corrective-action", day, refs, **fields)


def check(
    identifier: str = "EC-1", day: str = "2026-04-01", refs: tuple[str, ...] = ("CA-1",), **fields: str
) -> Record:
    return made(identifier, "effectiveness-check", day, refs, **fields)


def system(*records: Record) -> QualitySystem:
    return QualitySystem(
        settings=Settings(),
        documents=(),
        records=records,
        standards={},
        people=People(),
        history=History(),
        paths=frozenset(),
        today=TODAY,
    )


def case(*records: Record) -> Case:
    found = cases(system(nonconformity(), *records))
    return next(one for one in found if one.record.id == "NC-1")


def test_one_without_an_action_waits_for_a_decision() -> None:
    assert case().step is Step.DECISION
    assert case().open


def test_a_reasoned_none_closes_it_on_its_day() -> None:
    [found] = cases(system(nonconformity(action="None; a single lapse")))
    assert (found.step, found.closed) == (Step.CLOSED, date(2026, 1, 10))


@pytest.mark.parametrize("field", ["closed", "done"])
def test_a_day_of_its_own_closes_it_once_it_has_come(field: str) -> None:
    assert cases(system(nonconformity(**{field: "2026-05-31"})))[0].closed == date(2026, 5, 31)
    assert cases(system(nonconformity(**{field: "2026-06-02"})))[0].open
    assert cases(system(nonconformity(**{field: "yes"})))[0].open


def test_an_action_that_is_not_done_keeps_it_open_and_may_be_late() -> None:
    found = case(action(due="2026-05-31"))
    assert found.step is Step.ACTION
    assert found.overdue(TODAY)
    assert not case(action(due="2026-06-01")).overdue(TODAY)


def test_done_is_the_end_where_no_check_is_asked_for() -> None:
    found = case(action(done="2026-03-01"))
    assert (found.step, found.closed) == (Step.CLOSED, date(2026, 3, 1))


def test_a_check_that_is_asked_for_is_waited_for() -> None:
    found = case(action(done="2026-03-01", check_due="2026-07-01"))
    assert found.step is Step.CHECK
    assert not found.overdue(TODAY)


def test_an_effective_check_closes_it_on_the_day_of_the_check() -> None:
    found = case(action(done="2026-03-01", check_due="2026-04-01"), check(result="effective"))
    assert (found.step, found.closed) == (Step.CLOSED, date(2026, 4, 1))


def test_no_effect_asks_for_another_action_and_that_one_decides() -> None:
    first = (action(done="2026-03-01"), check(result="not effective"))
    assert case(*first).step is Step.NEW_ACTION
    second = action("CA-2", "2026-04-05")
    assert case(*first, second).step is Step.ACTION
    done = action("CA-2", "2026-04-05", done="2026-04-20")
    assert case(*first, done, check("EC-2", "2026-05-20", ("CA-2",), result="effective")).closed == date(2026, 5, 20)


def test_every_action_has_to_come_to_its_end() -> None:
    assert case(action(), action("CA-2", "2026-03-01", done="2026-03-02")).step is Step.ACTION


def test_a_field_of_its_own_says_more_than_refs_whatever_it_is_called() -> None:
    other = nonconformity("NC-2")
    found = cases(system(nonconformity(), other, action(refs=("NC-1", "NC-2"), answers_to="NC-2")))
    assert [len(one.actions) for one in found] == [0, 1]


def test_an_action_that_names_nothing_belongs_to_what_names_it() -> None:
    found = cases(system(made("NC-1", "nonconformity", refs=("CA-1",)), action(refs=())))
    assert [one.record.id for one in found[0].actions] == ["CA-1"]


def test_what_a_record_corrects_counts_no_more() -> None:
    found = cases(system(nonconformity(), nonconformity("NC-2", corrects="NC-1"), action(done="2026-03-01")))
    assert [(one.record.id, one.open) for one in found] == [("NC-2", False)]


def test_corrections_in_a_circle_are_no_corrections() -> None:
    one, two = nonconformity(corrects="NC-2"), nonconformity("NC-2", corrects="NC-1")
    assert len(cases(system(one, two))) == 2


def test_a_check_in_the_future_has_not_been_made() -> None:
    found = case(action(done="2026-03-01"), check(day="2026-07-01", result="effective"))
    assert found.closed == date(2026, 3, 1)
    assert found.actions[0].checks == ()


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        ("effective", True),
        ("Effective, at last", True),
        ("not effective", False),
        ("open", False),
        ("", None),
        (" ", None),
    ],
)
def test_only_a_plain_yes_is_a_yes(result: str, expected: bool | None) -> None:  # noqa: FBT001 - a table
    assert effective(result) is expected
