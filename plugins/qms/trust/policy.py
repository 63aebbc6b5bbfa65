"""The policy file as read: bytes in, a `Policy` or every fault with its line and column out.

Source: approval format 1, §4. Text rules, restricted YAML, fields, globs, keys, then `lint`. The walk calls it for the
anchor and for each new policy; what a policy may follow is judged in `succession`.
"""

from __future__ import annotations

import hashlib
import re

from qms.model.fields import Mapping, Node, Scalar
from qms.model.policy import POLICY_PATH, Bridge, DocumentClass, Key, KeyState, Person, Policy, Rule
from qms.model.problem import Fault, Place

from .globs import MAX_GLOB, glob_fault
from .grammar import FORGES, is_digest, is_email, is_forge_id, is_name, is_person, is_project, is_title, is_version
from .keys import KeyFault, parse_public
from .lint import lint
from .nodes import Reading, fault
from .source import decode
from .yamltext import parse_yaml

MAX_POLICY = 1_000_000
FORMAT = "quality-policy/1"
BRIDGE_ROLE = "bridge"
_REQUIRED = ("format", "project", "version", "people", "classes", "authorities", "guarded", "uncontrolled")
_OPTIONAL = ("previous", "evidence", "bridges", "services")
_AT_LEAST = re.compile(r"[1-9]|1[0-9]|20")
_EVIDENCE = ("signature", "forge")


def read_policy(data: bytes) -> tuple[Policy | None, tuple[Fault, ...]]:
    """Read and lint a policy.

    Args:
        data: The file's bytes, as Git holds them.

    Returns:
        The policy and no faults; or None and every fault that was found, sorted by place. Who leaves something out,
        or writes what cannot be read, is told about the lint only after that is mended.
    """
    if len(data) > MAX_POLICY:
        return None, (fault("policy-size", Place(POLICY_PATH), f"the policy has more than {MAX_POLICY:,} bytes"),)
    text, faults = decode(data, POLICY_PATH)
    if any(found.code == "text-encoding" for found in faults):
        return None, tuple(faults)
    root, yaml_faults = parse_yaml(text, POLICY_PATH)
    faults.extend(yaml_faults)
    if root is None:
        return None, tuple(sorted(faults))
    reading = Reading()
    policy = _policy(reading, root, hashlib.sha256(data).hexdigest())
    faults.extend(reading.faults)
    if not reading.broken:
        faults.extend(lint(policy, reading.places))
    return (None if faults else policy), tuple(sorted(faults))


def _policy(reading: Reading, root: Mapping, digest: str) -> Policy:
    where = "the policy"
    reading.mapping(root, where, _REQUIRED, _OPTIONAL)
    reading.text(root, "format", where, FORMAT.__eq__, f"`{FORMAT}`")
    version = int(reading.text(root, "version", where, is_version, "a number from 1 to 999999") or 0)
    guarded = _part(reading, root, "guarded", ("paths", "approve"))
    return Policy(
        digest=digest,
        project=reading.text(root, "project", where, is_project, "`urn:uuid:` and a lower-case UUID"),
        version=version,
        previous=_previous(reading, root, version),
        people={
            key.text: _person(reading, key, node, version)
            for key, node in reading.entries(root, "people", is_person, "person, such as jane.doe")
        },
        classes=_classes(reading, root),
        authorities=_rules(reading, _part(reading, root, "authorities", ("approve",)), "`authorities`"),
        guarded_paths=_globs(reading, guarded, "paths", "`guarded`"),
        guarded=_rules(reading, guarded, "`guarded`"),
        uncontrolled=_globs(reading, root, "uncontrolled", where, filled=False, open_start=False),
        evidence=_globs(reading, root, "evidence", where, open_start=False),
        bridges={
            key.text: _bridge(reading, key, node, version)
            for key, node in reading.entries(root, "bridges", is_name, "bridge")
        },
        services=_services(reading, root),
    )


def _part(reading: Reading, root: Mapping, name: str, required: tuple[str, ...]) -> Mapping:
    """A mapping at the top of the file; an empty one when it is missing, which is reported with the others."""
    node = root.get(name)
    if node is None:
        return Mapping()
    reading.mark(name, node)
    return reading.mapping(node, f"`{name}`", required)


def _previous(reading: Reading, root: Mapping, version: int) -> str:
    previous = reading.text(root, "previous", "the policy", is_digest, "the sha256 of the policy before")
    node = root.get("previous")
    if version == 1 and node is not None:
        reading.refuse(node, "version 1 has no policy before it", "Remove `previous:`.")
    elif version > 1 and node is None:
        fix = f"Add `previous:` with the sha256 of version {version - 1}."
        reading.refuse(root, "the policy does not name the one before it", fix)
    return previous


def _is_role(text: str) -> bool:
    return is_name(text) and text != BRIDGE_ROLE


def _person(reading: Reading, key: Scalar, node: Node, version: int) -> Person:
    where = f"person {key.text}"
    fields = reading.mapping(node, where, ("name", "roles"), ("emails", "forge", "keys"))
    address = f"people/{key.text}"
    reading.mark(address, key)
    return Person(
        id=key.text,
        name=reading.text(fields, "name", where, is_title, "a name of 1 to 200 characters without `<` and `>`"),
        roles=reading.texts(fields, "roles", where, _is_role, "a role, such as quality-manager, but not `bridge`"),
        emails=reading.addresses(fields, "emails", where, is_email),
        forge=reading.texts(fields, "forge", where, is_forge_id, "a forge and the account's number: `github:1000`"),
        keys=_keys(reading, fields, where, address, version),
    )


def _bridge(reading: Reading, key: Scalar, node: Node, version: int) -> Bridge:
    where = f"bridge {key.text}"
    fields = reading.mapping(node, where, ("forge", "keys"))
    address = f"bridges/{key.text}"
    reading.mark(address, key)
    forge = reading.text(fields, "forge", where, FORGES.__contains__, f"one of {', '.join(FORGES)}")
    return Bridge(key.text, forge, _keys(reading, fields, where, address, version))


def _services(reading: Reading, root: Mapping) -> tuple[str, ...]:
    node = root.get("services")
    if node is not None:
        reading.mark("services", node)
    return reading.addresses(root, "services", "the policy", is_email)


def _keys(reading: Reading, parent: Mapping, where: str, address: str, version: int) -> tuple[Key, ...]:
    nodes = reading.items(parent, "keys", where)
    return tuple(
        _key(reading, node, f"key {n + 1} of {where}", f"{address}/keys/{n}", version) for n, node in enumerate(nodes)
    )


def _key(reading: Reading, node: Node, where: str, address: str, version: int) -> Key:
    fields = reading.mapping(node, where, ("public", "state"), ("since",))
    reading.mark(address, node)
    public = reading.text(fields, "public", where, lambda _: True, "TYPE BASE64")
    state = reading.text(fields, "state", where, list(KeyState).__contains__, f"one of {', '.join(KeyState)}")
    since = int(reading.text(fields, "since", where, is_version, "a policy version") or 0)
    written = fields.get("since")
    if state == KeyState.COMPROMISED and written is None:
        reading.refuse(
            node, f"{where} is compromised, but not since when", "Add `since:` with a policy version.", broken=False
        )
    elif state and state != KeyState.COMPROMISED and written is not None:
        reading.refuse(
            written, f"{where} is {state}; only a compromised key has `since`", "Remove `since:`.", broken=False
        )
    elif written is not None and 0 < version < since:
        reading.refuse(
            written, f"{where} is compromised since version {since}, this is version {version}", broken=False
        )
    return Key(public, _blob(reading, fields, where), KeyState(state or KeyState.RETIRED), since)


def _blob(reading: Reading, fields: Mapping, where: str) -> bytes:
    node = fields.get("public")
    if not isinstance(node, Scalar):
        return b""
    try:
        return parse_public(node.text).blob
    except KeyFault as refused:
        reading.refuse(node, f"{where}: {refused}", code=refused.code)
        return b""


def _classes(reading: Reading, root: Mapping) -> dict[str, DocumentClass]:
    node = root.get("classes")
    if isinstance(node, Mapping) and not node.entries:
        reading.refuse(node, "`classes` is empty", "Name at least one class of documents.")
    return {key.text: _class(reading, key, value) for key, value in reading.entries(root, "classes", is_name, "class")}


def _class(reading: Reading, key: Scalar, node: Node) -> DocumentClass:
    where = f"class {key.text}"
    fields = reading.mapping(node, where, ("paths", "approve"), ("self-approval",))
    reading.mark(f"classes/{key.text}", key)
    paths = _globs(reading, fields, "paths", where)
    rules = _rules(reading, fields, where, forge=True)
    alone = reading.text(fields, "self-approval", where, ("true", "false").__contains__, "`true` or `false`")
    return DocumentClass(key.text, paths, rules, self_approval=alone == "true")


def _globs(
    reading: Reading, parent: Mapping, name: str, where: str, *, filled: bool = True, open_start: bool = True
) -> tuple[str, ...]:
    globs = []
    for node in reading.items(parent, name, where, filled=filled):
        if not isinstance(node, Scalar):
            reading.refuse(node, f"an entry in `{name}` of {where} is not a text", "Write a pattern.")
            continue
        globs.append(node.text)
        if wrong := glob_fault(node.text, open_start=open_start):
            reading.refuse(node, f"the pattern `{node.text[:MAX_GLOB]}` is not allowed: {wrong}", code="policy-glob")
    return tuple(globs)


def _rules(reading: Reading, parent: Mapping, where: str, *, forge: bool = False) -> tuple[Rule, ...]:
    nodes = reading.items(parent, "approve", where, filled=True)
    return tuple(_rule(reading, node, f"rule {n + 1} of {where}", forge=forge) for n, node in enumerate(nodes))


def _rule(reading: Reading, node: Node, where: str, *, forge: bool) -> Rule:
    fields = reading.mapping(node, where, ("role",), ("at-least", "evidence", "key"))
    role = reading.text(fields, "role", where, _is_role, "a role, such as quality-manager, but not `bridge`")
    number = reading.text(fields, "at-least", where, lambda text: bool(_AT_LEAST.fullmatch(text)), "a number, 1 to 20")
    evidence = reading.texts(fields, "evidence", where, _EVIDENCE.__contains__, "`signature` or `forge`")
    verified = reading.text(fields, "key", where, "user-verified".__eq__, "`user-verified`")
    written = fields.get("evidence") or fields
    if "evidence" in fields and not evidence:
        fix = "Name `signature` or `forge`, or leave the field out."
        reading.refuse(written, f"`evidence` of {where} is empty, so nothing would count", fix, broken=False)
    if "forge" in evidence and not forge:
        reading.refuse(written, f"{where} accepts `forge`, which only classes may", "Ask for signatures here.")
    if "forge" in evidence and verified:
        reading.refuse(written, f"{where} asks for a verified user, which no review on a forge can show", "Drop one.")
    return Rule(role, int(number or 1), evidence if "evidence" in fields else ("signature",), bool(verified))
