"""`change-log`: the change log of the whole manual, the history of each document, and the documents that are gone."""

# mypy: untyped-calls-exclude=mkdocs

from __future__ import annotations

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from qms.pages.changes import change_pages
from qms.pages.history import history_pages
from qms.pages.superseded import superseded_pages

from .metadata import made_metadata
from .old_links import OldLinks
from .registry import control_of

NAME = "change-log"


class ChangeLogConfig(Config):
    """There is nothing to choose.

    Links to commits appear when the settings of the repository have `repository-url`; of how many superseded revisions
    a document's text is shown, `history-pages` says.

    plugins:
      - document-control
      - change-log
    """


class ChangeLog(BasePlugin[ChangeLogConfig]):
    """The change log by month, a page a year where it is long, histories, superseded and withdrawn documents."""

    _links: OldLinks

    def on_config(self, config: MkDocsConfig) -> None:
        """Refuse early when there is no document-control."""
        control_of(config, NAME)
        self._links = OldLinks()
        config.markdown_extensions.append(self._links)  # type: ignore[arg-type] # Markdown takes instances, too

    @event_priority(90)  # after document-control, before plugins that look for pages
    def on_files(self, files: Files, *, config: MkDocsConfig) -> None:
        """Add the pages."""
        edition = control_of(config, NAME).edition
        edition.publish(change_pages(edition.view, edition.downloads), files, config)
        edition.publish(history_pages(edition.view), files, config)
        edition.keep(superseded_pages(edition.view), files, config)
        self._links.edition, self._links.files = edition, files

    def on_page_markdown(self, _markdown: str, /, *, page: Page, config: MkDocsConfig, **_: object) -> None:
        """Keep superseded texts out of the search, and mend their links."""
        shown = control_of(config, NAME).edition.superseded.get(page.file.src_uri)
        self._links.shown = shown
        if shown:
            page.meta = made_metadata(shown.title, (), searched=False, found=False)
