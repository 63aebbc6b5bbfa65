"""What a policy must not be, although each of its fields is well written.

Source: approval format 1, §4 **Lint**: `policy-shared`, `policy-confusable`, `quorum-unreachable`. `policy` calls it
with the places of what it read. Keys are judged when they are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from qms.model.policy import POLICY_PATH, KeyState, Person, Policy, Rule
from qms.model.problem import Fault, Place

from .demonstration import demonstration_faults
from .keys import FIDO, fingerprint
from .nodes import fault
from .quorum import Signer, missing, slots
from .skeleton import skeletons

_NO_PLACES: Mapping[str, Place] = MappingProxyType({})


def lint(policy: Policy, places: Mapping[str, Place] = _NO_PLACES) -> tuple[Fault, ...]:
    """Every fault of a policy whose fields are well-formed.

    Args:
        policy: The policy.
        places: Where its parts stand, by addresses such as `people/jane.doe` and `people/jane.doe/keys/0`.
    """
    public = (replace(found, place=_at(places, found.place.path)) for found in demonstration_faults(policy))
    found = (*_shared(policy, places), *_confusable(policy, places), *_unreachable(policy, places), *public)
    return tuple(sorted(set(found)))


def _at(places: Mapping[str, Place], address: str) -> Place:
    return places.get(address, Place(POLICY_PATH))


def _shared(policy: Policy, places: Mapping[str, Place]) -> Iterator[Fault]:
    """`policy-shared`: a key, e-mail or forge id that stands twice, wherever."""
    seen: dict[bytes | str, str] = {}
    for value, what, owner, address in _identities(policy):
        if value in seen:
            message = f"{what} of {owner} stands a second time; it already belongs to {seen[value]}"
            yield fault("policy-shared", _at(places, address), message)
        seen.setdefault(value, owner)


def _identities(policy: Policy) -> Iterator[tuple[bytes | str, str, str, str]]:
    """Everything that stands for one owner only: the value, what it is, whose, and where."""
    for person in policy.people.values():
        owner, address = f"person {person.id}", f"people/{person.id}"
        for value in (*(email.lower() for email in person.emails), *person.forge):
            yield value, f"`{value}`", owner, address
    for kind, owners in (("person", policy.people), ("bridge", policy.bridges)):
        folder = "people" if kind == "person" else "bridges"
        for each in owners.values():
            for number, key in enumerate(each.keys):
                what = f"the key {fingerprint(key.blob)}"
                yield key.blob, what, f"{kind} {each.id}", f"{folder}/{each.id}/keys/{number}"
    for email in policy.services:
        yield email.lower(), f"`{email}`", "the services", "services"


def _confusable(policy: Policy, places: Mapping[str, Place]) -> Iterator[Fault]:
    """`policy-confusable`: two names that look alike in a record or on a page; a bridge's id is its name."""
    seen: dict[str, str] = {}
    names = [(person.name, f"people/{person.id}") for person in policy.people.values()]
    names += [(bridge.id, f"bridges/{bridge.id}") for bridge in policy.bridges.values()]
    for name, address in names:
        looks = skeletons(name)
        alike = next((seen[look] for look in sorted(looks) if look in seen), None)
        if alike is not None:
            message = f"the name `{name}` looks like `{alike}`, so nobody could tell who signed"
            yield fault("policy-confusable", _at(places, address), message)
        for look in looks:
            seen.setdefault(look, name)


def _unreachable(policy: Policy, places: Mapping[str, Place]) -> Iterator[Fault]:
    """`quorum-unreachable`: rules that the people of the policy cannot meet."""
    signers = possible_signers(policy)
    sets = [("`authorities`", "authorities", policy.authorities, True), ("`guarded`", "guarded", policy.guarded, True)]
    sets += [
        (f"class {each.name}", f"classes/{each.name}", each.approve, each.self_approval)
        for each in policy.classes.values()
    ]
    for what, address, rules, alone in sets:
        if wrong := _obstacle(policy, rules, signers, alone=alone):
            yield fault("quorum-unreachable", _at(places, address), f"nobody can meet the rules of {what}: {wrong}")


def _obstacle(policy: Policy, rules: tuple[Rule, ...], signers: tuple[Signer, ...], *, alone: bool) -> str:
    """Why rules cannot be met, or the empty text."""
    empty = missing(rules, signers)
    if empty:
        wanted = Counter(_kind(slot.role, slot.evidence, verified=slot.user_verified) for slot in empty)
        return "too few people with " + ", ".join(f"{kind} ({count} missing)" for kind, count in wanted.items())
    # A matching of all slots takes as many persons as there are slots, so it leaves somebody out when there are more.
    if not alone and len(slots(rules)) >= len(policy.people):
        return "they take everybody, so there is no one left to be the author"
    return ""


def _kind(role: str, evidence: tuple[str, ...], *, verified: bool) -> str:
    means = {
        "signature": "an active FIDO key" if verified else "an active key",
        "forge": "an account of a bridged forge",
    }
    return f"the role {role} and {' or '.join(means[each] for each in evidence) or 'no evidence that counts'}"


def possible_signers(policy: Policy) -> tuple[Signer, ...]:
    """Every record that the people of a policy could make now: role by role, by signature and by forge."""
    active = (KeyState.ACTIVE,)
    forges = {bridge.forge for bridge in policy.bridges.values() if any(key.state in active for key in bridge.keys)}
    return tuple(
        Signer(person.id, role, evidence, user_verified=verified)
        for person in policy.people.values()
        for evidence, verified in _means(person, forges)
        for role in person.roles
    )


def _means(person: Person, forges: set[str]) -> Iterator[tuple[str, bool]]:
    """By which evidence somebody can sign, and whether the key can check its user."""
    algorithms = {key.algorithm for key in person.keys if key.state is KeyState.ACTIVE}
    if algorithms:
        yield "signature", not algorithms.isdisjoint(FIDO)
    if any(account.partition(":")[0] in forges for account in person.forge):
        yield "forge", False
