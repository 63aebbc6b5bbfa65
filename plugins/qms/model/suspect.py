"""Claims to look at again: the text behind them changed, or the clause did, and nobody confirmed them since.

What changed in texts is found by reading (`QualitySystem.reworded`); what changed between editions is in the maps.
A claim is confirmed where it stands: `clauses: {iso-9001-2026: [7.5.3.2 confirmed in 4]}`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .document import Document, claims_of
from .system import QualitySystem, Reworded


class Cause(StrEnum):
    """Why a claim is suspect."""

    TEXT = "text"
    EDITION = "edition"


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Why one claim must be looked at again.

    Attributes:
        anchor, title: The section; empty for the whole document.
        since: The revision that changed the text, or the id of the older edition.
        note: What changed between the editions, in our words; may be empty.
    """

    standard: str
    clause: str
    cause: Cause
    since: str
    anchor: str = ""
    title: str = ""
    note: str = ""


def suspicions(system: QualitySystem, document: Document, standard: str) -> dict[str, tuple[Suspicion, ...]]:
    """A document's suspect claims on one standard, by clause."""
    found: dict[str, list[Suspicion]] = {}
    for changed in system.reworded.get(document.path, ()):
        if changed.standard == standard and not changed.edition:
            suspicion = Suspicion(standard, changed.clause, Cause.TEXT, changed.revision, changed.anchor, changed.title)
            found.setdefault(changed.clause, []).append(suspicion)
    for suspicion in _by_edition(system, document, standard):
        found.setdefault(suspicion.clause, []).append(suspicion)
    return {clause: tuple(each) for clause, each in found.items()}


def _by_edition(system: QualitySystem, document: Document, standard: str) -> list[Suspicion]:
    """Claims that were carried over from the edition before, on clauses that changed since.

    What earlier revisions claimed of the older edition, and a confirmation that is older than the claim, reading finds.
    """
    found: dict[str, Suspicion] = {}
    for changed in system.reworded.get(document.path, ()):
        if changed.standard == standard and changed.edition:
            found[changed.clause] = Suspicion(
                standard, changed.clause, Cause.EDITION, changed.edition, note=note_of(system, standard, changed)
            )
    for edition in system.maps:
        if edition.target != standard:
            continue
        older = {claim.clause for claim in claims_of(document, edition.source)}
        unconfirmed = [claim.clause for claim in claims_of(document, standard) if not claim.confirmed] if older else []
        for clause in unconfirmed:
            for row in edition.substantial(clause):
                if not older.isdisjoint(row.origins):
                    suspicion = Suspicion(standard, clause, Cause.EDITION, edition.source, note=row.note)
                    found.setdefault(clause, suspicion)
    return list(found.values())


def note_of(system: QualitySystem, standard: str, changed: Reworded) -> str:
    """What changed in a clause since the edition that a claim was carried over from, in our words."""
    rows = (
        row
        for edition in system.maps
        if (edition.source, edition.target) == (changed.edition, standard)
        for row in edition.substantial(changed.clause)
    )
    return next((row.note for row in rows if row.note), "")
