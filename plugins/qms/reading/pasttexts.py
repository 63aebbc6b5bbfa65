"""The texts of issued revisions, out of git's objects: read once a build, for the history pages.

Which revisions these are is told by the model (`past`); here are their bytes, through one git process. Nothing that was
never issued is read.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from qms import git
from qms.model.document import Document
from qms.model.past import Issued, PastTexts, shown_texts
from qms.model.system import QualitySystem
from qms.trust.source import read_source

from . import markdown
from .claims import read_clauses


def read_past_texts(root: Path, system: QualitySystem) -> PastTexts:
    """The texts that the history of each document shows, by the object id of the file with the front matter.

    Args:
        root: A folder of the repository.
        system: What was read from it.

    Raises:
        QmsError: `object-missing`, when this copy does not hold one or cannot read it.
    """
    wanted = {one.blob: one for revisions in shown_texts(system) for one in revisions}
    if not wanted:
        return {}
    found = git.read_blobs(git.open_repository(root), wanted)
    return {blob: past_text(wanted[blob], data) for blob, data in found}


def past_text(revision: Issued, data: bytes) -> Document:
    """One revision as a document: its front matter, text, sections and claims; nothing about its other files.

    Args:
        revision: Which one.
        data: The file with its front matter.
    """
    source = read_source(data, revision.path)
    lines = markdown.Lines(source.body, revision.path, source.body_line)
    sections, claimed = markdown.find_sections(source.body, markdown.blank_code(source.body), lines)
    return Document(
        path=revision.path,
        files=(revision.path,),
        digest=revision.digest or hashlib.sha256(data).hexdigest(),
        fields=source.fields,
        body=source.body,
        body_line=source.body_line,
        sections=sections,
        claims=(*read_clauses(source.fields, revision.path).claims, *claimed),
    )
