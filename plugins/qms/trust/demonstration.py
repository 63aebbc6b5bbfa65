"""The keys of the demonstration company: public on purpose, so refused wherever they could be taken for a person's."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache

from qms.model.demonstration import PEOPLE, PROJECT, SEED
from qms.model.policy import Policy
from qms.model.problem import Fault, Place

from . import wire
from .keys import ED25519
from .nodes import fault


def demonstration_seed(person: str) -> bytes:
    """The private half, 32 bytes, that anybody can derive."""
    return hashlib.sha256(f"{SEED}{person}".encode()).digest()


@cache
def demonstration_blob(person: str) -> bytes:
    """The bytes of the public key of a person of the demonstration company, or of anybody who borrowed the idea."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - most never ask

    public = Ed25519PrivateKey.from_private_bytes(demonstration_seed(person)).public_key().public_bytes_raw()
    return wire.pack(ED25519.encode()) + wire.pack(public)


def demonstration_faults(policy: Policy) -> Iterator[Fault]:
    """`key-weak`: a key of the demonstration company in the policy of another project."""
    if policy.project == PROJECT:
        return
    known = {demonstration_blob(person): person for person in PEOPLE}
    for person in policy.people.values():
        for number, key in enumerate(person.keys):
            if key.blob in known or key.blob == demonstration_blob(person.id):
                message = f"a key of {person.id} belongs to the demonstration company: everybody has its private half"
                yield fault("key-weak", Place(f"people/{person.id}/keys/{number}"), message)
    for bridge in policy.bridges.values():
        if any(key.blob in known for key in bridge.keys):
            message = f"a key of the bridge {bridge.id} belongs to the demonstration company"
            yield fault("key-weak", Place(f"bridges/{bridge.id}"), message)
