"""The navigation for a site whose settings name none, and the section that pages outside the navigation belong to."""

# mypy: untyped-calls-exclude=mkdocs

from __future__ import annotations

from mkdocs.structure.files import Files
from mkdocs.structure.nav import Section
from mkdocs.utils import nest_paths

from qms.model import site as addresses
from qms.model.document import Document
from qms.pages.authorities import TITLE
from qms.pages.dashboard import TITLE as DASHBOARD
from qms.pages.days import name as when
from qms.pages.find import TITLE as SEARCH
from qms.pages.inert import inert
from qms.pages.people import TITLE as PEOPLE
from qms.pages.verification import TITLE as VERIFICATION

from .edition import Edition

_LONG = 30
_GROUP = 25


def make_nav(edition: Edition, files: Files) -> list[object]:
    """Overview, documents by type, clauses, changes, records, authorities; then pages that are none of ours."""
    view = edition.view
    documents: list[object] = [{"Register": addresses.REGISTER}, {when(view): addresses.AS_OF}]
    documents += [{str(inert(heading)): _in_groups(found)} for heading, found in view.by_type().items()]
    nav: list[object] = [{"Overview": addresses.OVERVIEW}, {"Documents": documents}]
    if view.site.clauses:
        named = {view.clause_pages[standard.id]: str(inert(standard.name)) for standard in view.system.claimed}
        for one in view.transitions:
            path = addresses.transition_page(one.source.id, one.target.id)
            named[path] = f"From {inert(one.source.name)} to {inert(one.target.name)}"
        pages = named or {addresses.CLAUSES: "Clauses"}
        nav.append({"Clauses": [{title: path} for path, title in pages.items()]})
    if view.site.changes:
        nav.append({"Changes": [{"Change log": addresses.CHANGES}]})
    if view.site.records:
        nav.append({"Records": [{"Register of records": addresses.RECORDS}]})
    nav.append({DASHBOARD: [{DASHBOARD: addresses.DASHBOARD}]})
    people: list[object] = [{PEOPLE: addresses.PEOPLE}] if addresses.PEOPLE in edition.pages else []
    if addresses.AUTHORITIES in edition.pages:
        people.insert(0, {TITLE: addresses.AUTHORITIES})
    nav += [{"Authorities": people}] if people else []
    nav += [{VERIFICATION: [{VERIFICATION: addresses.VERIFICATION}]}] if addresses.VERIFICATION in edition.pages else []
    nav += [{SEARCH: addresses.FIND}] if addresses.FIND in edition.pages else []
    return [*nav, *_others(edition, files)]


def _in_groups(documents: tuple[Document, ...]) -> list[object]:
    """The documents of one type; many are folded by number, for nobody reads a list of hundreds beside a page.

    It also keeps pages small: a theme writes the open part of the navigation into every page.
    """
    if len(documents) <= _LONG:
        return [document.path for document in documents]
    groups = [documents[start : start + _GROUP] for start in range(0, len(documents), _GROUP)]
    return [
        {f"{inert(_number(group[0]))} to {inert(_number(group[-1]))}": [one.path for one in group]} for group in groups
    ]


def _number(document: Document) -> str:
    """How a document is called at the end of a range."""
    return document.id or document.title


def _others(edition: Edition, files: Files) -> list[object]:
    """Pages of the documentation folder that are neither documents nor records nor made here."""
    ours = {*edition.pages, *edition.texts, *edition.superseded, *edition.attachments, addresses.OVERVIEW}
    others = [file.src_uri for file in files.documentation_pages() if file.src_uri not in ours]
    return list(nest_paths(others)) if others else []


def place_outsiders(edition: Edition, files: Files) -> None:
    """Give pages outside the navigation the section they belong to, so that its tab and path are shown."""
    records = {record.path: addresses.RECORDS for record in edition.view.records}
    changes = {path: addresses.CHANGES for path in edition.pages if path.startswith(("changes/", "withdrawn/"))}
    verified = {path: addresses.VERIFICATION for path in edition.pages if path.startswith("verification/")}
    beside = {path: draft.path for path, draft in edition.view.beside.draft_of.items()}
    past = {addresses.history_page(one.path): one.path for one in edition.view.documents}
    past |= {path: revision.neighbour for path, revision in edition.superseded.items()}
    days = {path: addresses.AS_OF for path in edition.pages if path.startswith("as-of/")}
    for path, neighbour in {**records, **changes, **verified, **days, **beside, **past, **edition.attachments}.items():
        section = _section_of(files, neighbour)
        file = files.get_file_from_path(path)
        if section and file and file.page and file.page.parent is None and path != neighbour:
            file.page.parent = section


def _section_of(files: Files, path: str) -> Section | None:
    file = files.get_file_from_path(path)
    return file.page.parent if file and file.page else None
