"""Who signs, in which role, and who wrote what is signed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from qms.model.policy import Person, Policy
from qms.trust.keys import fingerprint
from qms.trust.need import Need, helpers

from .desk import Desk
from .keys import SigningKey
from .refusal import Refusal


def find_person(policy: Policy, named: str | None, email: str, keys: Iterable[SigningKey]) -> Person:
    """Who is at the desk: whoever is named, else the owner of the user's address, else the owner of a key.

    Args:
        policy: The people there are.
        named: A person's id, name or address; may be empty.
        email: The address of the user's git.
        keys: The keys that may be meant.

    Raises:
        Refusal: `person-unknown`, with the people there are.
    """
    if named:
        wanted = named.casefold()
        for person in policy.people.values():
            if wanted in (person.id, person.name.casefold(), *person.emails):
                return person
        raise Refusal(f"{named} is nobody in the policy", f"It knows {people_list(policy)}.", "person-unknown")
    for person in policy.people.values():
        if email and email.lower() in person.emails:
            return person
    owners = {fingerprint(blob): owner for blob, (owner, _) in policy.owners().items() if isinstance(owner, Person)}
    for key in keys:
        if key.print in owners:
            return owners[key.print]
    told = f"git's address {email} is nobody's in the policy" if email else "git has no address for you"
    fix = f"Say who signs: `--as PERSON`, one of {people_list(policy)}."
    raise Refusal(f"it is not clear who you are: {told}, and no key of yours is in it", fix, "person-unknown")


def people_list(policy: Policy) -> str:
    """Everybody, for people who have to name somebody."""
    people = sorted(policy.people.values(), key=lambda one: one.id)
    return ", ".join(f"{person.id} ({person.name})" for person in people)


def possible_roles(need: Need, person: Person, policy: Policy) -> tuple[str, ...]:
    """The roles in which a person can sign something: those that bring it on, else those that the rules name at all."""
    able = helpers(need, policy)
    helping = tuple(role for role in need.roles if person in able[role])
    if helping:
        return helping
    signed = {record.role for record in need.given if record.person == person.id}
    named = dict.fromkeys(rule.role for rule in need.rules)
    return tuple(role for role in named if role in person.roles and role not in signed)


def require_able(need: Need, person: Person, policy: Policy, wanted: str | None) -> tuple[str, ...]:
    """The roles to choose from; one when a role was asked for.

    Raises:
        Refusal: `role-not-held` or `already-signed`.
    """
    signed = [record.role for record in need.given if record.person == person.id]
    rest = f"Still needed: {who_can(need, policy)}" if need.missing else "Nothing more is needed."
    if wanted and wanted not in person.roles:
        held = ", ".join(person.roles) or "none"
        raise Refusal(f"{person.name} does not hold the role {wanted}; roles held: {held}", rest, "role-not-held")
    roles = (wanted,) if wanted else possible_roles(need, person, policy)
    if signed and (wanted in signed or not roles):
        message = f"{person.name} has signed {told(need)} as {wanted or signed[0]} already"
        raise Refusal(message, rest, "already-signed")
    if not roles:
        asked = ", ".join(dict.fromkeys(rule.role for rule in need.rules)) or "nobody's signature"
        message = f"{person.name} holds no role that {told(need)} asks for ({asked})"
        raise Refusal(message, rest, "role-not-held")
    return roles


def who_can(need: Need, policy: Policy) -> str:
    """Who can give what is missing: "process-owner (Bob Smith can: `qms approve QP-04`)."; empty when nothing is."""
    command = f"`{command_for(need)}`"
    parts = []
    for role, people in helpers(need, policy).items():
        names = " or ".join(person.name for person in people)
        parts.append(
            f"{role} ({names} can: {command})" if names else f"{role} (nobody can: {_why_nobody(role, policy)})"
        )
    return " and ".join(parts) + "." if parts else ""


def _why_nobody(role: str, policy: Policy) -> str:
    """Why nobody can sign in a role that is still empty."""
    holders = [person.name for person in policy.people.values() if role in person.roles and person.keys]
    if not holders:
        return "the policy has to change"
    return f"{' and '.join(sorted(holders))} wrote it, signed in another role, or has no key that is good"


def command_for(need: Need) -> str:
    """What people type to sign it."""
    if need.meaning == "import":
        return "qms import"
    return f"qms {'retire' if need.meaning == 'retirement' else 'approve'} {need.subject}"


def told(need: Need) -> str:
    """What a need is about, for people: "QP-04 revision 4"."""
    if need.format == "policy-approval/1":
        return f"version {need.revision} of the policy"
    if need.format == "guard-approval/1":
        return f"guarded change {need.revision}"
    if need.meaning == "import":
        return "the import"
    what = f"{need.subject} revision {need.revision}"
    return f"the retirement of {what}" if need.meaning == "retirement" else what


def find_authors(desk: Desk, need: Need, given: Sequence[str]) -> frozenset[str]:
    """Everybody who wrote what is to be signed: those named, those of the branch, those other records name.

    On the base's own chain nobody has committed the text yet: then it is whoever is about to.

    Raises:
        Refusal: `author-unknown`.
    """
    policy = desk.policy
    for name in given:
        if name not in policy.people:
            fix = f"The policy knows {people_list(policy)}."
            raise Refusal(f"the author {name} is nobody in the policy", fix, "author-unknown")
    life = desk.judged.before.documents.get(need.subject)
    older = life.current.records if life and (need.late or need.meaning == "retirement") else ()
    found = {author for record in (*need.given, *older) for author in record.authors}
    found |= {*given, *desk.judged.branch_authors}
    if not found and not need.late and need.meaning == "approval":
        found = {person.id for person in policy.people.values() if desk.email and desk.email.lower() in person.emails}
    if not found:
        fix = f"Name everybody who wrote it: `--author PERSON` (again for each), of {people_list(policy)}."
        raise Refusal(f"it is not clear who wrote {told(need)}", fix, "author-unknown")
    return frozenset(found)


def require_no_author(desk: Desk, need: Need, person: Person, authors: frozenset[str]) -> None:
    """Refuse somebody who wrote what is to be signed, unless its class lets authors approve.

    Raises:
        Refusal: `author-approves`.
    """
    document_class = desk.judged.class_of(need.path)
    if person.id not in authors or (document_class and document_class.self_approval):
        return
    others = who_can(need, desk.policy)
    fix = f"Others can sign: {others}" if others else "Let somebody else sign."
    if desk.direct and desk.email.lower() in person.emails:
        fix = f"If somebody else wrote it, name the authors: `--author PERSON`. {fix}"
    message = f"{person.name} is an author of {told(need)}, and nobody approves what he or she wrote"
    raise Refusal(message, fix, "author-approves")
