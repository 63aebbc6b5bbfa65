"""`qms check`: exit codes, where output goes, what can be judged."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from helpers import Repo, document
from qms.cli import check as check_module
from qms.reports import FORMATS

from .conftest import QMS, Run, start


def codes(shown: str) -> set[str]:
    return {problem["code"] for problem in json.loads(shown)["problems"] if problem["severity"] == "error"}


@pytest.mark.usefixtures("good")
def test_accepted_is_exit_code_0(run: Run):
    done = run("check")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1].startswith("Accepted, with")


@pytest.mark.usefixtures("bad")
def test_refused_is_exit_code_1_with_place_and_remedy(run: Run):
    done = run("check")
    assert done.exit_code == 1
    assert "procedures/QP-02.md:6:1: owner-unknown " in done.stdout
    assert "\n  help: " in done.stdout
    assert done.stdout.splitlines()[-1].startswith("Refused: 1 error")


def test_could_not_run_is_exit_code_2(run: Run, tmp_path: Path):
    done = run("check", "--repo", tmp_path)
    assert (done.exit_code, done.stdout) == (2, "")
    first, second = done.stderr.splitlines()
    assert first == f"error: {tmp_path} is not in a Git repository"
    assert second.startswith("help: Run `git init` there")


def test_could_not_run_is_no_verdict_in_json(run: Run, tmp_path: Path):
    done = run("check", "-C", tmp_path, "--format", "json")
    assert done.exit_code == 2
    assert json.loads(done.stdout)["verdict"] == "undecided"
    assert json.loads(done.stdout)["problems"][0]["code"] == "repository-unreadable"
    assert done.stderr.startswith("error: ")


@pytest.mark.usefixtures("good")
def test_a_mistake_of_ours_is_no_verdict_either(run: Run, monkeypatch: pytest.MonkeyPatch):
    def broken(_: object) -> object:
        raise ZeroDivisionError("by\nnothing")

    monkeypatch.setattr(check_module, "run_checks", broken)
    done = run("check", "--format", "json")
    assert done.exit_code == 2
    assert json.loads(done.stdout)["problems"][0]["code"] == "internal-error"
    first, second = done.stderr.splitlines()
    assert first.startswith("error: qms made a mistake: ZeroDivisionError: by nothing (test_check.py")
    assert "QMS_DEBUG=1" in second
    monkeypatch.setenv("QMS_DEBUG", "1")
    done = run("check")
    assert (done.exit_code, "Traceback" in done.stderr) == (2, True)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.usefixtures("bad")
def test_each_format_tells_the_same_verdict(run: Run, form: str):
    done = run("check", "--format", form)
    assert done.exit_code == 1
    assert "owner-unknown" in done.stdout
    if form in ("json", "gitlab", "sarif"):
        json.loads(done.stdout)
    if form == "junit":
        ET.fromstring(done.stdout)  # noqa: S314 - our own


@pytest.mark.usefixtures("bad")
def test_quiet_prints_nothing_and_changes_no_exit_code(run: Run, tmp_path: Path):
    done = run("check", "--quiet")
    assert (done.exit_code, done.output) == (1, "")
    assert run("check", "-q", "--head", "HEAD~1").exit_code == 0
    assert run("check", "-q", "--format", "json", "-C", tmp_path).stdout == ""
    assert run("check", "-q", "-C", tmp_path).exit_code == 2


@pytest.mark.usefixtures("bad")
def test_a_file_gets_the_result_and_the_terminal_one_line(run: Run, tmp_path: Path):
    file = tmp_path / "gitlab.json"
    done = run("check", "--format", "gitlab", "--output", file)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("Refused: 1 error")
    assert json.loads(file.read_text())[-1]["check_name"]
    assert run("check", "--output", file, "--quiet").output == ""
    assert file.read_text().splitlines()[-1].startswith("Refused: ")


@pytest.mark.usefixtures("good")
def test_a_file_that_cannot_be_written_is_exit_code_2(run: Run, tmp_path: Path):
    file = tmp_path / "none" / "x.txt"
    done = run("check", "--output", file)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"error: cannot write {file}: No such file or directory\nhelp: ")


def test_another_commit_is_judged_as_it_was(run: Run, bad: Repo):
    assert run("check", "--head", "HEAD~1").exit_code == 0
    bad.write({"procedures/QP-02.md": document("QP-02")})
    assert run("check", "--head", "HEAD").exit_code == 1


def test_a_branch_is_judged_against_its_base(run: Run, good: Repo):
    good.branch("change")
    good.commit({"procedures/QP-01.md": document(text="Other text.\n")})
    done = run("check", "--against", "main", "--format", "json")
    assert done.exit_code == 1
    assert codes(done.stdout) == {"revision-unchanged"}
    done = run("check", "--against", "no-such-branch")
    assert (done.exit_code, done.stderr.splitlines()[0]) == (
        2,
        "error: there is no commit no-such-branch in this repository",
    )


def test_any_folder_of_the_repository_will_do(run: Run, bad: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(bad.root / "procedures")
    inside = run("check").stdout
    monkeypatch.chdir(tmp_path)
    assert run("check", "-C", bad.root / "records").stdout == inside
    assert run("-C", bad.root, "check").stdout == inside


@pytest.mark.usefixtures("bad")
def test_github_gets_annotations_and_a_summary_page(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    page = tmp_path / "summary.md"
    page.write_text("From an earlier command.\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(page))
    done = run("check", "--format", "github")
    assert done.stdout.startswith("::error file=procedures/QP-02.md,line=")
    assert page.read_text().startswith("From an earlier command.\n## Quality manual\n\nRefused: 1 error")


def test_a_warning_that_the_settings_refuse_is_an_error(run: Run, good: Repo):
    settings = (good.root / "qms.yml").read_text()
    good.commit({"qms.yml": settings + "refuse: [clause-unanswered]\n"})
    assert run("check").exit_code == 1


def test_colour_follows_the_option_the_terminal_and_no_color(bad: Repo):
    def shown(*arguments: str, **variables: str) -> str:
        ours, theirs = os.openpty()
        environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        process = subprocess.Popen(
            [QMS, "check", *arguments], cwd=bad.root, stdout=theirs, env=environment | {"TERM": "xterm"} | variables
        )
        os.close(theirs)
        parts = []
        try:
            while part := os.read(ours, 4096):
                parts.append(part)
        except OSError:  # the other end is closed
            pass
        os.close(ours)
        assert process.wait() == 1
        return b"".join(parts).decode()

    assert "\x1b[31mowner-unknown\x1b[0m" in shown()
    assert "\x1b" not in shown(NO_COLOR="1")
    assert "\x1b" not in shown(TERM="dumb")
    assert "\x1b" not in shown("--color", "never")
    assert "\x1b" in shown("--color", "always", NO_COLOR="1")
    assert "\x1b" not in start("check", cwd=bad.root).stdout
    assert "\x1b" in start("check", "--color", "always", cwd=bad.root).stdout


def test_the_gate_loads_nothing_it_does_not_need(good: Repo):
    program = (
        "import sys; from qms.cli import main; main(['check'], standalone_mode=False); "
        "print(sorted({'mkdocs', 'properdocs', 'jinja2', 'rich', 'markdown'} & set(sys.modules)))"
    )
    python = QMS.parent / "python"
    done = subprocess.run([python, "-c", program], cwd=good.root, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_leaves_early_changes_nothing(bad: Repo):
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run([QMS, "check"], cwd=bad.root, stdout=theirs, stderr=subprocess.PIPE, text=True, check=False)
    os.close(theirs)
    assert (done.returncode, done.stderr) == (1, "")


def test_a_shallow_clone_is_refused_with_the_remedy(good: Repo, tmp_path: Path):
    good.commit({"README.md": "x"})
    good.git("clone", "--quiet", "--depth", "1", f"file://{good.root}", str(tmp_path / "shallow"))
    done = start("check", cwd=tmp_path / "shallow")
    assert (done.returncode, done.stdout) == (2, "")
    assert "fetch-depth: 0" in done.stderr
    assert "Traceback" not in done.stderr
