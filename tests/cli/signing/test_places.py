"""Where signing happens: other object formats, folders, worktrees, merges, the demonstration company, bridges."""

from __future__ import annotations

import subprocess
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

import company as companies
from company import POLICY, Company, procedure
from qms.model.demonstration import PROJECT, SEED

from .conftest import Run

ONE = "procedures/QP-01.md"


def in_place(company: Company, monkeypatch: pytest.MonkeyPatch) -> Company:
    monkeypatch.chdir(company.root)
    monkeypatch.setenv("QMS_ANCHOR", str(company.anchor))
    monkeypatch.setenv("HOME", str(company.keys))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    return company


def approved(company: Company, run: Run, *names: str) -> None:
    for name in names:
        company.be(name)
        done = run("approve", "QP-01", "--yes")
        assert done.exit_code == 0, done.output
        company.repo.git("commit", "--quiet", "-m", "Approve", author=f"{name.title()} X")


def test_a_repository_of_sha256_objects(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch):
    company = in_place(companies.found(tmp_path / "repo", tmp_path / "keys", "sha256"), monkeypatch)
    company.repo.branch("draft")
    company.repo.commit({ONE: procedure()}, "Draft")
    approved(company, run, "jane", "bob")
    assert company.check().problems == ()
    company.repo.switch("main")
    company.repo.git("merge", "--quiet", "--squash", "draft")
    company.repo.git("commit", "--quiet", "-m", "QP-01")
    company.be("carl")
    assert run("retire", "QP-01", "--yes").exit_code == 0
    company.be("mia")
    assert run("retire", "QP-01", "--yes").exit_code == 0
    company.repo.git("commit", "--quiet", "-m", "Retire")
    assert company.verify().problems == ()


def test_any_folder_of_a_linked_worktree_will_do(company: Company, run: Run, tmp_path: Path):
    company.repo.branch("draft")
    company.repo.commit({ONE: procedure()}, "Draft")
    company.repo.switch("main")
    company.repo.git("worktree", "add", "--quiet", str(tmp_path / "other"), "draft")
    company.be("jane")
    done = run("-C", tmp_path / "other" / "procedures", "approve", "QP-01", "--yes")
    assert done.exit_code == 0, done.output
    assert (tmp_path / "other/records/approvals/QP-01/1/approval.quality-manager.jane.json").exists()
    assert not (company.root / "records").exists()


def test_the_base_may_have_gone_on_meanwhile(company: Company, run: Run):
    company.repo.branch("draft")
    company.repo.commit({ONE: procedure()}, "Draft")
    company.repo.switch("main")
    company.repo.commit({"notes/new.md": "Meanwhile.\n"}, "Notes")
    company.repo.switch("draft")
    approved(company, run, "jane", "bob")
    assert company.check().problems == ()


def test_a_conflict_with_the_base_is_said_first(company: Company, run: Run):
    company.repo.branch("draft")
    company.repo.commit({ONE: procedure(), "notes/a.md": "One.\n"}, "Draft")
    company.repo.switch("main")
    company.repo.commit({"notes/a.md": "Two.\n"}, "Notes")
    company.repo.switch("draft")
    company.be("jane")
    done = run("approve", "QP-01", "--yes")
    assert done.exit_code == 1
    assert "does not merge into its base without conflicts" in done.stderr


def test_an_unfinished_merge_is_said_too(company: Company, run: Run):
    company.repo.branch("draft")
    company.repo.commit({ONE: procedure(), "notes/a.md": "One.\n"}, "Draft")
    company.repo.switch("main")
    company.repo.commit({"notes/a.md": "Two.\n"}, "Notes")
    company.repo.switch("draft")
    with pytest.raises(AssertionError):
        company.repo.git("merge", "main")
    company.be("jane")
    done = run("approve", "QP-01", "--yes")
    assert done.exit_code == 2
    assert "files in it are unmerged" in done.stderr


def test_bare_and_empty_repositories_have_nothing_to_sign(company: Company, run: Run, tmp_path: Path):
    company.repo.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare"))
    done = run("-C", tmp_path / "bare", "approve")
    assert done.exit_code == 2
    assert "this repository has no work tree" in done.stderr
    (tmp_path / "empty").mkdir()
    company.repo.git("init", "--quiet", str(tmp_path / "empty"))
    done = run("-C", tmp_path / "empty", "approve")
    assert done.exit_code == 2
    assert "there is no commit HEAD" in done.stderr


def test_a_link_where_records_go_is_never_followed(company: Company, run: Run, tmp_path: Path):
    company.repo.branch("draft")
    company.repo.commit({ONE: procedure()}, "Draft")
    (tmp_path / "elsewhere").mkdir()
    (company.root / "records").symlink_to(tmp_path / "elsewhere")
    company.be("jane")
    done = run("approve", "QP-01", "--yes")
    assert done.exit_code == 1
    assert "records is a symbolic link" in done.stderr
    assert not list((tmp_path / "elsewhere").rglob("*"))


def test_a_folder_that_cannot_be_made_leaves_nothing(company: Company, run: Run):
    company.repo.branch("draft")
    company.repo.commit({ONE: procedure()}, "Draft")
    (company.root / "records").write_text("a file where the folder goes\n")
    company.be("jane")
    done = run("approve", "QP-01", "--yes")
    assert done.exit_code == 2
    assert "cannot write" in done.stderr
    assert "nothing was kept" in done.stderr
    assert company.repo.git("diff", "--cached", "--name-only") == ""


def test_another_git_at_work_takes_back_what_was_written(company: Company, run: Run):
    company.repo.branch("draft")
    company.repo.commit({ONE: procedure()}, "Draft")
    company.be("jane")
    (company.root / ".git/index.lock").touch()
    done = run("approve", "QP-01", "--yes")
    assert done.exit_code == 2
    assert "git update-index failed" in done.stderr
    assert not [path for path in (company.root / "records").rglob("*") if path.is_file()]


def _demonstration_key(company: Company, person: str) -> None:
    """The key anybody can derive, where the policy's text is made from."""
    private = Ed25519PrivateKey.from_private_bytes(sha256(f"{SEED}{person}".encode()).digest())
    (company.keys / person).write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
    public = private.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
    (company.keys / f"{person}.pub").write_bytes(public + b"\n")


def test_the_demonstration_company_needs_no_keys(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch):
    made = Company(companies.Repo(tmp_path / "none"), tmp_path / "keys", tmp_path / "keys/anchor.json")
    (tmp_path / "keys").mkdir()
    for person in made.people:
        _demonstration_key(made, person)
    company = in_place(companies.found(tmp_path / "repo", tmp_path / "keys", project=PROJECT), monkeypatch)
    company.repo.write({ONE: procedure()})
    company.repo.git("add", "-A")
    for person in ("jane", "bob"):
        done = run("approve", "QP-01", "--yes", "--demonstration", "--as", person, "--author", "ann")
        assert done.exit_code == 0, done.output
    company.repo.git("commit", "--quiet", "-m", "QP-01")
    assert company.verify().problems == ()


def test_a_bridge_enrols_its_own_key(company: Company, run: Run):
    company.bridge = "hub-key"
    company.repo.write({POLICY: company.next_policy()})
    company.repo.git("add", POLICY)
    for name in ("jane", "bob"):
        company.be(name)
        assert run("approve", "AUTHORITIES", "--yes").exit_code == 0
    done = run("approve")
    assert "version 2 of the policy waits for the new key of hub: `qms approve AUTHORITIES --enrol`" in done.stdout
    done = run("approve", "AUTHORITIES", "--enrol", "--yes", "--as", "hub", "--key", company.key("hub-key"))
    assert done.exit_code == 0, done.output
    company.repo.git("commit", "--quiet", "-m", "Policy 2")
    assert company.verify().problems == ()


def test_ssh_keygen_itself_accepts_the_signature(company: Company, run: Run):
    company.repo.branch("draft")
    company.repo.commit({ONE: procedure()}, "Draft")
    approved(company, run, "jane")
    record = company.root / "records/approvals/QP-01/1/approval.quality-manager.jane.json"
    signers = company.keys / "signers"
    signers.write_text(f"jane {company.public('jane')}\n")
    command = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        signers,
        "-I",
        "jane",
        "-n",
        "qms-approval-v1",
        "-s",
        f"{record}.sig",
    ]
    subprocess.run(command, input=record.read_bytes(), check=True, capture_output=True)
