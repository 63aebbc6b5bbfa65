"""Which documents and records answer which clause: one derivation for the gate, the pages and the reports."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .document import Claim, Document
from .record import Record
from .standard import Clause, Standard
from .system import QualitySystem


class Answer(StrEnum):
    """How a clause is answered. The values are the `data-state` of the site's badges."""

    COVERED = "covered"
    NOT_APPLICABLE = "na"
    OPEN = "open"
    HEADING = "heading"


ANSWER_NAMES = {
    Answer.COVERED: "Covered",
    Answer.NOT_APPLICABLE: "Not applicable",
    Answer.OPEN: "Open",
    Answer.HEADING: "Heading",
}


@dataclass(frozen=True, slots=True)
class Answered:
    """One document's answer to one clause: the claims it makes, of the whole document or of sections."""

    document: Document
    claims: tuple[Claim, ...]

    @property
    def sections(self) -> tuple[Claim, ...]:
        """The claims made by sections."""
        return tuple(claim for claim in self.claims if claim.anchor)


@dataclass(frozen=True, slots=True)
class Coverage:
    """One clause with all that answers it.

    Attributes:
        reason: Why the clause is not applicable; empty when it is, or when documents answer it.
    """

    clause: Clause
    answer: Answer
    documents: tuple[Answered, ...]
    records: tuple[Record, ...]
    reason: str = ""


def claims_of(document: Document, standard: str) -> tuple[Claim, ...]:
    """A document's claims on one standard. A section's bare number counts where the front matter lists it."""
    listed = {claim.clause for claim in document.claims if claim.standard == standard and not claim.anchor}
    return tuple(
        claim
        for claim in document.claims
        if claim.standard == standard or (not claim.standard and claim.clause in listed)
    )


def cover(system: QualitySystem, standard: Standard) -> tuple[Coverage, ...]:
    """Every clause of a standard with its documents, sections, records and state, in the standard's order."""
    documents: dict[str, list[Answered]] = {}
    for document in system.documents:
        by_clause: dict[str, list[Claim]] = {}
        for claim in claims_of(document, standard.id):
            by_clause.setdefault(claim.clause, []).append(claim)
        for number, claims in by_clause.items():
            documents.setdefault(number, []).append(Answered(document, tuple(claims)))
    records: dict[str, list[Record]] = {}
    for record in system.records:
        for number in sorted(evidenced(system, record, standard.id)):
            records.setdefault(number, []).append(record)
    reasons = {
        exclusion.clause: exclusion.reason
        for document in system.documents
        for exclusion in document.exclusions
        if exclusion.standard == standard.id
    }
    return tuple(
        _coverage(
            clause,
            tuple(documents.get(clause.number, ())),
            tuple(records.get(clause.number, ())),
            reasons,
        )
        for clause in standard.clauses
    )


def evidenced(system: QualitySystem, record: Record, standard: str) -> set[str]:
    """The clauses a record is evidence for: those it names, and those its kind is evidence for."""
    kind = system.settings.record_kinds.get(record.kind)
    own = {claim.clause for claim in record.claims if claim.standard == standard}
    return own | set(kind.clauses.get(standard, ()) if kind else ())


def _coverage(
    clause: Clause,
    documents: tuple[Answered, ...],
    records: tuple[Record, ...],
    reasons: dict[str, str],
) -> Coverage:
    reason = reasons.get(clause.number, "")
    if not clause.requirement:
        answer = Answer.HEADING
    elif documents:
        answer, reason = Answer.COVERED, ""
    elif reason:
        answer = Answer.NOT_APPLICABLE
    else:
        answer = Answer.OPEN
    return Coverage(clause, answer, documents, records, reason)
