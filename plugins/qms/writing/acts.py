"""Signed acts on what is staged: compose, sign, let the judge see it, and only then write.

Each act gives the path of its record. Whatever is refused on the way leaves the repository as it was.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace

from qms import git
from qms.errors import QmsError
from qms.model.approval import AcceptedRevision
from qms.model.policy import Bridge, Person, Policy
from qms.trust.idle import standing_approvals
from qms.trust.keys import fingerprint
from qms.trust.need import Need
from qms.trust.record import (
    KINDS,
    RecordFault,
    canonical,
    check_fields,
    parse_record,
    record_number,
    record_stem,
)
from qms.trust.state import BRIDGE
from qms.trust.units import is_folder, unit_of

from .desk import Desk
from .keys import SigningKey
from .records import Signatory, Statement, compose, free_path, remove_files, write_record
from .refusal import Refusal
from .signing import require_owner, sign


def choose_key(
    keys: Iterable[SigningKey], policy: Policy, owner: Person | Bridge, enrolling: frozenset[bytes] = frozenset()
) -> SigningKey:
    """The first key that the owner may sign with; of the new ones only, when a key is enrolled.

    Raises:
        Refusal: The key that was named is not the owner's, or there is none.
    """
    states = {fingerprint(key.blob): key.state for key in owner.keys}
    wanted = {name for name, state in states.items() if state == "active"}
    if enrolling:
        wanted &= {fingerprint(blob) for blob in enrolling}
    looked = []
    for key in keys:
        if key.chosen:
            if key.print and key.print not in wanted:
                require_owner(key.print, key, policy, owner)
                raise Refusal(
                    f"the key {key.print} is in the policy already", f"Sign with {', '.join(wanted)}.", "key-owner"
                )
            return key
        if key.print in wanted:
            return key
        state = f", {states[key.print]}" if key.print in states else ""
        looked.append(f"{key.print or 'an unknown key'} ({key.source}{state})")
    seen = f"found only {', '.join(looked)}" if looked else "found none at all"
    fix = f"Name the key file: `--key FILE`. {owner.id}'s keys are {', '.join(sorted(wanted)) or 'none'}."
    raise Refusal(f"no key here is an active one of {owner.id}: {seen}", fix, "key-unknown")


def statement_of(need: Need, authors: frozenset[str]) -> Statement:
    """What a need asks people to sign."""
    named = authors if need.format == "approval/1" else frozenset[str]()
    return Statement(need.format, need.meaning, need.subject, need.revision, need.sha256, need.supersedes, named)


def about_current(meaning: str, current: AcceptedRevision) -> Statement:
    """A review, an acknowledgement or a withdrawal of the revision in force."""
    return Statement("approval/1", meaning, current.id, current.revision, current.digest, current.supersedes)


def enrolment(need: Need, blob: bytes) -> Statement:
    """A new key's own word for the policy that brings it."""
    extra: dict[str, object] = {"key": fingerprint(blob)}
    return replace(statement_of(need, frozenset()), format="key-enrolment/1", meaning="enrolment", extra=extra)


def perform(
    desk: Desk,
    statement: Statement,
    signatory: Signatory,
    key: SigningKey,
    *,
    staging: bool = True,
) -> str:
    """Sign a statement and write the record.

    Returns:
        The path of the record.

    Raises:
        Refusal: A rule is against it; nothing was written.
        QmsError: It could not be signed or written.
    """
    content = compose(statement, signatory, desk.policy, desk.now)
    data = canonical(content)
    try:
        check_fields(parse_record(data))
    except RecordFault as fault:
        raise QmsError(
            f"no record can say this: {fault.message}", "Check the names in the policy.", fault.code
        ) from None
    stale = _stale(desk, record_stem(content))
    policy = desk.policy
    if statement.format == "key-enrolment/1":
        policy = desk.judged.new_policy or policy
    owner = policy.bridges[signatory.person] if signatory.is_bridge else policy.people[signatory.person]
    namespace = KINDS[statement.format, statement.meaning].namespace
    signature = sign(data, namespace, key, policy, owner)
    step = desk.judged.step
    path = free_path(content, lambda name: name not in stale and bool(step and step.after(name)))
    desk.try_record(path, data, signature, stale)
    if stale:
        remove_files(desk.repository, stale)
    write_record(desk.repository, path, data, signature, staging=staging)
    return path


def _stale(desk: Desk, stem: str) -> frozenset[str]:
    """The signer's own records of the same kind that this change brings and that are no good, with their signatures.

    Such as an approval of an earlier draft: it supports nothing, and the new record takes its place. One that was
    committed on the branch is another matter: who takes it away counts as an author.

    Raises:
        Refusal: `record-idle`.
    """
    step = desk.judged.step
    bad = {problem.path for problem in desk.judged.problems if step and step.added(problem.path)}
    records = {path for path in bad if record_number(path, stem)}
    committed = {os.fsdecode(entry.path) for entry in git.list_tree(desk.repository, desk.tip)} if records else set()
    if stuck := sorted(records & committed):
        raise Refusal(
            f"{stuck[0]} is yours and no longer fits what is staged: it is of an earlier draft, or others wrote on",
            f"Let an author remove it: `git rm '{stuck[0]}*'`, and commit. Who removes a record counts as an author: "
            "do not do it yourself. Then sign again.",
            "record-idle",
        )
    return frozenset(
        f"{path}{ending}" for path in records for ending in ("", ".sig") if step and step.after(path + ending)
    )


def enroller(need: Need, blob: bytes) -> Signatory:
    """Who enrols a new key: the person or bridge it belongs to in the new policy.

    Raises:
        Refusal: `role-not-held`, for somebody without any role.
    """
    owner = next(owner for owner, found in need.keys if found == blob)
    if isinstance(owner, Bridge):
        return Signatory(owner.id, owner.id, BRIDGE)
    if not owner.roles:
        message = f"{owner.name} holds no role in the new policy, so nothing can be signed in one"
        raise Refusal(message, "Give the person a role, or leave the key out.", "role-not-held")
    return Signatory(owner.id, owner.name, owner.roles[0])


def living(desk: Desk, identifier: str, *, retiring: bool = False) -> AcceptedRevision:
    """The revision in force of a document that what is staged leaves alone, or ends.

    Raises:
        Refusal: `subject-unknown`, when there is none; `record-idle`, when it is changed here.
    """
    need = desk.find(identifier)
    life = desk.judged.before.documents.get(need.subject)
    if life is None or life.retired:
        message = f"no revision of {need.subject} is in force yet"
        raise Refusal(message, f"Approve it first: `qms approve {need.subject}`.", "subject-unknown")
    if not need.late and not (retiring and need.meaning == "retirement"):
        message = f"{need.subject} is changed here, staged or on this branch: its revision in force is on the way out"
        raise Refusal(message, f"Do it on the branch {desk.base}, or after the change.", "record-idle")
    return life.current


def held_roles(person: Person, asked: Iterable[str], wanted: str | None) -> tuple[str, ...]:
    """The roles to sign a review or an acknowledgement in: one that is asked for, else all that somebody holds.

    Raises:
        Refusal: `role-not-held`.
    """
    if wanted and wanted not in person.roles:
        held = ", ".join(person.roles) or "none"
        fix = "Leave out --role, or name another." if person.roles else "Ask for a role in manual/authorities.yml."
        raise Refusal(f"{person.name} does not hold the role {wanted}; roles held: {held}", fix, "role-not-held")
    if not person.roles:
        fix = "Ask for a role in manual/authorities.yml."
        raise Refusal(f"{person.name} holds no role, and everything is signed in one", fix, "role-not-held")
    fitting = [role for role in dict.fromkeys(asked) if role in person.roles]
    return (wanted,) if wanted else tuple(fitting[:1]) or person.roles


def require_first(current: AcceptedRevision, person: Person, meaning: str, roles: Iterable[str]) -> None:
    """Refuse to state the same again where once is enough.

    Raises:
        Refusal: `already-signed`.
    """
    done = {record.role for record in current.of_meaning(meaning) if record.person == person.id}
    if done and done >= set(roles):
        message = f"{person.name} has signed this {meaning} of {current.id} revision {current.revision} already"
        raise Refusal(message, "Nothing more is needed.", "already-signed")


def withdrawable_roles(current: AcceptedRevision, person: Person) -> tuple[str, ...]:
    """The roles in which a person's approval of a revision stands.

    Raises:
        Refusal: `nothing-to-withdraw`.
    """
    roles = tuple(record.role for record in standing_approvals(current.records) if record.person == person.id)
    if not roles:
        standing = standing_approvals(current.records)
        names = ", ".join(dict.fromkeys(f"{record.name} ({record.role})" for record in standing))
        message = f"no approval of {current.id} revision {current.revision} by {person.name} stands"
        fix = f"Approved by {names}." if names else "It has no approvals of its own: it came by an import."
        raise Refusal(message, fix, "nothing-to-withdraw")
    return tuple(dict.fromkeys(roles))


def document_files(desk: Desk, current: AcceptedRevision) -> tuple[str, ...]:
    """The files of a document in the base's tree: what a retirement removes."""
    unit = unit_of(current.path)
    files = desk.walk.state.files if desk.walk.state else {}
    return tuple(sorted(path for path in files if path == unit or (is_folder(unit) and path.startswith(unit))))


def take_out(desk: Desk, paths: Iterable[str]) -> None:
    """Remove a document from the work tree and the index."""
    remove_files(desk.repository, paths)
