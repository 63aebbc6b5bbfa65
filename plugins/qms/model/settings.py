"""The settings of one repository, from `[tool.qms]` in pyproject.toml or from qms.yml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

DOCUMENT_TYPES = ("policy", "manual", "procedure", "work-instruction", "form")


@dataclass(frozen=True, slots=True)
class RecordKind:
    """What the settings say about one kind of record.

    Attributes:
        name: Its printed name.
        retention: How long it is kept, in words.
        clauses: The clauses such a record is evidence for, by standard.
    """

    name: str
    retention: str = ""
    clauses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


LANGUAGES = ("en", "de")
"""The languages that the site's own words are known in."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How this repository is laid out and what it claims.

    Attributes:
        organisation: The name printed on pages.
        documents: Folders that hold documents.
        records: The folder that holds records.
        suffix: How a document's file name ends.
        standards: Ids of the standards the system claims to meet; None when the settings do not say.
        packs: Files with standards of the organisation's own, in our format or as OSCAL catalogs.
        maps: Files that map one edition or standard to another, of the organisation's own.
        claims_from: Forms of claims that are read beside our own: `table`, `inline`, `satisfies`.
        standard_names: Which standard a short name means in such a form, such as `9001` or `TSC`.
        glossary: The document with the organisation's own terms; empty for the usual place.
        words: Words that documents avoid, with the one to use.
        types: Document types and their printed names.
        roles: Roles and their printed names, used while there is no manual/authorities.yml.
        record_kinds: Kinds of record by id.
        refuse: Codes of warnings that this repository wants to refuse.
        repository_url: Where the repository can be browsed, for links to commits; may be empty.
        anchor: Where the repository keeps an anchor of its own; empty for the usual place.
        history_pages: Of so many superseded revisions each document's text is shown; None for the usual number.
        language: The language of the site's own words, one of `LANGUAGES`.
        quarters: True when the site tells what was in force on the last day of each quarter.
        source: The file the settings stand in; empty when there are none.
    """

    organisation: str = ""
    documents: tuple[str, ...] = ("manual", "procedures")
    records: str = "records"
    suffix: str = ".md"
    standards: tuple[str, ...] | None = None
    packs: tuple[str, ...] = ()
    maps: tuple[str, ...] = ()
    claims_from: tuple[str, ...] = ()
    standard_names: Mapping[str, str] = field(default_factory=dict)
    glossary: str = ""
    words: Mapping[str, str] = field(default_factory=dict)
    types: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    record_kinds: Mapping[str, RecordKind] = field(default_factory=dict)
    refuse: tuple[str, ...] = ()
    repository_url: str = ""
    anchor: str = ""
    history_pages: int | None = None
    language: str = LANGUAGES[0]
    quarters: bool = False
    source: str = ""

    @property
    def all_types(self) -> dict[str, str]:
        """Every document type that may be used, with its printed name."""
        return {name: humanise(name) for name in DOCUMENT_TYPES} | dict(self.types)


def humanise(name: str) -> str:
    """`quality-manager` as "Quality manager"."""
    return name.replace("-", " ").capitalize()
