"""`qms init`: a new manual in which the gate works from the first commit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from office import PEOPLE, QMS, Office, environment, opened, typed
from qms.trust.policy import read_policy
from sshkeys import needs_ssh_keygen
from terminal import converse


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A company of three."""
    return opened(tmp_path_factory.mktemp("init") / "here")


def begin(folder: Path, *options: str | Path) -> tuple[int, str, str]:
    done = Office(folder).run(QMS, "init", *options, cwd=folder)
    return done.returncode, done.stdout, done.stderr


JANE = ("--company", "Acme", "--person", typed("jane.doe"))


def test_the_gate_accepts_what_was_made_and_the_anchor_lies_outside(office: Office):
    anchor = json.loads(office.anchor.read_text())
    assert anchor["commit"] == office.git("rev-parse", "main")
    assert office.git("status", "--porcelain") == ""
    for command in (("check",), ("check", "--against", "main"), ("verify", "--anchor", office.anchor)):
        done = office.qms(*command)
        assert (done.returncode, done.stderr) == (0, ""), command
        assert "Accepted" in done.stdout
    assert office.git("ls-files", "*.anchor.json") == ""
    policy, faults = read_policy((office.root / "manual/authorities.yml").read_bytes())
    assert not faults
    assert policy
    assert set(policy.people) == set(PEOPLE)
    assert policy.project == anchor["project"]
    assert (office.root / ".gitattributes").read_text().splitlines()[1:] == [
        "*.md text eol=lf", "*.yml text eol=lf", "records/approvals/** -text",
    ]  # fmt: skip


def test_the_first_documents_wait_on_a_branch_for_those_who_may_approve(office: Office):
    assert office.git("branch", "--format=%(refname:short)").split() == ["first-documents", "main"]
    assert office.git("ls-tree", "-r", "--name-only", "main", "procedures").split() == []
    done = office.qms("check", "--against", "main", "--head", "first-documents", "--anchor", office.anchor)
    assert done.returncode == 1
    assert done.stdout.count("approval-missing") == 3
    assert "QP-01 revision 1 needs process-owner (Bob Roe can) and quality-manager (Jane Doe can)" in done.stdout
    assert "Refused: 3 errors." in done.stdout
    assert office.git("log", "-1", "--format=%an %ae", "first-documents") == "Ann Author ann@example.org"


def test_it_says_what_it_did_where_the_anchor_is_and_what_comes_next(tmp_path: Path):
    people = [word for person in PEOPLE for word in ("--person", typed(person))]
    code, said, wrong = begin(tmp_path, "acme", "--company", "Acme Ltd", *people)
    assert (code, wrong) == (0, "")
    assert f"Anchor: {tmp_path / 'acme.anchor.json'}\n" in said
    assert "Keep it where those who push cannot change it" in said
    assert "  procedures:  process-owner (Bob Roe) and quality-manager (Jane Doe)\n" in said
    assert "3 drafts that wait for approval, in the name of Ann Author" in said
    assert "nobody approves what he wrote" in said
    assert "  qms approve QP-01 " in said


def test_a_company_of_one_works_and_says_so(tmp_path: Path):
    code, said, _ = begin(tmp_path, "solo", *JANE)
    assert code == 0
    assert "One person: authors approve their own documents (`self-approval: true`), and pages say so." in said
    assert (tmp_path / "solo/manual/authorities.yml").read_text().count("self-approval: true") == 2


@pytest.mark.parametrize(
    ("ci", "there"), [("github", ".github/workflows/quality.yml"), ("gitlab", ".gitlab-ci.yml"), ("none", "")]
)
def test_the_workflow_of_the_forge_is_there_and_guarded(tmp_path: Path, ci: str, there: str):
    assert begin(tmp_path, "acme", *JANE, "--ci", ci)[0] == 0
    names = {".github/workflows/quality.yml", ".gitlab-ci.yml"}
    assert {name for name in names if (tmp_path / "acme" / name).exists()} == {there} - {""}
    policy, _ = read_policy((tmp_path / "acme/manual/authorities.yml").read_bytes())
    assert policy
    assert {".github/**", ".gitlab-ci.yml", "mkdocs.yml", "qms.yml", ".gitattributes"} <= set(policy.guarded_paths)


@pytest.mark.parametrize("company", ["Müller & Söhne", 'It\'s: "ours" # 1', "{x}", "- a", "@NAME@ $HOME"])
def test_any_name_of_a_company_is_printed_as_it_is(tmp_path: Path, company: str):
    assert begin(tmp_path, "acme", "--company", company, "--person", typed("jane.doe"))[0] == 0
    office = Office(tmp_path)
    assert company in (office.root / "README.md").read_text()
    done = office.run(QMS, "check", "--anchor", office.anchor)
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_there_is_never_written_over(tmp_path: Path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    (tmp_path / "acme.anchor.json").write_text("mine")
    for name, what in (
        ("full", "not an empty folder"),
        ("file", "not an empty folder"),
        ("acme", "never written over"),
    ):
        code, _, wrong = begin(tmp_path, name, *JANE)
        assert (code, what in wrong) == (2, True), wrong
    assert sorted(path.name for path in tmp_path.iterdir()) == ["acme.anchor.json", "file", "full"]
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]


def test_an_empty_folder_may_be_the_one_a_shell_stands_in(tmp_path: Path):
    (tmp_path / "acme").mkdir()
    done = Office(tmp_path).run(QMS, "init", ".", *JANE, cwd=tmp_path / "acme")
    assert done.returncode == 0, done.stderr
    assert Office(tmp_path).anchor.is_file()
    assert (tmp_path / "acme/manual/authorities.yml").is_file()


def test_inside_another_repository_it_is_refused(office: Office):
    code, _, wrong = begin(office.root, "inner", *JANE)
    assert code == 2
    assert "would lie in the repository" in wrong
    assert not (office.root / "inner").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "--company and --person is missing, and there is no terminal to ask on"),
        (("--company", "Acme"), "--person is missing"),
        (("--company", "Acme", "--person", "Jane"), "does not name a person"),
        (("--company", "Acme", "--person", "Jane <j@x.org> gone.pub boss"), "cannot be read: No such file"),
        (("--company", "Acme", "--person", "Jane <j@x.org> boss"), "nobody has both a key and a role"),
        (("--company", "<b>", "--person", typed("jane.doe")), "cannot be printed as a name"),
        (
            ("--company", "Acme", "--person", typed("jane.doe"), "--person", typed("jane.doe")),
            "two people have the id jane.doe",
        ),
        (("--company", "Acme", "--person", typed("jane.doe"), "--ci", "svn"), "svn"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_nothing_is_left(tmp_path: Path, options: tuple[str, ...], said: str):
    code, _, wrong = begin(tmp_path, "acme", *options)
    assert (code, said in wrong) == (2, True), wrong
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@needs_ssh_keygen
def test_on_a_terminal_it_asks_and_offers_to_make_a_key(tmp_path: Path):
    home = tmp_path / "home"
    home.mkdir()
    answers = [
        ("Name of the company", "Acme"), ("Name:", "Jane Doe"), ("E-mail", "jane@example.org"),
        ("Roles", "quality-manager"), ("File of the SSH key", ""), ("Another person?", "y"),
        ("Name:", "Ann"), ("E-mail", "wrong"), ("Roles", ""), ("Another person?", "n"),
        ("Make a key for Jane Doe", "y"), ("passphrase", ""), ("passphrase again", ""), ("Forge", "none"),
    ]  # fmt: skip
    code, seen = converse([QMS, "init", "acme"], tmp_path, answers, environment(HOME=str(home)))
    assert code == 0, seen
    assert "is no e-mail address" in seen
    assert "One person: authors approve their own documents" in seen
    key = home / ".ssh/qms-jane.doe"
    assert key.stat().st_mode & 0o077 == 0
    public = " ".join(key.with_suffix(".doe.pub").read_text().split()[:2])
    assert public in (tmp_path / "acme/manual/authorities.yml").read_text()


@pytest.mark.slow
def test_the_site_builds_at_once(office: Office, tmp_path: Path):
    office.more["QMS_ANCHOR"] = str(office.anchor)
    done = office.run(QMS.with_name("mkdocs"), "build", "--strict", "--quiet", "--site-dir", tmp_path / "site")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site/index.html").is_file()
    assert office.git("status", "--porcelain") == ""
