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
from .language import digits, say, say_many, tell
from .links import ClauseLink, Link
from .page import Heading, Page
from .templates import render
from .tree import sentence
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
        (say("Left to do"), "left", len(left)),
        (say("Changed"), "changed", len(changed)),
        (say("Title changed"), "retitled", len(retitled)),
        (say("Moved or removed"), "removed", len(one.removed)),
        (say("Unchanged"), "same", len(same)),
    )
    title = say("From %(source)s to %(target)s", source=one.source.name, target=one.target.name)
    html = render(
        "transition",
        title=title,
        link=link,
        view=view,
        one=one,
        left=left,
        changed=changed,
        retitled=retitled,
        same=same,
        steps=[(step, number) for step in STEPS if (number := _number(one, step))],
        bar=[(STEP_STATES[step], number) for step in _BAR if (number := _number(one, step))],
        names={step: say(name) for step, name in STEP_NAMES.items()},
        states=STEP_STATES,
        relations={relation: say(name) for relation, name in RELATION_NAMES.items()},
        todo=_todo,
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
    headed = tuple(Heading(words, anchor) for words, anchor, number in headings if number)
    return Page(path, title, html, hide=("navigation",), searched=True, headings=headed)


def balance(one: Transition) -> str:
    """Where the organisation stands, in a sentence."""
    total, spared = len(one.passages), one.settled - one.confirmed
    left = total - one.settled
    parts = [
        say_many(
            "%(confirmed)s of %(num)s requirement confirmed",
            "%(confirmed)s of %(num)s requirements confirmed",
            total,
            confirmed=digits(one.confirmed),
        )
    ]
    if spared:
        parts.append(say("%(number)s not applicable", number=digits(spared)))
    parts.append(say("%(number)s left to do", number=digits(left)) if left else say("nothing left to do"))
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
    told = say("today: %(settled)s of %(all)s settled", settled=digits(one.settled), all=digits(len(one.passages)))
    days = [Day(each.day, each.what, each.confidence, each.day < today) for each in one.map.milestones]
    return tuple(sorted([*days, Day(today, told, now=True)], key=lambda each: (each.day, not each.now)))


def news(one: Transition) -> str:
    """What the new edition changes, counted by its requirements, in words; empty when there is nothing to say."""
    counts = {relation: sum(passage.relation is relation for passage in one.passages) for relation in Relation}
    told = {relation: digits(number) for relation, number in counts.items()}
    worded = (
        (counts[Relation.SAME], say("%(number)s unchanged", number=told[Relation.SAME])),
        (counts[Relation.RETITLED], say("%(number)s title changed", number=told[Relation.RETITLED])),
        (counts[Relation.CHANGED], say("%(number)s changed", number=told[Relation.CHANGED])),
        (counts[Relation.SPLIT], say("%(number)s split", number=told[Relation.SPLIT])),
        (counts[Relation.MERGED], say("%(number)s merged", number=told[Relation.MERGED])),
        (counts[Relation.NEW], say("%(number)s new", number=told[Relation.NEW])),
        (counts[Relation.REMOVED], say("%(number)s removed", number=told[Relation.REMOVED])),
        (len(one.removed), say("%(number)s moved or removed", number=digits(len(one.removed)))),
    )
    return ", ".join(words for number, words in worded if number)


def _todo(passage: Passage) -> str:
    """What is left to do: the task, or the reason of the answer."""
    return tell(passage.task) if passage.task else sentence(passage.covered.reasons)


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
