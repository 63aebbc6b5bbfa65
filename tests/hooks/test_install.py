"""`qms hook install`: hook files, and nobody's own hook lost."""

from __future__ import annotations

import os

import pytest

from office import Office


def test_it_can_be_written_again_and_says_where(office: Office):
    for _ in range(2):
        done = office.qms("hook", "install", "pre-commit")
        assert done.returncode == 0
        assert done.stdout.startswith(f"Wrote {office.root / '.git/hooks/pre-commit'}.\n")
    hook = office.root / ".git/hooks/pre-commit"
    assert os.access(hook, os.X_OK)
    assert office.qms("hook", "install", "pre-commit", "--anchor", str(office.anchor)).returncode == 0
    assert f"--anchor {office.anchor}" in hook.read_text()


@pytest.mark.parametrize("content", ["#!/bin/sh\nexit 0\n", "", "\xff"])
def test_a_hook_of_somebody_else_stays(office: Office, content: str):
    hook = office.root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_bytes(content.encode("latin-1"))
    done = office.qms("hook", "install")
    assert done.returncode == 2
    assert "is there already, and is not ours" in done.stderr
    assert "hook pre-commit" in done.stderr
    assert hook.read_bytes() == content.encode("latin-1")


def test_our_hook_with_lines_of_somebody_is_somebodys(office: Office):
    assert office.qms("hook", "install").returncode == 0
    hook = office.root / ".git/hooks/pre-commit"
    hook.write_text(hook.read_text().replace("exec ", "make lint\nexec "))
    assert office.qms("hook", "install").returncode == 2
    assert "make lint" in hook.read_text()


def test_a_link_is_never_followed(office: Office):
    hook = office.root / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.symlink_to("../gone")
    assert office.qms("hook", "install").returncode == 2
    assert hook.is_symlink()


def test_hooks_are_written_where_git_looks_for_them(office: Office):
    office.git("config", "core.hooksPath", "team-hooks")
    assert office.qms("hook", "install").returncode == 0
    assert (office.root / "team-hooks/pre-commit").is_file()


def test_a_hook_whose_program_is_gone_lets_nothing_pass(office: Office):
    assert office.qms("hook", "install").returncode == 0
    hook = office.root / ".git/hooks/pre-commit"
    text = hook.read_text()
    program = text.split("[ ! -x ", 1)[1].split(" ]", 1)[0]
    hook.write_text(text.replace(program, "/nowhere/qms"))
    done = office.run(hook)
    assert done.returncode == 1
    assert "/nowhere/qms is gone" in done.stderr


def test_an_unknown_hook_is_refused(office: Office):
    assert office.qms("hook", "install", "post-merge").returncode == 2


def test_outside_of_a_repository_there_is_nothing_to_guard(office: Office):
    assert office.run(*[*("git", "rev-parse")], cwd=office.folder).returncode
    done = office.qms("hook", "-C", office.folder, "install")
    assert done.returncode == 2
    assert "is not in a Git repository" in done.stderr
