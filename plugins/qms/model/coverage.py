"""Which documents and records answer which clause: one derivation for the gate, the pages and the reports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from .document import Claim, ClaimKind, Document, Exclusion, Plan, claims_of
from .phrase import Phrase, phrase, phrases
from .record import Record
from .standard import Applicability, Clause, Duty, Standard
from .suspect import Suspicion, suspicions
from .system import QualitySystem


class Answer(StrEnum):
    """How a clause is answered. The values are the `data-state` of the site's badges."""

    COVERED = "covered"
    PARTLY = "partly"
    PLANNED = "planned"
    NOT_APPLICABLE = "na"
    OPEN = "open"
    HEADING = "heading"


ANSWER_NAMES = {
    Answer.COVERED: "Covered",
    Answer.PARTLY: "Partly",
    Answer.PLANNED: "Planned",
    Answer.NOT_APPLICABLE: "Not applicable",
    Answer.OPEN: "Open",
    Answer.HEADING: "Heading",
}
GAPS = (Answer.OPEN, Answer.PARTLY, Answer.PLANNED)
"""What a gap analysis names, worst first."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One document's claims on one clause, of the whole document or of sections.

    Attributes:
        suspicions: Why the claims must be looked at again; empty when nothing speaks against them.
    """

    document: Document
    claims: tuple[Claim, ...]
    suspicions: tuple[Suspicion, ...] = ()

    @property
    def sections(self) -> tuple[Claim, ...]:
        """The claims made by sections."""
        return tuple(claim for claim in self.claims if claim.anchor)


@dataclass(frozen=True, slots=True)
class Coverage:
    """One clause with all that answers it.

    Attributes:
        documents: The documents that say how the clause is met.
        supporting: Documents that help to meet it.
        evidence: Documents that claim to be evidence for it.
        lacking: The records it asks for of which there is none.
        plan: What is planned, while nothing answers it.
        reasons: Why the answer is what it is, in sentences of ours and texts that people wrote; none when it is
            covered, and for a heading.
    """

    clause: Clause
    answer: Answer
    documents: tuple[Answered, ...]
    records: tuple[Record, ...]
    reasons: tuple[Phrase | str, ...] = ()
    supporting: tuple[Answered, ...] = ()
    evidence: tuple[Answered, ...] = ()
    lacking: tuple[Duty, ...] = ()
    plan: Plan | None = None

    @property
    def reason(self) -> str:
        """Why the answer is what it is, in English; empty when there is nothing to tell."""
        return "; ".join(map(str, self.reasons))

    @property
    def suspect(self) -> tuple[Answered, ...]:
        """The answers, and what supports or proves them, that must be looked at again."""
        every = (*self.documents, *self.supporting, *self.evidence)
        return tuple(answered for answered in every if answered.suspicions)


def cover(system: QualitySystem, standard: Standard) -> tuple[Coverage, ...]:
    """Every clause of a standard with its documents, sections, records and state, in the standard's order."""
    claimed: dict[ClaimKind, dict[str, list[Answered]]] = {kind: {} for kind in ClaimKind}
    for document in system.documents:
        if system.is_retired(document):
            continue
        suspect = suspicions(system, document, standard.id)
        by_clause: dict[tuple[ClaimKind, str], list[Claim]] = {}
        for claim in claims_of(document, standard.id):
            by_clause.setdefault((claim.kind, claim.clause), []).append(claim)
        for (kind, number), claims in by_clause.items():
            answered = Answered(document, tuple(claims), suspect.get(number, ()))
            claimed[kind].setdefault(number, []).append(answered)
    records: dict[str, list[Record]] = {}
    for record in system.records:
        for number in sorted(evidenced(system, record, standard.id)):
            records.setdefault(number, []).append(record)
    excluded = {one.clause: one for one in _exclusions(system, standard.id)}
    plans = _plans(system, standard.id)
    return tuple(
        _coverage(
            system,
            clause,
            {kind: tuple(found.get(clause.number, ())) for kind, found in claimed.items()},
            tuple(records.get(clause.number, ())),
            _Aside(excluded.get(clause.number), standard.applicability),
            plans.get(clause.number),
        )
        for clause in standard.clauses
    )


def evidenced(system: QualitySystem, record: Record, standard: str) -> set[str]:
    """The clauses a record is evidence for: those it names, and those its kind is evidence for."""
    kind = system.settings.record_kinds.get(record.kind)
    own = {claim.clause for claim in record.claims if claim.standard == standard}
    return own | set(kind.clauses.get(standard, ()) if kind else ())


def _exclusions(system: QualitySystem, standard: str) -> list[Exclusion]:
    return [one for document in system.documents for one in document.exclusions if one.standard == standard]


def _plans(system: QualitySystem, standard: str) -> dict[str, Plan]:
    """The plan for each clause; of several the one for the latest day."""
    found = [plan for document in system.documents for plan in document.plans if plan.standard == standard]
    return {plan.clause: plan for plan in sorted(found, key=lambda plan: plan.day)}


@dataclass(frozen=True, slots=True)
class _Aside:
    """A declaration that a clause is not applicable, if there is one, and what the standard says of such."""

    exclusion: Exclusion | None
    rule: Applicability

    @property
    def counts(self) -> bool:
        """True when it is allowed and has a reason."""
        return bool(self.exclusion and self.rule.allows(self.exclusion.clause) and self.exclusion.justified)


def _coverage(
    system: QualitySystem,
    clause: Clause,
    claimed: Mapping[ClaimKind, tuple[Answered, ...]],
    records: tuple[Record, ...],
    aside: _Aside,
    plan: Plan | None,
) -> Coverage:
    documents, supporting = claimed[ClaimKind.ANSWERS], claimed[ClaimKind.SUPPORTS]
    evidence = claimed[ClaimKind.EVIDENCE]
    lacking = tuple(duty for duty in clause.duties if duty.owed) if not records and not evidence else ()
    ahead = plan if plan and plan.day >= system.today else None
    reasons: tuple[Phrase | str, ...] = _open_reasons(records, plan, aside)
    answer = Answer.OPEN
    if not clause.requirement:
        answer, reasons = Answer.HEADING, ()
    elif documents and not lacking:
        answer, reasons = Answer.COVERED, ()
    elif documents:
        what = "; ".join(duty.what for duty in lacking)
        answer, reasons = Answer.PARTLY, (phrase("no record yet of: %(what)s", what=what),)
    elif aside.exclusion and aside.counts:
        answer, reasons = Answer.NOT_APPLICABLE, (aside.exclusion.reason,)
    elif supporting:
        names = ", ".join(each.document.id or each.document.path for each in supporting)
        only = phrase("%(documents)s only supports it: no document says how it is met", documents=names)
        answer, reasons = Answer.PARTLY, (only,)
    elif ahead:
        answer, reasons = Answer.PLANNED, (_planned(ahead),)
    if ahead and answer is Answer.PARTLY:
        reasons = (*reasons, _planned(ahead))
    return Coverage(
        clause,
        answer,
        documents,
        records,
        reasons,
        supporting,
        evidence,
        lacking if answer is Answer.PARTLY else (),
        plan if answer in GAPS else None,
    )


def _planned(plan: Plan) -> Phrase:
    return phrase("planned by %(day)s", day=str(plan.day))


def _open_reasons(records: tuple[Record, ...], plan: Plan | None, aside: _Aside) -> tuple[Phrase, ...]:
    if aside.exclusion and aside.rule.allows(aside.exclusion.clause):
        return (phrase("no document answers it, and the declaration that it is not applicable has no reason"),)
    if aside.exclusion:
        return (
            phrase(
                "no document answers it, and the declaration that it is not applicable is none that the standard allows"
            ),
        )
    if plan:
        return phrase("no document answers it"), phrase("it was planned by %(day)s", day=str(plan.day))
    if records:
        return (
            phrases(
                "no document answers it, though 1 record is kept",
                "no document answers it, though %(num)s records are kept",
                len(records),
            ),
        )
    return (phrase("no document answers it"),)
