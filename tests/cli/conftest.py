"""The command as users have it: in this process for most tests, in its own for what only a process can show."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from helpers import SETTINGS, Repo, document
from qms.cli import main

Run = Callable[..., Result]
QMS = Path(sys.executable).parent / "qms"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process, at 80 columns, outside of any CI."""
    for name in ("NO_COLOR", "QMS_DEBUG", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")

    def call(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, list(map(str, arguments)))

    return call


@pytest.fixture
def good(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository that the gate accepts, with one document and one record; the process stands in it."""
    files = {
        "qms.yml": SETTINGS + "standards: [iso-9001-2015]\n",
        "procedures/QP-01.md": document(clauses="\n  iso-9001-2015: [7.5.1]"),
        "records/AU-2026.md": "---\nid: AU-2026\nkind: audit\ntitle: Audit\ndate: 2026-01-01\nby: ann\n"
        "refs: [QP-01]\n---\n\nText.\n",
    }
    repo.commit(dict(files))
    monkeypatch.chdir(repo.root)
    return repo


@pytest.fixture
def bad(good: Repo) -> Repo:
    """A repository that the gate refuses."""
    good.commit({"procedures/QP-02.md": document("QP-02", owner="nobody")})
    return good


def start(*arguments: str | Path, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "QMS_DEBUG")}
    return subprocess.run(
        [QMS, *arguments], cwd=cwd, env=environment | variables, capture_output=True, text=True, check=False
    )
