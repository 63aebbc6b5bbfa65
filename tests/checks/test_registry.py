"""The list of checks and the run: every check explained, every problem named, weighed, once and in order."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from checks.builders import changes, codes, document, fault, history, problems, record, system
from qms.checks import APPROVALS, CHECKS, ERRORS, WARNINGS, run_checks
from qms.model.problem import Check, Severity
from qms.model.settings import Settings

ROOMS = Path(__file__).parents[2] / "plugins" / "qms"
# Codes of reading that end the work instead of being reported: they are no problems of a document.
REFUSALS = {
    "git-failed",
    "ref-unknown",
    "branch-unrelated",
    "settings-malformed",
    "repository-unreadable",
    "history-shallow",
}


def reported() -> set[str]:
    """Every code that reading puts into a fault."""
    files = (*(ROOMS / "reading").glob("*.py"), ROOMS / "trust" / "source.py", ROOMS / "trust" / "yamltext.py")
    text = "\n".join(file.read_text() for file in files)
    named = re.findall(r'code="([a-z]+(?:-[a-z]+)+)"', text)
    return set(named) | set(re.findall(r'"((?:yaml|text)-[a-z-]+)"', text)) - REFUSALS


def test_a_clean_system_is_accepted_without_a_word():
    assert run_checks(system(document(), record())).accepted
    assert codes(system(document(), document("QP-02"), record())) == []
    assert codes(system()) == []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_every_check_says_what_it_asks_for_and_what_to_do(check: Check):
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", check.code)
    for text in (check.requirement, check.fix, *filter(None, [check.explain])):
        assert text.endswith(".")
        assert "\n" not in text.replace("\n\n", "")
    assert not check.fix.startswith("Fix")


def test_the_list_names_each_check_once_and_gives_it_its_weight():
    assert len({check.code for check in CHECKS}) == len(CHECKS) == len(ERRORS) + len(WARNINGS) + len(APPROVALS)
    warnings = {check.code for check in CHECKS if check.severity is Severity.WARNING}
    assert warnings == {
        "history-unchanged",
        "history-order",
        "review-overdue",
        "review-due",
        "clause-unanswered",
        "clause-partial",
        "exclusion-contradicted",
        "plan-overdue",
        "plan-answered",
        "claim-repeated",
        "approval-pending",
        "term-discouraged",
        "claim-suspect",
        "embed-elsewhere",
    }


def test_whatever_reading_finds_has_a_check():
    assert reported() >= {"text-bom", "yaml-malformed", "standard-malformed", "path-symlink", "text-bidi"}
    assert reported() <= {check.code for check in CHECKS}


@pytest.mark.parametrize("code", sorted(reported()))
def test_what_reading_finds_is_passed_on_with_its_place(code: str):
    for found in (
        system(replace(document(), faults=(fault(code),))),
        system(replace(record(), faults=(fault(code),))),
        system(document(), faults=(fault(code),)),
    ):
        (problem,) = problems(found)
        assert (problem.code, str(problem.place)) == (code, "procedures/QP-01.md:1:1")
        assert problem.message == f"what reading says of {code}"
        assert problem.severity is next(check.severity for check in CHECKS if check.code == code)


def test_front_matter_that_cannot_be_read_has_no_missing_fields_as_well():
    bare = replace(document(), fields=replace(document().fields, entries=(), _index={}))
    assert codes(system(replace(bare, faults=(fault("yaml-malformed"),)))) == ["yaml-malformed"]
    assert "id-missing" in codes(system(bare))


def test_the_same_fault_twice_is_one_problem_and_all_are_sorted_by_place():
    twice = replace(document("QP-02"), faults=(fault("text-cr", "procedures/QP-02.md", 3),) * 2)
    found = problems(system(twice, document("QP-01", owner=None), document("QP-00", title=None)))
    assert [(problem.place.path, problem.code) for problem in found] == [
        ("procedures/QP-00.md", "title-missing"),
        ("procedures/QP-01.md", "owner-missing"),
        ("procedures/QP-02.md", "text-cr"),
    ]


def test_the_settings_turn_a_warning_into_an_error():
    past = history(changes("1", "3", "4"))
    (problem,) = problems(system(document(revision="4"), history=past))
    assert (problem.code, problem.severity) == ("history-order", Severity.WARNING)
    refused = system(document(revision="4"), history=past, settings=Settings(standards=(), refuse=("history-order",)))
    (problem,) = problems(refused)
    assert problem.severity is Severity.ERROR
    assert not run_checks(refused).accepted
