"""Commits whose time cannot be true, on a chain that nobody can take them off: they count as the step before them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from approved import Manual, text
from helpers import Repo
from qms import git
from qms.cli import main
from qms.model.state import State, standing
from qms.model.system import ViewKind
from qms.reading import read_system
from qms.reading.publication import read_publication
from qms.trust.dates import Dates

LATE = [4_039_000_000, 253_402_300_799, 253_402_300_800, 999_999_999_999]
NOW = datetime(2026, 4, 1, tzinfo=UTC)


def told(tmp_path: Path, when: int, *, after: bool = True) -> tuple[Manual, Repo]:
    """Revision 1 on 10 January, a note on the 20th, revision 2 at some time, perhaps a note on 1 February."""
    manual = Manual(tmp_path / "repo", b"site_name: x\n")
    manual.begin()
    manual.issue("2026-01-10", "QP-01", "1", "First words.")
    manual.day("2026-01-20")
    manual.story.step({"notes/a.txt": b"a\n"})
    manual.story.clock = when
    manual.story.step(
        manual.story.issue(
            "QP-01", "2", text("QP-01", "2", "Second words.", review="1 month"), signed_at="2026-01-25T09:30:00Z"
        )
    )
    if after:
        manual.day("2026-02-01")
        manual.story.step({"notes/a.txt": b"b\n"})
    return manual, manual.clone()


@pytest.mark.parametrize("when", LATE)
@pytest.mark.parametrize("after", [False, True])
def test_an_approved_revision_is_shown_from_the_day_of_the_step_before(tmp_path: Path, when: int, *, after: bool):
    manual, repo = told(tmp_path, when, after=after)
    system = read_publication(repo.root, ViewKind.PUBLISHED, anchor=str(manual.anchor))
    assert [one.revision for one in system.documents] == ["2"]
    shown = standing(system, system.documents[0])
    assert (shown.since, shown.review) == (date(2026, 1, 20), date(2026, 2, 20))
    assert shown.state is not State.NOT_YET
    last = system.history.of("procedures/QP-01.md")[-1].commit
    assert last.committed.date() == last.authored.date() == date(2026, 1, 20)


@pytest.mark.parametrize("when", LATE)
def test_the_day_decides_what_an_earlier_view_shows(tmp_path: Path, when: int):
    manual, repo = told(tmp_path, when, after=False)

    def revisions(day: date) -> list[str]:
        system = read_publication(repo.root, ViewKind.PUBLISHED, day, anchor=str(manual.anchor))
        return [one.revision for one in system.documents]

    assert revisions(date(2026, 1, 19)) == ["1"]
    assert revisions(date(2026, 1, 20)) == ["2"]
    assert revisions(date(2026, 3, 1)) == ["2"]


@pytest.mark.parametrize("when", LATE)
def test_every_command_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: int):
    manual, repo = told(tmp_path, when)
    monkeypatch.setenv("QMS_ANCHOR", str(manual.anchor))
    for command in (["check"], ["status"], ["log"], ["log", "QP-01"], ["verify"], ["check", "--against", "HEAD~1"],
                    ["status", "--mine", "--as", "jane.doe"]):  # fmt: skip
        done = CliRunner().invoke(main, [command[0], "-C", str(repo.root), *command[1:]])
        assert done.exit_code == 0, (command, done.output, done.exception)
        assert all(year not in done.output for year in ("2097", "2098", "9999-")), command


def test_a_writer_of_a_branch_with_such_a_clock_stops_nobody(tmp_path: Path):
    manual = Manual(tmp_path / "repo", b"site_name: x\n")
    manual.begin()
    story = manual.story
    manual.day("2026-01-10")
    story.branch("work")
    changes = story.issue("QP-01", "1", text("QP-01", "1", "Words."), signed_at="2026-01-09T09:30:00Z")
    story.clock = LATE[-1]
    behind = story.step(changes, on="work")
    manual.day("2026-01-12")
    story.step(changes, parents=[behind])
    repo = manual.clone()
    system = read_publication(repo.root, ViewKind.PUBLISHED, anchor=str(manual.anchor))
    change = system.history.of("procedures/QP-01.md")[-1]
    days = {commit.authored.date() for commit in change.written} | {change.commit.committed.date()}
    assert days == {date(2026, 1, 12)}
    assert behind in {commit.id for commit in change.written}


def test_what_was_still_to_come_counts_once_it_has_come(tmp_path: Path):
    manual, repo = told(tmp_path, int(datetime(2026, 3, 5, tzinfo=UTC).timestamp()))

    def day(now: datetime) -> date:
        system = read_system(repo.root, anchor=str(manual.anchor), now=now)
        assert system.approvals
        assert system.approvals.accepted
        assert system.approvals.state
        return system.approvals.state.documents["QP-01"].current.day

    assert day(datetime(2026, 3, 4, 23, tzinfo=UTC)) == date(2026, 1, 20)
    assert day(NOW) == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("times", "counted"),
    [
        ([1_000, 999_999_999_999, 2_000], [1_000, 1_000, 2_000]),
        ([999_999_999_999, 4_039_000_000, 2_000], [2_000, 2_000, 2_000]),
        ([4_039_000_000], [int(NOW.timestamp())]),
        ([1_000, 500, int(NOW.timestamp()), int(NOW.timestamp()) + 1], [1_000, 500, *[int(NOW.timestamp())] * 2]),
    ],
)
def test_the_newest_earlier_time_in_order_is_taken(tmp_path: Path, times: list[int], counted: list[int]):
    manual = Manual(tmp_path / "repo", b"")
    steps = []
    for number, when in enumerate(times):
        manual.story.clock = when
        steps.append(manual.story.step({"a": str(number).encode()}))
    manual.story.anchor = {"commit": steps[0]}
    dates = Dates(git.open_repository(manual.clone().root), steps[-1], NOW)
    assert [dates.of(step, when) for step, when in zip(steps, times, strict=True)] == counted
    assert dates.of("merge", 999_999_999_999) == counted[-1]
    assert dates.newest_before(-1) == ""
    assert dates.newest_before(10**12) == steps[-1]
