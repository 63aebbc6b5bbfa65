"""Policies for tests: the text of a good one, changed by replacing parts, and what `read_policy` says about it."""

from __future__ import annotations

import base64
import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from qms.model.policy import Policy
from qms.model.problem import Fault
from qms.trust.policy import read_policy


def _string(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def public(name: str, *, fido: bool = False) -> str:
    """The ed25519 key that belongs to a name, as a policy writes it."""
    point = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(name.encode()).digest()).public_key().public_bytes_raw()
    kind = "sk-ssh-ed25519@openssh.com" if fido else "ssh-ed25519"
    blob = _string(kind.encode()) + _string(point) + (_string(b"ssh:") if fido else b"")
    return f"{kind} {base64.b64encode(blob).decode()}"


def key(name: str, state: str = "active", since: str = "", *, fido: bool = False) -> str:
    """A key entry in flow style."""
    tail = f", since: {since}" if since else ""
    return f'{{public: "{public(name, fido=fido)}", state: {state}{tail}}}'


def person(id_: str, name: str, roles: str, number: int = 0) -> str:
    """A person entry; with a number also an address and an account."""
    nick = id_.partition(".")[0]
    more = f', emails: [{nick}@example.org], forge: ["github:{number}"]' if number else ""
    return f'{id_}: {{name: "{name}", roles: [{roles}], keys: [{key(nick)}]{more}}}'


ANN = person("ann.author", "Ann Author", "author", 1)
BOB = person("bob.smith", "Bob Smith", "owner, director", 2)
JANE = person("jane.doe", "Jane Doe", "quality", 3)
MIA = person("mia.admin", "Mia Admin", "toolsmith")
PROCEDURE = 'procedure: {paths: ["procedures/**"], approve: [{role: owner}, {role: quality}]}'
AUTHORITIES = "authorities: {approve: [{role: director}, {role: quality}]}"
GUARDED = 'guarded: {paths: [mkdocs.yml, ".github/**"], approve: [{role: toolsmith}]}'
UNCONTROLLED = 'uncontrolled: [README.md, "notes/**"]'
PROJECT = 'project: "urn:uuid:6f0b2b1e-0000-4000-8000-000000000001"'
PREVIOUS = f"previous: {'a' * 64}"

POLICY = f"""\
format: quality-policy/1
{PROJECT}
version: 2
{PREVIOUS}
people:
  {ANN}
  {BOB}
  {JANE}
  {MIA}
classes:
  {PROCEDURE}
{AUTHORITIES}
{GUARDED}
{UNCONTROLLED}
evidence: ["records/audits/**"]
bridges:
  hub: {{forge: github, keys: [{key("hub")}]}}
services: [noreply@example.org]
"""


def changed(*replacements: tuple[str, str], text: str = POLICY) -> str:
    """The good policy with parts replaced; each part must stand in it exactly once."""
    for old, new in replacements:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return text


def faults(text: str) -> tuple[Fault, ...]:
    """What is wrong with a policy; a faulty one gives no policy, and each fault has a place, a message and a fix."""
    policy, found = read_policy(text.encode())
    assert (policy is None) == bool(found)
    for each in found:
        assert each.message
        assert each.place.path == "manual/authorities.yml"
    return found


def codes(text: str) -> list[str]:
    """The codes of all faults, in order of place."""
    return [fault.code for fault in faults(text)]


def policy(text: str = POLICY) -> Policy:
    """A policy that must be good."""
    read, found = read_policy(text.encode())
    assert not found
    assert read is not None
    return read
