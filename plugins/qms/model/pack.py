"""What an audit pack holds, before anything of it is written: documents, records and policies with their exact bytes.

Made by reading out of the verified history, handed to writing. The list of it, `contents.json`, is what `verify.py` in
the pack goes by; it is no evidence itself, every line of it is checked against signatures and history.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .approval import Anchor

FORMAT = "qms-pack/1"
MADE = ("documents", "to-come", "pdf", "policy", "registers", "site")
"""Folders of a pack whose files are made for it; everything else in a folder stands at that path in the history."""


@dataclass(frozen=True, slots=True)
class PackedDocument:
    """One approved revision in the pack.

    Attributes:
        id, revision, digest: What was approved.
        document_class: Its class; empty for one that was taken over.
        folder: Where its files are in the pack, such as `documents/QP-04`.
        place: Where its file with the front matter stood at the step that put it in force.
        files: Every file of it, as seen from its own folder; of a one-file document just that.
        policy: The digest of the policy it was judged by.
        step: The commit that put it in force.
        imported: True when a signed list took it over at the anchor.
    """

    id: str
    revision: str
    digest: str
    document_class: str
    folder: str
    place: str
    files: tuple[str, ...]
    policy: str
    step: str
    imported: bool

    def listed(self) -> dict[str, object]:
        """The document as the list has it."""
        found: dict[str, object] = {name: getattr(self, name) for name in self.__slots__ if name != "document_class"}
        return found | {"class": self.document_class, "files": list(self.files)}


@dataclass(frozen=True, slots=True)
class PackContents:
    """Everything of the pack that comes out of the history.

    Attributes:
        commit: The commit the pack is of.
        day: The day whose state it shows.
        anchor: Where trust starts.
        outside: True when that came from outside the repository.
        scope: What it is limited to, as asked for; empty for everything.
        records: The folder of records.
        kept: Records and signatures that were there before the anchor, which nobody judges.
        documents: In force on the day.
        to_come: Approved, and not in force yet.
        files: Bytes by path in the pack.
    """

    commit: str
    day: date
    anchor: Anchor
    outside: bool
    scope: tuple[str, ...]
    records: str
    kept: tuple[str, ...]
    documents: tuple[PackedDocument, ...]
    to_come: tuple[PackedDocument, ...]
    files: Mapping[str, bytes]

    def listed(self) -> bytes:
        """The list of contents, in its one form."""
        return in_one_form(
            {
                "format": FORMAT,
                "commit": self.commit,
                "day": self.day.isoformat(),
                "project": self.anchor.project,
                "scope": list(self.scope),
                "kept": list(self.kept),
                "documents": [document.listed() for document in self.documents],
                "to_come": [document.listed() for document in self.to_come],
            }
        )

    def anchored(self) -> bytes:
        """The anchor as its file has it."""
        anchor = self.anchor
        return in_one_form({"commit": anchor.commit, "policy_sha256": anchor.policy_sha256, "project": anchor.project})


def in_one_form(content: object) -> bytes:
    """JSON as records have it: sorted members, one space a level, a line feed at the end."""
    return (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
