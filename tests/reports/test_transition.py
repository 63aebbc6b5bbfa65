"""The way from one edition to the next, on a tiny map made by hand: what each clause needs, told in every form."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from pydantic import TypeAdapter

from qms.model.coverage import Answer
from qms.model.system import QualitySystem, Reworded
from qms.model.transition import Step, Transition, transition
from qms.reports import dumps
from qms.reports.clauses import balance, clauses
from qms.reports.clausestext import clauses_markdown, clauses_text
from qms.reports.failing import Fail, failures
from qms.reports.transition import Before, TransitionReport, transition_report
from qms.reports.transitionmarkdown import transition_markdown
from qms.reports.transitiontext import transition_text

from .conftest import MAP, NEW, OLD


def report_of(system: QualitySystem, before: Before | None = None) -> TransitionReport:
    return transition_report(system, transition(system, MAP), before)


def test_what_each_clause_needs(things: QualitySystem):
    report = report_of(things)
    assert {row.id: row.step for row in report.clauses} == {
        "1.1": Step.CONFIRMED,
        "1.2": Step.CONFIRM,
        "1.3": Step.CLAIM,
        "1.4": Step.CONFIRMED,
        "1.5": Step.COMPLETE,
        "1.6": Step.CLAIM,
        "1.7": Step.PLANNED,
        "1.8": Step.COMPLETE,
    }
    assert [row.id for row in report.removed] == ["1.9"]
    assert (report.requirements, report.confirmed, report.settled) == (8, 2, 2)
    assert sum(report.steps.values()) == 8
    rows = {row.id: row for row in report.clauses}
    assert [section.anchor for section in rows["1.3"].inherited[0].sections] == ["how"]
    assert rows["1.2"].today.documents[0].suspects[0].since == "thing-1"
    assert rows["1.5"].today.lacking == ("audit programme",)


def test_the_text_tells_first_where_it_stands_then_only_what_is_left(things: QualitySystem):
    shown = transition_text(report_of(things))
    assert shown.startswith(f"THING-1 to THING-2, as of 2026-03-01, history to {things.history.head[:7]}\n")
    assert shown.splitlines()[1] == "2 of 8 confirmed, 6 left to do."
    assert shown.splitlines()[2] == "New, with nothing behind it: 1.7."
    heads = ["To be completed: 2", "To be claimed: 2", "To be confirmed: 1", "Planned: 1", "Changed and confirmed: 1.1"]
    heads += ["Moved or removed: 1 clause", "THING-2: By 2029.", "is our own compilation"]
    assert [shown.index(head) for head in heads] == sorted(shown.index(head) for head in heads)
    assert "Changed and confirmed: 1.1, 1.4.\n" in shown
    assert "Title of 1.4" not in shown
    assert "from memory" in " ".join(shown.split())
    assert "Its content is now in 1.1 Title of 1.1. Folded in. Still claimed by QP-01." in " ".join(shown.split())
    assert "QP-01 (How)" in shown


def test_a_text_that_changed_is_told_where_it_is_to_be_confirmed(things: QualitySystem):
    reworded = {"procedures/QP-02.md": (Reworded("thing-2", "1.4", "2", "how", "How"),)}
    system = replace(things, reworded=reworded)
    row = next(row for row in report_of(system).clauses if row.id == "1.4")
    assert (row.step, row.today.suspect) == (Step.CONFIRM, True)
    shown = " ".join(transition_text(report_of(system), 200).split())
    assert "confirm the claim. To be confirmed in QP-02: section How changed in revision 2." in shown
    gaps = clauses_markdown(clauses(system, NEW), gaps=True)
    assert "| 1.4 | Covered | Title of 1.4 | To be confirmed in QP-02: section How changed in revision 2. |" in gaps


@pytest.mark.parametrize("width", [56, 80, 132])
def test_it_reads_at_any_width_and_without_colour(things: QualitySystem, width: int):
    bare = transition_text(report_of(things), width)
    assert max(map(len, bare.splitlines())) <= width
    coloured = transition_text(report_of(things), width, color=True)
    assert coloured != bare
    assert re.sub(r"\x1b\[\d+m", "", coloured) == bare


def test_nothing_of_a_note_acts(things: QualitySystem):
    text = transition_text(report_of(things))
    assert "\x1b" not in text
    assert not any(line.startswith("::") for line in text.splitlines())
    told = transition_markdown(report_of(things))
    assert "\x1b" not in told
    assert "<b>" not in told
    rows = [line for line in told.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in rows} == {4, 6}


def test_markdown_says_the_same(things: QualitySystem):
    told = transition_markdown(report_of(things))
    assert told.startswith("# THING-1 to THING-2, as of 2026-03-01")
    assert "\n2 of 8 confirmed, 6 left to do.\n" in told
    assert "| 1.3 | Title of 1.3 | Split. Now two. | for the old edition QP-01 (How) |" in told
    assert "## Moved or removed: 1 clause" in told
    assert "from memory" in told


def test_json_has_the_shape_its_schema_says(things: QualitySystem):
    report = report_of(things, Before("v1", "a" * 40, date(2026, 2, 1), transition(things, MAP)))
    assert TypeAdapter(TransitionReport).validate_json(dumps(report)) == report


def test_progress_tells_what_was_won_and_what_was_lost(things: QualitySystem):
    now = transition(things, MAP)

    def then(steps: dict[str, Step]) -> Transition:
        passages = (replace(each, step=steps.get(each.clause.number, each.step)) for each in now.passages)
        return replace(now, passages=tuple(passages))

    before = Before("v1", "abc1234" + "0" * 33, date(2026, 2, 1), then({"1.4": Step.WRITE, "1.8": Step.CONFIRMED}))
    report = report_of(things, before)
    assert report.since
    assert (report.since.confirmed, report.since.gained, report.since.lost) == (2, ("1.4",), ("1.8",))
    assert "2 of 8 confirmed, 1 since 2026-02-01 (abc1234), 1 no longer, 6 left to do." in transition_text(report)


def test_when_all_is_done(things: QualitySystem):
    now = transition(things, MAP)
    done = replace(
        now, passages=tuple(replace(each, step=Step.CONFIRMED, task=None) for each in now.passages), removed=()
    )
    shown = transition_text(transition_report(things, done))
    assert shown.splitlines()[1] == "8 of 8 confirmed, nothing left to do."
    assert "removed" not in shown
    assert "Changed and confirmed: 1.1, 1.2, 1.3, 1.4, 1.6, 1.7, 1.8." in shown


def test_the_gaps_with_their_reasons_and_the_balance_at_the_end(things: QualitySystem):
    report = clauses(things, NEW)
    shown = clauses_text(report, gaps=True)
    told = " ".join(shown.split())
    assert {row.id: row.state for row in clauses(things, NEW, gaps=True).clauses} == {
        "1.2": Answer.COVERED,
        "1.3": Answer.OPEN,
        "1.5": Answer.PARTLY,
        "1.6": Answer.OPEN,
        "1.7": Answer.PLANNED,
        "1.8": Answer.PARTLY,
    }
    assert "To be confirmed in QP-02: the clause changed since thing-1." in " ".join(
        clauses_text(report, 200, gaps=True).split()
    )
    assert "No record yet of: audit programme." in " ".join(clauses_text(report, 200, gaps=True).split())
    assert told.endswith(balance(report))
    assert balance(report) == "THING-2: 3 of 8 clauses covered, 2 partly, 1 planned, 2 open, 1 to be confirmed."
    assert max(map(len, shown.splitlines())) <= 80
    assert "\n| 1.7 | Planned | Title of 1.7 | Planned by 2026-12-31. |\n" in clauses_markdown(report, gaps=True)


def test_the_matrix_tells_kinds_of_answers(things: QualitySystem):
    shown = clauses_markdown(clauses(things, NEW))
    assert "| 1.2 | Covered | Title of 1.2 | QP-02 (confirm) |" in shown
    assert "| 1.7 | Planned | Title of 1.7 | planned by 2026-12-31 |" in shown
    assert "| 1.8 | Partly | Title of 1.8 | QP-02 only supports it: no document says how it is met |" in shown


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [(Fail.OPEN, "1.3, 1.6"), (Fail.PARTLY, "1.5, 1.8"), (Fail.PLANNED, "1.7"), (Fail.SUSPECT, "1.2")],
)
def test_what_a_gate_refuses(things: QualitySystem, kind: Fail, numbers: str):
    (found,) = failures([clauses(things, NEW)], [kind])
    assert found.message.startswith("THING-2 has ")
    assert found.message.endswith(f": {numbers}")
    assert f"{numbers.split(',', maxsplit=1)[0]}" in found.fix or kind is Fail.PLANNED
    assert "qms clauses --standard thing-2 --gaps" in found.fix


def test_a_gate_with_nothing_to_refuse(things: QualitySystem):
    assert failures([], Fail) == ()
    assert [each.kind for each in failures([clauses(things, OLD)], list(reversed(Fail)))] == [Fail.PARTLY]
