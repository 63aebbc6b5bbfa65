"""Pages: the system explained as Markdown with HTML in it. Pure: no disk, no clock; the same system, the same bytes.

`View` holds what is derived from a system, once; every page is made from one. The functions here are the way in for
whoever has a system and wants everything; the MkDocs plugins take single pages from the modules.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files as resources

from qms.model.document import Document
from qms.model.past import PastTexts
from qms.model.problem import Verdict
from qms.model.record import Record
from qms.model.system import QualitySystem

from .authorities import authorities_pages
from .changes import change_pages
from .clauses import clause_pages
from .dashboard import dashboard_page
from .days import as_of_leaves
from .documents import document_frame, document_text
from .feeds import document_feeds
from .files import Download, all_downloads
from .history import history_leaves
from .links import Layout, Site
from .margin import markdown_with_notes
from .overview import overview_page
from .page import Page
from .people import people_page
from .records import record_frame, records_page
from .register import register_page
from .scripts import with_words
from .subscriptions import subscription_files
from .superseded import superseded, superseded_issues
from .tables import Table, tables
from .verification import verification_leaves, verification_page
from .view import View

__all__ = [
    "Download",
    "Layout",
    "Page",
    "Site",
    "Table",
    "View",
    "assets",
    "build_files",
    "build_pages",
    "build_tables",
    "document_page",
    "record_page",
]

EVERYTHING = Site()
NO_TEXTS: PastTexts = {}
_SCRIPT = "assets/qms.js"
_ASSETS = ("assets/qms.css", _SCRIPT)


def build_pages(
    system: QualitySystem,
    verdict: Verdict | None,
    site: Site = EVERYTHING,
    more: tuple[Download, ...] = (),
    past: PastTexts = NO_TEXTS,
) -> tuple[Page, ...]:
    """Every page that is made from the system: all but the documents' and the records' own.

    Args:
        system: What was read.
        verdict: How the gate decided, if anybody asked.
        site: What is published.
        more: Files of the site that are made elsewhere, such as spreadsheets; pages offer them beside our own.
        past: The texts that histories show.
    """
    view = View(system, verdict, site, past=past)
    files = (*all_downloads(view), *more)
    pages = [overview_page(view), register_page(view, files), people_page(view, files)]
    pages += [*authorities_pages(view), verification_page(view)]
    pages += [leaf.make() for leaf in (*as_of_leaves(view, files), *verification_leaves(view))]
    pages.append(dashboard_page(view))
    if site.clauses:
        pages += clause_pages(view, files)
    if site.changes:
        pages += change_pages(view, files)
        pages += [leaf.make() for leaf in history_leaves(view)]
        pages += [superseded(view, *issue).page() for issue in superseded_issues(view)]
    if site.records:
        pages.append(records_page(view, files))
    return tuple(pages)


def build_files(system: QualitySystem, site: Site = EVERYTHING) -> tuple[tuple[str, bytes], ...]:
    """The files that the pages offer for download, with their paths."""
    view = _view(_Same(system), site)
    feeds = (Download(leaf.path, leaf.make()) for leaf in document_feeds(view))
    return tuple((file.path, file.data) for file in (*all_downloads(view), *subscription_files(view), *feeds))


def build_tables(system: QualitySystem, site: Site = EVERYTHING) -> tuple[Table, ...]:
    """The registers as plain tables, for whoever writes them in another format."""
    return tables(_view(_Same(system), site))


def document_page(system: QualitySystem, document: Document, body: str | None = None, site: Site = EVERYTHING) -> str:
    """A document's page: front matter, head and control block, its text (or another one, `body`), its change log."""
    frame = document_frame(_view(_Same(system), site), document)
    text = document_text(document, body)
    return frame.around(markdown_with_notes(document, text, frame.notes) if body is None else text)


def record_page(system: QualitySystem, record: Record, site: Site = EVERYTHING) -> str:
    """A record's page: front matter, its facts, its text, and the records that refer to it."""
    return record_frame(_view(_Same(system), site), record).around(record.body)


def assets() -> Mapping[str, bytes]:
    """The style sheet and the script that the pages want, by their path on the site; in the language that is spoken."""
    folder = resources(__name__)
    found = {path: folder.joinpath(path).read_bytes() for path in _ASSETS}
    return found | {_SCRIPT: with_words(found[_SCRIPT])}


class _Same:
    """A system known by identity, not by its contents, which are far too many to compare."""

    def __init__(self, system: QualitySystem) -> None:
        self.system = system

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.system is other.system

    def __hash__(self) -> int:
        return id(self.system)


@lru_cache(maxsize=1)
def _view(same: _Same, site: Site) -> View:
    """The view of a system, kept for the next document of the same one."""
    return View(same.system, None, site)
