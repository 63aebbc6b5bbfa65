"""The quality management system as read from one tree and its history: the input of every check and every page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from .approval import Outcome
from .change import Change, History, Revision, published_revisions
from .document import Document
from .editions import EditionMap
from .people import People
from .problem import Fault
from .record import Record
from .settings import Settings
from .standard import Standard
from .term import Term


class ViewKind(StrEnum):
    """Which texts the documents of a system have: those of the tree, or those that are approved and in force."""

    WORKING = "working"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Base:
    """What a branch is judged against.

    Attributes:
        ref: The reference as given, such as `origin/main`.
        commit: The commit it names.
        tip: The documents at that commit, by id.
        fork: The documents where the branch left it, by id.
        history: The published changes up to it.
    """

    ref: str
    commit: str
    tip: Mapping[str, Document]
    fork: Mapping[str, Document]
    history: History


@dataclass(frozen=True, slots=True)
class Reworded:
    """A claim whose text changed in a published or drafted revision since it was made or last confirmed.

    Attributes:
        anchor, title: The section that makes the claim; empty for the whole document.
        revision: The newest revision that changed the text.
        edition: The older edition that the claim was carried over from, where that is what makes it suspect and not
            the text; else empty.
    """

    standard: str
    clause: str
    revision: str
    anchor: str = ""
    title: str = ""
    edition: str = ""


@dataclass(frozen=True, slots=True)
class Preparation:
    """A document whose newest text is not the one that is published: announced, never shown.

    Attributes:
        id, title, type, revision, owner, change, effective: Its metadata.
        approved: True when it is approved and only waits for its day.
        shown: True when an older revision of it is published meanwhile.
    """

    id: str
    title: str
    type: str
    revision: str
    owner: str
    change: str
    effective: date | None
    approved: bool
    shown: bool


@dataclass(frozen=True)
class QualitySystem:
    """Everything that one reading found.

    Attributes:
        settings: How the repository is laid out and what it claims.
        documents: Sorted by id, then path.
        records: Sorted by id, then path.
        standards: All packs that the settings or a document name, by id.
        known_standards: Ids of all packs there are, loaded or not.
        people: Persons and roles.
        history: Published changes.
        paths: Every path in the tree.
        commit: The commit the tree is; empty for the work tree.
        today: The day on which dates are judged.
        base: What the branch is judged against, when asked for.
        faults: What is wrong with things that are neither documents nor records.
        approvals: What the verification of the history found; None where nothing is set up to verify from.
        anchored: True when the anchor came from outside the repository.
        view: Which texts the documents have.
        preparation: In the published view, what is not published yet.
        maps: What became of clauses between the editions that anything names, as far as there are maps.
        known_maps: All maps there are, loaded or not: older and newer edition.
        reworded: Claims whose text changed since they were made or confirmed, by the document's path.
        glossary: The organisation's own terms, in the order of its glossary.
        effective: In readings for a site: the day that the front matter of a revision names, by its object id.
    """

    settings: Settings
    documents: tuple[Document, ...]
    records: tuple[Record, ...]
    standards: Mapping[str, Standard]
    people: People
    history: History
    paths: frozenset[str]
    today: date
    known_standards: tuple[str, ...] = ()
    commit: str = ""
    base: Base | None = None
    faults: tuple[Fault, ...] = field(default=())
    approvals: Outcome | None = None
    anchored: bool = False
    view: ViewKind = ViewKind.WORKING
    preparation: tuple[Preparation, ...] = ()
    maps: tuple[EditionMap, ...] = ()
    known_maps: tuple[tuple[str, str], ...] = ()
    reworded: Mapping[str, tuple[Reworded, ...]] = field(default_factory=dict)
    glossary: tuple[Term, ...] = ()
    effective: Mapping[str, date] = field(default_factory=dict)

    @cached_property
    def documents_by_id(self) -> dict[str, Document]:
        """Documents that have an id, the first of each."""
        return {document.id: document for document in reversed(self.documents) if document.id}

    @cached_property
    def documents_by_path(self) -> dict[str, Document]:
        """Documents by every file that belongs to them."""
        return {path: document for document in self.documents for path in document.files}

    @cached_property
    def records_by_id(self) -> dict[str, Record]:
        """Records that have an id, the first of each."""
        return {record.id: record for record in reversed(self.records) if record.id}

    @cached_property
    def withdrawn(self) -> dict[str, str]:
        """Ids of documents that are gone and not in use again, with the last path of each."""
        return {
            changes[-1].id: path
            for path, changes in self.history.withdrawn.items()
            if changes[-1].id and changes[-1].id not in self.documents_by_id
        }

    @cached_property
    def published(self) -> dict[str, tuple[Revision, ...]]:
        """The revisions that each document has been published under, by the document's path, oldest first.

        With a base, those are published that the base has: a branch may have moved the document, so its id leads to
        them, and what the branch itself committed is still a draft.
        """
        if self.base is None:
            return {one.path: published_revisions(self.history.of(one.path), one.id) for one in self.documents}
        by_id: dict[str, tuple[Change, ...]] = {
            changes[-1].id: changes for changes in self.base.history.by_path.values() if changes[-1].id
        }
        return {one.path: published_revisions(by_id.get(one.id, ()), one.id) for one in self.documents}

    def with_reworded(self, reworded: Mapping[str, tuple[Reworded, ...]]) -> QualitySystem:
        """The same with the claims whose text changed. What was published does not depend on them and is kept."""
        found = replace(self, reworded=reworded)
        vars(found)["published"] = self.published
        return found

    def is_retired(self, document: Document) -> bool:
        """True when a document was ended by a signed record: its text answers nothing, even where it still stands."""
        life = self.approvals.state.documents.get(document.id) if self.approvals and self.approvals.state else None
        return bool(life and life.retired)

    @property
    def claimed(self) -> tuple[Standard, ...]:
        """The standards the system claims to meet, in the order of the settings.

        Where the settings do not say, those that a document names.
        """
        wanted = self.settings.standards
        if wanted is None:
            wanted = tuple(sorted(self.standards, reverse=True))
        return tuple(self.standards[name] for name in wanted if name in self.standards)
