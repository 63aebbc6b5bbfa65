"""Front matter: each check with a document that trips it and a near one that does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checks.builders import codes, document, fault, problems, record, system
from qms.model.people import People
from qms.model.policy import POLICY_PATH
from qms.model.problem import Fault, Place
from qms.model.settings import Settings

LONG = "x" * 501


@pytest.mark.parametrize(
    ("code", "bad", "good"),
    [
        ("front-matter-field", {"reveiw": "12 months"}, {"review": "12 months"}),
        ("front-matter-field", {"class": "procedure"}, {"x-class": "anything"}),
        ("front-matter-field", {"x-Class": "a"}, {"x-class-2": "a"}),
        ("approval-claimed", {"status": "approved"}, {"approval": ["process-owner"]}),
        ("approval-claimed", {"approved-by": "ann"}, {"approval": ["process-owner"]}),
        ("approval-claimed", {"Signed_on": "2026-01-01"}, {"x-signed": "2026-01-01"}),
        ("front-matter-value", {"title": ["a"]}, {"title": "a"}),
        ("front-matter-value", {"title": "<b>a</b>"}, {"title": "a & b"}),
        ("front-matter-value", {"title": "x" * 201}, {"title": "x" * 200}),
        ("front-matter-value", {"change": ["a"]}, {"change": "a"}),
        ("front-matter-value", {"change": LONG}, {"change": LONG[1:]}),
        ("front-matter-value", {"change": " a"}, {"change": "a"}),
        ("front-matter-value", {"clauses": ["1.1"]}, {"clauses": {"house-1": ["1.1"]}}),
        ("front-matter-value", {"clauses": {"house-1": "1.1"}}, {"clauses": {"house-1": ["1.1"]}}),
        ("front-matter-value", {"clauses": {"house-1": []}}, {"clauses": {"house-1": ["1.1"]}}),
        ("front-matter-value", {"clauses": {"House 1": ["1.1"]}}, {"clauses": {"house-1": ["1.1"]}}),
        ("front-matter-value", {"not-applicable": {"house-1": ["2"]}}, {"not-applicable": {"house-1": {"2": "None."}}}),
        ("front-matter-value", {"approval": "process-owner"}, {"approval": ["process-owner"]}),
        ("front-matter-value", {"approval": ["Process owner"]}, {"approval": ["process-owner"]}),
        ("front-matter-value", {"read-by": ["a", "a"]}, {"read-by": ["a", "b"]}),
        ("front-matter-value", {"description": {"a": "b"}}, {"description": "a"}),
        ("front-matter-value", {"icon": ""}, {"icon": "a"}),
        ("front-matter-value", {"tags": ["x" * 41]}, {"tags": ["x" * 40]}),
        ("front-matter-value", {"hide": "toc"}, {"hide": ["toc"]}),
        ("front-matter-value", {"x-class": ["a"]}, {"x-class": "a"}),
        ("id-missing", {"id": None}, {}),
        ("id-missing", {"id": ""}, {}),
        ("id-malformed", {"id": "qp-01"}, {"id": "QP-1"}),
        ("id-malformed", {"id": ["QP-01"]}, {"id": "QM-WI-012"}),
        ("title-missing", {"title": None}, {}),
        ("title-missing", {"title": ""}, {}),
        ("type-missing", {"type": None}, {}),
        ("type-unknown", {"type": "procedur"}, {"type": "form"}),
        ("type-unknown", {"type": ["form"]}, {"type": "form"}),
        ("owner-missing", {"owner": None}, {}),
        ("owner-unknown", {"owner": "Quality manager"}, {"owner": "process-owner"}),
        ("owner-unknown", {"owner": ["quality-manager"]}, {"owner": "process-owner"}),
        ("revision-missing", {"revision": None}, {}),
        ("revision-format", {"revision": "03"}, {"revision": "3"}),
        ("revision-format", {"revision": "3.0"}, {"revision": "3.1"}),
        ("revision-format", {"revision": "v3"}, {"revision": "3"}),
        ("revision-format", {"revision": ["3"]}, {"revision": "3"}),
        ("change-missing", {"change": None}, {}),
        ("change-missing", {"change": ""}, {}),
        ("effective-malformed", {"effective": "2026-02-30"}, {"effective": "2026-02-28"}),
        ("effective-malformed", {"effective": "1.2.2026"}, {"effective": "2027-02-01"}),
        ("effective-malformed", {"effective": ""}, {}),
        ("effective-malformed", {"effective": ["2026-02-01"]}, {"effective": "2026-02-01"}),
        ("review-malformed", {"review": "yearly"}, {"review": "1 year"}),
        ("review-malformed", {"review": "0 months"}, {"review": "24 months"}),
        ("review-malformed", {"review": ["1 year"]}, {"review": "1 year"}),
    ],
)
def test_each_fault_has_its_code_and_the_near_good_value_has_none(
    code: str, bad: dict[str, object], good: dict[str, object]
):
    found = problems(system(document("QP-01", **{"path": "procedures/a.md", **bad})))
    assert [problem.code for problem in found] == [code]
    assert found[0].place.path == "procedures/a.md"
    assert found[0].place.line >= 1
    assert codes(system(document("QP-01", **{"path": "procedures/a.md", **good}))) == []


def test_a_missing_field_is_reported_on_the_first_line_and_a_wrong_one_where_it_stands():
    (missing,) = problems(system(document(owner=None)))
    assert (missing.place.line, missing.place.column) == (1, 1)
    (wrong,) = problems(system(document(owner="nobody")))
    assert (wrong.place.line, wrong.place.column) == (6, 1)


def test_the_nearest_known_name_is_a_hint():
    def message(**values: object) -> str:
        (problem,) = problems(system(document(**values)))
        return problem.message

    assert message(reveiw="1 year").endswith("did you mean `review`?")
    assert message(type="procedur").endswith("did you mean `procedure`?")
    assert message(owner="Quality Manager").endswith("did you mean `quality-manager`?")
    assert "did you mean" not in message(owner="zzz")


def test_types_and_roles_of_the_settings_are_known():
    own = Settings(standards=(), types={"checklist": "Checklist"})
    assert codes(system(document(type="checklist"), settings=own)) == []
    assert codes(system(document(owner="anybody"), people=People())) == []
    assert codes(system(document(owner="anybody"), people=People(roles={}, policy=True))) == ["owner-unknown"]


def test_roles_of_a_policy_that_cannot_be_read_refuse_nobody():
    unread = system(document(), people=People(roles={}, policy=True), faults=(fault("yaml-construct", POLICY_PATH),))
    assert codes(unread) == ["yaml-construct"]


def test_one_id_of_two_is_reported_with_the_other_place():
    (problem,) = problems(system(document(path="procedures/a.md"), document(path="procedures/b.md")))
    assert (problem.code, problem.place.path) == ("id-duplicate", "procedures/b.md")
    assert "procedures/a.md:2" in problem.message
    assert codes(system(document("NC-2026"), record("NC-2026"))) == ["id-duplicate"]
    assert codes(system(document("QP-01"), document("QP-02"))) == []


def test_what_reading_refused_is_not_refused_again():
    empty = document(title="")
    value = empty.fields.scalar("title")
    assert value is not None
    place = Place(empty.path, value.line, value.column)
    refused = replace(empty, faults=(Fault(place, "there is no value", code="yaml-construct"),))
    assert codes(system(refused)) == ["yaml-construct"]


def test_records_may_have_fields_of_their_kind():
    assert codes(system(record(status="closed", severity="2", approved="yes"))) == []
