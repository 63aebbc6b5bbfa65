"""Who has signed that they read and understood a document, of all who are asked to. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .approval import AcceptedRevision
from .document import Document
from .fields import Sequence
from .policy import Person as Signer
from .state import State, standing
from .system import QualitySystem


@dataclass(frozen=True, slots=True)
class Reading:
    """One document in force that asks people to read it.

    Attributes:
        roles: The roles it names.
        asked: Everybody who holds one of them, by identifier.
        signed: Those of them who signed for this very revision.
    """

    document: Document
    roles: tuple[str, ...]
    asked: tuple[str, ...]
    signed: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Who has not signed yet."""
        return tuple(person for person in self.asked if person not in self.signed)


def read_by(document: Document) -> tuple[str, ...]:
    """The roles that a document asks to read it, as `read-by:` names them."""
    asked = document.fields.get("read-by")
    return tuple(dict.fromkeys(item.text for item in asked.texts)) if isinstance(asked, Sequence) else ()


def readings(system: QualitySystem) -> tuple[Reading, ...]:
    """Every approved document that asks to be read, in the order of the system; none where nobody can sign."""
    state = system.approvals.state if system.approvals else None
    if state is None:
        return ()
    return tuple(
        found
        for document in system.documents
        if read_by(document) and (found := _reading(system, document, state.policy.people.values()))
    )


def _reading(system: QualitySystem, document: Document, people: Iterable[Signer]) -> Reading | None:
    stands = standing(system, document)
    if stands.accepted is None or stands.state is State.DRAFT:
        return None
    return reading_of(document, stands.accepted, people)


def reading_of(document: Document, accepted: AcceptedRevision, people: Iterable[Signer]) -> Reading:
    """How far an approved document has been read.

    Args:
        document: What asks to be read, or nobody.
        accepted: The approved revision that it is.
        people: Everybody who may hold a role.
    """
    roles = read_by(document)
    signers = {record.person for record in accepted.of_meaning("acknowledgement")}
    asked = sorted(person.id for person in people if set(person.roles) & set(roles))
    return Reading(document, roles, tuple(asked), tuple(person for person in asked if person in signers))
