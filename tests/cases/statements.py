"""Records as the cases write them: members, canonical bytes, signature, and the files they become.

`how` says what is done differently when a record is signed, so that a case can spoil one thing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from .keys import Key, armour, sshsig

SIGNED_AT = "2026-03-01T10:00:00Z"
RECORDS = "records/approvals"
Members = dict[str, Any]
_NAMESPACES = {
    "policy-approval/1": "qms-policy-v1",
    "guard-approval/1": "qms-guard-v1",
    "key-enrolment/1": "qms-enrolment-v1",
    "import/1": "qms-import-v1",
    "forge-approval/1": "qms-forge-v1",
}
_WITH_AUTHORS = ("approval", "retirement", "forge-approval", "forge-retirement")


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def canonical(members: Mapping[str, object]) -> bytes:
    """Give the canonical bytes, by the line of Python in the format."""
    return (json.dumps(members, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode("utf-8", "surrogatepass")


def format_of(subject: str, meaning: str) -> str:
    """Give the `format` that goes with a subject and a meaning."""
    if meaning == "enrolment":
        return "key-enrolment/1"
    if meaning.startswith("forge-"):
        return "forge-approval/1"
    formats = {"AUTHORITIES": "policy-approval/1", "GUARDED": "guard-approval/1", "IMPORT": "import/1"}
    return formats.get(subject, "approval/1")


def with_authors(record_format: str, meaning: str) -> bool:
    """Tell whether this kind of record names the authors of the text."""
    return record_format in ("approval/1", "forge-approval/1") and meaning in _WITH_AUTHORS


def namespace_of(members: Members) -> str:
    """Give the SSHSIG namespace of a record."""
    return _NAMESPACES.get(members["format"], f"qms-{members['meaning']}-v1")


def place_of(members: Members, number: int = 1) -> str:
    """Give the path of a record's JSON."""
    name = ".".join(
        [members["meaning"], members["role"], members["person"], *([str(number)] if number > 1 else []), "json"]
    )
    return f"{RECORDS}/{members['subject']}/{members['revision']}/{name}"


def signed(members: Members, key: Key, place: str, how: Mapping[str, Any] | None = None) -> dict[str | bytes, Any]:
    """Give the files of a record: its JSON and, unless told otherwise, its signature.

    `how` may hold `key`, `namespace`, `json` (canonical bytes to other bytes, before signing), `after` (the same, after
    signing), `armour` (the `.sig` file to another), `sig` (just these bytes, None for no file); the rest is `sshsig`'s.
    """
    rest = dict(how or {})
    data = canonical(members)
    data = _through(rest.pop("json", None), data)
    used, namespace = rest.pop("key", key), rest.pop("namespace", namespace_of(members))
    after, edit = rest.pop("after", None), rest.pop("armour", None)
    sig = rest["sig"] if "sig" in rest else _through(edit, armour(sshsig(data, used, namespace, **rest)))
    files: dict[str | bytes, Any] = {place: _through(after, data)}
    return files | ({f"{place}.sig": sig} if sig is not None else {})


def _through(function: Callable[[bytes], bytes] | None, data: bytes) -> bytes:
    if not function:
        return data
    changed = function(data)
    assert changed != data, "an edit that changes nothing makes no case"
    return changed
