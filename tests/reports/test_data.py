"""Status, change log and clauses of a small system: the data, and how it reads at a terminal."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from pydantic import TypeAdapter

from qms.model.machine import Part
from qms.model.problem import Check
from qms.model.system import QualitySystem
from qms.reports import dumps
from qms.reports.clauses import clauses
from qms.reports.clausestext import clauses_text
from qms.reports.doctor import doctor, doctor_text
from qms.reports.explain import explain, explain_text
from qms.reports.jsontext import dump_report
from qms.reports.log import log, names
from qms.reports.logtext import log_text
from qms.reports.schemas import REPORTS, schema
from qms.reports.status import status, status_text

from .conftest import Golden

PARTS = (
    Part("git 2.38 or newer", ok=True, found="2.39.5"),
    Part("the full history", ok=False, found="this clone is\nshallow", fix="Run `git fetch --unshallow`."),
    Part("a theme", ok=False, fix="Install it.", needed=False),
)


def stable(shown: str, system: QualitySystem) -> str:
    """Without the one thing that differs where git makes other ids: they depend on the object format."""
    found = dict.fromkeys(re.findall(r"\b[0-9a-f]{40}\b", dumps(log(system.history))))
    for number, commit in enumerate(found, 1):
        shown = shown.replace(commit, f"COMMIT-{number}").replace(commit[:7], f"COMM-{number:02}")
    return shown.replace(system.history.head, "HEAD")


def test_status(system: QualitySystem, golden: Golden):
    report = status(system)
    golden("status.json", stable(dumps(report), system))
    golden("status.txt", status_text(report))
    golden("status-wide.txt", status_text(report, 120))


def test_log(system: QualitySystem, golden: Golden):
    golden("log.json", stable(dumps(log(system.history)), system))
    golden("log.txt", log_text(log(system.history)))
    golden("log-one.txt", stable(log_text(log(system.history, "QP-01")), system))


def test_one_document_by_id_or_path_withdrawn_or_not(system: QualitySystem):
    assert [row.path for row in log(system.history, "QP-01").documents] == ["procedures/QP-01.md"]
    assert [row.id for row in log(system.history, "manual/scope.md").documents] == ["QM-01"]
    assert [row.withdrawn for row in log(system.history, "QP-09").documents] == [True]
    assert log(system.history, "QP-77").documents == ()
    assert {"QP-01", "QP-09", "manual/scope.md", "procedures/gone.md"} <= set(names(system.history))


def test_clauses(system: QualitySystem, golden: Golden):
    standard = system.claimed[0]
    golden("clauses.json", dumps(clauses(system, standard)))
    golden("clauses.txt", clauses_text(clauses(system, standard)))


def test_gaps_are_the_open_clauses_and_nothing_else(system: QualitySystem, golden: Golden):
    report = clauses(system, system.claimed[0], gaps=True)
    assert {row.state for row in report.clauses} == {"open"}
    assert {"7.5.1", "8.3.1", "7.5"}.isdisjoint(row.id for row in report.clauses)
    assert "9.2.1" in {row.id for row in report.clauses}  # a record is evidence, no document answers
    golden("gaps.txt", clauses_text(clauses(system, system.claimed[0]), gaps=True))


def test_explain(checks: tuple[Check, ...], golden: Golden):
    golden("explain.txt", explain_text(explain(checks)))
    golden("explain-one.txt", explain_text(explain(checks[:1])))
    golden("explain.json", dumps(explain(checks)))


def test_doctor(golden: Golden):
    golden("doctor.txt", doctor_text(doctor(PARTS)))
    golden("doctor.json", dumps(doctor(PARTS)))
    assert doctor_text(doctor(PARTS[::2])).splitlines()[-1] == "qms can run here; 1 thing could be better."
    assert doctor_text(doctor(PARTS[:1])).splitlines()[-1] == "qms can run here."


@pytest.mark.parametrize("width", [56, 80, 132])
def test_nothing_is_wider_than_the_terminal(system: QualitySystem, width: int):
    texts = (log_text(log(system.history), width), clauses_text(clauses(system, system.claimed[0]), width))
    assert max(len(line) for shown in texts for line in shown.splitlines()) <= width
    if width >= 80:
        assert max(map(len, status_text(status(system), width).splitlines())) <= width


def test_colour_changes_nothing_else(system: QualitySystem):
    report, standard = status(system), system.claimed[0]
    pairs = [
        (status_text(report, color=True), status_text(report)),
        (log_text(log(system.history), color=True), log_text(log(system.history))),
        (clauses_text(clauses(system, standard), color=True), clauses_text(clauses(system, standard))),
    ]
    for coloured, bare in pairs:
        assert coloured != bare
        assert re.sub(r"\x1b\[\d+m", "", coloured) == bare


def test_a_report_is_written_the_same_by_its_type(system: QualitySystem):
    report = log(system.history)
    assert dump_report(report) == dumps(report)
    broken = replace(report, documents=(replace(report.documents[0], title="a \udc80 byte"), *report.documents[1:]))
    assert dump_report(broken) == dumps(broken)
    assert r"\udc80" in dump_report(broken)


def test_outputs_have_the_shape_their_schemas_say(system: QualitySystem, checks: tuple[Check, ...]):
    made = {
        "status": status(system),
        "log": log(system.history),
        "clauses": clauses(system, system.claimed[0]),
        "explain": explain(checks),
        "doctor": doctor(PARTS),
    }
    for name, report in made.items():
        assert TypeAdapter(REPORTS[name]).validate_json(dumps(report)) == report


@pytest.mark.parametrize("command", REPORTS)
def test_the_shape_of_each_output_stays_what_it_is(command: str, golden: Golden):
    golden(f"{command}.schema.json", schema(command))


def test_what_the_issue_promises_of_clauses(system: QualitySystem):
    data = json.loads(dumps(clauses(system, system.claimed[0], gaps=True)))
    assert list(data) == ["standard", "edition", "clauses"]
    assert data["standard"] == "iso-9001-2015"
    assert {"id", "state"} <= set(data["clauses"][0])
