"""`quality-records`: the register of records, and every record with its facts."""

# mypy: untyped-calls-exclude=mkdocs

from __future__ import annotations

from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files

from qms.pages.records import records_page

from .registry import control_of
from .repository_files import add_records

NAME = "quality-records"


class QualityRecordsConfig(Config):
    """There is nothing to choose: the settings of the repository name the folder and the kinds of record.

    plugins:
      - document-control
      - quality-records
    """


class QualityRecords(BasePlugin[QualityRecordsConfig]):
    """The register of records, and a page for each record."""

    def on_config(self, config: MkDocsConfig) -> None:
        """Refuse early when there is no document-control."""
        control_of(config, NAME)

    @event_priority(90)  # after document-control, before plugins that look for pages
    def on_files(self, files: Files, *, config: MkDocsConfig) -> None:
        """Add the records and their register."""
        edition = control_of(config, NAME).edition
        add_records(edition, files, config)
        edition.publish([records_page(edition.view, edition.downloads)], files, config)
