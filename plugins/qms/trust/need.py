"""One thing that asks for signatures, and who can give them: what `needs` finds in a change."""

from __future__ import annotations

from dataclasses import dataclass

from qms.model.approval import SignedRecord, TrustProblem
from qms.model.policy import Bridge, KeyState, Person, Policy, Rule

from .documents import signer
from .quorum import Signer, Slot, missing


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that asks for signatures.

    Attributes:
        format, meaning: Of the records it asks for, such as `approval/1` and `approval`.
        subject: A document id, `AUTHORITIES` or `GUARDED`.
        revision, sha256, supersedes: What exactly is to be signed; empty while it cannot be said.
        path: Where people find it.
        files: Its files with their object ids; empty for the guarded set.
        rules: What must be met.
        given: The records that count so far.
        missing: Roles that are still empty.
        authors: Who may not sign, as far as is known; empty where authors may.
        unready: What else stands against it; while there is anything, signing is in vain.
        keys: New keys that have not enrolled themselves: the owner and the key's bytes.
        late: True when it is in force already, and signing only adds to it.
    """

    format: str
    meaning: str
    subject: str
    revision: str
    sha256: str
    supersedes: str
    path: str
    files: tuple[tuple[str, str], ...] = ()
    rules: tuple[Rule, ...] = ()
    given: tuple[SignedRecord, ...] = ()
    missing: tuple[Slot, ...] = ()
    authors: frozenset[str] = frozenset()
    unready: tuple[TrustProblem, ...] = ()
    keys: tuple[tuple[Person | Bridge, bytes], ...] = ()
    late: bool = False

    @property
    def waits(self) -> bool:
        """True when a signature would help now."""
        return bool(self.missing or self.keys) and not self.unready

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that are still empty, each once, in the order of the rules."""
        return tuple(dict.fromkeys(slot.role for slot in self.missing))


def helpers(need: Need, policy: Policy) -> dict[str, tuple[Person, ...]]:
    """For each empty role the people whose signature would bring the matching on, sorted by name."""
    signers = tuple(map(signer, need.given))
    found = {}
    for role in need.roles:
        able = [
            person
            for person in policy.people.values()
            if role in person.roles
            and person.id not in need.authors
            and any(key.state is KeyState.ACTIVE for key in person.keys)
            and len(missing(need.rules, (*signers, Signer(person.id, role, "signature", user_verified=True))))
            < len(need.missing)
        ]
        found[role] = tuple(sorted(able, key=lambda person: (person.name, person.id)))
    return found
