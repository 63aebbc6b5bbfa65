"""Checks of what a document is: its identifier, title, type and owner."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from qms.model.document import Document
from qms.model.policy import POLICY_PATH
from qms.model.problem import Fault, Place
from qms.model.record import Record
from qms.model.revision import DOCUMENT_ID
from qms.model.system import QualitySystem

from .common import hint, is_scalar, saying, unsaid


def id_missing(system: QualitySystem) -> Iterator[Fault]:
    """Every document has an identifier.

    The identifier stays when the file is renamed; history, records and approvals hold on to it.

    Fix: Add a line such as `id: QP-04` to the front matter.
    """
    yield from unsaid(system, "id")


def id_malformed(system: QualitySystem) -> Iterator[Fault]:
    """A document's identifier is capital letters, a hyphen and a number, such as `QP-04` or `QM-WI-012`.

    Fix: Give it an identifier of that form.
    """
    for document in saying(system, "id"):
        if not is_scalar(document, "id"):
            yield Fault(document.place("id"), "the id must be one text")
        elif not DOCUMENT_ID.fullmatch(document.id):
            yield Fault(document.place("id"), f"`{document.id}` is no identifier such as QP-04")


def id_duplicate(system: QualitySystem) -> Iterator[Fault]:
    """No two documents or records have the same identifier.

    Fix: Give one of the two a new identifier; if one is a copy, delete it.
    """
    first: dict[str, Place] = {}
    units: chain[Document | Record] = chain(system.documents, system.records)
    for unit in units:
        if not unit.id:
            continue
        place = unit.place("id")
        if unit.id in first:
            yield Fault(place, f"{unit.id} is already the id of {first[unit.id]}")
        first.setdefault(unit.id, place)


def title_missing(system: QualitySystem) -> Iterator[Fault]:
    """Every document has a title.

    Fix: Add a line such as `title: Control of documented information` to the front matter.
    """
    yield from unsaid(system, "title")


def type_missing(system: QualitySystem) -> Iterator[Fault]:
    """Every document says of what type it is.

    Fix: Add a line such as `type: procedure` to the front matter.
    """
    yield from unsaid(system, "type")


def type_unknown(system: QualitySystem) -> Iterator[Fault]:
    """A document's type is one of the five common ones or one that the settings name.

    Fix: Write policy, manual, procedure, work-instruction or form, or add the type to `types` in the settings.
    """
    known = system.settings.all_types
    for document in saying(system, "type"):
        if not is_scalar(document, "type"):
            yield Fault(document.place("type"), "the type must be one text")
        elif document.type not in known:
            message = f"there is no document type `{document.type}`{hint(document.type, known)}"
            yield Fault(document.place("type"), message)


def owner_missing(system: QualitySystem) -> Iterator[Fault]:
    """Every document names the role that answers for it.

    Fix: Add a line such as `owner: quality-manager` to the front matter.
    """
    yield from unsaid(system, "owner")


def owner_unknown(system: QualitySystem) -> Iterator[Fault]:
    """The owner of a document is a role that somebody has named.

    Roles are those of manual/authorities.yml; while there is none, those of the settings. Where nobody names any, none
    is refused.

    Fix: Write the role's id, or name the role in manual/authorities.yml or in `roles` of the settings.
    """
    unclear = any(fault.place.path == POLICY_PATH for fault in system.faults)
    roles = None if unclear else system.people.roles
    for document in saying(system, "owner"):
        if not is_scalar(document, "owner"):
            yield Fault(document.place("owner"), "the owner must be one role")
        elif roles is not None and document.owner not in roles:
            yield Fault(document.place("owner"), f"there is no role `{document.owner}`{hint(document.owner, roles)}")
