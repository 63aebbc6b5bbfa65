"""The way from one edition of a standard to the next on the organisation's own documents: a page for each map."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial

from qms.model import site as addresses
from qms.model.editions import RELATION_NAMES, Correspondence, Relation
from qms.model.standard import Clause, Standard
from qms.model.transition import DONE, STEP_NAMES, Passage, Step, Transition

from .answers import Line, lines
from .files import Download, downloads
from .links import ClauseLink, Link
from .page import Heading, Page
from .templates import render
from .view import View

STEPS = (Step.WRITE, Step.COMPLETE, Step.CLAIM, Step.CONFIRM, Step.PLANNED, Step.CONFIRMED, Step.NOT_APPLICABLE)
"""What is left to do, in the order of the page; what is done comes last."""
STEP_STATES = {
    Step.CONFIRMED: "covered",
    Step.NOT_APPLICABLE: "na",
    Step.CONFIRM: "confirm",
    Step.CLAIM: "claim",
    Step.COMPLETE: "partly",
    Step.PLANNED: "planned",
    Step.WRITE: "open",
}
"""The badge of each step."""
_BAR = (Step.CONFIRMED, Step.CONFIRM, Step.CLAIM, Step.COMPLETE, Step.PLANNED, Step.NOT_APPLICABLE, Step.WRITE)


def transition_pages(view: View, files: tuple[Download, ...]) -> tuple[Page, ...]:
    """One page for each map between two claimed editions."""
    return tuple(_page(view, one, files) for one in view.transitions)


def _page(view: View, one: Transition, files: tuple[Download, ...]) -> Page:
    path = addresses.transition_page(one.source.id, one.target.id)
    link = view.links_from(path)
    left = [passage for step in STEPS if step not in DONE for passage in one.passages if passage.step is step]
    changed = [passage for passage in one.passages if passage.relation.substantial]
    retitled = [passage for passage in one.passages if passage.relation is Relation.RETITLED]
    same = [passage for passage in one.passages if passage.relation is Relation.SAME]
    headings = (
        ("Left to do", "left", len(left)),
        ("Changed", "changed", len(changed)),
        ("Title changed", "retitled", len(retitled)),
        ("Moved or removed", "removed", len(one.removed)),
        ("Unchanged", "same", len(same)),
    )
    html = render(
        "transition",
        link=link,
        view=view,
        one=one,
        left=left,
        changed=changed,
        retitled=retitled,
        same=same,
        steps=[(step, number) for step in STEPS if (number := _number(one, step))],
        bar=[(STEP_STATES[step], number) for step in _BAR if (number := _number(one, step))],
        names=STEP_NAMES,
        states=STEP_STATES,
        relations=RELATION_NAMES,
        balance=balance(one),
        news=news(one),
        dates=timeline(view, one),
        via=[view.system.standards[name].name if name in view.system.standards else name for name in one.map.via],
        notes=_notes,
        doubts=_doubts,
        lines=partial(_lines, view),
        named=lambda answers: tuple(Line(answered) for answered in answers),
        clause_links=partial(_links, view, link),
        downloads=downloads(link, files, path),
    )
    headed = tuple(Heading(title, anchor) for title, anchor, number in headings if number)
    title = f"From {one.source.name} to {one.target.name}"
    return Page(path, title, html, hide=("navigation",), searched=True, headings=headed)


def balance(one: Transition) -> str:
    """Where the organisation stands, in a sentence."""
    total, spared = len(one.passages), one.settled - one.confirmed
    left = total - one.settled
    parts = [f"{one.confirmed:,} of {total:,} {'requirement' if total == 1 else 'requirements'} confirmed"]
    if spared:
        parts.append(f"{spared:,} not applicable")
    parts.append(f"{left:,} left to do" if left else "nothing left to do")
    return ", ".join(parts) + "."


@dataclass(frozen=True, slots=True)
class Day:
    """A day on the line of the transition; `now` is the day the page is made for."""

    day: date
    what: str
    doubt: str = ""
    done: bool = False
    now: bool = False


def timeline(view: View, one: Transition) -> tuple[Day, ...]:
    """The days that others set, with today in its place; none where the map tells none."""
    if not one.map.milestones:
        return ()
    today = view.system.today
    told = f"today: {one.settled:,} of {len(one.passages):,} settled"
    days = [Day(each.day, each.what, each.confidence, each.day < today) for each in one.map.milestones]
    return tuple(sorted([*days, Day(today, told, now=True)], key=lambda each: (each.day, not each.now)))


def news(one: Transition) -> str:
    """What the new edition changes, counted by its requirements, in words; empty when there is nothing to say."""
    counts = {relation: sum(passage.relation is relation for passage in one.passages) for relation in Relation}
    worded = [(number, RELATION_NAMES[relation].lower()) for relation, number in counts.items()]
    worded.append((len(one.removed), "moved or removed"))
    return ", ".join(f"{number:,} {name}" for number, name in worded if number)


def _lines(view: View, passage: Passage) -> tuple[Line, ...]:
    """The documents behind a requirement; who claims the older edition only counts while nobody claims this one."""
    return lines(view.system, passage.covered, () if passage.covered.documents else passage.inherited)


def _number(one: Transition, step: Step) -> int:
    return sum(passage.step is step for passage in one.passages)


def _notes(passage: Passage) -> str:
    return " ".join(_each(row.note for row in passage.rows))


def _doubts(rows: Iterable[Correspondence]) -> str:
    return "; ".join(_each(row.confidence for row in rows))


def _each(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))


def _links(view: View, link: Link, standard: Standard, clauses: Iterable[Clause]) -> tuple[ClauseLink, ...]:
    return view.clause_links(link, standard, (clause.number for clause in clauses))
