"""Moulds: a theme's page with gaps for what differs, so that thousands of pages cost the theme no more than a few.

A theme spends as long on a page that only links lead to as on any other: on navigation, header and footer, which such
pages of one depth and section share. Where a theme does more with a page than print it once, every page goes through.
"""

# mypy: untyped-calls-exclude=mkdocs

from __future__ import annotations

import re
from dataclasses import dataclass

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents

from qms.pages.inert import inert

from .contents import add_title
from .metadata import made_metadata

HIDDEN = ("navigation", "toc")
_NAME = "qms-gap"
_TITLE = "qmsGapOfTheTitle"
_TRACE = re.compile("qms-?gap", re.IGNORECASE)
_SAMPLE = "Words & \"signs\" of 'one' page", "<h1>Words</h1>\n<p>More of them.</p>"
_CONTENT = '<h1 id="qms-gap-of-the-content"></h1>'


class LeafFile(File):
    """A page that MkDocs knows and links to, and that is written without its help."""

    @classmethod
    def at(cls, path: str, config: MkDocsConfig) -> LeafFile:
        """The file of a page whose source would stand at a path."""
        as_page = File(path, None, config.site_dir, config.use_directory_urls)
        made = cls(
            path,
            None,
            config.site_dir,
            config.use_directory_urls,
            dest_uri=as_page.dest_uri,
            inclusion=InclusionLevel.NOT_IN_NAV,
        )
        made.edit_uri = None
        return made

    def is_documentation_page(self) -> bool:
        """False: MkDocs has nothing to render."""
        return False

    def is_modified(self) -> bool:
        """True: nothing stands on the disk that could be newer."""
        return True

    def copy_file(self, dirty: bool = False) -> None:  # noqa: FBT001, FBT002 - MkDocs' signature
        """Nothing: whoever makes the page writes it."""


@dataclass(frozen=True, slots=True)
class Mould:
    """A page of the theme in pieces: text and the names of gaps, in turn."""

    pieces: tuple[str, ...]

    def fill(self, file: File, title: str, html: str) -> str:
        """A page.

        Args:
            file: Where it stands.
            title: Its name as plain text.
            html: Its content.
        """
        url = file.url
        gaps = {_TITLE: str(inert(title)), _CONTENT: html, _NAME: url.rstrip("/").rpartition("/")[2], "url": url}
        found = list(self.pieces)
        found[1::2] = [gaps[name] for name in self.pieces[1::2]]
        return "".join(found)


@dataclass(frozen=True, slots=True)
class Theme:
    """The theme of one build."""

    config: MkDocsConfig
    env: Environment
    files: Files
    nav: Navigation

    def mould(self, depth: int, section: Section | None) -> Mould | None:
        """A mould for the pages of one depth and section; None where the theme does more than print what it gets.

        Args:
            depth: How many slashes their addresses have.
            section: Whose part of the navigation they belong to.
        """
        file = self._file(depth, _NAME)
        html = self.page(section, file, _TITLE, _CONTENT)
        gaps = re.compile("|".join(f"({re.escape(gap)})" for gap in (file.url, f"{_NAME}.html", _TITLE, _CONTENT)))
        names = ("url", _NAME, _TITLE, _CONTENT)
        pieces, start = [], 0
        for found in gaps.finditer(html):
            pieces += [html[start : found.start()], names[(found.lastindex or 1) - 1]]
            start = found.end()
        pieces.append(html[start:])
        changed = _TRACE.search("".join(pieces[::2]))
        return Mould(tuple(pieces)) if pieces[1::2].count(_CONTENT) == 1 and not changed else None

    def pours(self, depth: int, section: Section | None) -> bool:
        """True when a page out of a mould is the page that the theme makes: tried on one, for a theme treats all alike.

        Args:
            depth: How many slashes its address has.
            section: Whose part of the navigation it belongs to.
        """
        mould, file = self.mould(depth, section), self._file(depth, "sample")
        return mould is not None and mould.fill(file, *_SAMPLE) == self.page(section, file, *_SAMPLE)

    def _file(self, depth: int, name: str) -> LeafFile:
        folders = depth if self.config.use_directory_urls else depth + 1
        return LeafFile.at("/".join([name] * folders) + ".md", self.config)

    def page(self, section: Section | None, file: File, title: str, html: str) -> str:
        """A page as the theme makes it, with what other plugins do to pages.

        Args:
            section: Whose part of the navigation it belongs to.
            file: Where it stands.
            title: Its name as plain text.
            html: Its content.
        """
        page = Page(None, file, self.config)
        page.markdown = ""  # without it, a page has no title
        page.meta = made_metadata(title, HIDDEN, searched=False, found=False)
        page.content, page.toc, page.parent = html, TableOfContents([]), section
        add_title(page, title)
        page.active = True
        try:
            context = get_context(self.nav, self.files, self.config, page)
            context = self.config.plugins.on_page_context(context, page=page, config=self.config, nav=self.nav)
            output = self.env.get_template("main.html").render(context)
            return str(self.config.plugins.on_post_page(output, page=page, config=self.config))
        finally:
            page.active, file.page = False, None
