"""What `qms doctor` looks at: the machine, the repository, its settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers import SETTINGS, Repo, document
from qms.errors import QmsError
from qms.model.machine import Part
from qms.reading import machine
from qms.reading.files import read_files
from qms.reading.machine import probe

EXTRAS = ("Pagefind",)


def part(parts: tuple[Part, ...], word: str) -> Part:
    return next(found for found in parts if word in found.name)


def test_everything_is_there(repo: Repo):
    repo.commit({"qms.yml": SETTINGS + "standards: [iso-9001-2015]\n", "procedures/a.md": document()})
    parts = probe(repo.root / "procedures")
    assert [found.name for found in parts if not found.ok and not found.name.startswith(EXTRAS)] == []
    assert part(parts, "roles").found == "quality-manager, process-owner"
    assert part(parts, "commits").found == repo.ids[-1][:7]
    assert "mkdocs 1.6" in part(parts, "MkDocs").found


def test_an_empty_repository_can_be_judged_and_could_be_better(repo: Repo):
    repo.write({"qms.yml": "{}\n"})
    parts = probe(repo.root)
    assert [found.name for found in parts if not found.ok and found.needed] == []
    missing = {found.name for found in parts if not found.ok and not found.name.startswith(EXTRAS)}
    assert missing == {"commits", "roles that may own documents", "standards that are claimed"}
    assert all(found.fix for found in parts if not found.ok)


def test_a_shallow_clone(repo: Repo, tmp_path: Path):
    repo.commit({"procedures/a.md": document()})
    repo.commit({"procedures/a.md": document(revision="2")})
    repo.git("clone", "--quiet", "--depth", "1", f"file://{repo.root}", str(tmp_path / "shallow"))
    found = part(probe(tmp_path / "shallow"), "history")
    assert (found.ok, found.needed, "fetch-depth: 0" in found.fix) == (False, True, True)


def test_a_bare_repository(repo: Repo, tmp_path: Path):
    repo.commit({"qms.yml": SETTINGS, "procedures/a.md": document()})
    repo.git("clone", "--quiet", "--bare", str(repo.root), str(tmp_path / "bare"))
    parts = probe(tmp_path / "bare")
    assert part(parts, "roles").found == "quality-manager, process-owner"
    assert read_files(tmp_path / "bare", ["procedures/a.md", "none"]) == {"procedures/a.md": document().encode()}


def test_broken_settings_end_the_probe_of_what_they_name(repo: Repo):
    repo.write({"qms.yml": "documents: 3\n"})
    parts = probe(repo.root)
    assert (part(parts, "settings").ok, part(parts, "settings").needed) == (False, True)
    assert not [found for found in parts if "roles" in found.name]


def test_no_repository_and_no_folder(tmp_path: Path):
    for folder in (tmp_path, tmp_path / "none"):
        found = part(probe(folder), "repository")
        assert (found.ok, found.needed, bool(found.fix)) == (False, True, True)


@pytest.mark.parametrize(("found", "good"), [("2.39.5", True), ("2.38", True), ("2.37.9", False), ("1.9", False)])
def test_git_must_be_new_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, found: str, good: bool):  # noqa: FBT001
    monkeypatch.setattr("qms.git.version", lambda: found)
    assert part(probe(tmp_path), "git 2.38").ok is good


def test_git_must_be_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    def gone() -> str:
        raise QmsError("git is not installed", "Install it.", "git-failed")

    monkeypatch.setattr("qms.git.version", gone)
    assert "Install git (Debian, Ubuntu: `sudo apt-get install git`" in part(probe(tmp_path), "git 2.38").fix


def test_without_ssh_keygen_nobody_can_sign_and_all_else_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(machine, "which", lambda _: None)
    found = part(probe(tmp_path), "ssh-keygen")
    assert (found.ok, found.needed, found.found) == (False, False, "")
    assert "`sudo apt-get install openssh-client`" in found.fix
    assert "nobody can sign" in found.fix


@pytest.mark.parametrize(
    ("said", "good", "found"),
    [
        ("OpenSSH_9.2p1 Debian-2+deb12u6, OpenSSL 3.0.19 27 Jan 2026", True, "OpenSSH 9.2"),
        ("OpenSSH_for_Windows_8.6p1, LibreSSL 3.4.3", True, "OpenSSH 8.6"),
        ("OpenSSH_10.0p2", True, "OpenSSH 10.0"),
        ("OpenSSH_8.1p1, LibreSSL 2.7.3", False, "OpenSSH 8.1"),
        ("OpenSSH_7.9p1", False, "OpenSSH 7.9"),
        ("", True, "/usr/bin/ssh-keygen"),  # no ssh beside it: what nobody knows stops nobody
    ],
)
def test_what_signs_must_be_new_enough(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    said: str,
    good: bool,  # noqa: FBT001
    found: str,
):
    monkeypatch.setattr(machine, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(machine, "_said_by", lambda *_: said)
    told = part(probe(tmp_path), "ssh-keygen")
    assert (told.ok, told.found, bool(told.fix)) == (good, found, not good)


def test_a_program_that_is_not_there_says_nothing():
    assert machine._said_by("no-such-program-anywhere") == ""  # noqa: SLF001 - a program is asked here only


def test_engines_that_are_missing_or_too_old_are_no_reason_to_stop(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(machine, "version", lambda _: "1.5.3")
    found = part(probe(tmp_path), "MkDocs")
    assert (found.ok, found.needed, found.found) == (False, False, "mkdocs 1.5.3, properdocs 1.5.3")
    monkeypatch.setattr(machine, "find_spec", lambda _: None)
    parts = probe(tmp_path)
    assert "pip install" in part(parts, "MkDocs").fix
    assert "pip install" in part(parts, "Material").fix


def test_the_search_for_large_manuals_is_told_with_how_to_get_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(machine, "find_spec", lambda _: None)
    found = part(probe(tmp_path), "Pagefind")
    assert (found.ok, found.needed) == (False, False)
    assert found.fix == "Run `pip install 'mkdocs-qms[search]'`; only sites with `search: pagefind` need it."
    monkeypatch.setattr(machine, "find_spec", lambda name: None if name == "pagefind_bin" else True)
    monkeypatch.setattr(machine, "version", lambda _: "1.5.2")
    found = part(probe(tmp_path), "Pagefind")
    assert (found.ok, found.found) == (False, "pagefind 1.5.2, without the program it runs (pagefind[bin])")
    assert "pip install 'mkdocs-qms[search]'" in found.fix
    monkeypatch.setattr(machine, "find_spec", lambda _: True)
    monkeypatch.setattr(machine, "version", lambda _: "1.5.2")
    assert part(probe(tmp_path), "Pagefind").ok
    monkeypatch.setattr(machine, "version", lambda _: "1.4.0")
    assert not part(probe(tmp_path), "Pagefind").ok
