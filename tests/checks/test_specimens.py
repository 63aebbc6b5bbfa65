"""Every refusal as a tiny repository that trips it, read and judged as a user's would be, and a near good one."""

from __future__ import annotations

import json
import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from helpers import Repo
from qms.checks import APPROVALS, CHECKS, run_checks
from qms.model.problem import Problem
from qms.reading import read_system

SPECIMENS = Path(__file__).parents[1] / "specimens"
FOLDERS = sorted(folder for folder in SPECIMENS.iterdir() if folder.is_dir())
CODES = {check.code for check in CHECKS}
# What has been published cannot be mended: there is no near good history, only another one.
PAST = {"history-unchanged", "history-order"}
OWN_FILES = {"expected.json", "steps.json", "good"}


def lay(source: Path, root: Path) -> None:
    """Copy a specimen's files over a repository, as if just written: git tells edits by the time of a file."""
    for entry in source.iterdir():
        if entry.name in OWN_FILES:
            continue
        if entry.is_dir():
            shutil.copytree(entry, root / entry.name, copy_function=shutil.copyfile, dirs_exist_ok=True)
        else:
            shutil.copyfile(entry, root / entry.name)


def remove(root: Path, path: str) -> None:
    target = root / os.fsdecode(path.encode("latin-1"))
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    else:
        target.unlink()


def odd_files(repo: Repo, step: dict[str, Any]) -> None:
    """Write what a plain folder cannot hold or would not show."""
    repo.write(step.get("write", {}))
    repo.write({os.fsdecode(p.encode("latin-1")): t.encode("latin-1") for p, t in step.get("latin-1", {}).items()})
    repo.write({path: b"x" * size for path, size in step.get("fill", {}).items()})
    for path, target in step.get("symlink", {}).items():
        (repo.root / path).symlink_to(target)
    for path in step.get("repository", ()):
        inner = Repo(repo.root / path)
        inner.root.mkdir(parents=True)
        inner.git("init", "--quiet")
        inner.commit({"README.md": "Another repository.\n"})


def take(repo: Repo, specimen: Path, step: dict[str, Any], *, good: bool) -> None:
    """Take one step; the last one of the good repository has the good files."""
    if "switch" in step:
        repo.switch(step["switch"])
    if "branch" in step:
        repo.branch(step["branch"])
    if "copy" in step:
        lay(specimen / step["copy"], repo.root)
    odd_files(repo, step)
    for path in step.get("remove", ()):
        remove(repo.root, path)
    if good:
        if (specimen / "good").is_dir():
            lay(specimen / "good", repo.root)
        for path in expectation(specimen).get("good-removes", ()):
            remove(repo.root, path)
    if step.get("commit", True):
        repo.commit({})


def expectation(specimen: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((specimen / "expected.json").read_text())
    return found


def steps(specimen: Path) -> list[dict[str, Any]]:
    written = specimen / "steps.json"
    if written.exists():
        found: list[dict[str, Any]] = json.loads(written.read_text())
        return found
    numbered = sorted(folder.name for folder in specimen.iterdir() if folder.name.isdigit())
    return [{"copy": name} for name in numbered or ["."]]


def problems(specimen: Path, root: Path, *, good: bool = False) -> tuple[Problem, ...]:
    """Build a specimen's repository and judge it."""
    repo = Repo(root)
    root.mkdir()
    repo.git("init", "--quiet")
    taken = steps(specimen)
    for number, step in enumerate(taken, 1):
        take(repo, specimen, step, good=good and number == len(taken))
    expected = expectation(specimen)
    today = date.fromisoformat(expected.get("today", "2026-06-01"))
    system = read_system(root, against=expected.get("against"), today=today, cache=False)
    return run_checks(system).problems


@pytest.mark.parametrize("specimen", FOLDERS, ids=lambda folder: folder.name)
def test_a_specimen_trips_exactly_its_code_at_its_place(specimen: Path, tmp_path: Path):
    found = problems(specimen, tmp_path / "repo")
    shown = [[problem.code, problem.place.path, problem.place.line] for problem in found]
    assert shown == expectation(specimen)["problems"], [problem.message for problem in found]
    assert {problem.code for problem in found} <= {specimen.name.partition("+")[0]}
    assert all(problem.message and problem.fix for problem in found)


@pytest.mark.parametrize(
    "specimen",
    [folder for folder in FOLDERS if folder.name not in PAST],
    ids=lambda folder: folder.name,
)
def test_the_near_good_one_trips_nothing(specimen: Path, tmp_path: Path):
    assert problems(specimen, tmp_path / "repo", good=True) == ()


def test_every_check_has_a_specimen_and_every_specimen_a_check():
    """What only the verifier refuses has its cases in tests/cases: whole histories with signatures."""
    named = {folder.name.partition("+")[0] for folder in FOLDERS} - {"clean"}
    assert CODES - {check.code for check in APPROVALS} <= named <= CODES


def test_every_specimen_but_the_clean_one_expects_a_problem():
    assert [folder.name for folder in FOLDERS if not expectation(folder)["problems"]] == ["clean"]
