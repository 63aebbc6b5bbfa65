"""Which clauses audits looked at, and which audits are still to come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from qms.model.audited import audits, planned_audits
from qms.model.change import History
from qms.model.document import Claim, ClaimKind, Document, Reference, ReferenceKind
from qms.model.fields import Mapping, Node, Scalar, Sequence
from qms.model.people import People
from qms.model.problem import Place
from qms.model.record import Record
from qms.model.settings import RecordKind, Settings
from qms.model.standard import Clause, Standard
from qms.model.system import QualitySystem

PLACE = Place("x", 1, 1)
NUMBERS = ("4.1", "4.2", "7.5", "9.2")
STANDARD = Standard("m-1", "Managing", "M 1", "current", tuple(Clause(one, one, requirement=True) for one in NUMBERS))


def mapping(**values: str | Node) -> Mapping:
    return Mapping(
        tuple(
            (Scalar(name, 1, 1), Scalar(value, 1, 1) if isinstance(value, str) else value)
            for name, value in values.items()
        )
    )


def rows(*found: Mapping) -> Sequence:
    return Sequence(found, 1, 1)


def document(identifier: str, *claims: Claim) -> Document:
    path = f"procedures/{identifier}.md"
    return Document(path, (path,), "0" * 64, mapping(id=identifier), "", 1, claims=claims)


def record(identifier: str, kind: str = "audit", day: str = "2026-03-01", **fields: str | Node) -> Record:
    refs = tuple(Reference(ReferenceKind.MENTION, name, PLACE) for name in ("QP-1", "QP-2"))
    return Record(f"records/{identifier}.md", mapping(id=identifier, kind=kind, date=day, **fields), "", 1, refs=refs)


def system(*records: Record) -> QualitySystem:
    return QualitySystem(
        settings=Settings(standards=("m-1",), record_kinds={"audit": RecordKind("Audit", "", {"m-1": ("9.2",)})}),
        documents=(
            document("QP-1", Claim("m-1", "7.5", PLACE), Claim("m-1", "4.1", PLACE, kind=ClaimKind.SUPPORTS)),
            document("QP-2", Claim("m-1", "4.2", PLACE)),
        ),
        records=records,
        standards={"m-1": STANDARD},
        people=People(),
        history=History(),
        paths=frozenset(),
        today=date(2026, 6, 1),
    )


def looked_at(*records: Record) -> list[set[str]]:
    return [set(audit.clauses) for audit in audits(system(*records), STANDARD)]


def test_refs_tell_what_was_judged_where_nothing_else_does() -> None:
    assert looked_at(record("IA-1")) == [{"7.5", "4.2"}]


def test_criteria_and_findings_tell_it_better() -> None:
    assert looked_at(record("IA-1", criteria="M 1; QP-1 (all of it)")) == [{"7.5"}]
    found = record("IA-1", criteria="M 1", findings=rows(mapping(document="QP-2", clause="4.1"), mapping(clause="99")))
    assert looked_at(found) == [{"4.2", "4.1"}]
    assert audits(system(found), STANDARD)[0].findings == ("4.1", "99")


def test_what_the_kind_is_evidence_for_is_not_what_was_audited() -> None:
    claims = (Claim("m-1", "9.2", PLACE), Claim("m-1", "4.1", PLACE), Claim("other", "4.2", PLACE))
    assert looked_at(replace(record("IA-1", criteria="QP-9"), claims=claims)) == [{"4.1"}]


def test_an_audit_without_a_day_or_in_the_future_was_not_held() -> None:
    assert looked_at(record("IA-1", day="soon"), record("IA-2", day="2026-06-02")) == []


def test_a_programme_tells_what_is_due_by_when() -> None:
    programme = record(
        "AP-1",
        "audit-programme",
        audits=rows(
            mapping(number="1", month="2026-03", scope="all", record="IA-1"),
            mapping(month="2026-02", processes=Sequence((Scalar("P1", 1, 1), Scalar("P2", 1, 1)), 1, 1)),
            mapping(due="2026-09-15"),
            mapping(month="0000-01"),
            mapping(month="some day"),
        ),
    )
    found = planned_audits(system(record("IA-1"), programme))
    assert [(one.key, one.due, one.scope, one.held.id if one.held else "") for one in found] == [
        ("2", date(2026, 2, 28), "P1, P2", ""),
        ("1", date(2026, 3, 31), "all", "IA-1"),
        ("3", date(2026, 9, 15), "", ""),
    ]
