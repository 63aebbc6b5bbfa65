"""The policy, `manual/authorities.yml`, as read: who there is, with which keys, and what needs whose approval.

Source: approval format 1, §4. Frozen data; reading and linting it is the work of `qms.trust`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

POLICY_PATH = "manual/authorities.yml"


class KeyState(StrEnum):
    """What a key may still do. Each state leads only to those after it."""

    ACTIVE = "active"
    RETIRED = "retired"
    COMPROMISED = "compromised"


@dataclass(frozen=True, slots=True)
class Key:
    """A public key of a person or a bridge.

    Attributes:
        public: `TYPE BASE64`, as the policy writes it.
        blob: The bytes inside the base64: the key's identity.
        state: What it may still do.
        since: For a compromised key, the policy version from which its signatures are tainted; otherwise 0.
    """

    public: str
    blob: bytes
    state: KeyState
    since: int = 0

    @property
    def algorithm(self) -> str:
        """The key type, such as `ssh-ed25519`."""
        return self.public.partition(" ")[0]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the policy knows: id, printed name, roles, addresses in lower case, forge ids, keys."""

    id: str
    name: str
    roles: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    forge: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Bridge:
    """A job that takes reviews over from a forge and signs what it read: id, forge, keys."""

    id: str
    forge: str
    keys: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One demand: so many different persons in a role.

    Attributes:
        role: The role they sign in.
        at_least: How many, from 1 to 20.
        evidence: What counts: `signature`, `forge`, or both.
        user_verified: True when the key must have checked its user (FIDO, PIN or fingerprint).
    """

    role: str
    at_least: int = 1
    evidence: tuple[str, ...] = ("signature",)
    user_verified: bool = False


@dataclass(frozen=True, slots=True)
class DocumentClass:
    """Documents that are approved by the same rules: name, globs, rules, and whether authors may approve."""

    name: str
    paths: tuple[str, ...]
    approve: tuple[Rule, ...]
    self_approval: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the policy.

    Attributes:
        digest: sha256 of the file's bytes, in hexadecimal.
        project: `urn:uuid:…`.
        version: From 1.
        previous: The digest of the version before; empty in version 1.
        people: Persons by id.
        classes: Classes by name.
        authorities: The rules for a new policy and for an import.
        guarded_paths, guarded: The globs of guarded files, and the rules for changing them.
        uncontrolled: Globs of files that nobody judges.
        evidence: Globs of quality records: only ever added.
        bridges: Bridges by id.
        services: Addresses of machines, in lower case.
    """

    digest: str
    project: str
    version: int
    previous: str
    people: Mapping[str, Person]
    classes: Mapping[str, DocumentClass]
    authorities: tuple[Rule, ...]
    guarded_paths: tuple[str, ...]
    guarded: tuple[Rule, ...]
    uncontrolled: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    bridges: Mapping[str, Bridge] = field(default_factory=dict)
    services: tuple[str, ...] = ()

    def owners(self) -> Mapping[bytes, tuple[Person | Bridge, Key]]:
        """Every key by its bytes, with its owner. A person and a bridge may share an id: compare owners, not ids."""
        owners: tuple[Person | Bridge, ...] = (*self.people.values(), *self.bridges.values())
        return {key.blob: (owner, key) for owner in owners for key in owner.keys}

    def keys(self) -> Mapping[bytes, tuple[str, Key]]:
        """Every key by its bytes, with the id of the person or bridge it belongs to."""
        return {blob: (owner.id, key) for blob, (owner, key) in self.owners().items()}
