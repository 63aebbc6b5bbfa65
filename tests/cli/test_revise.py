"""`qms revise`: the next revision and why, in the front matter and nowhere else."""

from __future__ import annotations

import os

import pytest

from helpers import Repo, document
from terminal import converse

from .conftest import QMS, Run


def test_the_next_revision_has_its_reason_and_all_else_stays(run: Run, good: Repo):
    path = good.root / "procedures/QP-01.md"
    before = path.read_text()
    done = run("revise", "QP-01", "--why", "Retention times moved: see index.")
    assert done.exit_code == 0
    assert done.stdout.startswith("procedures/QP-01.md: QP-01 revision 1 -> 2.\n")
    assert "revision 1 stays in force" in done.stdout
    changed = before.replace("revision: 1", "revision: 2")
    assert path.read_text() == changed.replace("change: First issue.", "change: 'Retention times moved: see index.'")


def test_an_editorial_change_takes_the_next_minor_number(run: Run, good: Repo):
    assert "QP-01 revision 1 -> 1.1." in run("revise", "QP-01", "--minor", "--why", "Spelling.").stdout
    good.commit({})
    assert "QP-01 revision 1.1 -> 1.2." in run("revise", "QP-01", "--minor", "--why", "Spelling.").stdout
    good.commit({})
    assert "QP-01 revision 1.2 -> 2." in run("revise", "QP-01", "--why", "New duty.").stdout


def test_a_draft_is_not_revised_again(run: Run, good: Repo):
    good.branch("work")
    assert run("revise", "QP-01", "--why", "One.").exit_code == 0
    for _ in range(2):
        done = run("revise", "QP-01", "--why", "Two.")
        assert done.exit_code == 2
        assert "QP-01 revision 2 is a draft already" in done.stderr
        assert " has revision 1" in done.stderr
        good.commit({})
    good.commit({"procedures/QP-02.md": document("QP-02")})
    assert "QP-02 revision 1 is a draft already: it is not published yet" in run("revise", "QP-02", "--why", "x").stderr
    good.switch("main")
    good.merge("work")
    assert "QP-01 revision 2 -> 3." in run("revise", "QP-01", "--why", "Three.").stdout


def test_in_a_repository_without_commits_all_is_draft(run: Run, repo: Repo):
    repo.write({"procedures/QP-01.md": document()})
    done = run("revise", "-C", repo.root, "QP-01", "--why", "x")
    assert (done.exit_code, "is a draft already" in done.stderr) == (2, True)


def test_a_day_of_the_old_revision_is_pointed_out(run: Run, good: Repo):
    good.commit({"procedures/QP-03-x/index.md": document("QP-03", effective="2026-01-01")})
    done = run("revise", "QP-03", "--why", "x")
    assert "It still says `effective: 2026-01-01`" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("QP-99", "--why", "x"), "there is no document QP-99"),
        (("QP-01",), "there is no terminal to ask on"),
        (("QP-01", "--why", ""), "not one line of at most 500 characters"),
        (("QP-01", "--why", "two\nlines"), "not one line of at most 500 characters"),
    ],
)
def test_what_cannot_be_is_refused_and_the_file_stays(run: Run, good: Repo, arguments: tuple[str, ...], said: str):
    before = (good.root / "procedures/QP-01.md").read_bytes()
    done = run("revise", *arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert (good.root / "procedures/QP-01.md").read_bytes() == before


def test_on_a_terminal_it_asks_why(good: Repo):
    answers = [("Why does QP-01 get revision 2", "Because it was wrong.")]
    code, seen = converse([QMS, "revise", "QP-01"], good.root, answers, os.environ)
    assert code == 0, seen
    assert "change: Because it was wrong." in (good.root / "procedures/QP-01.md").read_text()
