"""Records and their signatures: each in its one form, at its one place, and taken apart far enough to ask ssh-keygen.

Source: approval format 1, section 5. Who may sign what is judged in `rules`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import Any, NamedTuple

from .words import RefusalError

RECORDS = "records/approvals/"
_ARMOUR = re.compile(
    rb"-----BEGIN SSH SIGNATURE-----\n((?:[A-Za-z0-9+/=]{1,76}\n)+)-----END SSH SIGNATURE-----\n",
)
_KINDS = {
    ("approval/1", "approval"): "qms-approval-v1",
    ("approval/1", "review"): "qms-review-v1",
    ("approval/1", "acknowledgement"): "qms-acknowledgement-v1",
    ("approval/1", "withdrawal"): "qms-withdrawal-v1",
    ("approval/1", "retirement"): "qms-retirement-v1",
    ("policy-approval/1", "approval"): "qms-policy-v1",
    ("guard-approval/1", "approval"): "qms-guard-v1",
    ("key-enrolment/1", "enrolment"): "qms-enrolment-v1",
    ("import/1", "import"): "qms-import-v1",
    ("forge-approval/1", "forge-approval"): "qms-forge-v1",
    ("forge-approval/1", "forge-retirement"): "qms-forge-v1",
}
_COMMON = {
    "authors", "format", "meaning", "name", "person", "policy", "project", "revision", "role", "sha256", "signed_at",
    "subject", "supersedes",
}  # fmt: skip
_EXTRA = {
    "key-enrolment/1": {"key"},
    "import/1": {"documents", "retired"},
    "forge-approval/1": {"approved_at", "bridge", "change", "evidence", "forge"},
}
_FIXED = {
    "policy-approval/1": "AUTHORITIES", "key-enrolment/1": "AUTHORITIES", "guard-approval/1": "GUARDED",
    "import/1": "IMPORT",
}  # fmt: skip
_LISTS = {"authors", "documents", "retired"}
_PRESENT, _VERIFIED = 1, 4
_MALFORMED = "its signature is not what `ssh-keygen -Y sign` writes"
APPROVES = ("approval", "forge-approval")
RETIRES = ("retirement", "forge-retirement")


class Signature(NamedTuple):
    """What a signature file says: the key, the kind of statement, and whether a security key checked its user."""

    key: bytes
    namespace: str
    user_verified: bool


class Record(NamedTuple):
    """One record: its path in the pack, its members, its bytes, its signature's bytes and what these say."""

    path: str
    members: dict[str, Any]
    data: bytes
    sig_data: bytes
    signature: Signature

    @property
    def namespace(self) -> str:
        """The kind of statement that the record is."""
        return _KINDS[self.members["format"], self.members["meaning"]]

    @property
    def evidence(self) -> str:
        """`signature`, or `forge` for a review that a bridge took over."""
        return "forge" if self.members["format"] == "forge-approval/1" else "signature"

    def about(self, subject: str, revision: str, digest: str) -> bool:
        """True when the record is about exactly these bytes under this id and revision."""
        found = self.members
        return (found["subject"], found["revision"], found["sha256"]) == (subject, revision, digest)


def sha256(data: bytes) -> str:
    """A digest, as lists and records write it."""
    return hashlib.sha256(data).hexdigest()


def read_json(data: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
    """JSON in which no member stands twice.

    Raises:
        RefusalError: It is not that.
    """

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members = dict(pairs)
        if len(members) != len(pairs):
            raise ValueError("a member stands twice")
        return members

    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise RefusalError(f"it is not JSON: {error}") from None


def canonical(members: object) -> bytes:
    """The one form in which records and lists are written."""
    return (json.dumps(members, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def read_record(path: str, data: bytes, sig_data: bytes) -> Record:
    """One record with its signature, each of its form and the record at its place.

    Raises:
        RefusalError: One of them is not.
    """
    members = read_json(data)
    if not isinstance(members, dict) or canonical(members) != data:
        raise RefusalError("it is not written in the one form that records have")
    form, meaning = members.get("format"), members.get("meaning")
    if not isinstance(form, str) or not isinstance(meaning, str) or (form, meaning) not in _KINDS:
        raise RefusalError("it is no kind of record")
    if set(members) != _COMMON | _EXTRA.get(form, set()):
        raise RefusalError("it lacks a member or has one too many")
    if not all(isinstance(value, list if name in _LISTS else str) for name, value in members.items()):
        raise RefusalError("a member is of the wrong kind")
    if form in _FIXED and members["subject"] != _FIXED[form]:
        raise RefusalError("its subject is not the one of its kind")
    stem = "{subject}/{revision}/{meaning}.{role}.{person}".format(**members)
    if not re.fullmatch(rf"{re.escape(RECORDS + stem)}(?:\.[1-9][0-9]*)?\.json", path):
        raise RefusalError("what it says belongs at another place")
    signature = read_signature(sig_data)
    if signature.namespace != _KINDS[form, meaning]:
        raise RefusalError("its signature was made for another kind of statement")
    return Record(path, members, data, sig_data, signature)


def read_signature(data: bytes) -> Signature:
    """A signature file taken apart; not one byte may be left over.

    Raises:
        RefusalError: It is not what `ssh-keygen -Y sign` writes, or a security key was not touched.
    """
    armour = _ARMOUR.fullmatch(data)
    text = armour[1].replace(b"\n", b"") if armour else b""
    try:
        raw = base64.b64decode(text, validate=True)
        (key, namespace, reserved, method, inner), rest = _strings(raw[10:], 5)
        (kind,), _ = _strings(key, 1)
        (algorithm, _), tail = _strings(inner, 2)
    except (ValueError, IndexError):
        raise RefusalError(_MALFORMED) from None
    fido = kind.startswith(b"sk-")
    fits = (
        raw[:10] == b"SSHSIG\0\0\0\1", base64.b64encode(raw) == text, not rest, not reserved,
        method in (b"sha256", b"sha512"), len(tail) == (5 if fido else 0),
        algorithm == kind or (kind == b"ssh-rsa" and algorithm in (b"rsa-sha2-256", b"rsa-sha2-512")),
    )  # fmt: skip
    if not all(fits):
        raise RefusalError(_MALFORMED)
    flags = tail[0] if fido else 0
    if fido and not flags & _PRESENT:
        raise RefusalError("its signature was made by a security key that nobody touched")
    return Signature(key, namespace.decode("utf-8", "replace"), bool(flags & _VERIFIED))


def _strings(data: bytes, count: int) -> tuple[list[bytes], bytes]:
    """So many strings with their lengths before them, and the rest."""
    found = []
    for _ in range(count):
        size = int.from_bytes(data[:4], "big")
        if len(data) < size + 4:
            raise ValueError
        found.append(data[4 : size + 4])
        data = data[size + 4 :]
    return found, data
