"""Which revision was in force when, held against a day-by-day reading of the rule."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qms.model.approval import AcceptedRevision, DocumentLife
from qms.model.change import Author, Change, ChangeKind, Commit
from qms.model.force import first_day, life_periods, published_periods, quarter_ends, spans

START = date(2026, 1, 1)
SPAN = 40
DAYS = st.integers(0, SPAN)


def day(number: int) -> date:
    return START + timedelta(days=number)


def when(number: int) -> int:
    return int(datetime.combine(day(number), datetime.min.time(), UTC).timestamp()) + 3600


def accepted(number: int, published: int) -> AcceptedRevision:
    path = "procedures/QP-01.md"
    return AcceptedRevision(
        id="QP-01", revision=str(number + 1), digest=f"d{number}", supersedes="", path=path,
        files=((path, f"b{number}"),), document_class="", rules=(), approval=(), records=(), imported=False,
        step="", when=when(published), version=1,
    )  # fmt: skip


def change(number: int, published: int, revision: str, kind: ChangeKind = ChangeKind.CHANGED) -> Change:
    moment = datetime.fromtimestamp(when(published), UTC)
    commit = Commit(f"{number:040x}", Author("Ann", "a@example.org"), moment, moment, "Change")
    blob = "" if kind is ChangeKind.REMOVED else f"b{number}"
    return Change(kind, commit, (commit,), "procedures/QP-01.md", "", blob, blob, "QP-01", revision, "Title", "")


@given(
    published=st.lists(DAYS, min_size=1, max_size=6).map(sorted),
    named=st.lists(st.one_of(st.none(), DAYS), min_size=6, max_size=6),
    retired=st.one_of(st.none(), DAYS),
)
def test_approved_revisions_against_every_day(
    published: list[int], named: list[int | None], retired: int | None
) -> None:
    effective = {f"b{number}": day(at) for number, at in enumerate(named) if at is not None}
    end = max(published[-1], retired) if retired is not None else None
    life = DocumentLife(
        "QP-01",
        tuple(accepted(number, at) for number, at in enumerate(published)),
        retired="c" if end is not None else "",
        retired_when=when(end) if end is not None else 0,
    )
    found = list(life_periods(life, effective))
    for at in range(SPAN + 2):
        expected = None
        for number, issued in enumerate(published):
            if max(issued, named[number] or 0) <= at:
                expected = str(number + 1)
        if end is not None and at >= end:
            expected = None
        held = [period.revision for period in found if period.holds(day(at))]
        assert held == ([expected] if expected else []), at
    assert all(period.never == (not any(period.holds(day(at)) for at in range(2 * SPAN))) for period in found)


STEPS = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(["next", "same", "removed"]), st.one_of(st.none(), DAYS)),
    min_size=1,
    max_size=8,
)


@given(STEPS)
def test_published_revisions_against_every_day(steps: list[tuple[int, str, int | None]]) -> None:
    """A document that comes, changes, goes and comes back, with or without days of its own."""
    changes, effective, at, revision, there = [], {}, 0, 1, False
    for number, (later, what, named) in enumerate(steps):
        at += later
        if what == "removed" and not there:
            continue
        if what == "next" and there:
            revision += 1
        kind = ChangeKind.REMOVED if what == "removed" else ChangeKind.CHANGED
        there = what != "removed"
        changes.append(change(number, at, str(revision), kind))
        if there and named is not None:
            effective[f"b{number}"] = day(named)
    found = list(published_periods("procedures/QP-01.md", "QP-01", changes, effective))
    for one in range(SPAN + 8):
        held = [period.revision for period in found if period.holds(day(one))]
        assert held == replayed(changes, effective, one), one


def replayed(changes: list[Change], effective: dict[str, date], at: int) -> list[str]:
    """What holds at the end of a day, by going through the days' changes one by one."""
    stretch: list[list[Change]] = []
    last: list[str] = []
    for one in changes:
        if one.kind is ChangeKind.REMOVED:
            if one.commit.committed.date() <= day(at):
                stretch = []
                continue
            break
        if stretch and stretch[-1][0].revision == one.revision:
            stretch[-1].append(one)
        else:
            stretch.append([one])
    for run in stretch:
        named = effective.get(run[-1].blob)
        since = run[0].commit.committed.date()
        if (max(since, named) if named else since) <= day(at):
            last = [run[0].revision]
    return last


def test_what_another_document_was_at_the_path_is_left_out() -> None:
    other = change(0, 0, "7")._replace(id="QP-99")
    found = list(published_periods("procedures/QP-01.md", "QP-01", [other, change(1, 3, "1")], {}))
    assert [(period.revision, period.since) for period in found] == [("1", day(3))]


def test_a_revision_replaced_before_its_day_was_never_in_force() -> None:
    assert list(spans([day(9), day(5)], None)) == [(day(9), day(5), False), (day(5), None, False)]
    life = DocumentLife("QP-01", (accepted(0, 1), accepted(1, 2)))
    first, second = life_periods(life, {"b0": day(9)})
    assert (first.never, second.never, first_day([first, second])) == (True, False, day(2))
    assert first_day([]) is None


@given(DAYS, st.integers(0, 900))
def test_the_ends_of_quarters_are_those_of_the_calendar(start: int, length: int) -> None:
    first, last = day(start), day(start) + timedelta(days=length)
    every = (first + timedelta(days=number) for number in range(length + 1))
    expected = [one for one in every if (one + timedelta(days=1)).day == 1 and one.month % 3 == 0]
    assert list(quarter_ends(first, last)) == expected
