"""What waits for one person: approvals, reviews of documents that their roles own, and what they are asked to read.

Pure: the verified state and what is staged come in, with the front matter of every document in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from qms.model import fields as nodes
from qms.model.approval import AcceptedRevision, TrustState
from qms.model.policy import Person, Policy
from qms.model.revision import add_months, parse_date, parse_interval
from qms.trust.grammar import parse_instant
from qms.trust.need import Need, helpers

from .escape import one_line
from .style import RED, count, paint
from .tables import table

SOON = timedelta(days=30)


class Act(StrEnum):
    """What somebody is asked to do."""

    APPROVE = "approve"
    RETIRE = "retire"
    ENROL = "enrol"
    REVIEW = "review"
    ACKNOWLEDGE = "acknowledge"


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing to do. `due` is null where there is no day; `command` does it."""

    act: Act
    subject: str
    revision: str
    title: str
    role: str
    due: date | None
    overdue: bool
    command: str


@dataclass(frozen=True, slots=True)
class DutiesReport:
    """What `qms status --mine --format json` prints. Days are judged on `today`."""

    person: str
    name: str
    today: date
    duties: tuple[Duty, ...]


def duties(
    person: Person,
    state: TrustState,
    needs: Sequence[Need],
    heads: Mapping[str, nodes.Mapping],
    today: date,
    policy: Policy | None = None,
) -> DutiesReport:
    """Everything that waits for a person, what is to be signed first, then by the day it is due.

    Args:
        person: Whose duties.
        state: What holds at the base.
        needs: What is staged and asks for signatures.
        heads: The front matter of every document in force, by id; of new ones for their title.
        today: The day on which dates are judged.
        policy: The policy that judges; that of the state when left out.
    """
    found = [
        *_signatures(person, needs, heads, policy or state.policy),
        *_reviews(person, state, heads, today),
        *_readings(person, state, heads),
    ]
    return DutiesReport(person.id, person.name, today, tuple(found))


def duties_text(report: DutiesReport, width: int = 80, *, color: bool = False) -> str:
    """The duties as a table for people."""
    if not report.duties:
        return f"Nothing waits for you, {one_line(report.name)}.\n"
    headings = ["Do", "What", "As", "Due", "Type this"]
    rows = [
        [each.act.capitalize(), f"{each.subject} {each.title}".strip(), each.role, _due(each), each.command]
        for each in report.duties
    ]

    def colour(heading: str, cell: str) -> str:
        return paint(cell, RED if heading == "Due" and cell.endswith("overdue") else "", color=color)

    told = f"{count(len(report.duties), 'thing')} for you, {one_line(report.name)}."
    return table(headings, rows, width, ("What",), colour) + f"\n{told}\n"


def _due(duty: Duty) -> str:
    if duty.due is None:
        return "-"
    return f"{duty.due.isoformat()} overdue" if duty.overdue else duty.due.isoformat()


def _signatures(
    person: Person, needs: Sequence[Need], heads: Mapping[str, nodes.Mapping], policy: Policy
) -> Iterator[Duty]:
    for need in needs:
        title = _title(heads, need.subject)
        if any(owner.id == person.id and isinstance(owner, Person) for owner, _ in need.keys) and not need.unready:
            command = "qms approve AUTHORITIES --enrol"
            yield Duty(Act.ENROL, need.subject, need.revision, title, "", None, overdue=False, command=command)
        roles = [role for role, people in helpers(need, policy).items() if person.id in {one.id for one in people}]
        if roles and need.waits:
            act = Act.RETIRE if need.meaning == "retirement" else Act.APPROVE
            command = f"qms {act} {need.subject}"
            yield Duty(act, need.subject, need.revision, title, roles[0], None, overdue=False, command=command)


def _reviews(person: Person, state: TrustState, heads: Mapping[str, nodes.Mapping], today: date) -> Iterator[Duty]:
    """Reviews that are due within a month, of documents whose owner's role the person holds."""
    found = []
    for current in _living(state):
        head = heads.get(current.id)
        due = review_due(current, head) if head else None
        if head and due and head.text("owner") in person.roles and due <= today + SOON:
            found.append(
                Duty(
                    Act.REVIEW, current.id, current.revision, head.text("title"), head.text("owner"), due,
                    overdue=due < today, command=f"qms review {current.id}",
                )
            )  # fmt: skip
    yield from sorted(found, key=lambda duty: (duty.due or date.max, duty.subject))


def review_due(current: AcceptedRevision, head: nodes.Mapping) -> date | None:
    """The day by which a revision is to be reviewed: an interval after it came into force or was last reviewed."""
    months = parse_interval(head.text("review"))
    if not months:
        return None
    since = [current.day]
    since += [day for day in (parse_date(head.text("effective")),) if day]
    instants = (parse_instant(record.signed_at) for record in current.of_meaning("review"))
    since += [instant.date() for instant in instants if instant]
    return add_months(max(since), months)


def _readings(person: Person, state: TrustState, heads: Mapping[str, nodes.Mapping]) -> Iterator[Duty]:
    """What the person's roles are asked to read and have not signed for in this revision."""
    for current in _living(state):
        head = heads.get(current.id)
        asked = head.get("read-by") if head else None
        roles = (
            [item.text for item in asked.texts if item.text in person.roles]
            if isinstance(asked, nodes.Sequence)
            else []
        )
        signed = any(record.person == person.id for record in current.of_meaning("acknowledgement"))
        if head and roles and not signed:
            yield Duty(
                Act.ACKNOWLEDGE, current.id, current.revision, head.text("title"), roles[0], None, overdue=False,
                command=f"qms acknowledge {current.id}",
            )  # fmt: skip


def _living(state: TrustState) -> Iterator[AcceptedRevision]:
    for _, life in sorted(state.documents.items()):
        if not life.retired:
            yield life.current


def _title(heads: Mapping[str, nodes.Mapping], subject: str) -> str:
    head = heads.get(subject)
    return head.text("title") if head else ""
