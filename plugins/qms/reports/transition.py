"""The way from one edition to the next as data: what changed, what answers it today, and what is left to do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from qms.model.editions import Relation
from qms.model.standard import Clause, Standard, short_name
from qms.model.system import QualitySystem
from qms.model.transition import Passage, Removed, Step, Transition

from .clauses import AnsweringDocument, ClauseRow, clause_row, documents


@dataclass(frozen=True, slots=True)
class EditionRow:
    """One of the two editions. `notes`: dates and amendments; `confidence`: what is doubtful about its clauses."""

    id: str
    edition: str
    status: str
    notes: str
    confidence: str

    @property
    def name(self) -> str:
        """The edition's short name."""
        return short_name(self.edition)


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A day of the transition that others set, with what is doubtful about it."""

    day: date
    what: str
    confidence: str


@dataclass(frozen=True, slots=True)
class MapRow:
    """The map it is told by: our compilation. `via`: the editions between, where it was put together from several."""

    id: str
    title: str
    via: tuple[str, ...]
    confidence: str
    dates: tuple[MilestoneRow, ...]


@dataclass(frozen=True, slots=True)
class OriginRow:
    """A clause of one of the editions."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class PassageRow:
    """One requirement of the new edition.

    `relation`, `notes` and `doubts` say what changed and what of that is doubtful, `origins` what it goes back to.
    `today` is how it is answered by claims on the new edition; `inherited` are documents that answer an origin and do
    not claim it yet. `step` is what is left to do, `todo` the same in a sentence, empty when nothing is.
    """

    id: str
    title: str
    relation: Relation
    notes: tuple[str, ...]
    doubts: tuple[str, ...]
    origins: tuple[OriginRow, ...]
    today: ClauseRow
    inherited: tuple[AnsweringDocument, ...]
    step: Step
    todo: str


@dataclass(frozen=True, slots=True)
class RemovedRow:
    """A requirement of the old edition that the new one has no longer, and the documents that still claim it."""

    id: str
    title: str
    targets: tuple[OriginRow, ...]
    note: str
    documents: tuple[AnsweringDocument, ...]


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """What became confirmed since an earlier commit, and what no longer is; `day` is null when the commit has none."""

    ref: str
    commit: str
    day: date | None
    confirmed: int
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TransitionReport:
    """What `qms clauses --transition FROM TO --format json` prints. Plans are judged on `today`.

    `commit` is where history ends. `steps` counts the requirements of the new edition by what is left to do, also those
    with none. `since` is null without `--since`.
    """

    source: EditionRow
    target: EditionRow
    map: MapRow
    commit: str
    today: date
    requirements: int
    confirmed: int
    settled: int
    steps: dict[Step, int]
    since: ProgressRow | None
    clauses: tuple[PassageRow, ...]
    removed: tuple[RemovedRow, ...]


@dataclass(frozen=True, slots=True)
class Before:
    """Where the same transition stood earlier.

    Attributes:
        ref: The commit as it was asked for.
        commit: Its id.
        day: Its day, where it has one.
        found: What stood there, by the same map.
    """

    ref: str
    commit: str
    day: date | None
    found: Transition


def transition_report(system: QualitySystem, found: Transition, before: Before | None = None) -> TransitionReport:
    """Everything about a transition.

    Args:
        system: What it was found in.
        found: Where the organisation stands.
        before: Where it stood.
    """
    steps = Counter(passage.step for passage in found.passages)
    dates = tuple(MilestoneRow(one.day, one.what, one.confidence) for one in found.map.milestones)
    row = MapRow(found.map.id, found.map.title, found.map.via, found.map.confidence, dates)
    return TransitionReport(
        source=_edition(found.source),
        target=_edition(found.target),
        map=row,
        commit=system.history.head,
        today=system.today,
        requirements=len(found.passages),
        confirmed=found.confirmed,
        settled=found.settled,
        steps={step: steps[step] for step in Step},
        since=_progress(found, before) if before else None,
        clauses=tuple(map(_passage, found.passages)),
        removed=tuple(map(_removed, found.removed)),
    )


def _progress(found: Transition, before: Before) -> ProgressRow:
    now, then = _confirmed(found), _confirmed(before.found)
    gained = tuple(number for number in now if number not in then)
    lost = tuple(number for number in then if number not in now)
    return ProgressRow(before.ref, before.commit, before.day, len(then), gained, lost)


def _confirmed(found: Transition) -> dict[str, None]:
    return {passage.clause.number: None for passage in found.passages if passage.step is Step.CONFIRMED}


def _edition(standard: Standard) -> EditionRow:
    return EditionRow(standard.id, standard.edition, standard.status, standard.notes, standard.confidence)


def _origin(clause: Clause) -> OriginRow:
    return OriginRow(clause.number, clause.title)


def _passage(passage: Passage) -> PassageRow:
    return PassageRow(
        id=passage.clause.number,
        title=passage.clause.title,
        relation=passage.relation,
        notes=tuple(dict.fromkeys(row.note for row in passage.rows if row.note)),
        doubts=tuple(dict.fromkeys(row.confidence for row in passage.rows if row.confidence)),
        origins=tuple(map(_origin, passage.origins)),
        today=clause_row(passage.covered),
        inherited=documents(passage.inherited),
        step=passage.step,
        todo=passage.todo,
    )


def _removed(removed: Removed) -> RemovedRow:
    return RemovedRow(
        removed.clause.number,
        removed.clause.title,
        tuple(map(_origin, removed.targets)),
        removed.note,
        documents(removed.documents),
    )
