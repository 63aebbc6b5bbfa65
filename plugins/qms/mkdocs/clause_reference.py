"""`clause-reference`: which documents and records answer which clause, what nothing answers, and editions compared.

The files beside its pages are those that `qms clauses` writes.
"""

# mypy: untyped-calls-exclude=mkdocs

from __future__ import annotations

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File, Files

from qms.model import site as addresses
from qms.pages.clauses import clause_pages
from qms.pages.files import Download
from qms.pages.view import View
from qms.reports import dumps
from qms.reports.clauses import clauses
from qms.reports.sheets import clauses_sheets, transition_sheets
from qms.reports.transition import transition_report

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
        own = tables(edition.view)
        for file in own:
            edition.add(File.generated(config, file.path, content=file.data), files)
        edition.publish(clause_pages(edition.view, (*edition.downloads, *own)), files, config)


def tables(view: View) -> tuple[Download, ...]:
    """Every matrix and every transition as a spreadsheet, and for programs."""
    found = []
    for standard in view.system.claimed:
        matrix = clauses(view.system, standard)
        path = f"clauses/{standard.id}"
        found += [Download(f"{path}.xlsx", clauses_sheets([matrix])), Download(f"{path}.json", dumps(matrix).encode())]
    for one in view.transitions:
        report = transition_report(view.system, one)
        path = addresses.transition_page(one.source.id, one.target.id).removesuffix(".md")
        found += [Download(f"{path}.xlsx", transition_sheets(report)), Download(f"{path}.json", dumps(report).encode())]
    return tuple(found)
