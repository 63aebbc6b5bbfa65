"""The policy: who there is, whose key is whose, and whether the people who signed fill what the rules ask for.

Source: approval format 1, sections 3, 4 and 6.
"""

from __future__ import annotations

import base64
from typing import Any, NamedTuple

from .restricted import read_yaml
from .signed import Record, sha256
from .words import RefusalError


class Key(NamedTuple):
    """A key with its owner, its line in the policy, its state, and since which version it is compromised."""

    owner: str
    public: str
    state: str
    since: int


class Policy(NamedTuple):
    """One version of the policy."""

    digest: str
    version: int
    previous: str
    project: str
    people: dict[str, Any]
    bridges: dict[str, Any]
    classes: dict[str, Any]
    authorities: list[Any]
    evidence: list[str]
    keys: dict[bytes, Key]


def read_policy(data: bytes) -> Policy:
    """A policy out of its file.

    Raises:
        RefusalError: It cannot be read.
    """
    try:
        tree = read_yaml(data.decode("utf-8"))
        people, bridges = tree["people"], tree.get("bridges", {})
        keys: dict[bytes, Key] = {}
        owners = [*people.items(), *((bridge_name(name), entry) for name, entry in bridges.items())]
        for owner, entry in owners:
            for key in entry.get("keys", []):
                blob = base64.b64decode(key["public"].split(" ")[1], validate=True)
                if blob in keys:
                    raise RefusalError("a key has two owners")
                keys[blob] = Key(owner, key["public"], key["state"], int(key.get("since", 0)))
        return Policy(
            sha256(data), int(tree["version"]), tree.get("previous", ""), tree["project"], people, bridges,
            tree["classes"], tree["authorities"]["approve"],
            tree.get("evidence", []), keys,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise RefusalError(f"the policy cannot be read: {error!r}") from None


def bridge_name(name: str) -> str:
    """A bridge as the owner of a key: no person is called so."""
    return f"bridge/{name}"


def signer_of(record: Record) -> str:
    """Who signs a record: the person, or the bridge that took a review over."""
    members = record.members
    if members["format"] == "forge-approval/1":
        return bridge_name(members["bridge"])
    enrolled = members["format"] == "key-enrolment/1" and members["role"] == "bridge"
    return bridge_name(members["person"]) if enrolled else str(members["person"])


def check_signer(record: Record, policy: Policy) -> None:
    """Does a policy let this person sign in this role by this key?

    Raises:
        RefusalError: It does not.
    """
    members, owner = record.members, signer_of(record)
    key = policy.keys.get(record.signature.key)
    if key is None or key.owner != owner or key.state != "active":
        raise RefusalError(f"version {policy.version} of the policy has no such active key of {owner}")
    if members["format"] == "key-enrolment/1" and members["role"] == "bridge":
        return
    person = policy.people.get(members["person"])
    if person is None:
        raise RefusalError(f"version {policy.version} of the policy does not know {members['person']}")
    if person["name"] != members["name"]:
        raise RefusalError(f"version {policy.version} of the policy prints another name for {members['person']}")
    if members["role"] not in person["roles"]:
        raise RefusalError(f"{members['person']} is not {members['role']} in version {policy.version} of the policy")
    if members["format"] == "forge-approval/1":
        forge = policy.bridges[members["bridge"]]["forge"]
        if members["forge"] not in person.get("forge", []) or members["forge"].partition(":")[0] != forge:
            raise RefusalError(f"{members['forge']} is no account of {members['person']}")


def class_fits(policy: Policy, name: str, path: str) -> bool:
    """True when a policy has a class and the path belongs to it."""
    entry = policy.classes.get(name)
    return entry is not None and any(glob_fits(glob, path) for glob in entry["paths"])


def glob_fits(glob: str, path: str) -> bool:
    """`**` takes any number of folders (at the end: at least one name), `*` anything but a slash."""
    return _fits(glob.split("/"), path.split("/"))


def _fits(glob: list[str], path: list[str]) -> bool:
    if not glob:
        return not path
    if glob[0] == "**":
        if len(glob) == 1:
            return bool(path)
        return any(_fits(glob[1:], path[skipped:]) for skipped in range(len(path) + 1))
    return bool(path) and _name_fits(glob[0], path[0]) and _fits(glob[1:], path[1:])


def _name_fits(glob: str, name: str) -> bool:
    first, *others = glob.split("*")
    if not others:
        return first == name
    if not name.startswith(first):
        return False
    at = len(first)
    for part in others[:-1]:
        found = name.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(name) - len(others[-1]) >= at and name.endswith(others[-1])


def missing(rules: list[Any], records: list[Record]) -> list[str]:
    """The roles of the rules that stay empty when different people fill as many as can be filled."""
    slots = [rule for rule in rules for _ in range(int(rule.get("at-least", "1")))]
    held: dict[str, int] = {}  # person -> slot
    return [slots[number]["role"] for number in range(len(slots)) if not _fill(number, slots, records, held, set())]


def _fill(number: int, slots: list[Any], records: list[Record], held: dict[str, int], asked: set[str]) -> bool:
    """Find somebody for a slot, moving others where that helps."""
    for record in records:
        person = record.members["person"]
        if person in asked or not _may_fill(slots[number], record):
            continue
        asked.add(person)
        if person not in held or _fill(held[person], slots, records, held, asked):
            held[person] = number
            return True
    return False


def _may_fill(rule: Any, record: Record) -> bool:  # noqa: ANN401 - a mapping of the policy
    verified = record.signature.user_verified or "key" not in rule
    evidence = record.evidence in rule.get("evidence", ["signature"])
    return bool(record.members["role"] == rule["role"] and evidence and verified)
