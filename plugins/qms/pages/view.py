"""The system as pages see it: everything that is derived from it, derived once."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from markupsafe import Markup

from qms.model import site as addresses
from qms.model.approval import TrustState
from qms.model.change import revisions, up_to
from qms.model.coverage import Coverage, cover
from qms.model.document import Document, ReferenceKind
from qms.model.past import PastTexts
from qms.model.problem import Verdict
from qms.model.record import Record
from qms.model.settings import DOCUMENT_TYPES, humanise
from qms.model.shared import Shared, shared_clauses
from qms.model.standard import Standard, natural
from qms.model.state import DUE_SOON, Standing, State, standing
from qms.model.system import Preparation, QualitySystem, ViewKind
from qms.model.transition import Transition, claimed_maps, transition

from .issues import Issue, document_issues
from .language import say, speak
from .links import ClauseLink, Link, Site
from .log import Entry, Withdrawn, document_log, newest_first, withdrawn_document

NOTHING = "\N{EN DASH}"
"""What stands in a cell that has nothing to say."""


@dataclass(frozen=True)
class View:
    """A system, the gate's decision on it (None when nobody asked), and the site that shows it.

    In the working view, `in_force_beside` are the documents in force that the system has as drafts, under paths beside
    them; in the view of those, `draft_of` gives the draft by that path. `past` holds the texts that histories show.
    """

    system: QualitySystem
    verdict: Verdict | None
    site: Site
    in_force_beside: tuple[Document, ...] = ()
    draft_of: Mapping[str, Document] = field(default_factory=dict)
    past: PastTexts = field(default_factory=dict)

    def __post_init__(self) -> None:
        """From now on pages are said in the language of this system."""
        speak(self.system.settings.language)

    def links_from(self, source: str) -> Link:
        """A function that gives the address of a page or record as seen from a page, as `Site.links_from` has it."""
        link = self.site.links_from(source)
        if self.site.records:
            return link
        hidden = {record.path for record in self.system.records}
        return lambda target, anchor="", **query: Markup() if target in hidden else link(target, anchor, **query)

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The documents in the order people expect: QP-2 before QP-10."""
        return tuple(sorted(self.system.documents, key=lambda document: (natural(document.id), document.path)))

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """The records, newest first; those without a date last."""
        by_name = sorted(self.system.records, key=lambda record: (natural(record.id), record.path))
        return tuple(sorted(by_name, key=lambda record: str(record.date or ""), reverse=True))

    @property
    def trust(self) -> TrustState | None:
        """What the verification established; None where nothing was verified."""
        return self.system.approvals.state if self.system.approvals else None

    @property
    def published(self) -> bool:
        """True when only approved texts are shown."""
        return self.system.view is ViewKind.PUBLISHED

    @cached_property
    def beside(self) -> View:
        """The documents in force that stand beside drafts, as pages see them, with the history of the drafts."""
        by_id = self.system.documents_by_id
        draft_of = {one.path: by_id[one.id] for one in self.in_force_beside if one.id in by_id}
        history = self.system.history
        by_path = {
            one.path: up_to(history.of(draft_of[one.path].path), one.revision)
            for one in self.in_force_beside
            if one.path in draft_of
        }
        system = replace(
            self.system,
            documents=self.in_force_beside,
            view=ViewKind.PUBLISHED,
            history=replace(history, by_path={**history.by_path, **by_path}),
        )
        return View(system, self.verdict, self.site, draft_of=draft_of)

    @cached_property
    def preparing(self) -> dict[str, Preparation]:
        """What is in preparation, by id, in the order people expect."""
        return {one.id: one for one in sorted(self.system.preparation, key=lambda one: natural(one.id))}

    @cached_property
    def standings(self) -> dict[str, Standing]:
        """Where each document stands, by its path."""
        return {document.path: standing(self.system, document) for document in self.system.documents}

    @cached_property
    def logs(self) -> dict[str, tuple[Entry, ...]]:
        """The change log of each document, newest first, by its path."""
        return {document.path: document_log(document, self.standings[document.path]) for document in self.documents}

    @cached_property
    def issues(self) -> dict[str, tuple[Issue, ...]]:
        """The history of each document, newest first, by its path."""
        return {document.path: document_issues(self, document) for document in self.documents}

    @cached_property
    def withdrawn(self) -> tuple[Withdrawn, ...]:
        """The documents that are gone and whose identifier is not in use again, last withdrawn first."""
        gone = [
            withdrawn_document(path, changes, revisions(changes))
            for path, changes in self.system.history.withdrawn.items()
            if changes and changes[-1].id not in self.system.documents_by_id
        ]
        kept = sorted((document for document in gone if document.entries), key=lambda document: natural(document.id))
        return tuple(sorted(kept, key=lambda document: document.date, reverse=True))

    @cached_property
    def log(self) -> tuple[Entry, ...]:
        """The change log of the whole manual, newest first."""
        return newest_first([*self.logs.values(), *(document.entries for document in self.withdrawn)])

    @cached_property
    def coverage(self) -> dict[str, tuple[Coverage, ...]]:
        """How each clause of each claimed standard is answered."""
        return {standard.id: cover(self.system, standard) for standard in self.system.claimed}

    @cached_property
    def shared(self) -> Shared:
        """For each claimed requirement the same one in the other claimed standards."""
        return shared_clauses(self.system)

    @cached_property
    def transitions(self) -> tuple[Transition, ...]:
        """The ways between claimed editions."""
        return tuple(transition(self.system, edition) for edition in claimed_maps(self.system))

    @cached_property
    def referring(self) -> dict[str, tuple[Record, ...]]:
        """The records that name a document or another record as what they belong to, by its identifier."""
        found: dict[str, dict[str, Record]] = {}
        for record in self.records:
            for reference in record.refs:
                if reference.kind is ReferenceKind.MENTION:
                    found.setdefault(reference.target, {})[record.path] = record
        return {identifier: tuple(records.values()) for identifier, records in found.items()}

    @cached_property
    def corrections(self) -> dict[str, tuple[Record, ...]]:
        """The records that correct a record, by the identifier of the corrected one."""
        found: dict[str, list[Record]] = {}
        for record in self.records:
            if corrected := record.fields.text("corrects"):
                found.setdefault(corrected, []).append(record)
        return {identifier: tuple(records) for identifier, records in found.items()}

    @cached_property
    def _clause_order(self) -> dict[str, dict[str, int]]:
        return {
            standard.id: {clause.number: position for position, clause in enumerate(standard.clauses)}
            for standard in self.system.claimed
        }

    @cached_property
    def clause_pages(self) -> dict[str, str]:
        """The page of each claimed standard."""
        return {
            standard.id: addresses.clause_page(standard.id, position)
            for position, standard in enumerate(self.system.claimed)
        }

    @cached_property
    def type_names(self) -> dict[str, str]:
        """The printed names of document types, with those that documents use although nobody declared them."""
        used = {document.type: humanise(document.type) for document in self.documents if document.type}
        known = {name: say(humanise(name)) for name in DOCUMENT_TYPES} | dict(self.system.settings.types)
        return known | {name: printed for name, printed in sorted(used.items()) if name not in known}

    def role(self, name: str) -> str:
        """The printed name of a role."""
        return (self.system.people.roles or {}).get(name) or humanise(name)

    def person(self, name: str) -> str:
        """The printed name of a person whom the policy knows by this identifier; otherwise the text itself."""
        return self._persons.get(name, name)

    @cached_property
    def _persons(self) -> dict[str, str]:
        return {person.id: person.name for person in self.system.people.persons}

    def kind(self, name: str) -> str:
        """The printed name of a kind of record."""
        known = self.system.settings.record_kinds.get(name)
        return known.name if known else humanise(name) or say("Record")

    def in_order(self, standard: Standard, numbers: Iterable[str]) -> tuple[str, ...]:
        """Clause numbers in the standard's order; those it does not have come last."""
        order = self._clause_order[standard.id]
        return tuple(sorted(numbers, key=lambda number: (order.get(number, len(order)), natural(number))))

    def clause_links(
        self, link: Link, standard: Standard, numbers: Iterable[str], kind: str = "", doubted: Container[str] = ()
    ) -> tuple[ClauseLink, ...]:
        """Clause numbers with their addresses."""
        page = self.clause_pages[standard.id]
        return tuple(
            ClauseLink(
                number,
                link(page, addresses.clause_anchor(number)) if number in standard.numbers else "",
                kind,
                not kind and number in doubted,
            )
            for number in numbers
        )

    def review_due(self, document: Document) -> bool:
        """True when the review of a document is due within 30 days, and not overdue."""
        review, today = self.standings[document.path].review, self.system.today
        return review is not None and today <= review <= today + DUE_SOON

    def in_state(self, *states: State) -> tuple[Document, ...]:
        """The documents in one of some states."""
        return tuple(document for document in self.documents if self.standings[document.path].state in states)


def name_of(thing: Document | Record | Entry | Withdrawn) -> str:
    """How a document or record is called in a list: identifier and title, or whichever there is."""
    return f"{thing.id} {thing.title}" if thing.id and thing.id != thing.title else thing.title
