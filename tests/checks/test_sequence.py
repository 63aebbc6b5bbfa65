"""The order of revisions, held to a reference model that is too simple to be wrong."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from checks.builders import changes, codes, document, history, judge, problems, system
from qms.checks.sequence import Order, allowed, order, orders

NUMBERS = st.one_of(
    st.integers(1, 5).map(str),
    st.tuples(st.integers(1, 3), st.integers(1, 3)).map(lambda pair: f"{pair[0]}.{pair[1]}"),
)
SEQUENCES = st.lists(NUMBERS, min_size=1, max_size=9)


def size(number: str) -> Fraction:
    whole, _, part = number.partition(".")
    return Fraction(int(whole)) + Fraction(int(part or 0), 1000)


def follows(number: str, last: str) -> bool:
    whole, _, part = last.partition(".")
    return number in (str(int(whole) + 1), f"{whole}.{int(part or 0) + 1}")


def runs(numbers: list[str]) -> list[str]:
    return [number for index, number in enumerate(numbers) if index == 0 or number != numbers[index - 1]]


def expected(before: list[str], number: str) -> str:
    """What must be said of a revision after those before it, straight from the rule."""
    if not before:
        return "next"
    if number in before:
        return "revision-reused"
    if follows(number, before[-1]) or follows(number, max(before, key=size)):
        return "next"
    return "revision-backwards" if size(number) < size(before[-1]) else "revision-skipped"


@given(SEQUENCES)
def test_the_order_of_any_sequence(numbers: list[str]):
    steps = runs(numbers)
    assert order(steps[:-1], steps[-1]).value == expected(steps[:-1], steps[-1])
    wrong = {index: found.value for index, found in orders(steps)}
    for index, number in enumerate(steps):
        assert wrong.get(index, "next") == expected(steps[:index], number)


@given(SEQUENCES)
def test_whatever_was_published_some_revision_may_follow(numbers: list[str]):
    editorial, _, major = allowed(numbers).partition(" (an editorial change) or ")
    assert order(numbers, editorial) is order(numbers, major) is Order.NEXT


@given(SEQUENCES)
def test_the_verdict_on_any_published_history(numbers: list[str]):
    """Every change publishes a new text, so a repeated number is a changed text without a new revision."""
    steps = runs(numbers)
    lengths = [len(run) for run in split(numbers)]
    *older, last = (expected(steps[:index], number) for index, number in enumerate(steps))
    wanted = ["history-order"] * sum(found != "next" for found in older)
    wanted += ["history-unchanged"] * sum(length > 1 for length in lengths[:-1])
    wanted += [last] * (last != "next") + ["revision-unchanged"] * (lengths[-1] > 1)
    found = problems(system(document(revision=numbers[-1]), history=history(changes(*numbers))))
    assert sorted(problem.code for problem in found) == sorted(wanted)


@given(SEQUENCES)
def test_a_pending_step_makes_the_last_published_revision_history(numbers: list[str]):
    pending = f"{int(max(numbers, key=size).partition('.')[0]) + 1}"
    found = judge(pending, *numbers, committed=False)
    assert set(found) <= {"history-order", "history-unchanged"}
    assert ("history-unchanged" in found) == any(len(run) > 1 for run in split(numbers))


@given(st.lists(st.integers(0, 1), max_size=12))
def test_a_history_that_only_ever_takes_a_next_step_has_no_problem(choices: list[int]):
    numbers = ["1"]
    for choice in choices:
        whole, _, part = numbers[-1].partition(".")
        numbers.append(str(int(whole) + 1) if choice else f"{whole}.{int(part or 0) + 1}")
    assert codes(system(document(revision=numbers[-1]), history=history(changes(*numbers)))) == []


def split(numbers: list[str]) -> list[list[str]]:
    found: list[list[str]] = []
    for number in numbers:
        if found and found[-1][0] == number:
            found[-1].append(number)
        else:
            found.append([number])
    return found
