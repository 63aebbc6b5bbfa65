"""Taking over documents that were there before: `qms import` and `qms anchor`."""

from __future__ import annotations

import json

import pytest

from company import POLICY, Company, procedure

from .conftest import Run


@pytest.fixture
def grown(company: Company, monkeypatch: pytest.MonkeyPatch) -> Company:
    """A repository with documents and no anchor yet."""
    monkeypatch.delenv("QMS_ANCHOR")
    company.repo.commit({"procedures/QP-01.md": procedure(revision="7")}, "Old")
    company.repo.commit({"procedures/QP-02-forms/index.md": procedure("QP-02", "3.1")}, "Older")
    return company


def test_two_people_take_over_what_there_is_and_the_anchor_starts_there(grown: Company, run: Run):
    grown.be("jane")
    done = run("import", "--yes", "--retired", "QP-03")
    assert done.exit_code == 0, done.output
    assert "Import 1 lists 2 documents:" in done.output
    assert "  QP-02 revision 3.1  procedures/QP-02-forms/index.md" in done.output
    assert "Still needed: managing-director (Bob Smith can: `qms import`)." in done.output
    grown.be("bob")
    done = run("import", "--yes", "--retired", "QP-03")
    assert done.exit_code == 0, done.output
    assert "Signed so far: Jane Doe (quality-manager)." in done.output
    assert "Complete: the import has every signature it needs." in done.output
    assert "qms anchor > ../anchor.json" in done.output
    grown.repo.git("commit", "--quiet", "-m", "Take over")
    done = run("anchor")
    assert done.exit_code == 0, done.output
    grown.anchor.write_text(done.stdout)
    outcome = grown.verify()
    assert outcome.problems == ()
    assert outcome.state
    assert {life.id: life.current.revision for life in outcome.state.documents.values()} == {
        "QP-01": "7",
        "QP-02": "3.1",
    }
    assert outcome.state.burnt == {"QP-03"}


def test_the_next_revision_and_a_late_approval_follow_an_import(grown: Company, run: Run):
    for name in ("jane", "bob"):
        grown.be(name)
        assert run("import", "--yes").exit_code == 0
    grown.repo.git("commit", "--quiet", "-m", "Take over")
    grown.anchor.write_text(run("anchor").stdout)
    arguments = ("--yes", "--anchor", grown.anchor)
    done = run("approve", "QP-01", *arguments)
    assert done.exit_code == 1
    assert "it is not clear who wrote QP-01 revision 7" in done.stderr
    assert "--author PERSON" in done.stderr
    done = run("approve", "QP-01", *arguments, "--author", "ann")
    assert done.exit_code == 0, done.output
    grown.repo.git("commit", "--quiet", "-m", "Late")
    grown.repo.write({"procedures/QP-01.md": procedure(revision="8", text="Eighth.\n")})
    grown.repo.git("add", "-A")
    for name in ("jane", "bob"):
        grown.be(name)
        done = run("approve", "QP-01", *arguments, "--author", "ann")
        assert done.exit_code == 0, done.output
    grown.repo.git("commit", "--quiet", "-m", "QP-01 revision 8")
    assert grown.verify().problems == ()


def test_a_list_that_changed_needs_all_signatures_again(grown: Company, run: Run):
    grown.be("jane")
    assert run("import", "--yes").exit_code == 0
    done = run("import", "--yes")
    assert done.exit_code == 1
    assert "already" in done.stderr
    grown.repo.write({"procedures/QP-04.md": procedure("QP-04")})
    grown.repo.git("add", "-A")
    grown.be("bob")
    done = run("import", "--yes")
    assert done.exit_code == 0, done.output
    assert "Import 2 lists 3 documents:" in done.output
    assert "Still needed: quality-manager (Carl Jung or Jane Doe can: `qms import`)." in done.output


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"procedures/QP-09.md": "No front matter.\n"}, "does not begin with front matter"),
        ({"procedures/QP-09.md": procedure("QP-01")}, "another document has the id QP-01 too"),
        ({"stray.txt": "What is this?\n"}, "stray.txt"),
        ({POLICY: "format: quality-policy/1\n"}, "manual/authorities.yml"),
        ({POLICY: None}, "there is no manual/authorities.yml among what is staged"),
    ],
)
def test_what_cannot_be_verified_is_not_taken_over(grown: Company, run: Run, files: dict[str, str], said: str):
    grown.repo.write(files)
    grown.repo.git("add", "-A")
    grown.be("jane")
    done = run("import", "--yes")
    assert done.exit_code == 1
    assert said in done.stderr
    assert not (grown.root / "records").exists()


def test_people_without_the_role_and_edits_that_are_not_staged_are_refused(grown: Company, run: Run):
    grown.be("mia")
    done = run("import", "--yes")
    assert done.exit_code == 1
    assert "Mia Admin holds no role that the import asks for" in done.stderr
    grown.repo.write({"procedures/QP-01.md": procedure(revision="9")})
    grown.be("jane")
    done = run("import", "--yes")
    assert done.exit_code == 1
    assert "procedures/QP-01.md has edits that are not staged" in done.stderr
    done = run("import", "--yes", "--retired", "nonsense")
    assert done.exit_code == 1


def test_an_anchor_is_printed_only_where_a_verification_can_start(company: Company, run: Run):
    done = run("anchor")
    assert done.exit_code == 0
    assert json.loads(done.stdout) == json.loads(company.anchor.read_text())
    assert "Keep it outside the repository" in done.stderr
    company.repo.commit({"procedures/QP-01.md": procedure()}, "Draft")
    done = run("anchor")
    assert done.exit_code == 1
    assert "no verification can start at" in done.stderr
    assert "`qms import`" in done.stderr
    company.repo.commit({POLICY: None}, "No policy")
    done = run("anchor")
    assert done.exit_code == 1
    assert "there is no manual/authorities.yml" in done.stderr
    assert run("anchor", "--at", "nothing").exit_code == 2
    assert run("anchor", "--at", company.repo.ids[0], "-q").stderr == ""
