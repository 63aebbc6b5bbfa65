"""A tiny system built by hand: every state, a correction, a withdrawal, clauses covered, open and not applicable."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from qms.model.change import Author, Change, ChangeKind, Commit, History
from qms.model.document import Claim, Document, Exclusion, Reference, ReferenceKind, Section
from qms.model.fields import Mapping, Scalar
from qms.model.people import People
from qms.model.problem import Place, Verdict
from qms.model.record import Record
from qms.model.settings import RecordKind, Settings
from qms.model.standard import Clause, Duty, Standard
from qms.model.system import QualitySystem

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
PLACE = Place("x.md", 1, 1)
STANDARD = Standard(
    id="iso-1",
    title="Widgets",
    edition="ISO 1:2026 (first)",
    status="current",
    clauses=(
        Clause("4", "Context", requirement=False),
        Clause(
            "4.1", "Scope", requirement=True, duties=(Duty("record", "What was decided", "where needed"),), parent="4"
        ),
        Clause("4.2", "Parts", requirement=False, parent="4"),
        Clause("4.2.1", "Small parts", requirement=True, parent="4.2"),
        Clause("4.2.2", "Large parts", requirement=True, parent="4.2"),
        Clause("5", "Ending", requirement=True),
    ),
)


def front(**values: str) -> Mapping:
    return Mapping(tuple((Scalar(name, 1, 1), Scalar(value, 1, 1)) for name, value in values.items() if value))


def commit(day: int, subject: str = "Change", author: str = "Ann Author") -> Commit:
    when = START + timedelta(days=day)
    return Commit(f"{day:040x}", Author(author, "a@example.org"), when, when, subject)


def change(
    path: str, day: int, identifier: str, revision: str = "1", note: str = "First issue.", **others: str
) -> Change:
    kind = ChangeKind(others.get("kind", "changed"))
    made = commit(day, others.get("subject", "Change"), others.get("author", "Ann Author"))
    return Change(
        kind=kind,
        commit=made,
        written=(made,),
        path=path,
        previous_path=others.get("previous", ""),
        blob="" if kind is ChangeKind.REMOVED else f"b{day}",
        content=f"b{day}",
        id=identifier,
        revision=revision,
        title=others.get("title", f"Title of {identifier}"),
        note=note,
    )


def document(identifier: str, claims: tuple[Claim, ...] = (), **values: str) -> Document:
    fields = {
        "id": identifier,
        "title": f"Title of {identifier}",
        "type": "procedure",
        "revision": "1",
        "owner": "quality-manager",
        "change": "First issue.",
    } | values
    path = f"procedures/{identifier}.md"
    return Document(
        path=path,
        files=(path,),
        digest=f"{len(identifier):064x}",
        fields=front(**fields),
        body="\n## Steps\n\nDo it.\n",
        body_line=9,
        sections=(Section("Steps", "steps", 2, 10),),
        claims=claims,
    )


def record(identifier: str, day: date, *refs: str, **values: str) -> Record:
    fields = {"id": identifier, "kind": "audit", "title": f"Title of {identifier}", "date": str(day), "by": "ann"}
    return Record(
        path=f"records/{identifier}.md",
        fields=front(**(fields | values)),
        body="\nDone.\n",
        body_line=7,
        refs=tuple(Reference(ReferenceKind.MENTION, name, PLACE) for name in refs),
    )


def system(*documents: Document, **others: object) -> QualitySystem:
    values: dict[str, object] = {
        "settings": Settings(organisation="Example Ltd", standards=("iso-1",)),
        "documents": documents,
        "records": (),
        "standards": {"iso-1": STANDARD},
        "people": People(roles={"quality-manager": "Quality manager"}),
        "history": History(),
        "paths": frozenset(),
        "today": date(2026, 3, 1),
    }
    return QualitySystem(**(values | others))  # type: ignore[arg-type]


def history(*changes: Change, withdrawn: tuple[Change, ...] = ()) -> History:
    by_path: dict[str, tuple[Change, ...]] = {}
    for one in changes:
        by_path[one.path] = (*by_path.get(one.path, ()), one)
    gone = {withdrawn[-1].path: withdrawn} if withdrawn else {}
    return History(head="c0ffee" + "0" * 34, head_time=START, commits=9, by_path=by_path, withdrawn=gone)


@pytest.fixture
def tiny() -> QualitySystem:
    first = document(
        "QP-1",
        (Claim("iso-1", "4.1", PLACE), Claim("", "4.1", PLACE, "steps", "Steps"), Claim("iso-1", "9.9", PLACE)),
        revision="1.1",
        review="1 month",
    )
    later = document("QP-2", (Claim("iso-1", "4.2.1", PLACE),), effective="2026-12-01", type="policy")
    scope = Document(
        path="manual/QM-1.md",
        files=("manual/QM-1.md",),
        digest="0" * 64,
        fields=front(id="QM-1", title="Scope", type="manual", revision="2", owner="nobody-named", change="Wider."),
        body="# QM-1: Scope\n\nAll of it.\n",
        body_line=8,
        claims=(Claim("iso-1", "4", PLACE),),
        exclusions=(Exclusion("iso-1", "5", "Nothing ever ends here.", PLACE),),
        committed=False,
    )
    return system(
        first,
        later,
        scope,
        settings=Settings(
            organisation="Example Ltd",
            standards=("iso-1",),
            record_kinds={"audit": RecordKind("Internal audit", "6 years", {"iso-1": ("4.1",)})},
            repository_url="https://example.org/manual",
        ),
        records=(
            record("IA-1", date(2026, 1, 5), "QP-1", finding="NC-1"),
            record("NC-1", date(2026, 1, 9), "IA-1", "XX-9", kind="nonconformity"),
            record("NC-2", date(2026, 2, 1), corrects="NC-1", kind="nonconformity", example="true"),
        ),
        history=history(
            change("procedures/QP-1.md", 0, "QP-1"),
            change("procedures/QP-1.md", 3, "QP-1", "1.1", "A word.", previous="old/QP-1.md", author="Bo Writer"),
            change("procedures/QP-2.md", 30, "QP-2", note=""),
            change("manual/QM-1.md", 1, "QM-1"),
            withdrawn=(
                change("procedures/WI-1.md", 0, "WI-1"),
                change("procedures/WI-1.md", 40, "WI-1", kind="removed", subject="Tapes are gone"),
            ),
        ),
    )


@pytest.fixture
def accepted() -> Verdict:
    return Verdict(())
