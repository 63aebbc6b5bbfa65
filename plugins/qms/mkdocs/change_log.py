"""`change-log`: the change log of the whole manual, the history of each document, and the documents that are gone."""

# mypy: untyped-calls-exclude=mkdocs

from __future__ import annotations

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files

from qms.pages.changes import change_pages
from qms.pages.feeds import document_feeds
from qms.pages.history import history_leaves

from .old_texts import OldTexts
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

    def on_config(self, config: MkDocsConfig) -> None:
        """Refuse early when there is no document-control."""
        control_of(config, NAME)

    @event_priority(90)  # after document-control, before plugins that look for pages
    def on_files(self, files: Files, *, config: MkDocsConfig) -> None:
        """Add the pages."""
        edition = control_of(config, NAME).edition
        view, texts = edition.view, OldTexts(edition, files, config)
        edition.publish(change_pages(view, edition.downloads), files, config)
        edition.scatter((*history_leaves(view), *document_feeds(view)), files, config)
        edition.scatter(texts.leaves(view), files, config)
