"""What a document is to which clause, as pages say it: kinds, doubts and plans in words, numbers with addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from qms.model.coverage import Answered, Coverage
from qms.model.document import ClaimKind, Document, Plan, claims_of
from qms.model.phrase import Phrase, phrase
from qms.model.standard import Standard
from qms.model.suspect import Cause, Suspicion, suspicions
from qms.model.system import QualitySystem

from .language import say, tell
from .links import ClauseLink, Link
from .view import View


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
        (kind, view.clause_links(link, standard, view.in_order(standard, found), kind_word(kind), doubted))
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


def kind_word(kind: ClaimKind) -> str:
    """How a claim is marked where it stands among answers; an answer needs no word."""
    if kind is ClaimKind.ANSWERS:
        return ""
    return say("supports") if kind is ClaimKind.SUPPORTS else say("evidence")


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
            found.append(Line(answered, kind_word(kind), why, any(line.doubt == why for line in found)))
    found += [Line(answered, say("old edition")) for answered in older]
    return tuple(found)


def in_words(system: QualitySystem, found: Iterable[Suspicion]) -> str:
    """Suspicions as sentences, in the reader's language."""
    return _sentences(system, found, tell)


def in_english(system: QualitySystem, found: Iterable[Suspicion]) -> str:
    """The same for files, which speak English in every language."""
    return _sentences(system, found, str)


def _sentences(system: QualitySystem, found: Iterable[Suspicion], speak: Callable[[Phrase | str], str]) -> str:
    each = (" ".join(map(speak, _parts(system, suspicion))).strip() for suspicion in found)
    return " ".join(dict.fromkeys(each))


def _parts(system: QualitySystem, suspicion: Suspicion) -> tuple[Phrase | str, ...]:
    """A suspicion as a sentence of ours, with what the map says of the change."""
    title, since = suspicion.title, suspicion.since
    if suspicion.cause is Cause.EDITION:
        older = system.standards.get(since)
        return phrase("The clause changed since %(edition)s.", edition=older.name if older else since), suspicion.note
    if title and since:
        return (phrase("“%(section)s” changed in revision %(revision)s.", section=title, revision=since),)
    if title:
        return (phrase("“%(section)s” changed.", section=title),)
    if since:
        return (phrase("The text changed in revision %(revision)s.", revision=since),)
    return (phrase("The text changed."),)
