"""Which variables of a push reach git: the three that say where its objects wait, for as long as it is judged."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from office import Office
from qms import git
from qms.errors import QmsError
from qms.git.call import environment

STORE = {"GIT_OBJECT_DIRECTORY": "/a", "GIT_ALTERNATE_OBJECT_DIRECTORIES": "/b", "GIT_QUARANTINE_PATH": "/a"}
OTHERS = {
    "GIT_DIR": "/x",
    "GIT_CONFIG_COUNT": "1",
    "GIT_REPLACE_REF_BASE": "refs/x/",
    "GIT_SHALLOW_FILE": "/y",
    "HOME": "/z",
}


def test_only_the_three_are_let_through_and_only_meanwhile(monkeypatch: pytest.MonkeyPatch):
    for name, value in (STORE | OTHERS).items():
        monkeypatch.setenv(name, value)
    before = environment()
    assert not set(before) & set(STORE | OTHERS) - {"HOME"}
    with git.object_store(os.environ):
        assert environment() == before | STORE
    assert environment() == before
    with pytest.raises(ZeroDivisionError), git.object_store(os.environ):
        raise ZeroDivisionError
    assert environment() == before


def test_an_empty_one_is_none():
    with git.object_store({"GIT_QUARANTINE_PATH": ""}):
        assert "GIT_QUARANTINE_PATH" not in environment()


def test_objects_elsewhere_are_found_meanwhile(office: Office, tmp_path: Path):
    other = tmp_path / "other"
    office.git("init", "--quiet", other)
    office.git("-C", other, "commit", "--quiet", "--allow-empty", "--message", "x")
    commit = office.git("-C", other, "rev-parse", "HEAD")
    repository = git.open_repository(office.root)
    store = {"GIT_OBJECT_DIRECTORY": str(other / ".git/objects"),
             "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(office.root / ".git/objects")}  # fmt: skip
    with git.object_store(store):
        assert git.resolve(repository, commit) == commit
        assert git.resolve(repository, "main")
    with pytest.raises(QmsError):
        git.resolve(repository, commit)
