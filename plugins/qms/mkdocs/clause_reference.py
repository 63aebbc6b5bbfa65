"""`clause-reference`: which documents and records answer which clause, what nothing answers, and editions compared.

The files beside its pages are those that `qms clauses` writes.
"""

# mypy: untyped-calls-exclude=mkdocs

from __future__ import annotations

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files

from qms.pages.clauses import clause_pages
from qms.pages.files import Download
from qms.reports.clausefiles import clause_files

from .registry import control_of

NAME = "clause-reference"


class ClauseReferenceConfig(Config):
    """There is nothing to choose: the settings of the repository name the standards.

    plugins:
      - document-control
      - clause-reference
    """


class ClauseReference(BasePlugin[ClauseReferenceConfig]):
    """A page for each claimed standard, and for each way between two of them."""

    def on_config(self, config: MkDocsConfig) -> None:
        """Refuse early when there is no document-control."""
        control_of(config, NAME)

    @event_priority(90)  # after document-control, before plugins that look for pages
    def on_files(self, files: Files, *, config: MkDocsConfig) -> None:
        """Add the pages and their files."""
        edition = control_of(config, NAME).edition
        view = edition.view
        own = [Download(path, data) for path, data in clause_files(view.system, view.transitions)]
        for file in own:
            edition.add(File.generated(config, file.path, content=file.data), files)
        edition.publish(clause_pages(edition.view, (*edition.downloads, *own)), files, config)
