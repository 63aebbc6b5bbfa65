"""What somebody typed into the text, against metadata and history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from checks.builders import by_hand, change, codes, document, history, problems, system
from qms.checks.byhand import read_day
from qms.model.document import HandKept
from qms.model.people import People, Person
from qms.model.system import QualitySystem

# Revision 1 was published on 2026-01-02, revision 2 on 2026-01-11.
PAST = history((change(1, "1"), change(10, "2")))


def typed(*kept: HandKept, **values: object) -> QualitySystem:
    """A document of revision 2 with something typed into its text."""
    return system(replace(document(**{"revision": "2", **values}), hand_kept=kept), history=PAST)


@pytest.mark.parametrize(
    "kept",
    [
        by_hand("revision", "2"),
        by_hand("revision", "v2"),
        by_hand("revision", "2.0"),
        by_hand("revision", "02"),
        by_hand("owner", "quality-manager"),
        by_hand("owner", "Quality Manager"),
        by_hand("owner", "the quality manager"),
        by_hand("effective", "2026-01-11"),
        by_hand("effective", "12 January 2026"),
        by_hand("effective", "next spring"),
        by_hand("effective", "01/02/2026"),
        by_hand("date", "2026-01-11", "2"),
        by_hand("date", "Jan 12, 2026", "2.0"),
        by_hand("date", "", "2"),
        by_hand("date", "some day", "2"),
    ],
)
def test_what_agrees_is_left_alone(kept: HandKept):
    assert codes(typed(kept)) == []


@pytest.mark.parametrize(
    ("kept", "message"),
    [
        (by_hand("revision", "3"), "the text says revision 3, the metadata says 2"),
        (by_hand("revision", "2.1"), "the text says revision 2.1, the metadata says 2"),
        (by_hand("revision", "1.0.2"), "the text says revision 1.0.2, the metadata says 2"),
        (by_hand("owner", "Managing director"), "the text says the owner is Managing director, the metadata says"),
        (by_hand("effective", "2026-01-02"), "the text says it is in force from 2026-01-02, it was published on"),
        (by_hand("date", "2026-02-01", "2"), "the table dates revision 2 2026-02-01, it was published on 2026-01-11"),
        (by_hand("date", "", "3"), "the table has revision 3, the metadata says 2"),
        (by_hand("date", "2026-01-02", "1"), "the table ends with revision 1, the metadata says 2"),
    ],
)
def test_what_contradicts_is_reported(kept: HandKept, message: str):
    (problem,) = problems(typed(kept))
    assert problem.code == "revision-by-hand"
    assert problem.message.startswith(message)
    assert str(problem.place) == "procedures/QP-01.md:12:1"


def test_a_whole_table_that_agrees_and_one_whose_old_row_is_wrong():
    good = by_hand("date", "2026-01-02", "1"), by_hand("date", "2026-01-11", "2")
    assert codes(typed(*good)) == []
    assert codes(typed(by_hand("date", "2025-12-24", "1"), good[1])) == ["revision-by-hand"]


def test_rows_older_than_the_repository_are_left_alone():
    past = history((change(10, "7"),))
    kept = (by_hand("date", "2019-05-01", "6"), by_hand("date", "2026-01-11", "7"))
    assert codes(system(replace(document(revision="7"), hand_kept=kept), history=past)) == []


def test_the_day_in_the_metadata_wins_over_the_day_of_publishing():
    assert codes(typed(by_hand("effective", "2026-03-01"), effective="2026-03-01")) == []
    assert codes(typed(by_hand("date", "2026-03-01", "2"), effective="2026-03-01")) == []
    (problem,) = problems(typed(by_hand("effective", "2026-04-01"), effective="2026-03-01"))
    assert problem.message == "the text says it is in force from 2026-04-01, the metadata says 2026-03-01"


def test_a_person_who_holds_the_role_is_its_owner():
    tomas = Person("tomas.okafor", "Tomas Okafor", ("quality-manager",))
    people = People((tomas,), {"quality-manager": "Quality manager"}, policy=True)
    assert codes(replace(typed(by_hand("owner", "Tomas Okafor")), people=people)) == []


def test_a_draft_without_days_cannot_be_contradicted():
    kept = (by_hand("effective", "2026-03-01"), by_hand("date", "2026-03-01", "1"))
    assert codes(system(replace(document(), hand_kept=kept))) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-04", date(2026, 3, 4)),
        ("2026/03/04", date(2026, 3, 4)),
        ("4.3.2026", date(2026, 3, 4)),
        ("4 March 2026", date(2026, 3, 4)),
        ("4th Mar. 2026", date(2026, 3, 4)),
        ("March 4, 2026", date(2026, 3, 4)),
        ("31.2.2026", None),
        ("4 Marble 2026", date(2026, 3, 4)),
        ("4 Foo 2026", None),
        ("04/03/2026", None),
        ("", None),
    ],
)
def test_days_that_can_mean_only_one_day(text: str, day: date | None):
    assert read_day(text) == day
