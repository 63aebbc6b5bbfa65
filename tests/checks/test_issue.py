"""Reviews: overdue, due within thirty days, and neither."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from checks.builders import START, change, codes, document, history, problems, system

PUBLISHED = START.date() + timedelta(days=1)  # 2026-01-02; twelve months later is 2027-01-02
DUE = date(2027, 1, 2)


def on(day: date, **values: object) -> list[str]:
    """The codes on a day for a document whose only revision was published on the second of January."""
    past = history((change(1, "1", "a"),))
    return codes(system(document(review="12 months", **values), history=past, today=day))


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-31, []), (-30, ["review-due"]), (-1, ["review-due"]), (0, ["review-due"]), (1, ["review-overdue"])],
)
def test_a_review_is_due_for_thirty_days_and_then_overdue(days: int, expected: list[str]):
    assert on(DUE + timedelta(days=days)) == expected


def test_the_interval_counts_from_the_day_it_takes_effect():
    assert on(DUE + timedelta(days=10), effective="2026-03-01") == []
    assert on(DUE + timedelta(days=10), effective="2025-03-01") == ["review-overdue"]


def test_a_new_revision_starts_the_interval_again():
    past = history((change(1, "1", "a"), change(300, "2", "b")))
    again = system(document(revision="2", review="12 months"), history=past, today=DUE + timedelta(days=10))
    assert codes(again) == []


def test_a_draft_and_a_document_without_an_interval_are_never_due():
    later = date(2030, 1, 1)
    assert codes(system(document(review="12 months"), today=later)) == []
    assert codes(system(document(), history=history((change(1, "1"),)), today=later)) == []


def test_the_day_is_named_where_the_interval_stands():
    past = history((change(1, "1", "a"),))
    (problem,) = problems(system(document(review="1 month"), history=past))
    assert problem.message == "the review was due on 2026-02-02"
    assert problem.place.line == 8
