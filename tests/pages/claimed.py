"""A small system that claims two editions and a second standard: every state of a clause, every kind of claim."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from qms.model.document import Claim, ClaimKind, Document, Exclusion, Plan
from qms.model.editions import Correspondence, EditionMap, Relation
from qms.model.settings import Settings
from qms.model.standard import Clause, Duty, Standard
from qms.model.system import QualitySystem, Reworded

from .conftest import PLACE, document, record, system

NEW, OLD, OTHER = "iso-1-2026", "iso-1-2020", "env-2"
_OWED = (Duty("record", "What was measured"), Duty("record", "What was mended", "where something broke"))
NEWER = Standard(
    id=NEW,
    title="Widgets",
    edition="ISO 1:2026 (second)",
    status="current",
    clauses=(
        Clause("4", "Context", requirement=False),
        Clause("4.1", "Scope", requirement=True, parent="4"),
        Clause("4.2", "Measuring", requirement=True, parent="4", duties=_OWED),
        Clause("4.3", "Telling", requirement=True, parent="4"),
        Clause("5", "Parts", requirement=True),
        Clause("5.1", "Small parts", requirement=True, parent="5"),
        Clause("6", "Ending", requirement=True),
        Clause("7", "Beginning again", requirement=True),
        Clause("8", "Nobody thought of it", requirement=True),
    ),
    supersedes=OLD,
    confidence="numbers from one source",
    notes="Certificates to the old edition end on 2029-09-30.",
)
OLDER = Standard(
    id=OLD,
    title="Widgets",
    edition="ISO 1:2020 (first)",
    status="superseded",
    clauses=(
        Clause("4", "Context", requirement=False),
        Clause("4.1", "Extent", requirement=True, parent="4"),
        Clause("4.2", "Measuring", requirement=True, parent="4"),
        Clause("5", "Parts", requirement=True),
        Clause("9", "Forms", requirement=True),
    ),
)
BESIDE = Standard(
    id=OTHER,
    title="Surroundings",
    edition="ENV 2",
    status="current",
    clauses=(Clause("4.1", "Scope", requirement=True), Clause("6", "Something else", requirement=True)),
)
MAP = EditionMap(
    OLD,
    NEW,
    (
        Correspondence(("4.1",), ("4.1",), Relation.RETITLED),
        Correspondence(("4.2",), ("4.2",), Relation.SAME),
        Correspondence(("5",), ("5", "5.1"), Relation.SPLIT, "Small parts stand on their own.", "one source"),
        Correspondence((), ("4.3",), Relation.NEW, "Somebody must be told."),
        Correspondence(("9",), ("4.2",), Relation.MERGED, "Forms are records now."),
    ),
    confidence="Told by one reader.",
)


def claim(standard: str, clause: str, kind: ClaimKind = ClaimKind.ANSWERS, confirmed: str = "") -> Claim:
    return Claim(standard, clause, PLACE, kind=kind, confirmed=confirmed)


def section(clause: str) -> Claim:
    return Claim("", clause, PLACE, "steps", "Steps")


def documents() -> tuple[Document, ...]:
    first = document(
        "QP-1",
        (claim(NEW, "4.1"), section("4.1"), claim(NEW, "4.2"), claim(NEW, "4.3", ClaimKind.SUPPORTS), section("4.3")),
        revision="3",
    )
    second = document("QP-2", (claim(NEW, "5"), claim(OLD, "5"), claim(OLD, "9"), claim(NEW, "4.1", confirmed="1")))
    third = document("QP-3", (claim(OLD, "4.1"), claim(OTHER, "4.1"), claim(NEW, "4.1", ClaimKind.EVIDENCE)))
    return (
        first,
        replace(second, plans=(Plan(NEW, "6", date(2026, 12, 1), PLACE),)),
        replace(third, exclusions=(Exclusion(NEW, "7", "Nothing ever begins here.", PLACE),)),
    )


def claimed(**others: object) -> QualitySystem:
    values: dict[str, object] = {
        "settings": Settings(organisation="Example Ltd", standards=(NEW, OLD, OTHER)),
        "standards": {NEW: NEWER, OLD: OLDER, OTHER: BESIDE},
        "maps": (MAP,),
        "known_maps": ((OLD, NEW),),
        "records": (record("IA-1", date(2026, 1, 5), "QP-1"),),
        "reworded": {"procedures/QP-1.md": (Reworded(NEW, "4.1", "2", "steps", "Steps"),)},
    }
    return system(*documents(), **(values | others))
