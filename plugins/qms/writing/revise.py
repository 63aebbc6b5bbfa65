"""`qms revise`: the next revision and its reason, written into the front matter and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qms.errors import QmsError
from qms.model.document import Document
from qms.model.revision import successors
from qms.model.system import QualitySystem
from qms.trust.grammar import is_text

from .frontmatter import rewrite, set_values


@dataclass(frozen=True, slots=True)
class Revised:
    """What a revision began with: the document, the revision before, and the new one."""

    document: Document
    before: str
    after: str


def next_revision(system: QualitySystem, identifier: str, *, minor: bool) -> Revised:
    """Which revision comes next.

    Args:
        system: The work tree, with the base the branch will be merged into, where there is one.
        identifier: The document's id.
        minor: True for an editorial change.

    Raises:
        QmsError: `revise-refused`, when there is no such document or its revision is a draft already.
    """
    document = system.documents_by_id.get(identifier)
    if document is None:
        raise QmsError(
            f"there is no document {identifier}",
            "`qms status` lists all; `qms new` begins one.",
            "revise-refused",
        )
    following = successors(document.revision)
    if not following:
        raise QmsError(
            f"{document.path}: `{document.revision}` is no revision such as 3 or 3.1",
            "Mend `revision:` by hand first.",
            "revise-refused",
        )
    _require_published(system, document)
    return Revised(document, document.revision, following[0 if minor else 1])


def _require_published(system: QualitySystem, document: Document) -> None:
    """A revision that nobody has yet is still being written: its text may change, its number not."""
    base = system.base.tip.get(document.id) if system.base else None
    if base is not None and base.revision == document.revision:
        return
    known = f"{system.base.ref} has revision {base.revision}" if base and system.base else "it is not published yet"
    raise QmsError(
        f"{document.id} revision {document.revision} is a draft already: {known}",
        f"Go on writing in {document.path}; the revision stays until it is merged.",
        "revise-refused",
    )


def revise(root: Path, revised: Revised, why: str) -> None:
    """Write the new revision and its reason.

    Args:
        root: The top of the work tree.
        revised: What `next_revision` said.
        why: The reason, for people; one line.

    Raises:
        QmsError: `revise-refused` or `front-matter-edit`; the file is as it was.
    """
    if not is_text(why):
        raise QmsError(
            "the reason is not one line of at most 500 characters",
            'Say what a reader has to know, as in --why "Retention times moved into the record index."',
            "revise-refused",
        )
    path, values = revised.document.path, {"revision": revised.after, "change": why}
    rewrite(root, path, lambda data: set_values(data, path, values, after="revision"), "revise-refused")
