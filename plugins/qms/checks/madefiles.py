"""The files beside pages that the site makes: registers as tables, feeds and the calendar; texts can link to them.

What a document of today links to is judged by the site that will show it, which is the one after its approval.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from qms.model import site
from qms.model.audited import planned_audits
from qms.model.revision import DOCUMENT_ID
from qms.model.system import QualitySystem
from qms.model.transition import claimed_maps

_TABLES = ("register/register", "as-of/in-force", "people/people", "people/roles", "records/records")
_ENDINGS = ("csv", "json", "xlsx")


def made_files(system: QualitySystem) -> Iterator[str]:
    """Their paths."""
    for path in (*_TABLES, *(f"clauses/{standard.id}" for standard in system.claimed)):
        yield from map(partial("{}.{}".format, path), _ENDINGS)
    for edition in claimed_maps(system):
        way = site.transition_page(edition.source, edition.target).removesuffix(".md")
        yield from (f"{way}.json", f"{way}.xlsx")
    yield from ("changes/changes.csv", site.FEED)
    yield from map(site.document_feed, filter(DOCUMENT_ID.fullmatch, (*system.documents_by_id, *system.withdrawn)))
    due = (document.review_months for document in system.documents)
    if any(due) or any(audit.held is None for audit in planned_audits(system)):
        yield site.CALENDAR
