"""The navigation for a site whose settings name none, and the section that pages outside the navigation belong to."""

# mypy: untyped-calls-exclude=mkdocs

from __future__ import annotations

from mkdocs.structure.files import Files
from mkdocs.structure.nav import Section
from mkdocs.utils import nest_paths

from qms.model import site as addresses
from qms.model.document import Document
from qms.pages.days import name as when
from qms.pages.headings import by_type
from qms.pages.inert import inert
from qms.pages.language import say

from .edition import Edition

_LONG = 30
_GROUP = 25


def make_nav(edition: Edition, files: Files) -> list[object]:
    """Overview, documents by type, clauses, changes, records, authorities; then pages that are none of ours."""
    view = edition.view
    documents: list[object] = [{say("Register"): addresses.REGISTER}, {when(view): addresses.AS_OF}]
    documents += [{str(inert(heading)): _in_groups(found)} for heading, found in by_type(view).items()]
    nav: list[object] = [{say("Overview"): addresses.OVERVIEW}, {say("Documents"): documents}]
    if view.site.clauses:
        named = {view.clause_pages[standard.id]: str(inert(standard.name)) for standard in view.system.claimed}
        for one in view.transitions:
            path = addresses.transition_page(one.source.id, one.target.id)
            named[path] = say(
                "From %(source)s to %(target)s", source=inert(one.source.name), target=inert(one.target.name)
            )
        pages = named or {addresses.CLAUSES: say("Clauses")}
        nav.append({say("Clauses"): [{title: path} for path, title in pages.items()]})
    if view.site.changes:
        nav.append({say("Changes"): [{say("Change log"): addresses.CHANGES}]})
    if view.site.records:
        nav.append({say("Records"): [{say("Register of records"): addresses.RECORDS}]})
    nav.append({say("Dashboard"): [{say("Dashboard"): addresses.DASHBOARD}]})
    people: list[object] = [{say("People and roles"): addresses.PEOPLE}] if addresses.PEOPLE in edition.pages else []
    if addresses.AUTHORITIES in edition.pages:
        people.insert(0, {say("Roles and authorities"): addresses.AUTHORITIES})
    nav += [{say("Authorities"): people}] if people else []
    if addresses.VERIFICATION in edition.pages:
        nav.append({say("Verification"): [{say("Verification"): addresses.VERIFICATION}]})
    nav += [{say("Search"): addresses.FIND}] if addresses.FIND in edition.pages else []
    return [*nav, *_others(edition, files)]


def _in_groups(documents: tuple[Document, ...]) -> list[object]:
    """The documents of one type; many are folded by number, for nobody reads a list of hundreds beside a page.

    It also keeps pages small: a theme writes the open part of the navigation into every page.
    """
    if len(documents) <= _LONG:
        return [document.path for document in documents]
    groups = [documents[start : start + _GROUP] for start in range(0, len(documents), _GROUP)]
    return [
        {
            say("%(first)s to %(last)s", first=inert(_number(group[0])), last=inert(_number(group[-1]))): [
                one.path for one in group
            ]
        }
        for group in groups
    ]


def _number(document: Document) -> str:
    """How a document is called at the end of a range."""
    return document.id or document.title


def _others(edition: Edition, files: Files) -> list[object]:
    """Pages of the documentation folder that are neither documents nor records nor made here."""
    ours = {*edition.pages, *edition.texts, *edition.attachments, addresses.OVERVIEW}
    others = [file.src_uri for file in files.documentation_pages() if file.src_uri not in ours]
    return list(nest_paths(others)) if others else []


def place_outsiders(edition: Edition, files: Files) -> None:
    """Give pages outside the navigation the section they belong to, so that its tab and path are shown."""
    records = {record.path: addresses.RECORDS for record in edition.view.records}
    changes = {path: addresses.CHANGES for path in edition.pages if path.startswith(("changes/", "withdrawn/"))}
    beside = {path: draft.path for path, draft in edition.view.beside.draft_of.items()}
    for path, neighbour in {**records, **changes, **beside, **edition.attachments}.items():
        section = _section_of(files, neighbour)
        file = files.get_file_from_path(path)
        if section and file and file.page and file.page.parent is None and path != neighbour:
            file.page.parent = section
    edition.leaves.begin({path: _section_of(files, place) for path, place in edition.leaves.neighbours().items()})


def _section_of(files: Files, path: str) -> Section | None:
    file = files.get_file_from_path(path)
    return file.page.parent if file and file.page else None
