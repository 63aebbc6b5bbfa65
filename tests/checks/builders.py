"""Quality systems built by hand: what checks are judged by, without a disk or a repository."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from collections.abc import Sequence as AnySequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from qms.checks import run_checks
from qms.model.change import Author, Change, ChangeKind, Commit, History
from qms.model.document import Claim, Document, HandKept, Reference, ReferenceKind
from qms.model.fields import Mapping, Node, Scalar, Sequence
from qms.model.people import People
from qms.model.problem import Fault, Place, Problem
from qms.model.record import Record
from qms.model.settings import Settings
from qms.model.standard import Clause, Standard
from qms.model.system import Base, QualitySystem

TODAY = date(2026, 6, 1)
START = datetime(2026, 1, 1, 12, tzinfo=UTC)
AUTHOR = Author("Ann Author", "ann@example.org")

HOUSE = Standard(
    "house-1",
    "House rules",
    "House 1:2026 (first edition)",
    "current",
    (
        Clause("1", "Keys", requirement=False),
        Clause("1.1", "Lending keys", requirement=True, parent="1"),
        Clause("1.2", "Lost keys", requirement=True, parent="1"),
        Clause("2", "Lights", requirement=True),
    ),
)


def node(value: object, line: int) -> Node:
    """A text, list or dictionary as reading would have it, all on one line."""
    if isinstance(value, dict):
        return Mapping(tuple((Scalar(str(name), line, 5), node(one, line)) for name, one in value.items()), line, 5)
    if isinstance(value, list):
        return Sequence(tuple(node(one, line) for one in value), line, 5)
    return Scalar(str(value), line, 5)


def fields(values: AnyMapping[str, object]) -> Mapping:
    """Front matter with one field a line from line 2 on; None leaves a field out."""
    stated = [(name.replace("_", "-"), value) for name, value in values.items() if value is not None]
    return Mapping(tuple((Scalar(name, line, 1), node(value, line)) for line, (name, value) in enumerate(stated, 2)))


def document(identifier: str = "QP-01", /, path: str = "", **values: object) -> Document:
    """A good document; named values replace fields of the front matter, None takes one out."""
    good = {
        "id": identifier,
        "title": f"Title of {identifier}",
        "type": "procedure",
        "revision": "1",
        "owner": "quality-manager",
        "change": "First issue.",
    }
    path = path or f"procedures/{identifier}.md"
    return Document(path, (path,), f"digest of {values}", fields({**good, **values}), "Text.\n", 10)


def record(identifier: str = "NC-2026-001", /, path: str = "", **values: object) -> Record:
    """A good record; named values replace fields of the front matter, None takes one out."""
    good = {
        "id": identifier,
        "kind": "nonconformity",
        "title": "Late answer",
        "date": "2026-05-04",
        "by": "ann.author",
    }
    return Record(path or f"records/{identifier}.md", fields({**good, **values}), "Text.\n", 10)


def change(day: int, revision: str, content: str = "", *, identifier: str = "QP-01", **options: object) -> Change:
    """A published change, some days after the first of January; its content is new unless it is given."""
    time = START + timedelta(days=day)
    commit = Commit(f"{day:07}" + "0" * 33, AUTHOR, time, time, "Change")
    made = Change(
        kind=ChangeKind.CHANGED,
        commit=commit,
        written=(commit,),
        path=f"procedures/{identifier}.md",
        previous_path="",
        blob=content or f"text of day {day}",
        content=content or f"text of day {day}",
        id=identifier,
        revision=revision,
        title="Title",
        note="Why.",
    )
    return made._replace(**options)


def changes(*numbers: str, identifier: str = "QP-01") -> tuple[Change, ...]:
    """One change a day, each a new text under the revision named."""
    return tuple(change(day, number, identifier=identifier) for day, number in enumerate(numbers, 1))


def history(*documents: tuple[Change, ...], withdrawn: AnySequence[tuple[Change, ...]] = ()) -> History:
    """A history of documents that stand and of some that are gone."""
    return History(
        by_path={found[-1].path: found for found in documents},
        withdrawn={found[-1].path: found for found in withdrawn},
    )


def base(*tip: Document, fork: AnySequence[Document] = (), past: History | None = None) -> Base:
    """A base `main` with documents at its tip and where the branch left it."""
    return Base(
        "main",
        "f" * 40,
        {one.id: one for one in tip},
        {one.id: one for one in fork},
        past or history(),
    )


def system(*units: Document | Record, standards: AnySequence[Standard] = (HOUSE,), **options: object) -> QualitySystem:
    """A system of documents and records, with two roles and a small standard that nobody claims."""
    documents = tuple(unit for unit in units if isinstance(unit, Document))
    records = tuple(unit for unit in units if isinstance(unit, Record))
    made = QualitySystem(
        settings=Settings(standards=()),
        documents=tuple(sorted(documents, key=lambda one: (one.id, one.path))),
        records=tuple(sorted(records, key=lambda one: (one.id, one.path))),
        standards={standard.id: standard for standard in standards},
        people=People(roles={"quality-manager": "Quality manager", "process-owner": "Process owner"}),
        history=History(),
        paths=frozenset(unit.path for unit in units) | {"pyproject.toml"},
        today=TODAY,
        known_standards=tuple(sorted({"iso-9001-2026", *(standard.id for standard in standards)})),
    )
    return replace(made, **options)


def link(target: str, path: str = "procedures/QP-01.md") -> Reference:
    """A link in a document, on its line 12."""
    return Reference(ReferenceKind.LINK, target, Place(path, 12, 1))


def mention(target: str, path: str = "procedures/QP-01.md") -> Reference:
    """An identifier in a document, on its line 13."""
    return Reference(ReferenceKind.MENTION, target, Place(path, 13, 1))


def claim(clause: str, standard: str = "house-1", anchor: str = "") -> Claim:
    """A claim of a whole document, or of a section when there is an anchor."""
    return Claim(standard, clause, Place("procedures/QP-01.md", 7 if not anchor else 20, 3), anchor, anchor)


def by_hand(label: str, value: str, revision: str = "") -> HandKept:
    """Something typed into the text, on line 12."""
    return HandKept(label, value, Place("procedures/QP-01.md", 12, 1), revision)


def problems(found: QualitySystem) -> tuple[Problem, ...]:
    """Every problem of a system."""
    return run_checks(found).problems


def codes(found: QualitySystem) -> list[str]:
    """The code of every problem, in the order of their places."""
    return [problem.code for problem in problems(found)]


def judge(revision: str, *published: str, committed: bool = True) -> list[str]:
    """The codes for a document now, after revisions that were each published as a new text."""
    now = replace(document(revision=revision), committed=committed)
    return codes(system(now, history=history(changes(*published)) if published else history()))


def fault(code: str, path: str = "procedures/QP-01.md", line: int = 1) -> Fault:
    """A fault that reading found."""
    return Fault(Place(path, line, 1), f"what reading says of {code}", code=code)
