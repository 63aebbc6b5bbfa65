"""Records: what they must say, and whether it can be so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.builders import codes, fault, problems, record, system
from qms.model.people import People, Person
from qms.model.policy import POLICY_PATH

ANN = People((Person("ann.author", "Ann Author", ("quality-manager",)),), {"quality-manager": "Q"}, policy=True)


@pytest.mark.parametrize("field", ["id", "kind", "title", "date", "by"])
def test_a_record_lacks_something(field: str):
    (problem,) = problems(system(record(path="records/a.md", **{field: None})))
    assert (problem.code, problem.message) == ("evidence-incomplete", f"the record has no `{field}:`")
    assert codes(system(record(path="records/a.md", **{field: ""}))) == ["evidence-incomplete"]


def test_all_that_a_record_lacks_is_one_problem():
    (problem,) = problems(system(record(kind=None, by=None)))
    assert problem.message == "the record has no `kind:`, `by:`"


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        ({"id": "NC-1"}, {"id": "NC-2026"}),
        ({"id": "nc-2026-001"}, {"id": "NC-2026-Q4"}),
        ({"id": ["NC-2026-001"]}, {"id": "NC-2026-002"}),
        ({"date": "2026-13-01"}, {"date": "2026-05-31"}),
        ({"date": "2026-06-02"}, {"date": "2026-06-01"}),
        ({"by": "Ann Author"}, {"by": "ann.author"}),
        ({"by": "x" * 61}, {"by": "x" * 60}),
        ({"by": ["ann.author"]}, {"by": "ann-author"}),
        ({"kind": ["audit"]}, {"kind": "audit"}),
        ({"refs": "QP-01"}, {"refs": ["QP-01"]}),
        ({"refs": [["QP-01"]]}, {"refs": []}),
    ],
)
def test_what_cannot_be_so(bad: dict[str, object], good: dict[str, object]):
    found = problems(system(record(path="records/a.md", **bad)))
    assert [problem.code for problem in found] == ["evidence-malformed"]
    assert found[0].place.line > 1
    assert codes(system(record(path="records/a.md", **good))) == []


def test_a_person_whom_the_policy_does_not_know():
    (problem,) = problems(system(record(by="ann.auhtor"), people=ANN))
    assert problem.message.endswith("is ann.auhtor; did you mean `ann.author`?")
    assert codes(system(record(), people=ANN)) == []
    unread = system(record(by="bob"), people=ANN, faults=(fault("yaml-construct", POLICY_PATH),))
    assert codes(unread) == ["yaml-construct"]


def test_a_record_that_cannot_be_read_is_only_that():
    bare = replace(record(), fields=replace(record().fields, entries=(), _index={}))
    assert codes(system(replace(bare, faults=(fault("yaml-malformed"),)))) == ["yaml-malformed"]
