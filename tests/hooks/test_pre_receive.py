"""`qms hook pre-receive`, by real pushes to a bare repository on which it was installed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from office import POLICY, QMS, Office

pytestmark = pytest.mark.slow


def approved(office: Office, text: str = "First text.\n") -> str:
    """A commit with an approved procedure."""
    office.approve(office.write_procedure(text=text))
    return office.commit("Approve QP-07")


def tip(office: Office, server: Path, ref: str = "main") -> str:
    return office.git("-C", server, "rev-parse", "--verify", ref)


def test_what_is_approved_is_stored(office: Office, server: Path):
    commit = approved(office)
    assert office.push("main") == (True, "")
    assert tip(office, server) == commit


def test_a_text_nobody_approved_is_refused_and_the_pusher_learns_who_can_help(office: Office, server: Path):
    before = tip(office, server)
    office.write_procedure()
    office.commit()
    stored, said = office.push("main")
    assert not stored
    assert "main: refused: what it would hold is not approved, or breaks a rule." in said
    assert "procedures/QP-07-x.md: approval-missing: QP-07 revision 1 needs process-owner (Bob Roe can)" in said
    assert "help: " in said
    assert "Refused: nothing of this push was stored." in said
    assert tip(office, server) == before


def test_half_the_signatures_are_not_enough(office: Office, server: Path):
    office.approve(office.write_procedure(), people=("bob.roe",))
    office.commit()
    stored, said = office.push("main")
    assert not stored
    assert "needs quality-manager (Jane Doe can)" in said
    office.approve("procedures/QP-07-x.md")
    office.git("commit", "--quiet", "--amend", "--no-edit", "--all")
    office.git("add", "--all")
    office.git("commit", "--quiet", "--amend", "--no-edit")
    assert tip(office, server)
    assert office.push("main")[0]


def test_the_next_revision_follows_the_same_way(office: Office, server: Path):
    approved(office)
    assert office.push("main")[0]
    before = office.digest("procedures/QP-07-x.md")
    path = office.write_procedure(revision="2", text="Second text.\n")
    office.approve(path, supersedes=before, revision="2")
    commit = office.commit()
    assert office.push("main") == (True, "")
    assert tip(office, server) == commit


@pytest.mark.parametrize("merge", [("--no-ff",), ("--squash",)])
def test_a_branch_comes_by_a_merge_commit_or_as_one(office: Office, server: Path, merge: tuple[str, ...]):
    office.git("switch", "--quiet", "-c", "work")
    office.write_procedure()
    office.commit("Draft")
    approved(office)
    office.git("switch", "--quiet", "main")
    office.git("merge", "--quiet", *merge, "work")
    commit = office.commit()
    assert office.push("main") == (True, "")
    assert tip(office, server) == commit


def test_a_branch_pushed_without_a_merge_is_told_why_its_drafts_are_refused(office: Office, server: Path):
    office.write_procedure()
    office.commit("Draft")
    approved(office)
    stored, said = office.push("main")
    assert not stored
    assert "never by fast-forward or rebase: its drafts are not approved" in said
    assert office.push("main:work")[0]
    assert tip(office, server, "work")


def test_force_pushes_are_refused(office: Office, server: Path):
    first = office.git("rev-parse", "HEAD")
    commit = approved(office)
    assert office.push("main")[0]
    office.git("reset", "--quiet", "--hard", first)
    approved(office, text="Another first text.\n")
    for options in (("--force", "main"), ("--force", f"{first}:main"), ("--force-with-lease", "main")):
        stored, said = office.push(*options)
        assert not stored
        assert "never force a push" in said, options
    assert tip(office, server) == commit


@pytest.mark.usefixtures("server")
def test_a_merge_the_wrong_way_round_is_refused(office: Office):
    office.git("switch", "--quiet", "-c", "work")
    office.write("notes/one.txt", "one\n")
    office.commit()
    office.git("switch", "--quiet", "main")
    approved(office)
    assert office.push("main")[0]
    office.git("switch", "--quiet", "work")
    office.git("merge", "--quiet", "main", "--message", "Merge")
    stored, said = office.push("work:main")
    assert not stored
    assert "not it into your branch" in said


def test_main_is_never_deleted(office: Office, server: Path):
    # Git itself keeps the branch a bare repository stands on, unless it is told not to.
    office.git("-C", server, "config", "receive.denyDeleteCurrent", "ignore")
    stored, said = office.push("--delete", "main")
    assert not stored
    assert "main: refused: the branch of the approved documents is never deleted." in said
    assert tip(office, server)
    office.push("main:work")
    assert office.push("--delete", "work")[0]


def test_refs_that_replace_objects_are_refused_on_any_name(office: Office, server: Path):
    commit = approved(office)
    office.git("replace", commit, office.git("rev-parse", f"{commit}~1"))
    stored, said = office.push(f"refs/replace/{commit}")
    assert not stored
    assert "makes git show another object than the one that was approved" in said
    stored, _ = office.push("main:work", f"refs/replace/{commit}")
    assert not stored
    assert office.git("-C", server, "for-each-ref", "--format=%(refname)") == "refs/heads/main"


def test_one_refused_ref_refuses_the_whole_push(office: Office, server: Path):
    office.write_procedure()
    office.commit()
    assert not office.push("main", "main:work")[0]
    assert office.git("-C", server, "for-each-ref", "--format=%(refname)") == "refs/heads/main"


def test_a_second_name_for_main_is_guarded_too(office: Office, server: Path):
    office.git("-C", server, "symbolic-ref", "refs/heads/trunk", "refs/heads/main")
    office.write_procedure()
    office.commit()
    assert not office.push("main:trunk")[0]


@pytest.mark.usefixtures("server")
def test_guarded_files_and_the_policy_need_their_own_signatures(office: Office):
    office.write("mkdocs.yml", "site_name: Mine\n")
    office.commit()
    stored, said = office.push("main")
    assert not stored
    assert "guard-unapproved" in said
    office.git("reset", "--quiet", "--hard", "server/main")
    policy = (office.root / POLICY).read_text()
    office.write(POLICY, policy.replace("{role: process-owner}, ", ""))
    office.commit()
    stored, said = office.push("main")
    assert not stored
    assert "policy-" in said


@pytest.mark.usefixtures("server")
def test_other_branches_and_tags_are_free(office: Office):
    office.write_procedure(text="<b>anything</b>\n")
    office.commit()
    office.git("tag", "try")
    assert office.push("main:someone/work", "try") == (True, "")
    assert office.push("--force", "main~1:someone/work")[0]


def anchor_of(server: Path) -> Path:
    return server.parents[1] / "etc" / "acme.anchor.json"


@pytest.mark.parametrize("how", ["gone", "broken", "shallow", "grafted", "replaced", "corrupt"])
def test_what_cannot_be_decided_is_refused(office: Office, server: Path, how: str):
    first = office.git("rev-parse", "HEAD")
    if how == "gone":
        anchor_of(server).unlink()
    elif how == "broken":
        anchor_of(server).write_text("{}")
    elif how == "shallow":
        (server / "shallow").write_text(f"{first}\n")
    elif how == "grafted":
        (server / "info").mkdir(exist_ok=True)
        (server / "info" / "grafts").write_text(f"{first}\n")
    elif how == "replaced":
        tree = office.git("-C", server, "rev-parse", "main^{tree}")
        other = office.git("-C", server, "commit-tree", tree, "-m", "other")
        office.git("-C", server, "replace", first, other)
    else:
        blob = office.git("rev-parse", f"{first}:{POLICY}")
        (server / "objects" / blob[:2] / blob[2:]).unlink()
    approved(office)
    before = tip(office, server)
    stored, said = office.push("main")
    assert not stored
    assert "that is never a pass" in said
    assert tip(office, server) == before


def test_the_anchor_is_never_taken_from_the_repository_itself(office: Office, server: Path, tmp_path: Path):
    inside = server / "acme.anchor.json"
    inside.write_bytes(office.anchor.read_bytes())
    done = office.run(QMS, "hook", "-C", server, "install", "pre-receive", "--anchor", inside)
    assert done.returncode == 2
    assert "lies in the repository that it is to judge" in done.stderr
    link = tmp_path / "etc" / "link.json"
    link.symlink_to(inside)
    assert office.run(QMS, "hook", "-C", server, "install", "pre-receive", "--anchor", link).returncode == 2
    assert office.run(QMS, "hook", "-C", server, "install", "pre-receive").returncode == 2


def test_the_anchor_may_come_from_the_environment(office: Office, server: Path):
    hook = server / "hooks" / "pre-receive"
    hook.unlink()
    office.more["QMS_ANCHOR"] = office.anchor.read_text()
    assert office.run(QMS, "hook", "-C", server, "install", "pre-receive").returncode == 0
    assert "--anchor" not in hook.read_text()
    approved(office)
    assert office.push("main")[0]
    del office.more["QMS_ANCHOR"]
    office.write("notes/one.txt", "one\n")
    office.commit()
    stored, said = office.push("main")
    assert not stored
    assert "does not know the anchor" in said


def test_a_wrong_anchor_refuses_everything(office: Office, server: Path):
    text = anchor_of(server).read_text()
    commit = office.git("rev-parse", "HEAD")
    anchor_of(server).write_text(text.replace(commit, "0" * 40))
    approved(office)
    stored, said = office.push("main")
    assert not stored
    assert "anchor-not-on-chain" in said


def test_other_branches_can_be_protected(office: Office, server: Path):
    done = office.run(
        QMS, "hook", "-C", server, "install", "pre-receive", "--anchor", anchor_of(server), "--branch", "release",
        "--branch", "main",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "There is no branch release here yet." in done.stdout
    office.write_procedure()
    office.commit()
    assert not office.push("main:release")[0]
    assert not office.push("main")[0]
    assert office.push("main:other")[0]


def test_the_first_push_to_an_empty_server_is_judged_too(office: Office, server: Path):
    office.git("-C", server, "update-ref", "-d", "refs/heads/main")
    office.git("switch", "--quiet", "--orphan", "other")
    office.write("README.md", "Hello\n")
    office.commit()
    stored, said = office.push("other:main")
    assert not stored
    assert "anchor-not-on-chain" in said
    assert office.push("main")[0]


@pytest.mark.usefixtures("server")
def test_git_variables_in_the_environment_change_nothing(office: Office, tmp_path: Path):
    office.more["GIT_NAMESPACE"] = ""
    office.more["GIT_CEILING_DIRECTORIES"] = str(tmp_path)
    office.write_procedure()
    office.commit()
    assert not office.push("main")[0]


@pytest.mark.parametrize("typed", ["", "one two\n", "refs/heads/main\n"])
def test_the_command_without_a_push_says_how_it_is_meant(office: Office, server: Path, typed: str):
    done = subprocess.run(
        [QMS, "hook", "-C", server, "pre-receive", "--anchor", office.anchor], input=typed, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "qms hook install pre-receive" in done.stderr
