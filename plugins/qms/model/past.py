"""The revisions of one document that were issued, and which of their texts a site shows.

Between reading, which brings those texts, and the history pages. The one rule that keeps drafts off the published site
stands here: where approvals are shown, a revision is issued only if the verification accepted it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .approval import AcceptedRevision, DocumentLife
from .change import Change, Revision
from .document import Document
from .system import QualitySystem, ViewKind

PastTexts = Mapping[str, Document]
"""Texts of issued revisions, by the object id of the file with the front matter."""
EACH = 5
"""Of so many superseded revisions a document's texts are shown, where the settings do not say."""
IN_ALL = 1_000
"""Fewer than that of each document, where they would add up to more than so many."""


@dataclass(frozen=True, slots=True)
class Issued:
    """One issued revision.

    Attributes:
        number: The revision.
        day: The day (UTC) it was published.
        path: The file with the front matter, where it stood then.
        blob: The object id of that file.
        digest: What was approved; empty where nothing is approved.
        accepted: The approved revision; None where approvals say nothing about the document.
        change: The published change that brought this text; None where history does not know it.
        run: All changes published under this number, as far as history knows them.
    """

    number: str
    day: date
    path: str
    blob: str
    digest: str
    accepted: AcceptedRevision | None
    change: Change | None
    run: Revision | None


def issued(system: QualitySystem, document: Document) -> tuple[Issued, ...]:
    """The revisions of a document that were issued, oldest first, up to the one that is shown.

    Approved ones, where approvals know the document. In the published view nothing else is issued, and nothing that is
    to follow the revision shown.
    """
    life = _life(system, document)
    runs = system.published.get(document.path, ())
    if life is not None:
        approved = life.revisions
        if system.view is ViewKind.PUBLISHED:
            last = max((place for place, one in enumerate(approved) if one.digest == document.digest), default=-1)
            approved = approved[: last + 1]
        return tuple(_approved(one, runs) for one in approved)
    return () if system.view is ViewKind.PUBLISHED else tuple(_published(run) for run in runs if run.changes[-1].blob)


def _life(system: QualitySystem, document: Document) -> DocumentLife | None:
    state = system.approvals.state if system.approvals else None
    life = state.documents.get(document.id) if state and document.id else None
    return None if life is None or life.retired else life


def _approved(revision: AcceptedRevision, runs: tuple[Revision, ...]) -> Issued:
    blob = dict(revision.files)[revision.path]
    found = ((change, run) for run in runs if run.number == revision.revision for change in run.changes)
    change, run = next((pair for pair in found if pair[0].blob == blob), (None, None))
    return Issued(
        revision.revision, revision.day, revision.path, blob, revision.digest, revision, change, run if change else None
    )


def _published(run: Revision) -> Issued:
    last = run.changes[-1]
    return Issued(run.number, run.published.date(), last.path, last.blob, "", None, last, run)


def shown_texts(system: QualitySystem) -> tuple[tuple[Issued, ...], ...]:
    """For each document, the issued revisions whose texts its history shows, oldest first: those to be read.

    The newest one, and so many superseded ones as the settings say. Each is bounded, and where the settings do not say,
    the sum is, too.
    """
    found = [issued(system, document) for document in system.documents]
    limit = system.settings.history_pages
    if limit is None:
        limit = fair_limit([len(revisions) - 1 for revisions in found])
    return tuple(revisions[-limit - 1 :] if limit else () for revisions in found)


def fair_limit(superseded: list[int]) -> int:
    """How many superseded revisions each document may show, so that all together stay within bounds.

    Args:
        superseded: How many each document has.
    """
    fits = (limit for limit in range(EACH, 0, -1) if sum(min(number, limit) for number in superseded) <= IN_ALL)
    return next(fits, 0)
