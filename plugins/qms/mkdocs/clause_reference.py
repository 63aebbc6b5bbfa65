"""`clause-reference`: which documents and records answer which clause, and what nothing answers."""

# mypy: untyped-calls-exclude=mkdocs

from __future__ import annotations

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files

from qms.pages.clauses import clause_pages

from .registry import control_of

NAME = "clause-reference"


class ClauseReferenceConfig(Config):
    """There is nothing to choose: the settings of the repository name the standards.

    plugins:
      - document-control
      - clause-reference
    """


class ClauseReference(BasePlugin[ClauseReferenceConfig]):
    """A page for each claimed standard."""

    def on_config(self, config: MkDocsConfig) -> None:
        """Refuse early when there is no document-control."""
        control_of(config, NAME)

    @event_priority(90)  # after document-control, before plugins that look for pages
    def on_files(self, files: Files, *, config: MkDocsConfig) -> None:
        """Add the pages."""
        edition = control_of(config, NAME).edition
        edition.publish(clause_pages(edition.view, edition.downloads), files, config)
