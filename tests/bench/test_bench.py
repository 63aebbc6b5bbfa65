"""The benchmark at its tiniest: the same repository twice, one table, and no word about time."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"


def make(folder: Path) -> Path:
    command = [sys.executable, "-m", "_bench.make", "XS", str(folder)]
    subprocess.run(command, cwd=SCRIPTS, check=True, capture_output=True)
    return folder / "repository"


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


def bench(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPTS / "bench"), "--dir", str(folder), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("one") / "made")


def test_the_same_objects_are_made_twice(repository: Path, tmp_path: Path):
    again = make(tmp_path / "made")
    command = ("cat-file", "--batch-all-objects", "--batch-check")
    assert git(repository, *command) == git(again, *command)
    assert git(repository, "rev-parse", "HEAD") == git(again, "rev-parse", "HEAD")


def test_the_repository_is_what_it_says(repository: Path):
    assert git(repository, "fsck", "--strict") == ""
    assert git(repository, "status", "--porcelain") == ""
    assert len(git(repository, "rev-list", "HEAD").split()) == 60
    assert len(git(repository, "rev-list", "HEAD~20..HEAD").split()) == 20
    assert git(repository, "rev-list", "--merges", "HEAD")
    files = git(repository, "ls-files", "-z").split("\0")
    assert sum(name.startswith(("manual/", "procedures/")) and name.endswith(".md") for name in files) == 10
    assert sum(name.startswith("records/") for name in files) == 2
    times = [int(line) for line in git(repository, "log", "--format=%ct", "--reverse").split()]
    assert times == sorted(set(times))


def test_the_gate_accepts_the_repository(repository: Path):
    done = subprocess.run(
        [str(Path(sys.executable).parent / "qms"), "check", "--quiet"],
        cwd=repository,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_one_table_is_printed(tmp_path: Path):
    done = bench(tmp_path, "--sizes", "XS", "--only", "history", "-n", "1", "--json", str(tmp_path / "numbers.json"))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert all(line.startswith("|") and line.endswith("|") for line in lines)
    assert len({line.count("|") for line in lines}) == 1
    assert "cores" in lines[2]
    rows = json.loads((tmp_path / "numbers.json").read_text(encoding="utf-8"))["rows"]
    assert [row["size"] for row in rows] == ["XS"] * 4
    assert rows[0]["wall_ratio"] is None
    assert all(row["wall_ratio"] > 0 for row in rows[1:])


def test_what_is_unknown_is_refused(tmp_path: Path):
    done = bench(tmp_path, "--sizes", "XXL")
    assert done.returncode == 2
    assert "'XXL' is none of XS, S, M, L" in done.stderr
