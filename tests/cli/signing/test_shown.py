"""What a signer is shown before signing: every byte that is signed, modes too, and hints that are safe to paste."""

from __future__ import annotations

import shlex

import pytest

from company import Company, procedure

from .conftest import Run

ONE = "procedures/QP-01.md"
ODD = "procedures/QP-01'$(touch pasted)'.md"


def staged(company: Company, files: dict[str, str | bytes | None], branch: str = "") -> None:
    """Files are staged, on a branch of their own or on main, where nothing is committed."""
    if branch:
        company.repo.branch(branch)
        company.repo.commit(files, "Draft")
    else:
        company.repo.write(files)
        company.repo.git("add", "--all")


def shown(company: Company, run: Run, name: str, subject: str = "QP-01") -> str:
    """What somebody reads who signs."""
    company.be(name)
    done = run("approve", subject, "--yes", *(() if subject == "GUARDED" else ("--author", "ann")))
    assert done.exit_code == 0, done.output
    return done.output


@pytest.mark.parametrize("hidden", ["~~~ Not for product X.", "<!-- Not for product X. -->", '# H {: title="Not" }'])
def test_a_first_revision_is_shown_line_by_line_too(company: Company, run: Run, hidden: str):
    staged(company, {ONE: procedure(text=f"The limit is 5.\n\n{hidden}\n")}, "draft")
    said = shown(company, run, "jane")
    assert "The first revision: all of it is new." in said
    assert f"\n{ONE}, line by line\n--- /dev/null\n+++ to be signed/{ONE}\n" in said
    assert f"\n+{hidden}\n" in said
    assert "\n+revision: 1\n" in said


def test_a_revision_that_differs_in_what_nobody_sees_shows_it(company: Company, run: Run):
    staged(company, {ONE: procedure(text="Exceed\u200b not 5\u3164.\n")}, "draft")
    said = shown(company, run, "jane")
    assert "\u200b" not in said
    assert "\n+Exceed\\u200b not 5\\u3164.\n" in said


def test_each_file_of_a_folder_is_shown_also_when_names_are_nearly_alike(company: Company, run: Run):
    folder = "procedures/QP-01-limits"
    files = {f"{folder}/index.md": procedure(), f"{folder}/a.md": "Alpha.\n", f"{folder}/b.md": "Beta.\n"}
    staged(company, files, "draft")
    said = shown(company, run, "jane")
    assert all(f"\n{path}, line by line\n" in said for path in files)


def test_the_mode_of_a_guarded_file_is_shown(company: Company, run: Run):
    company.repo.branch("tools")
    company.repo.git("update-index", "--chmod=+x", "mkdocs.yml")
    (company.root / "mkdocs.yml").chmod(0o755)
    said = shown(company, run, "mia", "GUARDED")
    assert "\nmkdocs.yml: mode 100644 to 100755\n" in said
    assert "line by line" not in said


def test_the_mode_of_a_new_guarded_file_and_its_end_are_shown(company: Company, run: Run):
    company.repo.branch("tools")
    company.repo.write({".gitattributes": "", "mkdocs.yml": None})
    company.repo.git("add", "--all")
    company.repo.git("update-index", "--chmod=+x", ".gitattributes")
    (company.root / ".gitattributes").chmod(0o755)
    said = shown(company, run, "mia", "GUARDED")
    assert "\n.gitattributes: new file, mode 100755\n" in said
    assert "  .gitattributes: new, 0 bytes\n" in said
    assert "\nmkdocs.yml: goes, was of mode 100644\n" in said
    assert "\n-site_name: Manual\n" in said


def pasted(hint: str) -> list[list[str]]:
    """The commands of a hint, as a shell takes them apart."""
    return [shlex.split(each) for each in hint.split("`")[1::2]]


@pytest.mark.parametrize(
    ("path", "word"),
    [(ODD, ODD), ("procedures/QP-01[a b].md", ":(literal)procedures/QP-01[a b].md"), (ONE, ONE)],
)
def test_a_name_that_a_stranger_chose_is_one_word_of_a_hint(company: Company, run: Run, path: str, word: str):
    staged(company, {path: procedure()}, "draft")
    company.repo.write({path: "Edited.\n"})
    company.be("jane")
    done = run("approve", "QP-01", "--yes")
    assert done.exit_code == 1
    assert pasted(done.stderr[done.stderr.index("Stage them") :]) == [["git", "add", word], ["git", "restore", word]]
    company.repo.git("restore", "--", f":(literal){path}")
    said = shown(company, run, "jane")
    assert "$(" not in said.replace(path, "")
    assert "git show" not in said


def test_the_hint_that_removes_a_document_is_quoted(company: Company, run: Run):
    staged(company, {ODD: procedure()})
    for name in ("jane", "bob"):
        shown(company, run, name)
    company.repo.git("commit", "--quiet", "-m", "QP-01")
    company.repo.branch("end")
    company.repo.commit({"notes/a.md": "A.\n"})
    company.be("jane")
    done = run("retire", "QP-01", "--yes")
    assert done.exit_code == 1
    assert ["git", "rm", ODD] in pasted(done.stderr)


def test_where_every_commit_is_a_step_all_sign_before_it(company: Company, run: Run):
    staged(company, {ONE: procedure(), "mkdocs.yml": "site_name: Other\n"})
    first = shown(company, run, "jane")
    assert "Next: commit" not in first
    assert "Do not commit yet: all sign before the commit. A commit on main is a step that needs all" in first
    assert "approvals, and some are missing for QP-01 revision 1, guarded change 1." in first
    second = shown(company, run, "bob")
    assert "Complete: QP-01 revision 1 has every signature it needs." in second
    assert "Next: commit" not in second
    assert "some are missing for guarded change 1." in second
    last = shown(company, run, "mia", "GUARDED")
    assert "Do not commit yet" not in last
    assert 'Next: commit it: git commit -m "Approve guarded change 1 as toolsmith"' in last
    company.repo.git("commit", "--quiet", "-m", "All")
    assert company.verify().problems == ()


def test_a_record_that_is_not_staged_is_not_to_be_committed_early_either(company: Company, run: Run):
    staged(company, {ONE: procedure()})
    company.be("jane")
    done = run("approve", "QP-01", "--yes", "--author", "ann", "--no-stage")
    assert "Next: stage the record and its .sig (git add records/approvals).\nDo not commit yet" in done.output


def test_a_review_beside_a_draft_waits_for_the_draft(company: Company, run: Run):
    staged(company, {ONE: procedure()})
    for name in ("jane", "bob"):
        shown(company, run, name)
    company.repo.git("commit", "--quiet", "-m", "QP-01")
    company.be("carl")
    assert "Next: commit it: " in run("review", "QP-01", "--yes").output
    company.repo.git("commit", "--quiet", "-m", "Review")
    staged(company, {"procedures/QP-02.md": procedure("QP-02")})
    done = run("acknowledge", "QP-01", "--yes")
    assert "some are missing for QP-02 revision 1." in done.output


@pytest.mark.parametrize("committed", [True, False])
def test_on_a_branch_everybody_commits_their_own(company: Company, run: Run, committed: bool):  # noqa: FBT001 - a case
    if committed:
        staged(company, {ONE: procedure()}, "draft")
    else:
        company.repo.branch("draft")
        staged(company, {ONE: procedure()})
    said = shown(company, run, "jane")
    assert "Next: commit it: git commit" in said
    assert "Do not commit yet" not in said


def test_a_branch_of_any_name_is_its_own_base_where_there_is_no_other(company: Company, run: Run):
    company.repo.git("branch", "--move", "main", "trunk")
    staged(company, {ONE: procedure()})
    assert "A commit on trunk is a step that needs all its approvals" in shown(company, run, "jane")


def test_a_file_name_cannot_steer_the_terminal(company: Company, run: Run):
    """One among the records, where a refusal names it before anybody has signed."""
    stray = "records/approvals/QP-01/1/\x1b[2J.json"
    staged(company, {ONE: procedure(), stray: "{}"}, "draft")
    said = shown(company, run, "jane")
    assert "Does not count: records/approvals/QP-01/1/\\x1b[2J.json: " in said
    assert "\x1b" not in said
