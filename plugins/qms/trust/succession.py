"""From one policy to the next: what may never happen between them, whoever approves it.

Source: approval format 1, §4, **From one policy to the next**. Pure; the walk calls it at a policy change, and checks
the enrolments of `new_keys` and the tree under the new globs itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from qms.model.policy import POLICY_PATH, Bridge, Key, KeyState, Person, Policy
from qms.model.problem import Fault, Place

from .keys import fingerprint
from .nodes import fault

Owner = Person | Bridge
_FORWARD = {
    KeyState.ACTIVE: frozenset(KeyState),
    KeyState.RETIRED: frozenset({KeyState.RETIRED, KeyState.COMPROMISED}),
    KeyState.COMPROMISED: frozenset({KeyState.COMPROMISED}),
}


def succession(old: Policy, new: Policy) -> tuple[Fault, ...]:
    """Every reason why one policy may not follow another; each was read without a fault.

    Codes: `policy-project`, `policy-version`, `key-removed`, `key-moved`, `key-state`.
    """
    return (*_identity(old, new), *_old_keys(old, new), *_new_states(old, new))


def new_keys(old: Policy, new: Policy) -> tuple[tuple[Owner, Key], ...]:
    """The keys that only the new policy has, each with the person or bridge it belongs to, in the policy's order."""
    before = old.owners()
    return tuple(entry for blob, entry in new.owners().items() if blob not in before)


def _refusal(code: str, message: str, fix: str = "") -> Fault:
    return fault(code, Place(POLICY_PATH), message, fix)


def _identity(old: Policy, new: Policy) -> Iterator[Fault]:
    if new.project != old.project:
        yield _refusal("policy-project", f"the policy is of project {new.project}, the one before of {old.project}")
    if new.version != old.version + 1:
        message = f"the policy has version {new.version}; after {old.version} comes {old.version + 1}"
        yield _refusal("policy-version", message, f"Set `version: {old.version + 1}`.")
    if new.previous != old.digest:
        yield _refusal(
            "policy-version",
            f"`previous` is {new.previous or 'missing'}, not the digest of the policy in force",
            f"Set `previous: {old.digest}`.",
        )


def _old_keys(old: Policy, new: Policy) -> Iterator[Fault]:
    after = new.owners()
    for blob, (owner, key) in old.owners().items():
        name = f"the key {fingerprint(blob)} of {_named(owner)}"
        if blob not in after:
            yield _refusal("key-removed", f"{name} is gone")
            continue
        new_owner, new_key = after[blob]
        if _named(new_owner) != _named(owner):
            yield _refusal("key-moved", f"{name} now belongs to {_named(new_owner)}")
        if wrong := _state_fault(key, new_key):
            yield _refusal("key-state", f"{name} {wrong}")


def _state_fault(old: Key, new: Key) -> str:
    """Why a key may not go from one state to another, or the empty text."""
    if new.state not in _FORWARD[old.state]:
        return f"was {old.state} and is now {new.state}"
    if new.state is KeyState.COMPROMISED and not new.since:
        return "is compromised, but not since when"
    if old.state is KeyState.COMPROMISED and new.since > old.since:
        return f"was compromised since version {old.since}, now only since {new.since}"
    return ""


def _new_states(old: Policy, new: Policy) -> Iterator[Fault]:
    for owner, key in new_keys(old, new):
        if key.state is not KeyState.ACTIVE:
            message = f"the new key {fingerprint(key.blob)} of {_named(owner)} is {key.state}"
            yield _refusal("key-state", message, "A new key is active; leave out one that is not.")


def _named(owner: Owner) -> str:
    """A person and a bridge with one id are two owners."""
    return f"{'person' if isinstance(owner, Person) else 'bridge'} {owner.id}"
