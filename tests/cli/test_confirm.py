"""`qms confirm`: what is suspect, and one reading of it written where the claim stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers import SETTINGS, Repo, document

from .conftest import Run

PATH = "procedures/QP-01.md"
CLAUSES = """
  # what it answers
  iso-9001-2015: [7.5.1, 'supports 7.5.2' , 8.1]   # of old
  iso-9001-2026:
    - 7.5.1   # first
    - answers 7.5.2"""
BODY = '## Keeping {: data-clause="7.5.1" }\n\nWe keep it.\n\n## More\n\nMore.\n'


@pytest.fixture
def drafted(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A document whose draft on a branch changed a section that claims a clause of two standards."""
    repo.commit({"qms.yml": SETTINGS, PATH: document(text=BODY, clauses=CLAUSES)})
    repo.branch("work")
    repo.write({PATH: document(text=BODY.replace("keep it", "keep all"), revision="2", clauses=CLAUSES)})
    monkeypatch.chdir(repo.root)
    return repo


def text(repo: Repo) -> str:
    return Path(repo.root / PATH).read_text()


def test_without_a_clause_it_shows_what_is_suspect_and_writes_nothing(run: Run, drafted: Repo):
    before = text(drafted)
    done = run("confirm", "QP-01")
    assert done.exit_code == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == "QP-01 revision 2: Title of QP-01 (procedures/QP-01.md)"
    assert lines[1].startswith("  ISO 9001:2015, 7.5.1 ")
    assert lines[2] == "    section `Keeping`: its text changed in revision 2"
    assert "    the document: its text changed in revision 2" in lines
    assert lines[-1].endswith("then run: qms confirm QP-01 CLAUSE (or --all)")
    assert text(drafted) == before


def test_a_clause_is_confirmed_where_it_stands_and_all_else_stays(run: Run, drafted: Repo):
    before = text(drafted)
    done = run("confirm", "QP-01", "7.5.1", "7.5.2", "--standard", "iso-9001-2015")
    assert done.exit_code == 0, done.stderr
    assert "iso-9001-2015: supports 7.5.2 -> supports 7.5.2 confirmed in 2" in done.stdout
    assert "qms check --against main" in done.stdout
    assert "qms approve QP-01" in done.stdout
    changed = before.replace(
        "[7.5.1, 'supports 7.5.2' , 8.1]", "[7.5.1 confirmed in 2, supports 7.5.2 confirmed in 2 , 8.1]"
    )
    assert text(drafted) == changed
    left = run("confirm", "QP-01", "--standard", "iso-9001-2015").stdout
    assert "8.1" in left
    assert "7.5" not in left


def test_a_list_with_one_item_a_line_and_a_number_that_means_one_thing(run: Run, drafted: Repo):
    assert run("confirm", "QP-01", "8.1").exit_code == 0
    assert run("confirm", "QP-01", "7.5.1", "7.5.2", "--standard", "iso-9001-2015").exit_code == 0
    assert run("confirm", "QP-01", "7.5.2").exit_code == 0, "suspect of one standard only"
    assert "    - 7.5.1   # first\n    - 7.5.2 confirmed in 2\n" in text(drafted)


def test_all_confirms_what_is_suspect_and_a_second_time_there_is_nothing(run: Run, drafted: Repo):
    assert run("confirm", "QP-01", "--all").exit_code == 0
    assert text(drafted).count("confirmed in 2") == 5
    assert "No claim of it is suspect." in run("confirm", "QP-01", "--all").stdout
    assert "Nothing to write" in run("confirm", "QP-01", "8.1").stdout
    drafted.commit({})
    assert "claim-suspect" not in run("check", "--against", "main").stdout


def test_a_published_revision_is_not_confirmed(run: Run, drafted: Repo):
    drafted.commit({})
    drafted.switch("main")
    drafted.merge("work")
    done = run("confirm", "QP-01", "8.1")
    assert done.exit_code == 2
    assert "QP-01 revision 2 is published, and stays as it is" in done.stderr
    assert "Run `qms revise QP-01` first" in done.stderr
    assert run("revise", "QP-01", "--minor", "--why", "Claims confirmed.").exit_code == 0
    assert run("confirm", "QP-01", "--all").exit_code == 0
    assert "8.1 confirmed in 2.1" in text(drafted)
    assert "No claim of it is suspect." in run("confirm", "QP-01").stdout


def test_a_claim_of_a_section_alone_is_added_to_the_list(run: Run, drafted: Repo):
    body = BODY.replace("## More", '## More {: data-clause="iso-9001-2015:8.2.1 iso-iec-27001-2022:7.5.1" }')
    drafted.write({PATH: document(text=body, revision="2", clauses=CLAUSES)})
    assert run("confirm", "QP-01", "8.2.1").exit_code == 0
    assert "[7.5.1, 'supports 7.5.2' , 8.1, 8.2.1 confirmed in 2]" in text(drafted)
    assert run("confirm", "QP-01", "8.1", "--standard", "iso-9001-2015").exit_code == 0
    done = run("confirm", "QP-01", "7.5.1", "--standard", "iso-iec-27001-2022")
    assert "does not list `iso-iec-27001-2022` in `clauses:`" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("QP-02",), "there is no document QP-02; did you mean QP-01?"),
        (("QP-01", "8.2"), "QP-01 does not claim clause 8.2; did you mean 8.1?"),
        (("QP-01", "7.5.1"), "QP-01 claims clause 7.5.1 of iso-9001-2015 and iso-9001-2026"),
        (("QP-01", "--standard", "iso-1"), "QP-01 claims no clause of `iso-1`"),
        (("QP-01", "8.1", "--all"), "--all and clauses are named together"),
    ],
)
def test_what_cannot_be_is_refused_and_the_file_stays(run: Run, drafted: Repo, arguments: tuple[str, ...], said: str):
    before = text(drafted)
    done = run("confirm", *arguments)
    assert done.exit_code == 2
    assert said in done.stderr
    assert text(drafted) == before


def test_nothing_is_confirmed_in_a_revision_that_is_none(run: Run, drafted: Repo):
    drafted.write({PATH: document(text=BODY, revision="soon", clauses=CLAUSES)})
    before = text(drafted)
    done = run("confirm", "QP-01", "8.1")
    assert done.exit_code == 2
    assert f"{PATH}: `soon` is no revision such as 3 or 3.1" in done.stderr
    assert text(drafted) == before


def test_a_text_that_grows_too_long_is_refused(run: Run, drafted: Repo):
    long = document(text=BODY, revision="2", clauses="\n  x-1: [supports A.1234567890-1234567890]")
    drafted.write({PATH: long})
    done = run("confirm", "QP-01", "A.1234567890-1234567890")
    assert "more than 40 characters" in done.stderr
    assert text(drafted) == long
