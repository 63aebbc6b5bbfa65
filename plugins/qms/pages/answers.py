"""What a document is to which clause, as pages say it: kinds, doubts and plans in words, numbers with addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from qms.model.coverage import Answered, Coverage
from qms.model.document import ClaimKind, Document, Plan, claims_of
from qms.model.standard import Standard
from qms.model.suspect import Cause, Suspicion, suspicions
from qms.model.system import QualitySystem

from .links import ClauseLink, Link
from .view import View

KIND_WORDS = {ClaimKind.ANSWERS: "", ClaimKind.SUPPORTS: "supports", ClaimKind.EVIDENCE: "evidence"}
"""How a claim is marked where it stands among answers; an answer needs no word."""
OLD_EDITION = "old edition"


@dataclass(frozen=True, slots=True)
class StandardClauses:
    """What a document says about the clauses of one standard.

    Attributes:
        by_kind: The clauses of each kind of claim, answers first; kinds without any are left out.
        doubts: Why claims are to be confirmed, each reason with its clauses.
    """

    name: str
    by_kind: tuple[tuple[ClaimKind, tuple[ClauseLink, ...]], ...]
    doubts: tuple[tuple[tuple[ClauseLink, ...], str], ...]
    plans: tuple[tuple[ClauseLink, Plan], ...]

    @property
    def clauses(self) -> tuple[ClauseLink, ...]:
        """All clauses it claims, answers first."""
        return tuple(clause for _, clauses in self.by_kind for clause in clauses)


def document_clauses(view: View, document: Document, standard: Standard, link: Link) -> StandardClauses:
    """What a document says about the clauses of a standard, in the standard's order."""
    doubted = suspicions(view.system, document, standard.id)
    numbers: dict[ClaimKind, set[str]] = {kind: set() for kind in ClaimKind}
    for claim in claims_of(document, standard.id):
        numbers[claim.kind].add(claim.clause)
    by_kind = tuple(
        (kind, view.clause_links(link, standard, view.in_order(standard, found), KIND_WORDS[kind], doubted))
        for kind, found in numbers.items()
        if found
    )
    claimed = [clause for _, clauses in by_kind for clause in clauses]
    plans = {plan.clause: plan for plan in document.plans if plan.standard == standard.id}
    planned = view.clause_links(link, standard, view.in_order(standard, plans))
    return StandardClauses(
        standard.name,
        by_kind,
        _by_reason((clause, in_words(view.system, doubted[clause.number])) for clause in claimed if clause.doubted),
        tuple((clause, plans[clause.number]) for clause in planned),
    )


def _by_reason(doubts: Iterable[tuple[ClauseLink, str]]) -> tuple[tuple[tuple[ClauseLink, ...], str], ...]:
    found: dict[str, list[ClauseLink]] = {}
    for clause, why in doubts:
        found.setdefault(why, []).append(replace(clause, doubted=False))
    return tuple((tuple(clauses), why) for why, clauses in found.items())


@dataclass(frozen=True, slots=True)
class Line:
    """One document in the list of those that say something about a clause.

    Attributes:
        kind: The word that marks what is no answer.
        doubt: Why a claim is to be confirmed; empty when nothing speaks against it.
        told: True when another line of the list gives the same reason already.
    """

    answered: Answered
    kind: str = ""
    doubt: str = ""
    told: bool = False


def lines(system: QualitySystem, covered: Coverage, older: Iterable[Answered] = ()) -> tuple[Line, ...]:
    """Every document that says something about a clause: answers first, last those that claim the older edition."""
    found: list[Line] = []
    for answered in covered.documents:
        why = in_words(system, answered.suspicions)
        found.append(Line(answered, "", why, any(line.doubt == why for line in found)))
    others = ((ClaimKind.SUPPORTS, covered.supporting), (ClaimKind.EVIDENCE, covered.evidence))
    for kind, each in others:
        for answered in each:
            why = in_words(system, answered.suspicions)
            found.append(Line(answered, KIND_WORDS[kind], why, any(line.doubt == why for line in found)))
    found += [Line(answered, OLD_EDITION) for answered in older]
    return tuple(found)


def in_words(system: QualitySystem, found: Iterable[Suspicion]) -> str:
    """Suspicions as sentences."""
    return " ".join(dict.fromkeys(_sentence(system, suspicion) for suspicion in found))


def _sentence(system: QualitySystem, suspicion: Suspicion) -> str:
    if suspicion.cause is Cause.TEXT:
        what = f"\N{LEFT DOUBLE QUOTATION MARK}{suspicion.title}\N{RIGHT DOUBLE QUOTATION MARK}"
        where = f" in revision {suspicion.since}" if suspicion.since else ""
        return f"{what if suspicion.title else 'The text'} changed{where}."
    older = system.standards.get(suspicion.since)
    return f"The clause changed since {older.name if older else suspicion.since}. {suspicion.note}".strip()
