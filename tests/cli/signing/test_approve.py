"""`qms approve`: what people type, what they read, and what the verifier says of the commit that follows."""

from __future__ import annotations

import hashlib
import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from company import POLICY, Company, procedure

from .conftest import QMS, Run

ONE = "procedures/QP-01.md"


def drafted(company: Company, text: str = "First text.\n", revision: str = "1") -> None:
    """Ann drafts a revision on a branch."""
    company.repo.branch(f"draft-{revision}")
    company.repo.commit({ONE: procedure(revision=revision, text=text)}, "Draft")


def approved(company: Company, run: Run, *names: str, subject: str = "QP-01") -> str:
    """Each signs and commits; what the last one read."""
    shown = ""
    for name in names:
        company.be(name)
        done = run("approve", subject, "--yes")
        assert done.exit_code == 0, done.output
        company.repo.git("commit", "--quiet", "-m", "Approve", author=f"{name.title()} X")
        shown = done.output
    return shown


def squashed(company: Company, branch: str) -> None:
    """The branch goes to main as one commit."""
    company.repo.switch("main")
    company.repo.git("merge", "--quiet", "--squash", branch)
    company.repo.git("commit", "--quiet", "-m", "Squash")


def in_force(company: Company, run: Run) -> None:
    """Revision 1 of QP-01 is in force."""
    drafted(company)
    approved(company, run, "jane", "bob")
    squashed(company, "draft-1")
    assert company.verify().problems == ()


def nothing_written(company: Company) -> bool:
    return not (company.root / "records").exists() and "records" not in company.repo.git("ls-files")


def test_two_people_approve_and_the_branch_and_its_squash_are_accepted(company: Company, run: Run):
    drafted(company)
    company.be("jane")
    done = run("approve", "QP-01", "--yes")
    assert done.exit_code == 0, done.output
    assert "The first revision: all of it is new." in done.output
    assert "Written by: Ann Author." in done.output
    assert "Needs: process-owner, quality-manager." in done.output
    assert "Signed as Jane Doe, quality-manager: approves QP-01 revision 1." in done.output
    assert "Still needed: process-owner (Bob Smith or Mia Admin can: `qms approve QP-01`)." in done.output
    assert 'git commit -m "Approve QP-01 revision 1 as quality-manager"' in done.output
    company.repo.git("commit", "--quiet", "-m", "Approve", author="Jane Doe")
    shown = approved(company, run, "bob")
    assert "Signed so far: Jane Doe (quality-manager)." in shown
    assert "Complete: QP-01 revision 1 has every signature it needs." in shown
    assert company.check().problems == ()
    squashed(company, "draft-1")
    outcome = company.verify()
    assert outcome.problems == ()
    assert outcome.state
    approvals = outcome.state.documents["QP-01"].current.approvals
    assert [(record.person, record.role, record.authors) for record in approvals] == [
        ("bob", "process-owner", ("ann",)),
        ("jane", "quality-manager", ("ann",)),
    ]


def test_the_next_revision_shows_what_changed_as_text_and_line_by_line(company: Company, run: Run):
    in_force(company, run)
    drafted(company, "First **text**, [mended](QP-01.md).\n", "2")
    company.be("jane")
    done = run("approve", "qp-1", "--yes")
    assert done.exit_code == 0, done.output
    assert "First text[-.-]{+, mended (QP-01.md).+}" in done.output
    assert "-First text.\n+First **text**, [mended](QP-01.md).\n" in done.output
    assert "-revision: 1\n+revision: 2\n" in done.output


def test_colours_take_the_place_of_marks(company: Company, run: Run):
    in_force(company, run)
    drafted(company, "Second text.\n", "2")
    company.be("jane")
    done = run("approve", "QP-01", "--yes", "--color", "always")
    assert "\x1b[31;9mFirst\x1b[0m\x1b[32mSecond\x1b[0m text." in done.output


def test_a_document_cannot_steer_the_terminal(company: Company, run: Run):
    in_force(company, run)
    company.repo.branch("draft-2")
    company.repo.write({ONE: procedure(revision="2", text="Up \x9b2J and away.\n")})
    company.repo.git("add", "-A")
    company.be("ann")
    done = run("approve", "QP-01", "--yes", "--as", "jane", "--key", company.key("jane"))
    assert "\x9b" not in done.output
    assert "\\x9b2J" in done.output


def test_on_the_main_branch_the_text_is_only_staged_and_its_author_is_named(company: Company, run: Run):
    company.repo.write({ONE: procedure()})
    company.repo.git("add", "-A")
    for name in ("jane", "bob"):
        company.be(name)
        done = run("approve", "QP-01", "--yes", "--author", "ann")
        assert done.exit_code == 0, done.output
    company.repo.git("commit", "--quiet", "-m", "QP-01 revision 1")
    assert company.verify().problems == ()


def test_on_the_main_branch_the_author_is_whoever_commits_unless_somebody_is_named(company: Company, run: Run):
    company.repo.write({ONE: procedure()})
    company.repo.git("add", "-A")
    company.be("jane")
    done = run("approve", "QP-01", "--yes")
    assert done.exit_code == 1
    assert "Jane Doe is an author of QP-01 revision 1, and nobody approves what he or she wrote" in done.stderr
    assert "name the authors: `--author PERSON`" in done.stderr
    assert nothing_written(company)


def test_an_author_on_the_branch_cannot_approve(company: Company, run: Run):
    company.repo.branch("draft-1")
    company.repo.commit({ONE: procedure()}, "Draft", author="Jane Doe")
    company.be("jane")
    done = run("approve", "QP-01", "--yes")
    assert done.exit_code == 1
    assert "nobody approves what he or she wrote" in done.stderr
    assert "Others can sign: process-owner (Bob Smith or Mia Admin can" in done.stderr
    assert "quality-manager (Carl Jung can" in done.stderr
    assert nothing_written(company)


def test_a_late_author_spoils_what_was_signed_before_and_the_next_signer_is_told(company: Company, run: Run):
    drafted(company)
    approved(company, run, "jane")
    company.repo.commit({"notes/why.md": "Notes.\n"}, "Notes", author="Jane Doe")
    company.be("bob")
    done = run("approve", "QP-01", "--yes")
    assert done.exit_code == 0, done.output
    assert "Signed so far: nobody." in done.output
    assert "Does not count: records/approvals/QP-01/1/approval.quality-manager.jane.json: " in done.output
    assert "Still needed: quality-manager (Carl Jung can: `qms approve QP-01`)." in done.output
    company.repo.git("commit", "--quiet", "-m", "Approve", author="Bob Smith")
    company.repo.git("rm", "--quiet", "records/approvals/QP-01/1/approval.quality-manager.jane.json*")
    company.repo.git("commit", "--quiet", "-m", "Remove what Jane signed before she wrote")
    assert "Complete: " in approved(company, run, "carl")
    assert company.check().problems == ()


def test_an_approval_of_an_earlier_draft_is_removed_by_an_author_and_made_anew(company: Company, run: Run):
    drafted(company)
    approved(company, run, "jane")
    company.repo.commit({ONE: procedure(text="Better text.\n")}, "Mended")
    company.be("jane")
    done = run("approve", "QP-01", "--yes")
    record = "records/approvals/QP-01/1/approval.quality-manager.jane.json"
    assert done.exit_code == 1
    assert f"{record} is yours and no longer fits what is staged" in done.stderr
    assert f"Let an author remove it: `git rm '{record}*'`" in done.stderr
    company.repo.git("rm", "--quiet", f"{record}*")
    company.repo.git("commit", "--quiet", "-m", "Not for this draft")
    approved(company, run, "jane", "bob")
    assert company.check().problems == ()


def test_an_approval_that_was_never_committed_is_replaced(company: Company, run: Run):
    drafted(company)
    company.be("jane")
    assert run("approve", "QP-01", "--yes").exit_code == 0
    company.repo.git("stash", "--quiet")
    company.repo.commit({ONE: procedure(text="Better text.\n")}, "Mended")
    company.repo.git("stash", "pop", "--quiet", "--index")
    assert run("approve", "QP-01", "--yes").exit_code == 0
    company.repo.git("commit", "--quiet", "-m", "Approve", author="Jane Doe")
    approved(company, run, "bob")
    assert len(list((company.root / "records").rglob("*.json"))) == 2
    assert company.check().problems == ()


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--key", "bob"), 1, "belongs to Bob Smith, not to Jane Doe"),
        (("--key", "stranger"), 1, "belongs to nobody in version 1 of the policy"),
        (("--key", "missing"), 2, "there is no key"),
        (("--role", "process-owner"), 1, "Jane Doe does not hold the role process-owner; roles held: quality-manager"),
        (("--as", "nobody"), 1, "nobody is nobody in the policy"),
        (("--author", "nobody"), 1, "the author nobody is nobody in the policy"),
        (("--demonstration",), 1, "the demonstration keys are public"),
        (("--as", "ann"), 1, "Ann Author holds no role that QP-01 revision 1 asks for"),
        (("--against", "nothing"), 2, "there is no commit nothing"),
        (("--anchor", "nothing"), 2, "the anchor nothing cannot be used"),
    ],
)
def test_refusals_write_nothing(company: Company, run: Run, arguments: tuple[str, ...], code: int, said: str):
    drafted(company)
    company.be("jane")
    company.key("stranger")
    words = [
        company.keys / word if before == "--key" else word
        for before, word in zip(("", *arguments), arguments, strict=False)
    ]
    done = run("approve", "QP-01", "--yes", *words)
    assert (done.exit_code, said in done.stderr) == (code, True), done.output
    assert "help: " in done.stderr
    assert nothing_written(company)


def test_a_retired_key_signs_nothing_more(company: Company, run: Run):
    company.extra_keys["jane"] = ["jane-new"]
    company.states["jane"] = "retired"
    _rotate(company, run)
    drafted(company)
    company.be("jane")
    done = run("approve", "QP-01", "--yes", "--key", company.key("jane"))
    assert done.exit_code == 1
    assert "of Jane Doe is retired: it signs nothing more" in done.stderr
    assert nothing_written(company) or not list((company.root / "records/approvals/QP-01").rglob("*"))
    done = run("approve", "QP-01", "--yes")  # git's own key is the retired one: it is passed over, and none is left
    assert done.exit_code == 1
    assert "no key here is an active one of jane" in done.stderr
    assert run("approve", "QP-01", "--yes", "--key", company.key("jane-new")).exit_code == 0


def _rotate(company: Company, run: Run) -> None:
    """A new policy, approved by both and enrolled by its new keys, on main."""
    company.repo.write({POLICY: company.next_policy()})
    company.repo.git("add", POLICY)
    for name in ("carl", "bob"):
        company.be(name)
        done = run("approve", "AUTHORITIES", "--yes")
        assert done.exit_code == 0, done.output
    company.be("jane")
    done = run("approve", "--enrol", "--yes", "--key", company.key("jane-new"))
    assert done.exit_code == 0, done.output
    assert "as Jane Doe, quality-manager: enrols the key SHA256:" in done.output
    assert "Complete: version 2 of the policy has every signature it needs." in done.output
    company.repo.git("commit", "--quiet", "-m", "Policy 2")
    assert company.verify().problems == ()


def test_edits_that_are_not_staged_are_not_signed(company: Company, run: Run):
    drafted(company)
    company.repo.write({ONE: procedure(text="Edited.\n")})
    company.be("jane")
    done = run("approve", "QP-01", "--yes")
    assert done.exit_code == 1
    assert f"{ONE} has edits that are not staged" in done.stderr
    assert f"git add {ONE}" in done.stderr
    assert nothing_written(company)


def test_a_document_in_force_with_unstaged_edits_is_not_taken_for_a_late_approval(company: Company, run: Run):
    in_force(company, run)
    company.repo.write({ONE: procedure(revision="2", text="Edited.\n")})
    company.be("carl")
    done = run("approve", "QP-01", "--yes")
    assert done.exit_code == 1
    assert "has edits that are not staged" in done.stderr


def test_what_is_not_there_or_not_ready_is_said(company: Company, run: Run):
    in_force(company, run)
    company.be("jane")
    done = run("approve", "QP-09", "--yes")
    assert done.exit_code == 1
    assert "there is no document QP-09, neither in force nor staged" in done.stderr
    assert "What there is: QP-01." in done.stderr
    drafted(company, "Other text.\n", revision="1.1")
    company.repo.commit({ONE: procedure(text="Other text.\n")}, "Revision forgotten")
    done = run("approve", "QP-01", "--yes")
    assert done.exit_code == 1
    assert "QP-01 is not ready to be signed: QP-01 differs from revision 1, which was approved" in done.stderr
    company.repo.commit({ONE: procedure(text="Other text.\n", revision="3")}, "Too far")
    done = run("approve", "QP-01", "--yes")
    assert "revision 3 does not follow 1" in done.stderr
    done = run("approve", "GUARDED", "--yes")
    assert "there is nothing to approve: the staged set of guarded files is the one in force" in done.stderr


def test_signing_twice_is_refused_and_a_late_approval_joins(company: Company, run: Run):
    in_force(company, run)
    company.be("jane")
    done = run("approve", "QP-01", "--yes")
    assert done.exit_code == 1
    assert "Jane Doe has signed QP-01 revision 1 as quality-manager already" in done.stderr
    company.be("carl")
    done = run("approve", "QP-01", "--yes")
    assert done.exit_code == 0, done.output
    assert "It is in force already; your approval joins the others." in done.output
    company.repo.git("commit", "--quiet", "-m", "Late")
    outcome = company.verify()
    assert outcome.problems == ()
    assert outcome.state
    assert len(outcome.state.documents["QP-01"].current.approvals) == 3


def test_nobody_is_asked_without_a_terminal(company: Company, run: Run):
    drafted(company)
    company.be("jane")
    done = run("approve", "QP-01")
    assert done.exit_code == 1
    assert "this is not a terminal" in done.stderr
    assert "add --yes" in done.stderr
    assert nothing_written(company)


def test_on_a_terminal_the_signer_is_asked(company: Company):
    drafted(company)
    company.be("mia")
    assert "nothing was signed" in _typed(company, b"n\n", "approve", "QP-01")
    assert nothing_written(company)
    shown = _typed(company, b"y\n", "approve", "QP-01")
    assert "Sign as Mia Admin, process-owner: approves QP-01 revision 1? [y/N]" in shown
    assert "Signed as Mia Admin, process-owner" in shown


def _typed(company: Company, keys: bytes, *arguments: str) -> str:
    """What a terminal shows when somebody types."""
    master, slave = pty.openpty()
    with subprocess.Popen([QMS, *arguments], cwd=company.root, stdin=slave, stdout=slave, stderr=slave) as process:
        os.close(slave)
        os.write(master, keys)
        shown = b""
        try:
            while chunk := os.read(master, 4096):
                shown += chunk
        except OSError:  # the other end is closed
            pass
        process.wait()
    os.close(master)
    return shown.decode()


def test_who_is_not_known_is_told_who_there_is(company: Company, run: Run):
    drafted(company)
    company.repo.git("config", "user.email", "stranger@example.org")
    done = run("approve", "QP-01", "--yes")
    assert done.exit_code == 1
    assert "git's address stranger@example.org is nobody's in the policy" in done.stderr
    assert "--as PERSON" in done.stderr
    assert "jane (Jane Doe)" in done.stderr
    company.repo.git("config", "user.signingkey", str(company.key("jane")))
    done = run("approve", "QP-01", "--yes")
    assert done.exit_code == 0, done.output
    assert "Signed as Jane Doe" in done.output
    assert "warning: " in done.stderr


def test_the_key_comes_from_the_environment_or_from_home(company: Company, run: Run, monkeypatch: pytest.MonkeyPatch):
    drafted(company)
    company.be("jane")
    company.repo.git("config", "--unset", "user.signingkey")
    done = run("approve", "QP-01", "--yes")
    assert done.exit_code == 1
    assert "no key here is an active one of jane: found none at all" in done.stderr
    ssh = Path(os.environ["HOME"]) / ".ssh"
    ssh.mkdir()
    for ending in ("", ".pub"):
        (ssh / f"id_ed25519{ending}").write_bytes((company.keys / f"jane{ending}").read_bytes())
    (ssh / "id_ed25519").chmod(0o600)
    assert run("approve", "QP-01", "--yes").exit_code == 0
    company.be("bob")
    company.repo.git("config", "--unset", "user.signingkey")
    monkeypatch.setenv("QMS_KEY", str(company.key("bob")))
    assert run("approve", "QP-01", "--yes").exit_code == 0


def test_a_key_in_the_agent_signs(company: Company, run: Run, monkeypatch: pytest.MonkeyPatch):
    drafted(company)
    company.be("jane")
    company.repo.git("config", "--unset", "user.signingkey")
    started = subprocess.run(["ssh-agent", "-s"], capture_output=True, text=True, check=True).stdout
    values = dict(part.split("=", 1) for part in started.replace("\n", " ").split("; ") if "=" in part)
    values = {name.strip().split()[-1]: value for name, value in values.items()}
    monkeypatch.setenv("SSH_AUTH_SOCK", values["SSH_AUTH_SOCK"])
    try:
        subprocess.run(["ssh-add", "-q", company.key("bob"), company.key("jane")], check=True, capture_output=True)
        done = run("approve", "QP-01", "--yes")
    finally:
        os.kill(int(values["SSH_AGENT_PID"]), 15)
    assert done.exit_code == 0, done.output
    assert "Signed as Jane Doe" in done.output


def test_without_an_id_it_lists_what_waits(company: Company, run: Run):
    drafted(company)
    company.be("jane")
    done = run("approve")
    assert done.exit_code == 0
    assert done.stdout == "QP-01 revision 1 waits for you as quality-manager: `qms approve QP-01`\n"
    approved(company, run, "jane")
    done = run("approve")
    assert "waits for others: process-owner (Bob Smith or Mia Admin can: `qms approve QP-01`)." in done.stdout
    assert "Nothing waits for your approval, Jane Doe." in done.stdout


def test_several_roles_have_to_be_told_apart(company: Company, run: Run):
    company.people["jane"] = ("Jane Doe", "quality-manager, process-owner")
    company.repo.write({POLICY: company.next_policy()})
    company.repo.git("add", POLICY)
    for name in ("jane", "bob"):
        company.be(name)
        done = run("approve", "AUTHORITIES", "--yes")
        assert done.exit_code == 0, done.output
    assert "+  jane: {name: Jane Doe, roles: [quality-manager, process-owner]" in done.output
    company.repo.git("commit", "--quiet", "-m", "Policy 2")
    drafted(company)
    company.be("jane")
    done = run("approve", "QP-01", "--yes")
    assert done.exit_code == 1
    assert "can be signed in more than one role: process-owner, quality-manager" in done.stderr
    assert run("approve", "QP-01", "--yes", "--role", "quality-manager").exit_code == 0
    done = run("approve", "QP-01", "--yes", "--role", "process-owner")
    assert done.exit_code == 0 or "already" in done.stderr


def test_guarded_files_are_approved_by_their_own_people(company: Company, run: Run):
    company.repo.write({"mkdocs.yml": "site_name: Other\n"})
    company.be("mia")
    done = run("approve", "GUARDED", "--yes")
    assert done.exit_code == 1
    assert "Stage your change first: `git add mkdocs.yml`." in done.stderr
    company.repo.git("add", "mkdocs.yml")
    done = run("approve", "guarded", "--yes")
    assert done.exit_code == 0, done.output
    assert "-site_name: Manual\n+site_name: Other\n" in done.output
    assert "approves guarded change 1" in done.output
    company.repo.git("commit", "--quiet", "-m", "Guarded")
    assert company.verify().problems == ()


def test_a_policy_that_is_not_right_is_not_signed(company: Company, run: Run):
    company.repo.write({POLICY: company.policy().replace("toolsmith, process-owner", "toolsmith")})
    company.repo.git("add", POLICY)
    company.be("jane")
    done = run("approve", "AUTHORITIES", "--yes")
    assert done.exit_code == 1
    assert "AUTHORITIES is not ready to be signed: the policy has version 1; after 1 comes 2" in done.stderr


def test_enrolment_is_refused_where_there_is_nothing_to_enrol_or_it_is_somebody_elses(company: Company, run: Run):
    company.be("jane")
    done = run("approve", "--enrol", "--yes")
    assert done.exit_code == 1
    assert "no new key waits to be enrolled" in done.stderr
    company.extra_keys["jane"] = ["jane-new"]
    company.repo.write({POLICY: company.next_policy()})
    company.repo.git("add", POLICY)
    company.be("bob")
    done = run("approve", "AUTHORITIES", "--yes")
    assert "Still needed: the new key of jane signs the policy too" in done.output
    done = run("approve", "--enrol", "--yes")
    assert done.exit_code == 1
    assert "no new key of Bob Smith waits to be enrolled" in done.stderr
    company.be("jane")
    done = run("approve", "--enrol", "--yes")
    assert done.exit_code == 1, "git's key is Jane's old one"
    assert "no key here is an active one of jane" in done.stderr


def test_one_person_companies_approve_what_they_write(company: Company, run: Run):
    company.self_approval = True
    company.repo.write({POLICY: company.next_policy()})
    company.repo.git("add", POLICY)
    for name in ("jane", "bob"):
        company.be(name)
        assert run("approve", "AUTHORITIES", "--yes").exit_code == 0
    company.repo.git("commit", "--quiet", "-m", "Policy 2")
    company.repo.branch("draft-1")
    company.repo.commit({ONE: procedure()}, "Draft", author="Jane Doe")
    approved(company, run, "jane", "bob")
    assert company.check().problems == ()


def test_a_folder_is_approved_as_a_whole(company: Company, run: Run):
    folder = "procedures/QP-02-forms"
    company.repo.branch("draft-1")
    company.repo.commit({f"{folder}/index.md": procedure("QP-02"), f"{folder}/form.pdf": b"%PDF\0"}, "Draft")
    shown = approved(company, run, "jane", "bob", subject="QP-02")
    assert f"{folder}/form.pdf: new, 5 bytes" in shown
    assert company.check().problems == ()
    company.repo.write({f"{folder}/stray.md": "Not staged.\n"})
    company.be("carl")
    done = run("approve", "QP-02", "--yes")
    assert f"{folder}/stray.md has edits that are not staged" in done.stderr


def test_line_ends_of_the_work_tree_change_nothing(company: Company, run: Run):
    company.repo.git("config", "core.autocrlf", "true")
    drafted(company)
    approved(company, run, "jane", "bob")
    assert company.check().problems == ()
    assert all(b"\r" not in file.read_bytes() for file in (company.root / "records").rglob("*.json"))


def test_no_stage_leaves_the_index_alone(company: Company, run: Run):
    drafted(company)
    company.be("jane")
    done = run("approve", "QP-01", "--yes", "--no-stage")
    assert done.exit_code == 0, done.output
    assert company.repo.git("diff", "--cached", "--name-only") == ""
    assert len(list((company.root / "records").rglob("*.json*"))) == 2
    done = run("approve", "QP-01", "--yes")
    assert done.exit_code == 1
    assert "is there already, but not staged" in done.stderr


def test_the_base_has_to_be_accepted_itself(company: Company, run: Run):
    company.repo.commit({ONE: procedure()}, "Unapproved on main")
    company.be("jane")
    done = run("approve", "QP-01", "--yes")
    assert done.exit_code == 1
    assert "HEAD itself is not accepted: approval-missing" in done.stderr
    assert "git switch -c" in done.stderr


def test_a_passphrase_that_nobody_can_type_leaves_nothing_behind(company: Company):
    drafted(company)
    company.be("jane")
    key = company.key("jane")
    subprocess.run(["ssh-keygen", "-q", "-p", "-P", "", "-N", "secret words", "-f", key], check=True)
    with_no_terminal = subprocess.run(
        [QMS, "approve", "QP-01", "--yes"], cwd=company.root, capture_output=True, text=True, check=False,
        start_new_session=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert with_no_terminal.returncode == 2, with_no_terminal.stderr
    assert "ssh-keygen did not sign with" in with_no_terminal.stderr
    assert nothing_written(company)


def test_records_stand_as_the_format_says(company: Company, run: Run):
    drafted(company)
    approved(company, run, "jane")
    file = company.root / "records/approvals/QP-01/1/approval.quality-manager.jane.json"
    content = json.loads(file.read_bytes())
    assert content["supersedes"] == ""
    assert content["name"] == "Jane Doe"
    digest = company.repo.git("cat-file", "blob", f"HEAD:{ONE}")
    assert content["sha256"] == hashlib.sha256(f"{digest}\n".encode()).hexdigest()
