"""`qms status --mine`: what waits for one person."""

from __future__ import annotations

import json
from datetime import date

import pytest
from pydantic import TypeAdapter

from company import POLICY, Company, procedure
from qms.reports.duties import DutiesReport

from .conftest import Run

ONE = "procedures/QP-01.md"


def in_force(company: Company, run: Run, text: str) -> None:
    company.repo.write({ONE: text})
    company.repo.git("add", "-A")
    for name in ("jane", "bob"):
        company.be(name)
        assert run("approve", "QP-01", "--yes", "--author", "ann").exit_code == 0
    company.repo.git("commit", "--quiet", "-m", "QP-01")


def mine(run: Run, *arguments: str) -> list[tuple[str, str]]:
    done = run("status", "--mine", "--format", "json", *arguments)
    assert done.exit_code == 0, done.output
    TypeAdapter(DutiesReport).validate_json(done.stdout)
    return [(each["act"], each["subject"]) for each in json.loads(done.stdout)["duties"]]


def test_approvals_reviews_and_readings_wait_for_those_who_can_give_them(company: Company, run: Run):
    fields = "review: 1 month\nread-by: [toolsmith]\nowner:"
    in_force(company, run, procedure().replace("owner:", fields))  # committed on a day in January 2026
    company.repo.branch("draft")
    company.repo.commit({"procedures/QP-02.md": procedure("QP-02")}, "Draft")
    assert mine(run, "--as", "jane") == [("approve", "QP-02"), ("review", "QP-01")]
    assert mine(run, "--as", "bob") == [("approve", "QP-02")]
    assert mine(run, "--as", "mia") == [("approve", "QP-02"), ("acknowledge", "QP-01")]
    assert mine(run, "--as", "ann") == []
    company.be("jane")
    done = run("status", "--mine")
    assert "qms review QP-01" in done.stdout
    assert "overdue" in done.stdout
    assert "2 things for you, Jane Doe." in done.stdout
    assert run("status", "--mine", "--as", "ann").stdout == "Nothing waits for you, Ann Author.\n"


def test_what_was_done_waits_no_more(company: Company, run: Run):
    fields = "review: 2 months\nread-by: [process-owner]\nowner:"
    in_force(company, run, procedure().replace("owner:", fields))
    for name, command in (("jane", "review"), ("mia", "acknowledge")):
        company.be(name)
        assert run(command, "QP-01", "--yes").exit_code == 0
    assert mine(run, "--as", "jane") == []
    assert mine(run, "--as", "mia") == []
    assert mine(run, "--as", "bob") == [("acknowledge", "QP-01")]
    assert json.loads(run("status", "--mine", "--format", "json").stdout)["today"] >= date(2026, 1, 1).isoformat()


def test_policies_guarded_files_keys_and_retirements_wait_too(company: Company, run: Run):
    in_force(company, run, procedure())
    company.extra_keys["ann"] = ["ann-new"]
    company.repo.branch("many")
    company.repo.commit({POLICY: company.next_policy(), "mkdocs.yml": "site_name: New\n", ONE: None}, "Much")
    assert mine(run, "--as", "bob") == [("retire", "QP-01"), ("approve", "AUTHORITIES")]
    assert mine(run, "--as", "mia") == [("retire", "QP-01"), ("approve", "GUARDED")]
    assert mine(run, "--as", "ann") == [("enrol", "AUTHORITIES")]


@pytest.mark.usefixtures("company")
def test_nobody_is_refused_and_a_missing_anchor_is_said(run: Run, monkeypatch: pytest.MonkeyPatch):
    done = run("status", "--mine", "--as", "nobody")
    assert done.exit_code == 1
    monkeypatch.delenv("QMS_ANCHOR")
    done = run("status", "--mine")
    assert done.exit_code == 2
    assert "there is no anchor" in done.stderr
    assert run("status").exit_code == 0
