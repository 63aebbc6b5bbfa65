"""Each format of a verdict: what it looks like, and that nothing in a document can break out of it."""

from __future__ import annotations

import json
from xml.etree import ElementTree as ET

import pytest
from pydantic import TypeAdapter

from qms import __version__
from qms.errors import QmsError
from qms.model.problem import Check, Place, Problem, Severity, Verdict
from qms.reports import FORMATS, summary, text, undecided
from qms.reports.jsontext import CheckReport
from qms.reports.markdown import MOST_ROWS

from .conftest import Golden

FILES = {
    "text": "txt",
    "json": "json",
    "github": "github.txt",
    "gitlab": "gitlab.json",
    "sarif": "sarif",
    "junit": "junit.xml",
    "markdown": "md",
}
Checks = tuple[Check, ...]


def written(form: str, verdict: Verdict, checks: Checks) -> str:
    return FORMATS[form](verdict, checks).replace(f'"version": "{__version__}"', '"version": "VERSION"')


@pytest.mark.parametrize("form", FORMATS)
def test_a_verdict_in_each_format(form: str, refused: Verdict, checks: Checks, golden: Golden):
    golden(f"refused.{FILES[form]}", written(form, refused, checks))


@pytest.mark.parametrize("form", FORMATS)
def test_a_verdict_without_problems_in_each_format(form: str, checks: Checks, golden: Golden):
    golden(f"accepted.{FILES[form]}", written(form, Verdict(()), checks))


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_text_in_each_format(form: str, hostile: Verdict, checks: Checks, golden: Golden):
    golden(f"hostile.{FILES[form]}", written(form, hostile, checks))


def test_colour_is_only_where_it_is_asked_for(refused: Verdict, checks: Checks, golden: Golden):
    golden("refused.color.txt", text(refused, checks, color=True))
    assert "\x1b" not in "".join(form(refused, checks) for form in FORMATS.values())


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_lets_a_document_move_the_cursor(form: str, hostile: Verdict, checks: Checks):
    result = FORMATS[form](hostile, checks)
    assert not {char for char in result if char < " " and char != "\n"}
    if form not in ("json", "gitlab", "sarif"):  # there it is a program that reads, and the text stays what it is
        assert "\u202e" not in result


def test_every_line_of_a_hostile_verdict_is_one_of_ours(hostile: Verdict, checks: Checks):
    lines = FORMATS["github"](hostile, checks).splitlines()
    assert [line.split(" ", 1)[0] for line in lines] == ["::error"] * 3 + ["::warning", "Refused:"]
    assert len(text(hostile).splitlines()) == 4 + 3 + 1  # two neighbours share their remedy


def test_a_github_property_ends_where_we_end_it(hostile: Verdict, checks: Checks):
    for line in FORMATS["github"](hostile, checks).splitlines()[:3]:
        properties = line.removeprefix("::error ").split("::", 1)[0]
        assert {part.partition("=")[0] for part in properties.split(",")} <= {"file", "line", "col", "title"}


def test_a_row_of_markdown_has_four_cells(hostile: Verdict, checks: Checks):
    rows = [line for line in FORMATS["markdown"](hostile, checks).splitlines() if line.startswith("|")]
    assert len(rows) == 2 + 4
    assert {row.replace("\\|", "").count("|") for row in rows} == {5}
    assert "<script>" not in "".join(rows).replace("\\<script\\>", "")


def test_xml_can_be_read_back(hostile: Verdict, refused: Verdict, checks: Checks):
    for verdict in (hostile, refused):
        root = ET.fromstring(FORMATS["junit"](verdict, checks))  # noqa: S314 - our own
        failed = {case.get("name") for case in root.iter("testcase") if case.find("failure") is not None}
        assert failed == {problem.code for problem in verdict.errors}
        assert root.get("failures") == str(len(failed))
        assert root.get("tests") == str(len(list(root.iter("testcase"))))


def test_fingerprints_are_unique_and_do_not_depend_on_lines(hostile: Verdict, checks: Checks):
    def fingerprints(verdict: Verdict) -> list[str]:
        return [row["fingerprint"] for row in json.loads(FORMATS["gitlab"](verdict, checks))]

    moved = tuple(
        Problem(Place(found.place.path, found.place.line + 7), found.severity, found.code, found.message, found.fix)
        for found in hostile.problems
    )
    assert fingerprints(hostile) == fingerprints(Verdict(moved))
    assert len(set(fingerprints(hostile))) == len(hostile.problems)


def test_a_lone_surrogate_reaches_json_as_its_escape(checks: Checks):
    verdict = Verdict((Problem(Place("a\udcff.md", 1), Severity.ERROR, "owner-unknown", "x\udcffy", "z"),))
    for form in FORMATS:
        FORMATS[form](verdict, checks).encode()
    assert json.loads(FORMATS["json"](verdict, checks))["problems"][0]["message"] == "x\udcffy"


@pytest.mark.parametrize(
    ("errors", "warnings", "expected"),
    [
        (2, 1, "Refused: 2 errors, 1 warning."),
        (1, 0, "Refused: 1 error."),
        (1234, 2, "Refused: 1,234 errors, 2 warnings."),
        (0, 3, "Accepted, with 3 warnings."),
        (0, 1, "Accepted, with 1 warning."),
        (0, 0, "Accepted."),
    ],
)
def test_the_decision_in_one_sentence(errors: int, warnings: int, expected: str):
    def problems(number: int, severity: Severity) -> tuple[Problem, ...]:
        return tuple(Problem(Place("a.md", line), severity, "x", "y", "z") for line in range(number))

    verdict = Verdict(problems(errors, Severity.ERROR) + problems(warnings, Severity.WARNING))
    assert summary(verdict) == expected
    assert text(verdict).splitlines()[-1] == expected


def test_a_summary_page_says_what_it_leaves_out(checks: Checks):
    many = tuple(Problem(Place("a.md", line), Severity.ERROR, "x", "y", "z") for line in range(MOST_ROWS + 3))
    shown = FORMATS["markdown"](Verdict(many), checks)
    assert shown.count("**Error**") == MOST_ROWS
    assert "3 problems more, which `qms check` shows." in shown


def test_json_has_the_documented_shape(hostile: Verdict, refused: Verdict, checks: Checks):
    for shown in (FORMATS["json"](hostile, checks), FORMATS["json"](refused, checks)):
        TypeAdapter(CheckReport).validate_json(shown)
        data = json.loads(shown)
        assert list(data) == ["verdict", "problems"]
        fields = ["code", "severity", "path", "line", "column", "step", "message", "fix"]
        assert all(list(problem) == fields for problem in data["problems"])


def test_could_not_run_is_no_verdict():
    data = json.loads(undecided(QmsError("this clone is shallow", "Fetch it all.", "history-shallow")))
    assert data["verdict"] == "undecided"
    assert [problem["code"] for problem in data["problems"]] == ["history-shallow"]


def test_no_line_of_a_log_begins_as_a_command_to_its_runner():
    shown = text(Verdict((Problem(Place("::warning file=a::b.md"), Severity.ERROR, "x-y", "Message", "Fix it."),)))
    assert shown.startswith("./::warning")
