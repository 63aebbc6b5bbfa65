"""Checks of claims as they are written: readable, once, of something that is there, by something that is in use.

Whether the clause exists is judged in `clauses`, what is planned or not applicable in `applicability`.
"""

from __future__ import annotations

from collections.abc import Iterator

from qms.model.document import Claim, ClaimForm, ClaimKind, Document, Plan, Reference, ReferenceKind
from qms.model.problem import Fault
from qms.model.standard import CLAUSE
from qms.model.system import QualitySystem

from .common import Names, found
from .links import Places, resolve


def claim_malformed(system: QualitySystem) -> Iterator[Fault]:
    """Every text of `clauses:` is a clause, with its kind, its confirmation or its plan in the right words.

    On a heading, `data-clause` has clause numbers with spaces between.

    Fix: Write `7.5.3`, `supports 7.4`, `7.5.3.2 confirmed in 4` or `planned 8.4.2 by 2027-03-01`.
    """
    yield from found(system, "claim-malformed")
    for document in system.documents:
        for claim in document.claims:
            if is_garbled(claim):
                message = f"`{claim.clause}` is no clause; write the numbers with spaces between: `7.5.1 7.5.2`"
                yield Fault(claim.place, message)


def claim_unresolved(system: QualitySystem) -> Iterator[Fault]:
    """A claim in another tool's form names a standard that is claimed, a clause, and a document that exists.

    These forms are read where the setting `claims-from` or `qms clauses --read` asks for it.

    Fix: Name the standard under `standards`, its short name under `standard-names`, or correct the row.
    """
    yield from found(system, "claim-unresolved")
    known = Names(system.documents_by_id)
    for document, reference, gone in _unplaced(system):
        if not gone:
            target = reference.target
            near = known.hint(target) if reference.kind is ReferenceKind.MENTION else ""
            yield Fault(reference.place, f"{document.id or 'the table'} names {target}, which is no document{near}")


def claim_withdrawn(system: QualitySystem) -> Iterator[Fault]:
    """Nothing is claimed for a withdrawn document, nor by one.

    What a withdrawn document said is in force no more, so the clause is not answered by it. A record may go on naming
    it: that was so on its day.

    Fix: Name the document that replaced it, or take the claim out.
    """
    for _, reference, gone in _unplaced(system):
        if gone:
            yield Fault(reference.place, f"{gone} is withdrawn and answers no clause")
    for document in system.documents:
        if system.is_retired(document) and (document.claims or document.plans):
            place = min(entry.place for entry in _entries(document))
            yield Fault(place, f"{document.id} is withdrawn and answers no clause")


def claim_repeated(system: QualitySystem) -> Iterator[Fault]:
    """A document lists each clause once in its `clauses:`.

    Listed twice, as answered and as supported or with two confirmations, nobody knows which of them counts. A document
    may say how a clause is met and be evidence for it as well: `[8.4.1, evidence 8.4.1]`.

    Fix: Take one of the two out.
    """
    for document in system.documents:
        first: dict[tuple[str, str, str], Claim | Plan] = {}
        for entry in sorted(_entries(document), key=lambda entry: entry.place):
            if isinstance(entry, Claim) and (entry.form is not ClaimForm.FIELD or entry.anchor):
                continue
            evidence = isinstance(entry, Claim) and entry.kind is ClaimKind.EVIDENCE
            what = "plan" if isinstance(entry, Plan) else "evidence" if evidence else "claim"
            other = first.setdefault((entry.standard, entry.clause, what), entry)
            if other is not entry:
                where = f"on line {other.place.line}" if other.place.line != entry.place.line else "on this line"
                yield Fault(entry.place, f"{entry.clause} of {entry.standard} is listed before, {where}")


def is_garbled(claim: Claim) -> bool:
    """True for a token of a heading's `data-clause` that is no clause number at all."""
    return claim.form is ClaimForm.SECTION and not CLAUSE.fullmatch(claim.clause)


def _entries(document: Document) -> list[Claim | Plan]:
    return [*document.claims, *document.plans]


def _unplaced(system: QualitySystem) -> Iterator[tuple[Document, Reference, str]]:
    """What tables of clauses name that is no document: who names it, where, and the withdrawn document it was."""
    if not any(document.unplaced for document in system.documents):
        return
    places = Places(system)
    for document in system.documents:
        for reference in document.unplaced:
            gone = reference.target if reference.target in system.withdrawn else ""
            if reference.kind is ReferenceKind.LINK:
                target = resolve(reference.target, reference.place.path)
                gone = places.withdrawn(target.path) if target else ""
            yield document, reference, gone
