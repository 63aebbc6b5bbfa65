"""Checks of what claims rest on: nobody relies on a claim whose text or clause changed since somebody looked at it."""

from __future__ import annotations

from collections.abc import Iterator

from qms.model.document import Claim, Document, claims_of
from qms.model.problem import Fault
from qms.model.revision import revision_key
from qms.model.suspect import Cause, Suspicion, suspicions
from qms.model.system import QualitySystem


def claim_suspect(system: QualitySystem) -> Iterator[Fault]:
    """Every claim has been confirmed since its text or its clause last changed.

    Whoever wrote "here that clause is answered" meant the text and the edition of that day. A new revision of the
    section, or another wording of the clause in a new edition, may have made it untrue; somebody has to read both
    again. An editorial revision such as 3.1 changes nothing to read again.

    Fix: Read the section against the clause, then run `qms confirm ID CLAUSE`.
    """
    for document in system.documents:
        named = {claim.standard: None for claim in document.claims if claim.standard}
        for standard in named:
            found = suspicions(system, document, standard)
            claims = claims_of(document, standard) if found else ()
            for clause, reasons in found.items():
                own = [claim for claim in claims if claim.clause == clause]
                for reason in reasons:
                    claim = next((each for each in own if each.anchor == reason.anchor), None)
                    place = claim.place if claim else document.place("clauses")
                    yield Fault(place, _message(system, reason, _confirmed(own)), _fix(document, reason, named))


def claim_confirmed(system: QualitySystem) -> Iterator[Fault]:
    """A claim is confirmed in a revision that the document has or had.

    A number ahead of the document's own would silence what later revisions change.

    Fix: Write the revision in which somebody read the text against the clause; `qms confirm ID CLAUSE` does.
    """
    for document in system.documents:
        own = revision_key(document.revision)
        had = {revision_key(run.number): None for run in system.published[document.path]}
        for claim in document.claims if own else ():
            number = revision_key(claim.confirmed)
            if not own or not number or number == own or number in had:
                continue
            said = f"clause {claim.clause} is confirmed in revision {claim.confirmed}"
            if number > own:
                yield Fault(claim.place, f"{said}, and the document is revision {document.revision}")
            elif any(first and first < number for first in had):  # it may be older than its history
                yield Fault(claim.place, f"{said}, which the document never had")


def _message(system: QualitySystem, reason: Suspicion, confirmed: str) -> str:
    clause = f"{_name(system, reason.standard)}, {reason.clause}"
    if reason.cause is Cause.EDITION:
        changed = f"{clause} is not what it was in {_name(system, reason.since)}"
        return changed + (f" ({reason.note.rstrip('.')})" if reason.note else "") + "; nobody has confirmed the claim"
    text = f"the section `{reason.title}`" if reason.anchor else "the document"
    last = f"the claim was last confirmed in {confirmed}" if confirmed else "nobody has confirmed the claim since"
    return f"{text} changed in revision {reason.since} and claims {clause}; {last}"


def _fix(document: Document, reason: Suspicion, named: dict[str, None]) -> str:
    """The command with its names; which standard is meant, where the same number is claimed of several."""
    if not document.id:
        return ""
    number = reason.clause
    several = sum(any(claim.clause == number for claim in claims_of(document, each)) for each in named) > 1
    which = f" --standard {reason.standard}" if several else ""
    what = "section" if reason.anchor else "text"
    return f"Read the {what} against the clause, then run `qms confirm {document.id} {number}{which}`."


def _confirmed(claims: list[Claim]) -> str:
    return next((claim.confirmed for claim in claims if claim.confirmed), "")


def _name(system: QualitySystem, standard: str) -> str:
    return system.standards[standard].name if standard in system.standards else standard
