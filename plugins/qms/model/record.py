"""A quality record: kept evidence that something was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .document import Claim, Reference
from .fields import Mapping
from .problem import Fault, Place
from .revision import parse_date


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it stands in one tree.

    Attributes:
        path: The Markdown file, from the repository's root.
        fields: The front matter, as written; kinds add fields of their own to the common ones.
        refs: What it is evidence for or belongs to: identifiers of documents and records.
        claims: The clauses it is evidence for.
        references: Links and identifiers in its text.
    """

    path: str
    fields: Mapping
    body: str
    body_line: int
    refs: tuple[Reference, ...] = ()
    claims: tuple[Claim, ...] = ()
    references: tuple[Reference, ...] = ()
    faults: tuple[Fault, ...] = ()
    committed: bool = True

    @property
    def id(self) -> str:
        """The identifier, or the empty text."""
        return self.fields.text("id")

    @property
    def kind(self) -> str:
        """The kind of record, such as `audit`, or the empty text."""
        return self.fields.text("kind")

    @property
    def title(self) -> str:
        """The title; where there is none, the id or the path."""
        return self.fields.text("title") or self.id or self.path

    @property
    def date(self) -> date | None:
        """The day on which it was made."""
        return parse_date(self.fields.text("date"))

    @property
    def by(self) -> str:
        """The person who made it, or the empty text."""
        return self.fields.text("by")

    def place(self, field: str = "") -> Place:
        """Where a front matter field stands; the first line when it is missing."""
        return self.fields.place(self.path, field)
