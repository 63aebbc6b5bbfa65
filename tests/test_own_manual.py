"""The project is its own first customer: its manual passes its gate, and leaves no clause unanswered."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qms.checks import run_checks
from qms.model.coverage import Answer, cover
from qms.model.system import QualitySystem
from qms.reading import read_system

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def system() -> QualitySystem:
    return read_system(ROOT, cache=False)


def test_the_gate_finds_nothing(system: QualitySystem):
    assert run_checks(system).problems == ()


def test_both_editions_are_claimed_and_answered(system: QualitySystem):
    assert [standard.id for standard in system.claimed] == ["iso-9001-2026", "iso-9001-2015"]
    for standard in system.claimed:
        answers = {row.clause.number: row.answer for row in cover(system, standard)}
        assert [number for number, answer in answers.items() if answer is Answer.OPEN] == []
        assert [number for number, answer in answers.items() if answer is Answer.NOT_APPLICABLE] == ["7.1.5.2"]


def test_taking_a_document_away_names_what_it_alone_answered(system: QualitySystem):
    for gone in system.documents:
        rest = replace(system, documents=tuple(one for one in system.documents if one is not gone))
        for standard in system.claimed:
            alone = {
                row.clause.number
                for row in cover(system, standard)
                if row.clause.requirement and {answered.document.id for answered in row.documents} == {gone.id}
            }
            left = {row.clause.number for row in cover(rest, standard) if row.answer is Answer.OPEN}
            expected = alone | ({"7.1.5.2"} if gone.exclusions else set())
            assert left == expected, gone.id


def test_the_gate_names_exactly_the_clauses_that_a_deleted_document_leaves_open(system: QualitySystem):
    for gone in system.documents:
        rest = replace(system, documents=tuple(one for one in system.documents if one is not gone))
        named = {problem.message for problem in run_checks(rest).problems if problem.code == "clause-unanswered"}
        expected = set()
        for standard in system.claimed:
            for row in cover(system, standard):
                answering = {answered.document.id for answered in (*row.documents, *row.supporting)}
                scoped = row.answer is Answer.NOT_APPLICABLE and bool(gone.exclusions)
                if row.clause.requirement and (answering == {gone.id} or scoped):
                    expected.add(f"{standard.name}, {row.clause.number} {row.clause.title}: no document answers it")
        assert {message.partition(", though ")[0] for message in named} == expected, gone.id


def test_every_kind_of_record_in_use_is_described(system: QualitySystem):
    assert {record.kind for record in system.records} <= set(system.settings.record_kinds)
