"""The way from one edition of a standard to the next, clause by clause, on the organisation's own documents."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .coverage import Answer, Answered, Coverage, cover
from .editions import Correspondence, EditionMap, Relation
from .phrase import Phrase, phrase
from .standard import Clause, Standard
from .system import QualitySystem


class Step(StrEnum):
    """What a clause of the new edition still asks of its owner, least first."""

    CONFIRMED = "confirmed"
    NOT_APPLICABLE = "na"
    CONFIRM = "confirm"
    CLAIM = "claim"
    COMPLETE = "complete"
    PLANNED = "planned"
    WRITE = "write"


STEP_NAMES = {
    Step.CONFIRMED: "Confirmed",
    Step.NOT_APPLICABLE: "Not applicable",
    Step.CONFIRM: "To be confirmed",
    Step.CLAIM: "To be claimed",
    Step.COMPLETE: "To be completed",
    Step.PLANNED: "Planned",
    Step.WRITE: "Nothing behind it",
}
DONE = (Step.CONFIRMED, Step.NOT_APPLICABLE)
_AS_ANSWERED = {
    Answer.NOT_APPLICABLE: Step.NOT_APPLICABLE,
    Answer.COVERED: Step.CONFIRMED,
    Answer.PARTLY: Step.COMPLETE,
}


@dataclass(frozen=True, slots=True)
class Passage:
    """One requirement of the new edition.

    Attributes:
        covered: How it is answered today, by claims on the new edition.
        origins: The clauses of the older edition that it goes back to.
        rows: What the map says about it.
        inherited: Documents that answer one of the origins and do not claim the new clause yet.
        step: What is left to do.
        task: The same in a sentence; None when nothing is left, and where the reason of its answer says it.
    """

    covered: Coverage
    origins: tuple[Clause, ...]
    relation: Relation
    rows: tuple[Correspondence, ...]
    inherited: tuple[Answered, ...]
    step: Step
    task: Phrase | None

    @property
    def clause(self) -> Clause:
        """The clause of the new edition."""
        return self.covered.clause

    @property
    def todo(self) -> str:
        """What is left to do, in an English sentence; empty when nothing is left."""
        if self.task or self.step in DONE:
            return str(self.task or "")
        return f"{self.covered.reason[:1].upper()}{self.covered.reason[1:]}."


@dataclass(frozen=True, slots=True)
class Removed:
    """A requirement of the older edition that is not under its number in the new one, with who still answers it.

    Attributes:
        targets: Where its content went; empty when nowhere.
    """

    clause: Clause
    targets: tuple[Clause, ...]
    note: str
    documents: tuple[Answered, ...]


@dataclass(frozen=True, slots=True)
class Transition:
    """From one edition to the next.

    Attributes:
        passages: The requirements of the new edition, in its order.
        removed: Requirements that do not stand under their number any more: moved, or gone.
    """

    source: Standard
    target: Standard
    map: EditionMap
    passages: tuple[Passage, ...]
    removed: tuple[Removed, ...]

    @property
    def confirmed(self) -> int:
        """How many requirements of the new edition have a confirmed answer."""
        return sum(passage.step is Step.CONFIRMED for passage in self.passages)

    @property
    def settled(self) -> int:
        """How many requirements need nothing more: confirmed, or declared not applicable."""
        return sum(passage.step in DONE for passage in self.passages)


def claimed_maps(system: QualitySystem) -> tuple[EditionMap, ...]:
    """The maps that join two claimed editions."""
    claimed = {standard.id for standard in system.claimed}
    return tuple(edition for edition in system.maps if edition.source in claimed and edition.target in claimed)


def transition(system: QualitySystem, edition: EditionMap) -> Transition:
    """Where the organisation stands between two editions.

    Args:
        system: What its documents claim; both editions must be among `system.standards`.
        edition: What became of each clause.
    """
    source, target = system.standards[edition.source], system.standards[edition.target]
    before = {covered.clause.number: covered for covered in cover(system, source)}
    passages = tuple(
        _passage(covered, source, before, edition) for covered in cover(system, target) if covered.clause.requirement
    )
    removed = tuple(
        _removed(before[clause.number], target, edition)
        for clause in source.requirements
        if clause.number not in edition.targets(clause.number)
    )
    return Transition(source, target, edition, passages, removed)


def _passage(covered: Coverage, source: Standard, before: dict[str, Coverage], edition: EditionMap) -> Passage:
    number = covered.clause.number
    origins = tuple(source.numbers[origin] for origin in edition.origins(number) if origin in source.numbers)
    claiming = {answered.document.path for answered in covered.documents}
    inherited: dict[str, Answered] = {}
    for origin in origins:
        for answered in before[origin.number].documents:
            if answered.document.path not in claiming:
                inherited.setdefault(answered.document.path, answered)
    # Of the origins those count that these documents do claim.
    claimed = tuple(
        origin.number
        for origin in origins
        if any(answered.document.path in inherited for answered in before[origin.number].documents)
    )
    step, task = _step(covered, tuple(inherited.values()), claimed)
    if step is Step.WRITE and origins and all(_beside(before[origin.number]) for origin in origins):
        task = phrase(
            "The old edition's clause is declared not applicable: declare %(clause)s too, or write it.", clause=number
        )
    return Passage(
        covered,
        origins,
        edition.relation(number),
        edition.by_target.get(number, ()),
        tuple(inherited.values()),
        step,
        task,
    )


def _beside(covered: Coverage) -> bool:
    return covered.answer is Answer.NOT_APPLICABLE


def _step(covered: Coverage, inherited: tuple[Answered, ...], origins: tuple[str, ...]) -> tuple[Step, Phrase | None]:
    number = covered.clause.number
    if suspect := covered.suspect:
        return Step.CONFIRM, phrase(
            "Read %(documents)s against %(clause)s and confirm the claim.", documents=_names(suspect), clause=number
        )
    if covered.answer in _AS_ANSWERED:
        return _AS_ANSWERED[covered.answer], None
    if inherited:
        return Step.CLAIM, phrase(
            "%(documents)s answers %(old)s of the old edition: read against %(clause)s and claim it.",
            documents=_names(inherited),
            old=", ".join(origins),
            clause=number,
        )
    if covered.answer is Answer.PLANNED:
        return Step.PLANNED, None
    return Step.WRITE, phrase("Nothing answers %(clause)s yet: write it, or declare it not applicable.", clause=number)


def _names(answers: tuple[Answered, ...]) -> str:
    return ", ".join(answered.document.id or answered.document.path for answered in answers)


def _removed(covered: Coverage, target: Standard, edition: EditionMap) -> Removed:
    rows = edition.by_origin.get(covered.clause.number, ())
    targets = tuple(
        target.numbers[number] for number in edition.targets(covered.clause.number) if number in target.numbers
    )
    note = " ".join(dict.fromkeys(row.note for row in rows if row.note))
    return Removed(covered.clause, targets, note, covered.documents)
