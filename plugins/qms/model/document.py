"""A controlled document as it stands in one tree: its metadata with places, its text, and what the text refers to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from .fields import Mapping
from .problem import Fault, Place
from .revision import parse_date, parse_interval


class ClaimKind(StrEnum):
    """What a text is to a clause: how it is met, a help in meeting it, or evidence that it is met."""

    ANSWERS = "answers"
    SUPPORTS = "supports"
    EVIDENCE = "evidence"


class ClaimForm(StrEnum):
    """How a claim is written: in `clauses:`, on a heading, or in a form that is read on request only."""

    FIELD = "field"
    SECTION = "section"
    TABLE = "table"
    INLINE = "inline"
    SATISFIES = "satisfies"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a document, or one section of it, says: "here that clause is answered".

    Attributes:
        standard: The standard's id; empty in a section's bare number, which counts for every edition the front matter
            lists it under.
        clause: The clause number, as written.
        anchor: The section's anchor; empty for the whole document.
        title: The section's heading; empty for the whole document.
        confirmed: The revision in which somebody last confirmed it (`7.5.3 confirmed in 4`); empty when nobody did.
        form: How it is written.
    """

    standard: str
    clause: str
    place: Place
    anchor: str = ""
    title: str = ""
    kind: ClaimKind = ClaimKind.ANSWERS
    confirmed: str = ""
    form: ClaimForm = ClaimForm.FIELD


@dataclass(frozen=True, slots=True)
class Plan:
    """A clause that is to be answered by a day (`planned 8.4.2 by 2027-03-01`)."""

    standard: str
    clause: str
    day: date
    place: Place


FEWEST_WORDS = 3
"""Words of a reason why a clause is not applicable; with fewer it is none."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A clause declared not applicable, with its justification (ISO 9001, 4.3)."""

    standard: str
    clause: str
    reason: str
    place: Place

    @property
    def justified(self) -> bool:
        """True when the reason is more than a word or two."""
        return len(self.reason.split()) >= FEWEST_WORDS


class ReferenceKind(StrEnum):
    """How a text points at something else."""

    LINK = "link"
    MENTION = "mention"
    EMBED = "embed"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Reference:
    """A link target, an identifier mentioned in the text, or what is pulled in, as written."""

    kind: ReferenceKind
    target: str
    place: Place


@dataclass(frozen=True, slots=True)
class Section:
    """A heading: its text without markup, its anchor as the site makes it, its level and line."""

    title: str
    anchor: str
    level: int
    line: int


@dataclass(frozen=True, slots=True)
class HandKept:
    """A revision, owner or date that somebody typed into the text.

    Attributes:
        label: What it claims to be: `revision`, `owner`, `effective` or `date` (of a row of a revision table).
        value: The value as written.
        revision: For a row of a revision table, the row's revision; otherwise empty.
    """

    label: str
    value: str
    place: Place
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One controlled document.

    Attributes:
        path: The Markdown file with the front matter, from the repository's root.
        files: All files of the unit; a one-file document has just its path.
        digest: sha256 in hexadecimal of what is approved (approval format 1, §3).
        fields: The front matter, as written.
        body: The text after the front matter, LF line ends.
        body_line: The line of the file on which the text begins.
        unplaced: What a table of clauses in it names as answering, while there is no such document.
        committed: False when the tree holds edits of it that no commit has.
        faults: What reading found wrong with its bytes and its front matter; each has its code.
    """

    path: str
    files: tuple[str, ...]
    digest: str
    fields: Mapping
    body: str
    body_line: int
    sections: tuple[Section, ...] = ()
    claims: tuple[Claim, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    plans: tuple[Plan, ...] = ()
    references: tuple[Reference, ...] = ()
    hand_kept: tuple[HandKept, ...] = ()
    faults: tuple[Fault, ...] = ()
    committed: bool = True
    unplaced: tuple[Reference, ...] = ()
    _on: dict[str, tuple[Claim, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def id(self) -> str:
        """The identifier, or the empty text."""
        return self.fields.text("id")

    @property
    def title(self) -> str:
        """The title; where there is none, the id or the path, so that a page always has a name."""
        return self.fields.text("title") or self.id or self.path

    @property
    def type(self) -> str:
        """The document type, or the empty text."""
        return self.fields.text("type")

    @property
    def revision(self) -> str:
        """The revision, as written, or the empty text."""
        return self.fields.text("revision")

    @property
    def owner(self) -> str:
        """The role that answers for it, or the empty text."""
        return self.fields.text("owner")

    @property
    def change(self) -> str:
        """Why this revision exists, for people."""
        return self.fields.text("change")

    @property
    def effective(self) -> date | None:
        """The day it comes into force, when the front matter names one."""
        return parse_date(self.fields.text("effective"))

    @property
    def review_months(self) -> int | None:
        """The periodic review interval in months."""
        return parse_interval(self.fields.text("review"))

    def place(self, field: str = "") -> Place:
        """Where a front matter field stands; the first line when it is missing."""
        return self.fields.place(self.path, field)


def claims_of(document: Document, standard: str) -> tuple[Claim, ...]:
    """A document's claims on one standard.

    A section's bare number counts where the front matter lists it. Whatever a section claims, with the standard or
    without, is what the front matter says it is, as only that can say so.
    """
    known = document._on  # noqa: SLF001 - found out once: every check and page asks again
    if standard not in known:
        known[standard] = _claims_of(document, standard)
    return known[standard]


def _claims_of(document: Document, standard: str) -> tuple[Claim, ...]:
    listed = {
        claim.clause: claim for claim in reversed(document.claims) if claim.standard == standard and not claim.anchor
    }
    found = []
    for claim in document.claims:
        whole = listed.get(claim.clause) if claim.anchor else None
        if whole and claim.standard in ("", standard):
            found.append(replace(claim, standard=standard, kind=whole.kind, confirmed=whole.confirmed))
        elif claim.standard == standard:
            found.append(claim)
    return tuple(found)
