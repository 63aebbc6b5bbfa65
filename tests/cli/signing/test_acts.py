"""Reviews, acknowledgements, withdrawals and retirements, as people type them and as the verifier takes them."""

from __future__ import annotations

import time

from company import Company, procedure

from .conftest import Run

ONE = "procedures/QP-01.md"


def in_force(company: Company, run: Run, text: str = "") -> None:
    """Revision 1 of QP-01 is in force, on main, approved there."""
    company.repo.write({ONE: text or procedure()})
    company.repo.git("add", "-A")
    for name in ("jane", "bob"):
        company.be(name)
        done = run("approve", "QP-01", "--yes", "--author", "ann")
        assert done.exit_code == 0, done.output
    accepted(company)


def accepted(company: Company, author: str = "Ann Author") -> None:
    company.repo.git("commit", "--quiet", "-m", "Step", author=author)
    assert company.verify().problems == ()


def records(company: Company) -> list[str]:
    return sorted(file.name for file in (company.root / "records").rglob("*.json"))


def test_a_review_is_signed_by_the_owner_and_the_second_one_gets_a_number(company: Company, run: Run):
    in_force(company, run, procedure().replace("owner:", "review: 12 months\nowner:"))
    company.be("carl")
    for _ in range(2):
        done = run("review", "QP-01", "--yes")
        assert done.exit_code == 0, done.output
        assert "as Carl Jung, quality-manager: QP-01 revision 1 was reviewed and needs no change." in done.output
        assert "The next review is due by 20" in done.output
        accepted(company)
        time.sleep(1)  # records of one second would be the same statement
    assert {"review.quality-manager.carl.json", "review.quality-manager.carl.2.json"} < set(records(company))


def test_a_review_of_what_is_not_in_force_is_refused(company: Company, run: Run):
    in_force(company, run)
    company.be("carl")
    done = run("review", "QP-02", "--yes")
    assert done.exit_code == 1
    assert "there is no document QP-02" in done.stderr
    company.repo.branch("draft")
    company.repo.commit(
        {ONE: procedure(revision="2", text="Second text.\n"), "procedures/QP-02.md": procedure("QP-02")}
    )
    done = run("review", "QP-01", "--yes")
    assert done.exit_code == 1
    assert "QP-01 is changed here, staged or on this branch" in done.stderr
    done = run("review", "QP-02", "--yes")
    assert done.exit_code == 1
    assert "no revision of QP-02 is in force yet" in done.stderr
    done = run("review", "QP-01", "--yes", "--role", "toolsmith")
    assert done.exit_code == 1


def test_an_acknowledgement_is_given_once_in_the_role_that_is_asked(company: Company, run: Run):
    in_force(company, run, procedure().replace("owner:", "read-by: [toolsmith]\nowner:"))
    company.be("mia")
    done = run("acknowledge", "QP-01", "--yes")
    assert done.exit_code == 0, done.output
    assert "Signed as Mia Admin, toolsmith: has read and understood QP-01 revision 1." in done.output
    accepted(company)
    done = run("acknowledge", "QP-01", "--yes")
    assert done.exit_code == 1
    assert "Mia Admin has signed this acknowledgement of QP-01 revision 1 already" in done.stderr
    company.be("bob")  # holds two roles, none of which is asked
    done = run("acknowledge", "QP-01", "--yes")
    assert done.exit_code == 1
    assert "--role process-owner" in done.stderr
    assert run("acknowledge", "QP-01", "--yes", "--role", "process-owner").exit_code == 0
    accepted(company)


def test_a_withdrawal_suspends_until_somebody_else_approves(company: Company, run: Run):
    in_force(company, run)
    company.be("carl")
    done = run("withdraw", "QP-01", "--yes")
    assert done.exit_code == 1
    assert "no approval of QP-01 revision 1 by Carl Jung stands" in done.stderr
    assert "Approved by Bob Smith (process-owner), Jane Doe (quality-manager)." in done.stderr
    company.be("jane")
    done = run("withdraw", "QP-01", "--yes")
    assert done.exit_code == 0, done.output
    assert "QP-01 is suspended by this" in done.output
    company.repo.git("commit", "--quiet", "-m", "Withdraw")
    assert [problem.code for problem in company.verify().problems] == ["document-suspended"]
    company.be("carl")
    done = run("approve")
    assert "QP-01 revision 1 waits for you as quality-manager" in done.output
    assert run("approve", "QP-01", "--yes").exit_code == 0
    accepted(company)


def test_on_main_the_last_signature_removes_the_document(company: Company, run: Run):
    in_force(company, run)
    company.be("carl")
    done = run("retire", "QP-01", "--yes")
    assert done.exit_code == 0, done.output
    assert "Proposed by: Ann Author." in done.output
    assert "Still needed: process-owner (Bob Smith or Mia Admin can: `qms retire QP-01`)." in done.output
    assert "QP-01 stays until the last signature is there" in done.output
    assert (company.root / ONE).exists()
    company.be("mia")
    done = run("retire", "QP-01", "--yes")
    assert done.exit_code == 0, done.output
    assert f"Removed: {ONE}" in done.output
    assert not (company.root / ONE).exists()
    accepted(company)
    outcome = company.verify()
    assert outcome.state
    assert outcome.state.documents["QP-01"].retired
    done = run("retire", "QP-01", "--yes")
    assert done.exit_code == 1
    assert "there is no document QP-01" in done.stderr


def test_on_a_branch_an_author_removes_it_first(company: Company, run: Run):
    in_force(company, run)
    company.repo.branch("retire")
    company.repo.commit({"notes/why.md": "No longer needed.\n"}, "Notes")
    company.be("carl")
    done = run("retire", "QP-01", "--yes")
    assert done.exit_code == 1
    assert f"Let an author remove it: `git rm {ONE}`" in done.stderr
    company.repo.commit({ONE: None}, "Remove")
    done = run("approve", "QP-01", "--yes")
    assert done.exit_code == 1
    assert "`qms retire QP-01`" in done.stderr
    for name in ("carl", "mia"):
        company.be(name)
        done = run("retire", "QP-01", "--yes")
        assert done.exit_code == 0, done.output
        company.repo.git("commit", "--quiet", "-m", "Approve", author=f"{name.title()} X")
    assert "Complete: the retirement of QP-01 revision 1 has every signature it needs." in done.output
    assert company.check().problems == ()


def test_who_wrote_a_document_does_not_retire_it(company: Company, run: Run):
    in_force(company, run)
    company.be("carl")
    done = run("retire", "QP-01", "--yes", "--author", "carl")
    assert done.exit_code == 1
    assert "nobody approves what he or she wrote" in done.stderr
    company.be("ann")
    done = run("retire", "QP-01", "--yes")
    assert done.exit_code == 1
    assert "Ann Author holds no role that the retirement of QP-01 revision 1 asks for" in done.stderr
    assert not [name for name in records(company) if name.startswith("retirement")]
