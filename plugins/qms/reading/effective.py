"""The days that revisions name under `effective:`: what nobody needs but the pages that tell what was in force when.

One process reads every revision there was; a line that can mean only one thing is taken as it stands, and whatever is
less than plain goes to the strict reader. A property test holds the two together.
"""

from __future__ import annotations

import re
from datetime import date

from qms import git
from qms.git import Repository
from qms.model.change import revisions
from qms.model.force import front_blob
from qms.model.revision import parse_date
from qms.model.system import QualitySystem
from qms.trust.source import read_source

_NAME = b"effective"
_PLAIN = re.compile(rb"^effective: ([0-9]{4}-[0-9]{2}-[0-9]{2})$", re.MULTILINE)
_UNUSUAL = re.compile(rb"\A[^A-Za-z]|^[\"'?{<\t]|[\r\\]", re.MULTILINE)


def effective_days(repository: Repository, system: QualitySystem) -> dict[str, date]:
    """The day that each revision names, by the object id of its front matter; those that name none are left out.

    Raises:
        QmsError: `object-missing`.
    """
    state = system.approvals.state if system.approvals else None
    if state:
        blobs = [front_blob(revision) for life in state.documents.values() for revision in life.revisions]
    else:
        lines = [*system.history.by_path.values(), *system.history.withdrawn.values()]
        blobs = [run.changes[-1].blob for changes in lines for run in revisions(changes)]
    wanted = list(dict.fromkeys(filter(None, blobs)))
    found = ((blob, effective_day(data)) for blob, data in git.read_blobs(repository, wanted)) if wanted else ()
    return {blob: day for blob, day in found if day}


def effective_day(data: bytes) -> date | None:
    """The day in a document's front matter; None where there is none that is a day."""
    end = data.find(b"\n---\n", 3) if data.startswith(b"---\n") else -1
    block = data[4 : end + 1] if end >= 0 else data
    if end < 0 or _UNUSUAL.search(block):
        return parse_date(read_source(data, "").fields.text("effective"))
    if _NAME not in block:
        return None
    plain = _PLAIN.findall(block)
    if len(plain) == block.count(_NAME) == 1:
        return parse_date(plain[0].decode())
    return parse_date(read_source(data, "").fields.text("effective"))
