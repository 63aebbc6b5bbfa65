"""The way from one edition to the next for people: where it stands, then only what is left to do, step by step.

The sentences and groups are those of the Markdown (`transitionmarkdown`) too.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from qms.model.editions import RELATION_NAMES, Relation
from qms.model.suspect import Cause
from qms.model.transition import STEP_NAMES, Step

from .clausestext import document_names, suspects_told
from .escape import one_line, sentences
from .style import BOLD, DIM, RED, YELLOW, count, paint
from .tables import paragraph
from .transition import PassageRow, ProgressRow, RemovedRow, TransitionReport

_SHORT = 7  # characters of a commit's id, as git shows them
_ORDER = (Step.WRITE, Step.COMPLETE, Step.CLAIM, Step.CONFIRM, Step.PLANNED)  # most work first
_STYLES = {Step.WRITE: RED}
_MARGIN = " " * 10  # two spaces, the number of a clause, a space
_MOST_NAMED = 6  # clauses named in a line before the rest is only counted


def transition_text(report: TransitionReport, width: int = 80, *, color: bool = False) -> str:
    """Where a transition stands and what is left to do.

    Args:
        report: What to tell.
        width: Columns of the terminal.
        color: Use terminal colours.
    """
    lines = [paint(line, BOLD, color=color) for line in paragraph(heading(report), width).split("\n")]
    lines += [paragraph(told, width) for told in standing(report)]
    for step, rows in left(report):
        lines += ["", paint(f"{STEP_NAMES[step]}: {count(len(rows), 'clause')}", _style(step), color=color)]
        for row in rows:
            lines += _passage(row, width, color=color)
    if told := reviewed(report):
        lines += ["", paragraph(told, width)]
    if report.removed:
        lines += ["", f"Moved or removed: {count(len(report.removed), 'clause')}"]
        for removed in report.removed:
            lines += _entry(removed.id, removed.title, removed_told(removed), width)
    for told in (*background(report), compilation(report)):
        lines += ["", paragraph(told, width)]
    return "".join(f"{line}\n" for line in lines)


def heading(report: TransitionReport) -> str:
    """The editions, the day and the commit."""
    commit = f", history to {report.commit[:_SHORT]}" if report.commit else ""
    return f"{report.source.name} to {report.target.name}, as of {report.today}{commit}"


def standing(report: TransitionReport) -> tuple[str, ...]:
    """The days to come, the balance in sentences, and what is new with nothing behind it."""
    since = _since(report.since) if report.since else ""
    parts = [f"{report.confirmed:,} of {report.requirements:,} confirmed{since}"]
    if beyond := report.steps[Step.NOT_APPLICABLE]:
        parts.append(f"{beyond:,} not applicable")
    rest = report.requirements - report.settled
    parts.append(f"{rest:,} left to do" if rest else "nothing left to do")
    new = [row.id for row in report.clauses if row.relation is Relation.NEW and row.step in (Step.WRITE, Step.PLANNED)]
    told = f"New, with nothing behind {'it' if len(new) == 1 else 'them'}: {', '.join(new)}." if new else ""
    return tuple(sentence for sentence in (_dates(report), f"{', '.join(parts)}.", told) if sentence)


def _dates(report: TransitionReport) -> str:
    ahead = [one for one in report.map.dates if one.day >= report.today]
    doubts = "; ".join(dict.fromkeys(one.confidence for one in ahead if one.confidence))
    told = "; ".join(f"{one.day} {one.what[:1].lower()}{one.what[1:]}" for one in ahead)
    return f"Ahead: {told}{f' ({doubts})' if doubts else ''}." if told else ""


def left(report: TransitionReport) -> tuple[tuple[Step, tuple[PassageRow, ...]], ...]:
    """What is left to do, by step, most work first."""
    groups = ((step, tuple(row for row in report.clauses if row.step is step)) for step in _ORDER)
    return tuple((step, rows) for step, rows in groups if rows)


def reviewed(report: TransitionReport) -> str:
    """The clauses that changed and are confirmed all the same, in one sentence; empty when there are none."""
    found = [row.id for row in report.clauses if row.step is Step.CONFIRMED and row.relation.substantial]
    return f"Changed and confirmed: {', '.join(found)}." if found else ""


def changed(row: PassageRow) -> str:
    """What became of the clause, such as `Changed. Adds opportunities.`; its origins where their numbers differ."""
    origins = [origin.id for origin in row.origins]
    way = f" from {_some(origins)}" if origins and origins != [row.id] else ""
    doubts = f"Doubtful: {'; '.join(row.doubts)}" if row.doubts else ""
    return sentences(f"{RELATION_NAMES[row.relation]}{way}", *row.notes, doubts)


def answered(row: PassageRow) -> str:
    """The documents and sections that answer it today, or answered what it goes back to; empty when none do."""
    today = document_names(row.today.documents)
    old = document_names(row.inherited)
    helping = document_names(row.today.supporting)
    parts = (today, old and f"for the old edition {old}", helping and f"supported by {helping}")
    return "; ".join(part for part in parts if part)


def to_do(row: PassageRow) -> str:
    """What is left to do, and what changed in the text; what changed between the editions stands beside it."""
    return sentences(row.todo, suspects_told(row.today.documents, causes=(Cause.TEXT,)))


def removed_told(row: RemovedRow) -> str:
    """Where the content of a clause went that is not under its number any more, and who still claims it."""
    targets = ", ".join(f"{target.id} {target.title}" for target in row.targets)
    went = f"Its content is now in {targets}" if targets else "Nothing takes its place"
    documents = document_names(row.documents)
    return sentences(went, row.note, documents and f"Still claimed by {documents}")


def background(report: TransitionReport) -> tuple[str, ...]:
    """What is known of the editions, such as by when to be there, with its doubts."""
    return tuple(f"{edition.name}: {edition.notes}" for edition in (report.target, report.source) if edition.notes)


def compilation(report: TransitionReport) -> str:
    """Whose work the map is, and what is doubtful about it."""
    via = f", put together by way of {', '.join(report.map.via)}" if report.map.via else ""
    doubts = f"What is doubtful about the map: {report.map.confidence}" if report.map.confidence else ""
    whose = (
        f"The map from {report.source.name} to {report.target.name} is our own compilation{via}, not an official one"
    )
    return sentences(whose, "Read the standard itself before you confirm a claim", doubts)


def _since(found: ProgressRow) -> str:
    when = f"{found.day} ({found.commit[:_SHORT]})" if found.day else found.commit[:_SHORT]
    lost = f", {len(found.lost):,} no longer" if found.lost else ""
    return f", {len(found.gained):,} since {when}{lost}"


def _some(numbers: Sequence[str]) -> str:
    more = len(numbers) - _MOST_NAMED
    shown = ", ".join(numbers[:_MOST_NAMED])
    return f"{shown} and {more} more" if more > 0 else shown


def _style(step: Step) -> str:
    return _STYLES.get(step, YELLOW)


def _passage(row: PassageRow, width: int, *, color: bool) -> Iterator[str]:
    yield from _entry(row.id, row.title, "", width)
    where, told = answered(row), changed(row)
    news = "" if told == f"{RELATION_NAMES[Relation.SAME]}." else told
    for told, style in ((news, DIM), (where and f"Today: {where}.", ""), (to_do(row), "")):
        for line in _indented(told, width):
            yield paint(line, style, color=color)


def _entry(number: str, title: str, told: str, width: int) -> Iterator[str]:
    """A clause with its number in the margin, and what is told of it below."""
    label = f"  {one_line(number):<7} "
    yield from _indented(title, width, label) or [label.rstrip()]
    yield from _indented(told, width)


def _indented(told: str, width: int, first: str = _MARGIN) -> list[str]:
    return textwrap.wrap(one_line(told), width, initial_indent=first, subsequent_indent=_MARGIN, break_on_hyphens=False)
