"""Nonconformities and what became of them: derived from the records that name each other, their dates and results.

Nobody types "closed". A nonconformity is open until its last action is done and, where a check of the effect is asked
for or was made, found effective. Pure; read by pages and reports.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .current import CurrentRecords, current_records
from .record import Record
from .revision import parse_date
from .system import QualitySystem

NONCONFORMITY, ACTION, CHECK = "nonconformity", "corrective-action", "effectiveness-check"
_GOOD = frozenset({"effective", "yes", "passed", "met"})
_ENDED = ("closed", "done")


class Step(StrEnum):
    """What a nonconformity waits for."""

    DECISION = "decision"
    ACTION = "action"
    CHECK = "check"
    NEW_ACTION = "new action"
    CLOSED = "closed"


STEP_NAMES = {
    Step.DECISION: "Waits for an action to be decided",
    Step.ACTION: "Waits for its action",
    Step.CHECK: "Waits for the check of its effect",
    Step.NEW_ACTION: "Action not effective, a new one to be decided",
    Step.CLOSED: "Closed",
}


@dataclass(frozen=True, slots=True)
class Action:
    """One corrective action.

    Attributes:
        due: The day it is to be done by; None where none is named.
        done: The day it was done; None while it is not.
        checks: The checks of its effect, oldest first.
        effective: What the newest check, or its own `result`, says; None while nothing does.
        check_due: The day its effect is to be checked by.
    """

    record: Record
    due: date | None
    done: date | None
    checks: tuple[Record, ...]
    effective: bool | None
    check_due: date | None

    @property
    def step(self) -> Step:
        """What it waits for."""
        if self.effective is not None:
            return Step.CLOSED if self.effective else Step.NEW_ACTION
        if self.done is None:
            return Step.ACTION
        return Step.CHECK if self.check_due else Step.CLOSED

    @property
    def waits_until(self) -> date | None:
        """The day by which the next thing is due."""
        return {Step.ACTION: self.due, Step.CHECK: self.check_due}.get(self.step)


@dataclass(frozen=True, slots=True)
class Case:
    """One nonconformity with its actions, oldest first.

    Attributes:
        found: The day it was found; None where its record has none.
        closed: The day of the last thing that closed it; None while it is open, and where that has no day.
    """

    record: Record
    found: date | None
    actions: tuple[Action, ...]
    step: Step
    closed: date | None = None

    @property
    def open(self) -> bool:
        """True while something is to be done."""
        return self.step is not Step.CLOSED

    def overdue(self, today: date) -> bool:
        """True when what it waits for should have happened before a day."""
        days = (action.waits_until for action in self.actions)
        return self.open and any(day is not None and day < today for day in days)


def cases(system: QualitySystem) -> tuple[Case, ...]:
    """Every nonconformity on `system.today`, in the order of the records."""
    current = current_records(system)
    found = current.of_kind(NONCONFORMITY)
    checks = _by_target(current, CHECK, ACTION)
    actions = _by_target(current, ACTION, NONCONFORMITY)
    made = {one.path: _action(one, checks.get(one.id, ()), system.today) for one in current.of_kind(ACTION)}
    return tuple(_case(one, tuple(made[each.path] for each in actions.get(one.id, ())), system.today) for one in found)


def _by_target(current: CurrentRecords, kind: str, target: str) -> Mapping[str, tuple[Record, ...]]:
    """The records of a kind by the one of another kind that each belongs to, oldest first.

    That is the first one it names. Where it names none, the ones that name it count.
    """
    targets = {record.id: record for record in current.of_kind(target) if record.id}
    naming = {name: one.id for one in targets.values() for name in current.named_by(one)}
    found: dict[str, list[Record]] = {}
    for record in current.of_kind(kind):
        wanted = next((name for name in current.named_by(record) if name in targets), naming.get(record.id, ""))
        if wanted:
            found.setdefault(wanted, []).append(record)
    return {name: tuple(sorted(ones, key=_age)) for name, ones in found.items()}


def _age(record: Record) -> tuple[date, str]:
    return record.date or date.min, record.id


def _action(record: Record, checks: tuple[Record, ...], today: date) -> Action:
    made = tuple(check for check in checks if check.date is None or check.date <= today)
    results = [check.fields.text("result") for check in made] or [record.fields.text("result")]
    return Action(
        record=record,
        due=parse_date(record.fields.text("due")),
        done=_past(record, "done", today),
        checks=made,
        effective=effective(results[-1]),
        check_due=parse_date(record.fields.text("check-due")),
    )


def effective(result: str) -> bool | None:
    """What a result says of an effect: a word such as "effective", anything else is not; None where nothing stands."""
    words = result.casefold().replace(",", " ").replace(";", " ").replace(".", " ").split()
    return words[0] in _GOOD if words else None


def _case(record: Record, actions: tuple[Action, ...], today: date) -> Case:
    ended = [day for name in _ENDED if (day := _past(record, name, today))]
    if not actions:
        none = record.fields.text("action").casefold().startswith("none")
        closed = ended[0] if ended else record.date if none else None
        return Case(record, record.date, (), Step.CLOSED if closed else Step.DECISION, closed)
    # An action without effect is answered by a later one; all others have to come to their end themselves.
    steps = [one.step for one in actions]
    waiting = [step for step in steps[:-1] if step is not Step.NEW_ACTION] + steps[-1:]
    step = next((one for one in waiting if one is not Step.CLOSED), Step.CLOSED)
    if step is not Step.CLOSED:
        return Case(record, record.date, actions, step)
    days = [check.date for action in actions for check in action.checks] + [action.done for action in actions]
    return Case(record, record.date, actions, step, max((day for day in days if day), default=None))


def _past(record: Record, name: str, today: date) -> date | None:
    """The day in a field, when it has come."""
    day = parse_date(record.fields.text(name))
    return day if day and day <= today else None
