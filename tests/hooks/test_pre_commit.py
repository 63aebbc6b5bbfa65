"""`qms hook pre-commit`, by real commits."""

from __future__ import annotations

import subprocess

import pytest

from office import Office

pytestmark = pytest.mark.slow


@pytest.fixture
def desk(office: Office) -> Office:
    """Ann's repository with the hook, on a branch."""
    done = office.qms("hook", "install")
    assert done.returncode == 0, done.stderr
    office.more["QMS_ANCHOR"] = str(office.anchor)
    office.git("switch", "--quiet", "-c", "work")
    return office


def commit(office: Office, *arguments: str) -> subprocess.CompletedProcess[str]:
    return office.run("git", "commit", "--quiet", "--message", "Change", *arguments)


def test_good_metadata_passes_and_the_signatures_to_come_are_named(desk: Office):
    desk.write_procedure()
    desk.git("add", "--all")
    done = commit(desk)
    assert done.returncode == 0
    assert "later: procedures/QP-07-x.md: QP-07 revision 1 needs process-owner (Bob Roe can)" in done.stderr
    assert "They sign with `qms approve` when the text is ready" in done.stderr


def test_a_fault_in_what_is_staged_stops_the_commit(desk: Office):
    before = desk.git("rev-parse", "HEAD")
    path = desk.write_procedure()
    desk.write(path, (desk.root / path).read_text().replace("owner: quality-manager", "owner: nobody"))
    desk.git("add", "--all")
    done = commit(desk)
    assert done.returncode == 1
    assert "owner-unknown there is no role `nobody`" in done.stderr
    assert "Nothing was committed." in done.stderr
    assert desk.git("rev-parse", "HEAD") == before
    assert commit(desk, "--no-verify").returncode == 0


def test_only_what_is_staged_counts_and_not_the_work_tree(desk: Office):
    path = desk.write_procedure()
    desk.git("add", "--all")
    desk.write(path, "broken")
    assert commit(desk).returncode == 0
    desk.git("add", "--all")
    desk.write_procedure()
    assert commit(desk).returncode == 1


def test_the_index_git_prepares_for_one_commit_is_the_one_judged(desk: Office):
    path = desk.write_procedure()
    desk.git("add", "--all")
    commit(desk)
    desk.write(path, "broken")
    assert commit(desk, "--all").returncode == 1
    other = desk.write_procedure("QP-08")
    desk.git("add", other)
    assert commit(desk, other).returncode == 0
    assert commit(desk, path).returncode == 1


def test_a_fault_elsewhere_stops_nobody(desk: Office):
    desk.write("procedures/QP-09.md", "broken")
    desk.git("add", "--all")
    commit(desk, "--no-verify")
    desk.write_procedure()
    desk.git("add", "--all")
    done = commit(desk)
    assert done.returncode == 0
    assert "more in what this commit does not touch: `qms check` lists them." in done.stderr


def test_without_an_anchor_it_says_that_approvals_were_not_looked_at(desk: Office):
    del desk.more["QMS_ANCHOR"]
    desk.write_procedure()
    desk.git("add", "--all")
    done = commit(desk)
    assert done.returncode == 0
    assert "Approvals were not looked at" in done.stderr


def test_nothing_is_left_behind_in_the_repository(desk: Office):
    desk.write_procedure()
    desk.git("add", "--all")
    before = desk.git("count-objects")
    assert desk.qms("hook", "pre-commit").returncode == 0
    assert desk.git("count-objects") == before


def test_the_first_commit_of_a_repository_is_judged(desk: Office):
    desk.git("switch", "--quiet", "--orphan", "empty")
    desk.write("procedures/QP-01.md", "broken")
    desk.git("add", "--all")
    assert commit(desk).returncode == 1
