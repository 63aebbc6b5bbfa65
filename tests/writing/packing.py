"""What the tests of the verifier build on: signed records, a policy, and a small pack, each good until it is spoilt."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cases.keys import ed25519_key
from cases.policy import PROJECT, changed, render, start_policy
from cases.statements import canonical, place_of, signed
from qms.writing.verifier.documents import Evidence
from qms.writing.verifier.folder import Folder
from qms.writing.verifier.rules import read_policy
from qms.writing.verifier.signed import Record, read_record

TEXT = b"---\nid: QP-01\nrevision: 1\n---\n\nText.\n"
DAY = "2026-03-01"
FIRST = render(start_policy())
SECOND = render(changed(start_policy(), version="2", previous=hashlib.sha256(FIRST).hexdigest()))
POLICY, NEXT = read_policy(FIRST), read_policy(SECOND)
_PEOPLE = {"jane.doe": ("Jane Doe", "quality-manager"), "bob.smith": ("Bob Smith", "process-owner")}


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def members(person: str = "jane.doe", **others: object) -> dict[str, Any]:
    """The members of an approval of QP-01."""
    name, role = _PEOPLE.get(person, ("Nobody", "quality-manager"))
    found: dict[str, Any] = {
        "authors": ["ann.author"],
        "format": "approval/1",
        "meaning": "approval",
        "name": name,
        "person": person,
        "policy": POLICY.digest,
        "project": PROJECT,
        "revision": "1",
        "role": role,
        "sha256": digest(TEXT),
        "signed_at": "2026-02-01T10:00:00Z",
        "subject": "QP-01",
        "supersedes": "",
    }
    return found | others


def files_of(told: dict[str, Any], **how: object) -> dict[str, bytes]:
    """A record and its signature by path; `how` as in `cases.statements`."""
    key = ed25519_key(told["person"])
    return {str(path): data for path, data in signed(told, key, place_of(told), how).items()}


def record(person: str = "jane.doe", **others: object) -> Record:
    """A record as the verifier reads it."""
    (path, data), (_, sig) = files_of(members(person, **others)).items()
    return read_record(path, data, sig)


@dataclass
class Pack:
    """A folder with one document, what its list of contents says, and what is known beside it.

    Attributes:
        item: The document in the list; `later` for one that comes into force later.
        more: What else the list of contents says, or says otherwise.
    """

    root: Path
    files: dict[str, bytes] = field(default_factory=lambda: {"documents/QP-01/QP-01.md": TEXT})
    records: list[Record] = field(default_factory=lambda: [record("bob.smith"), record()])
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)
    item: dict[str, Any] = field(
        default_factory=lambda: {
            "class": "procedure",
            "digest": digest(TEXT),
            "files": ["QP-01.md"],
            "folder": "documents/QP-01",
            "id": "QP-01",
            "imported": False,
            "place": "procedures/QP-01.md",
            "policy": POLICY.digest,
            "revision": "1",
            "step": "0" * 40,
        }
    )
    more: dict[str, Any] = field(default_factory=dict)
    later: bool = False
    anchor: dict[str, str] = field(
        default_factory=lambda: {"commit": "0" * 40, "policy_sha256": POLICY.digest, "project": PROJECT}
    )

    @property
    def contents(self) -> dict[str, Any]:
        """The list of what the pack holds."""
        now, later = ([], [self.item]) if self.later else ([self.item], [])
        return {
            "commit": "0" * 40,
            "day": DAY,
            "documents": now,
            "format": "qms-pack/1",
            "kept": [],
            "project": PROJECT,
            "scope": [],
            "to_come": later,
            **self.more,
        }

    @property
    def evidence(self) -> Evidence:
        """What its document is judged by."""
        policies = {POLICY.digest: POLICY, NEXT.digest: NEXT}
        return Evidence(self.records, policies, self.imported, set(), POLICY)

    def spoil(self, text: bytes) -> None:
        """Another text of the document, with its digest in the list and its approvals."""
        self.files["documents/QP-01/QP-01.md"] = text
        self.item["digest"] = digest(text)
        self.records = [record("bob.smith", sha256=digest(text)), record(sha256=digest(text))]

    def written(self, **others: bytes) -> Folder:
        """The folder on the disk, its list of digests included; `others` are files at its top, a dot as two `_`."""
        lists = {"anchor.json": canonical(self.anchor), "contents.json": canonical(self.contents)}
        whole = lists | self.files | {name.replace("__", "."): data for name, data in others.items()}
        for path, data in whole.items():
            target = self.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        sums = "".join(f"{digest(data)}  {path}\n" for path, data in sorted(whole.items()))
        (self.root / "SHA256SUMS").write_text(sums)
        return Folder(self.root)
