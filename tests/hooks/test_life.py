"""The first day, as people type it: begin, write, be refused, approve with two keys, be stored, revise."""

from __future__ import annotations

from pathlib import Path

import pytest

from office import QMS, Office
from sshkeys import needs_ssh_keygen

pytestmark = [pytest.mark.slow, needs_ssh_keygen]


@pytest.fixture
def day(tmp_path: Path) -> Office:
    """A company of three with keys that ssh-keygen made, and a server that guards main."""
    office = Office(tmp_path)
    for name in ("jane", "bob"):
        done = office.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / name, cwd=tmp_path)
        assert done.returncode == 0
    people = (
        f"Jane Doe <jane@example.org> {tmp_path}/jane quality-manager",
        f"Bob Roe <bob@example.org> {tmp_path}/bob process-owner managing-director toolsmith",
        "Ann Author <ann@example.org>",
    )
    persons = [word for person in people for word in ("--person", person)]
    begun = office.run(QMS, "init", "acme", "--company", "Acme Ltd", *persons, cwd=tmp_path)
    assert begun.returncode == 0, begun.stderr
    bare = tmp_path / "srv.git"
    office.git("init", "--quiet", "--bare", "--initial-branch=main", bare)
    done = office.run(QMS, "hook", "-C", bare, "install", "pre-receive", "--anchor", office.anchor)
    assert done.returncode == 0, done.stderr
    office.git("remote", "add", "server", bare)
    assert office.push("main")[0]
    office.more["QMS_ANCHOR"] = str(office.anchor)
    return office


def approve(office: Office, person: str, *ids: str) -> str:
    done = office.qms("approve", *ids, "--as", f"{person}.{'doe' if person == 'jane' else 'roe'}", "--key",
                      office.folder / person, "--against", "main", "--yes")  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def merge(office: Office, branch: str) -> tuple[bool, str]:
    office.git("switch", "--quiet", "main")
    office.git("merge", "--quiet", "--no-ff", "--message", f"Merge {branch}", branch)
    return office.push("main")


def test_the_first_documents_are_approved_and_stored(day: Office):
    day.git("switch", "--quiet", "first-documents")
    assert day.qms("check", "--against", "main").returncode == 1
    for person in ("bob", "jane"):
        for identifier in ("QM-01", "POL-01", "QP-01"):
            approve(day, person, identifier)
    day.commit("Approve the first documents")
    done = day.qms("check", "--against", "main")
    assert done.returncode == 0, done.stdout
    assert merge(day, "first-documents") == (True, "")
    done = day.qms("verify")
    assert "3 documents in force, none suspended" in done.stdout


def test_a_procedure_from_the_first_word_to_its_second_revision(day: Office):
    day.git("switch", "--quiet", "-c", "purchasing")
    done = day.qms("new", "procedure", "Purchasing")
    path = "procedures/QP-01-purchasing.md"
    assert done.stdout.startswith(f"Wrote {path}: QP-01 revision 1")
    day.commit("Draft")
    refused = day.qms("check", "--against", "main")
    assert "QP-01 revision 1 needs process-owner (Bob Roe can) and quality-manager (Jane Doe can)" in refused.stdout
    approve(day, "bob", "QP-01")
    day.commit("Bob approves")
    assert merge(day, "purchasing")[0] is False
    day.git("reset", "--quiet", "--hard", "server/main")
    day.git("switch", "--quiet", "purchasing")
    approve(day, "jane", "QP-01")
    day.commit("Jane approves")
    assert merge(day, "purchasing") == (True, "")

    day.git("switch", "--quiet", "-c", "more")
    assert day.qms("revise", "QP-01", "--why", "Limits added.").stdout.startswith(f"{path}: QP-01 revision 1 -> 2.")
    day.commit("Draft 2")
    assert merge(day, "more")[0] is False
    day.git("reset", "--quiet", "--hard", "server/main")
    day.git("switch", "--quiet", "more")
    for person in ("bob", "jane"):
        approve(day, person, "QP-01")
    day.commit("Approve 2")
    assert merge(day, "more") == (True, "")
    assert "1 document in force" in day.qms("verify").stdout


def test_a_company_of_one_approves_its_own(tmp_path: Path):
    office = Office(tmp_path)
    office.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "jane", cwd=tmp_path)
    person = f"Jane Doe <ann@example.org> {tmp_path}/jane quality-manager"
    assert office.run(QMS, "init", "acme", "--company", "Solo", "--person", person, cwd=tmp_path).returncode == 0
    office.more["QMS_ANCHOR"] = str(office.anchor)
    office.git("switch", "--quiet", "first-documents")
    for identifier in ("QM-01", "POL-01", "QP-01"):
        approve(office, "jane", identifier)
    office.commit()
    assert office.qms("check", "--against", "main").returncode == 0
