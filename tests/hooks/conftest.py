"""A company, and a bare repository on a server whose hook was installed as its administrator would."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from office import QMS, Office, opened


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A company that others copy."""
    return opened(tmp_path_factory.mktemp("office") / "first").folder


@pytest.fixture
def office(begun: Path, tmp_path: Path) -> Office:
    """A company of three, with its first commit on main."""
    shutil.copytree(begun, tmp_path / "office")
    return Office(tmp_path / "office")


@pytest.fixture
def server(office: Office, tmp_path: Path) -> Path:
    """The server, which has the first commit, guards main, and lets git force pushes if the hook does."""
    bare = tmp_path / "srv" / "acme.git"
    anchor = tmp_path / "etc" / "acme.anchor.json"
    anchor.parent.mkdir()
    shutil.copy(office.anchor, anchor)
    office.git("init", "--quiet", "--bare", "--initial-branch=main", bare)
    for setting in ("receive.denyNonFastForwards", "receive.denyDeletes"):
        office.git("-C", bare, "config", setting, "false")
    office.git("remote", "add", "server", bare)
    done = office.run(QMS, "hook", "-C", bare, "install", "pre-receive", "--anchor", anchor)
    assert done.returncode == 0, done.stderr
    assert office.push("main") == (True, "")
    return bare
