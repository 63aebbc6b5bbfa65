"""What a server asks beyond the format, by real pushes: names that mislead, times that cannot be, its own branch."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from office import QMS, Office
from qms.writing.serverrules import misleading

pytestmark = pytest.mark.slow


def approved_at(office: Office, when: str, author: str = "2026-03-01T10:00:00Z") -> None:
    office.more |= {"GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": author}
    office.approve(office.write_procedure())
    office.commit("Approve QP-07")
    del office.more["GIT_COMMITTER_DATE"], office.more["GIT_AUTHOR_DATE"]


def tip(office: Office, server: Path, ref: str = "refs/heads/main") -> str:
    return office.git("-C", server, "rev-parse", "--verify", ref)


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("@4039000000 +0000", "bears the time 2097-12-27 16:26 UTC, more than a day from now"),
        ("@999999999999 +0000", "bears no time that any calendar has"),
        ("@253402300800 +0000", "bears no time that any calendar has"),
        ("@600000000 +0000", "bears the time 1989-01-05 10:40 UTC, before 1990"),
    ],
)
def test_a_time_that_cannot_be_is_refused(office: Office, server: Path, when: str, told: str):
    before = tip(office, server)
    approved_at(office, when)
    stored, said = office.push("main")
    assert not stored
    assert told in said
    assert "this server's clock says 20" in said
    assert "Set the clock of the machine that made it" in said
    assert "Traceback" not in said
    assert tip(office, server) == before
    office.git("commit", "--quiet", "--amend", "--no-edit", "--no-verify")
    assert office.push("main") == (True, "")


def test_a_step_below_the_tip_is_asked_too_and_what_is_stored_is_not_asked_again(office: Office, server: Path):
    approved_at(office, "@4039000000 +0000")
    office.write("notes/one.txt", "one\n")
    office.commit()
    stored, said = office.push("main")
    assert not stored
    assert "its commit " in said
    office.git("-C", server, "fetch", "--quiet", office.root, "main:refs/heads/main")
    office.write("notes/two.txt", "two\n")
    office.commit()
    assert office.push("main") == (True, "")
    assert tip(office, server) == office.git("rev-parse", "HEAD")


def test_a_clock_that_is_some_hours_ahead_is_let_pass(office: Office, server: Path):
    approved_at(office, f"{datetime.now(UTC) + timedelta(hours=20):%Y-%m-%dT%H:%M:%SZ}")
    assert office.push("main") == (True, "")
    assert tip(office, server) == office.git("rev-parse", "HEAD")


def test_a_new_branch_is_asked_for_its_tip(office: Office, server: Path):
    office.git("-C", server, "update-ref", "-d", "refs/heads/main")
    approved_at(office, "@4039000000 +0000")
    assert "more than a day from now" in office.push("main")[1]
    office.write("notes/one.txt", "one\n")
    office.commit()
    assert office.push("main") == (True, "")


@pytest.mark.parametrize(
    "ref", ["refs/tags/main", "refs/heads/refs/heads/main", "refs/heads/heads/main", "refs/main", "refs/heads/HEAD"]
)
def test_a_name_that_git_could_take_for_the_branch_is_refused(office: Office, server: Path, ref: str):
    before = tip(office, server)
    office.git("switch", "--quiet", "-c", "work")
    office.write("notes/one.txt", "one\n")
    office.commit()
    stored, said = office.push(f"work:{ref}")
    assert not stored
    assert f"{ref}: refused: " in said or "heads/" in ref
    assert "Choose another name." in said
    assert office.git("-C", server, "for-each-ref", "--format=%(refname)") == "refs/heads/main"
    if ref != "refs/main":  # git itself neither stores nor deletes a ref of one level
        # Who finds one there from before may take it away.
        office.git("-C", server, "update-ref", ref, before)
        assert office.push(f":{ref}")[0]


@pytest.mark.parametrize("place", ["refs/heads/", "refs/tags/"])
def test_a_name_that_is_the_id_of_a_commit_is_refused(office: Office, server: Path, place: str):
    commit = tip(office, server)
    stored, said = office.push(f"main:{place}{commit}")
    assert not stored
    assert "its name looks like the id of a commit" in said
    # Nor does one from before keep anybody out.
    office.git("-C", server, "update-ref", f"{place}{commit}", commit)
    office.approve(office.write_procedure())
    office.commit()
    assert office.push("main") == (True, "")


@pytest.mark.parametrize(
    "ref",
    [
        "refs/tags/main-1", "refs/tags/v/main", "refs/heads/someone/main", "refs/heads/mainly", "refs/notes/main",
        "refs/heads/main", "refs/tags/abcdef1", "refs/tags/HEAD/x",
    ],
)  # fmt: skip
def test_other_names_mislead_nobody(ref: str):
    assert misleading(ref, {"refs/heads/main", "refs/heads/release/1"}) is None


@pytest.mark.parametrize(
    "ref", ["refs/tags/release/1", "refs/remotes/main/HEAD", "refs/tags/refs/heads/main", f"refs/tags/{'A' * 64}"]
)
def test_names_that_lead_astray_by_other_ways(ref: str):
    assert misleading(ref, {"refs/heads/main", "refs/heads/release/1"})


@pytest.fixture
def master(office: Office, server: Path, tmp_path: Path) -> Path:
    """A server without a hook, as an older git makes it."""
    del server
    bare = tmp_path / "srv" / "two.git"
    office.git("init", "--quiet", "--bare", "--initial-branch=master", bare)
    office.git("remote", "set-url", "server", bare)
    return bare


def install(office: Office, bare: Path, *options: str) -> tuple[int, str]:
    anchor = bare.parents[1] / "etc" / "acme.anchor.json"
    done = office.run(QMS, "hook", "-C", bare, "install", "pre-receive", "--anchor", anchor, *options)
    return done.returncode, done.stdout + done.stderr


def test_the_branch_a_server_stands_on_is_protected(office: Office, master: Path):
    code, said = install(office, master)
    assert code == 0, said
    assert "Protected: master, main." in said
    assert "There is no branch master here yet." in said
    assert office.push("main:master") == (True, "")
    office.write_procedure()
    office.commit()
    for branch in ("master", "main"):
        assert "approval-missing" in office.push(f"main:{branch}")[1]
    assert office.push("main:work")[0]


def test_to_leave_out_that_branch_is_refused(office: Office, master: Path):
    code, said = install(office, master, "--branch", "main")
    assert code == 2
    assert "this repository stands on the branch master, which would not be protected" in said
    assert "git symbolic-ref HEAD refs/heads/main" in said
    assert not (master / "hooks" / "pre-receive").exists()
    office.git("-C", master, "symbolic-ref", "HEAD", "refs/heads/main")
    assert install(office, master, "--branch", "main")[0] == 0


def test_a_hook_from_before_protects_the_branch_the_server_stands_on_now(office: Office, master: Path):
    office.git("-C", master, "symbolic-ref", "HEAD", "refs/heads/main")
    assert install(office, master, "--branch", "main")[0] == 0
    office.git("-C", master, "symbolic-ref", "HEAD", "refs/heads/master")
    office.write_procedure()
    office.commit()
    assert not office.push("main:master")[0]


def test_a_protected_name_that_leads_to_another_branch_protects_that(office: Office, server: Path):
    office.git("-C", server, "symbolic-ref", "refs/heads/trunk", "refs/heads/real")
    assert install(office, server, "--branch", "main", "--branch", "trunk")[0] == 0
    office.write_procedure()
    office.commit()
    assert not office.push("main:real")[0]
    assert not office.push("main:trunk")[0]
