"""One build's edition of the site: the system that was read, the pages made of it, and whose text each page shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel

from qms.model.document import Document
from qms.model.record import Record
from qms.pages.documents import document_frame, document_text
from qms.pages.files import Download, all_downloads
from qms.pages.page import Frame, Leaf, Page
from qms.pages.records import record_frame
from qms.pages.subscriptions import subscription_files
from qms.pages.tables import Table, tables
from qms.pages.view import View
from qms.reports.sheets import register_sheets

from .leaves import Leaves
from .moulds import LeafFile

log = get_plugin_logger("qms")
_IDS = re.compile(r'\sid="([^"]+)"')


@dataclass
class Edition:
    """What one build knows. The plugins add to it while MkDocs gathers files; nothing else changes it.

    Attributes:
        root: The top of the repository.
        view: The system with all that is derived from it.
        leaves: The pages that only links lead to.
        downloads: The files beside the pages.
        pages: The pages that are made from the system, by their path.
        texts: The documents and records that are shown, by their path.
        attachments: Other Markdown files of documents and records, with the path of the page they belong to.
        contents: Bytes that do not come from the work tree, by path: of all files where a commit or the published view
            is shown, otherwise of the revisions in force that stand beside a draft.
        own: The paths of all that was added here.
    """

    root: Path
    view: View
    leaves: Leaves = field(default_factory=Leaves)
    downloads: tuple[Download, ...] = ()
    pages: dict[str, Page] = field(default_factory=dict)
    texts: dict[str, Document | Record] = field(default_factory=dict)
    attachments: dict[str, str] = field(default_factory=dict)
    contents: Mapping[str, bytes] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    _frames: dict[str, Frame] = field(default_factory=dict)

    def __post_init__(self) -> None:
        registers = tables(self.view)
        self.downloads = (
            *all_downloads(self.view, registers),
            *subscription_files(self.view),
            *map(self._sheet, registers),
        )

    def _sheet(self, table: Table) -> Download:
        """A register as a spreadsheet."""
        day = self.view.system.today
        return Download(f"{table.path}.xlsx", register_sheets(table.title, day, table.columns, table.texts))

    @property
    def frozen(self) -> bool:
        """True where what is shown is not the work tree, so that nothing may come from there."""
        return bool(self.view.system.commit)

    @property
    def guards(self) -> bool:
        """True where approvals are published: then no file of the documentation folder may take the place of ours."""
        return self.view.published

    def add(self, file: File, files: Files) -> bool:
        """Add a file of ours; false where somebody keeps a file at the same path that may stay."""
        found = files.get_file_from_path(file.src_uri)
        if found is not None:
            if not self.guards or file.src_uri in self.own:
                return False
            self.drop(found, files)
        self.own.add(file.src_uri)
        files.append(file)
        return True

    def drop(self, file: File, files: Files) -> None:
        """Leave out a file of the documentation folder that would stand where a file of ours does."""
        log.warning("%s would take the place of an approved text or of a page made here; it is left out", file.src_uri)
        files.remove(file)

    def drop_doubles(self, files: Files) -> None:
        """Leave out what another name leads to the same address of the site, such as register.md and register/."""
        ours = {file.dest_uri for file in files if file.src_uri in self.own}
        for file in [file for file in files if file.src_uri not in self.own and file.dest_uri in ours]:
            self.drop(file, files)

    def publish(self, pages: Iterable[Page], files: Files, config: MkDocsConfig) -> None:
        """Add pages to the site; a file that somebody keeps at the same path stays."""
        for page in pages:
            file = File.generated(config, page.path, content="\n", inclusion=InclusionLevel.NOT_IN_NAV)
            if self.add(file, files):
                self.pages[page.path] = page
            else:
                log.info("%s is a page of yours, so the one made from the system is left out", page.path)

    def scatter(self, leaves: Iterable[Leaf[Page] | Leaf[bytes]], files: Files, config: MkDocsConfig) -> None:
        """Add pages that only links lead to; a file that somebody keeps at the same path stays."""
        for leaf in leaves:
            file = LeafFile.at(leaf.path, config)
            if self.add(file, files):
                self.leaves.add(leaf, file)

    def show(self, path: str, files: Files, config: MkDocsConfig, *, in_nav: bool) -> None:
        """Add a file of the repository to the site, under its path there; from the disk only in the working view."""
        if self.frozen and path not in self.contents:
            return
        inclusion = InclusionLevel.UNDEFINED if in_nav else InclusionLevel.NOT_IN_NAV
        if path in self.contents:
            file = File.generated(config, path, content=self.contents[path], inclusion=inclusion)
            file.edit_uri = path if self.frozen else None
        else:
            file = File(path, str(self.root), config.site_dir, config.use_directory_urls, inclusion=inclusion)
        if path in self.texts and file.name == "index":
            # A document in a file called index.md is no front page of a section: themes would leave it out of lists.
            file.dest_uri = "/".join((*path.split("/")[:-1], "index.html"))  # else worked out from the name
            file.name = self.texts[path].id or path
        self.add(file, files)

    def knows(self, file: File) -> bool:
        """True for what belongs to a document or is made here: nobody has to be told that it is not controlled."""
        return isinstance(file, LeafFile) or file.src_uri in self.attachments

    def source(self, path: str) -> str | None:
        """The Markdown a page is made of; None where that is not ours to say.

        It begins with an empty line, so that MkDocs takes nothing in it for metadata.
        """
        if path in self.pages:
            return "\n"
        thing = self.texts.get(path)
        if thing is None:
            return None
        return "\n" + (document_text(thing) if isinstance(thing, Document) else thing.body)

    def frame(self, path: str) -> Frame | None:
        """What stands around a page's text, made when it is first asked for; the whole of a page that is made."""
        if path not in self._frames:
            if page := self.pages.get(path):
                self._frames[path] = Frame(page.title, page.html, "", page.headings)
            elif thing := self.texts.get(path):
                self._frames[path] = _frame(self.view, thing)
        return self._frames.get(path)

    def anchors(self, path: str) -> set[str]:
        """The anchors that a page has beside those of its text, and that links may point at."""
        if made := self.pages.get(path):
            return set(_IDS.findall(made.html))
        frame = self.frame(path)
        return {heading.anchor for heading in frame.headings} if frame else set()


def _frame(view: View, thing: Document | Record) -> Frame:
    if not isinstance(thing, Document):
        return record_frame(view, thing)
    return document_frame(view.beside if thing in view.in_force_beside else view, thing)
