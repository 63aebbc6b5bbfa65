"""A company to sign for, made once a session and copied for each test: keys take a while."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import company as companies
from company import Company
from helpers import Repo

Run = Callable[..., Result]
QMS = Path(sys.executable).parent / "qms"


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Company:
    place = tmp_path_factory.mktemp("founded")
    return companies.found(place / "repo", place / "keys")


@pytest.fixture
def company(founded: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Company:
    """A company whose repository the process stands in, and whose anchor QMS_ANCHOR names."""
    root, keys = tmp_path / "repo", tmp_path / "keys"
    shutil.copytree(founded.root, root)
    shutil.copytree(founded.keys, keys)
    monkeypatch.chdir(root)
    for name in ("QMS_KEY", "SSH_AUTH_SOCK", "GIT_AUTHOR_EMAIL", "QMS_DEBUG", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("QMS_ANCHOR", str(keys / "anchor.json"))
    monkeypatch.setenv("COLUMNS", "100")
    return Company(Repo(root, founded.repo.day, list(founded.repo.ids)), keys, keys / "anchor.json")
