"""`qms status`, `log`, `clauses`, `explain` and `doctor`: data for people and programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import TypeAdapter

from helpers import SETTINGS, Repo, document
from qms.checks import CHECKS
from qms.cli import main
from qms.reports.schemas import REPORTS

from .conftest import Run, start


@pytest.mark.parametrize("command", ["check", "status", "log", "clauses", "explain", "doctor"])
@pytest.mark.usefixtures("good")
def test_json_has_the_shape_that_the_schema_says(run: Run, command: str):
    done = run(command, "--format", "json")
    assert done.exit_code == 0
    TypeAdapter(REPORTS[command]).validate_json(done.stdout)
    schema = json.loads(run("explain", "--schema", command).stdout)
    assert set(schema["required"]) == set(json.loads(done.stdout))


@pytest.mark.usefixtures("good")
def test_status(run: Run):
    shown = run("status").stdout.splitlines()
    assert shown[0].split() == ["ID", "Rev.", "State", "Since", "Review", "Title"]
    assert shown[1].split()[:4] == ["QP-01", "1", "Published", "2026-01-02"]
    assert shown[-1] == "1 document: 1 published. 1 record."


def test_status_of_nothing(run: Run, repo: Repo):
    assert run("status", "-C", repo.root).stdout == "There are no documents.\n"
    assert run("log", "-C", repo.root).stdout == "There are no documents.\n"


@pytest.mark.usefixtures("good")
def test_the_owner_is_shown_where_there_is_room(run: Run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COLUMNS", "120")
    assert run("status").stdout.splitlines()[1].endswith("quality-manager")


def test_log_of_one_document_by_any_name(run: Run, good: Repo):
    whole = run("log").stdout
    assert whole.startswith("QP-01 Title of QP-01\n  1     2026-01-02  First issue.\n")
    one = run("log", "QP-01").stdout
    assert good.ids[-1][:7] in one
    assert run("log", "procedures/QP-01.md", "--no-cache").stdout == one
    data = json.loads(run("log", "QP-01", "--format", "json", "--no-cache").stdout)
    assert data["documents"][0]["revisions"][0]["commits"][0]["id"] == good.ids[-1]


@pytest.mark.usefixtures("good")
def test_log_without_cache_keeps_nothing(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "kept"))
    run("log", "--no-cache")
    assert not (tmp_path / "kept").exists()
    run("log")
    assert (tmp_path / "kept").exists()


@pytest.mark.parametrize(("asked", "meant"), [("QP-1", "QP-01"), ("qp-01", "QP-01"), ("QP-O1", "QP-01")])
@pytest.mark.usefixtures("good")
def test_a_document_that_is_not_there_gives_the_nearest(run: Run, asked: str, meant: str):
    done = run("log", asked)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"error: no commit has a document {asked}\nhelp: Did you mean {meant}?\n"


def test_clauses_of_the_first_standard_that_is_claimed(run: Run, good: Repo):
    good.write({"qms.yml": SETTINGS + "standards: [iso-9001-2026, iso-9001-2015]\n"})
    done = run("clauses")
    assert done.stdout.startswith("ISO 9001:2026: ")
    assert done.stderr == "Also claimed: iso-9001-2015 (--standard).\n"
    done = run("clauses", "--standard", "iso-9001-2015", "--gaps", "--format", "json")
    data = json.loads(done.stdout)
    assert (data["standard"], done.stderr) == ("iso-9001-2015", "")
    assert {clause["state"] for clause in data["clauses"]} == {"open"}
    assert "7.5.1" not in {clause["id"] for clause in data["clauses"]}
    assert run("clauses", "--quiet").stderr == ""


@pytest.mark.parametrize(
    ("settings", "asked", "message"),
    [
        ("", (), "error: no standard is claimed\nhelp: List it under `standards` in the settings: iso-13485-2016, "),
        ("", ("--standard", "iso-9001-2026"), "error: nothing here claims iso-9001-2026\nhelp: List it under"),
        ("", ("--standard", "iso-9001-2051"), "error: there is no standard iso-9001-2051\nhelp: Did you mean iso-"),
        ("", ("--standard", "zzz"), "error: there is no standard zzz\nhelp: Name one of iso-13485-2016, "),
    ],
)
def test_a_standard_that_cannot_be_shown(run: Run, repo: Repo, settings: str, asked: tuple[str, ...], message: str):
    repo.commit({"qms.yml": SETTINGS + settings, "procedures/QP-01.md": document()})
    done = run("clauses", "-C", repo.root, *asked)
    assert done.exit_code == 2
    assert done.stderr.startswith(message)


@pytest.mark.parametrize("code", [check.code for check in CHECKS])
def test_every_check_can_be_explained(run: Run, code: str):
    done = run("explain", code)
    assert done.exit_code == 0
    assert done.stdout.startswith(f"{code}  (")
    assert "\nFix: " in done.stdout


def test_explain_lists_every_check(run: Run):
    listed = {line.split()[0] for line in run("explain").stdout.splitlines() if line.strip()}
    assert {check.code for check in CHECKS} <= listed


@pytest.mark.parametrize(("asked", "meant"), [("owner-unkown", "owner-unknown"), ("owner", "owner-missing or owner-")])
def test_a_check_that_is_not_there_gives_the_nearest(run: Run, asked: str, meant: str):
    done = run("explain", asked)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"error: there is no check {asked}\nhelp: Did you mean {meant}")


@pytest.mark.usefixtures("good")
def test_doctor_on_a_good_machine(run: Run):
    done = run("doctor")
    assert done.exit_code == 0
    assert "ok       the full history" in done.stdout
    assert done.stdout.splitlines()[-1] == "qms can run here."


def test_doctor_where_there_is_no_repository(run: Run, tmp_path: Path):
    done = run("doctor", "-C", tmp_path)
    assert done.exit_code == 2
    assert f"missing  a Git repository: {tmp_path} is not in a Git repository\n         help: " in done.stdout
    assert done.stdout.splitlines()[-1] == "qms cannot run here yet."
    assert json.loads(run("doctor", "-C", tmp_path, "--format", "json").stdout)["ready"] is False


def test_settings_that_cannot_be_read_are_one_line(run: Run, good: Repo):
    good.write({"qms.yml": "documents: [[a]\n"})
    for command in ("check", "status", "log", "clauses"):
        done = run(command)
        assert (done.exit_code, done.stdout, len(done.stderr.splitlines())) == (2, "", 2)
    assert run("doctor").exit_code == 2


def test_help_and_version(run: Run):
    assert run("--version").stdout.startswith("qms, version ")
    shown = run("--help").stdout
    for command in ("check", "status", "log", "clauses", "explain", "stage", "doctor"):
        assert f"\n  {command} " in shown
        done = run(command, "--help")
        assert done.exit_code == 0
        assert "-C, --repo DIR" in done.stdout
    assert "..." not in shown.split("Commands:")[1]


def test_a_command_or_option_that_is_not_there(run: Run):
    assert run("chekc").exit_code == 2
    assert run("check", "--fromat", "json").exit_code == 2


@pytest.mark.usefixtures("good")
def test_stopped_from_the_keyboard_is_neither_accepted_nor_refused(monkeypatch: pytest.MonkeyPatch):
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("qms.cli.status.read_system", stopped)
    done = CliRunner().invoke(main, ["status"])
    assert (done.exit_code, done.stderr) == (130, "Stopped.\n")


def test_bytes_that_are_no_utf_8_in_arguments_and_names(good: Repo):
    done = start("check", "--against", "\udcff", "--format", "json", cwd=good.root)
    assert done.returncode == 2
    assert json.loads(done.stdout)["verdict"] == "undecided"
    assert "Traceback" not in done.stderr
    done = start("check", "--against", "\udcff", cwd=good.root, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)


def test_text_outside_of_ascii_where_the_locale_has_none(good: Repo):
    good.commit({"procedures/QP-02.md": document("QP-02", title="Prüfung 品質")})
    bare = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = start("status", cwd=good.root, **bare)
    assert (done.returncode, done.stderr) == (0, "")
