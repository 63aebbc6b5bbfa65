"""The charts about documents: their states, the reviews that are due, and who has read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from qms.model import site as addresses
from qms.model.acknowledged import readings
from qms.model.document import Document
from qms.model.state import STATE_NAMES, State

from .charts import bars, columns
from .language import count, digits, say, say_many
from .links import Link
from .pieces import figure, listed, month_label, number, plain, told, told_many
from .reviews import LATE, LATER, NONE, by_review, months_ahead
from .shapes import HATCH, NO_LINK, OUTLINE, SOLID, Cell, Chart, Piece, Table
from .view import View, name_of

_MARKS = {
    State.IN_FORCE: SOLID,
    State.PUBLISHED: SOLID,
    State.NOT_YET: OUTLINE,
    State.OVERDUE: HATCH,
    State.SUSPENDED: HATCH,
    State.DRAFT: OUTLINE,
}
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class StateRow:
    """One state with its printed name, how many documents are in it, its mark, and where they are listed."""

    state: State | None
    name: str
    number: int
    mark: str
    href: Markup


def states_chart(view: View, link: Link) -> Chart | str:
    """How many documents are in which state."""
    rows = list(_states(view, link))
    if not rows:
        return say("Documents by state: there is no document.")
    most = max(row.number for row in rows)
    drawn = [(row.name, digits(row.number), row.number / most, row.mark) for row in rows]
    title = say("Documents by state")
    key = (
        (SOLID, say("People work by it")),
        (HATCH, say("Somebody has to act")),
        (OUTLINE, say("Not to be worked by")),
    )
    table = tuple((plain(row.name), number(row.number, row.href)) for row in rows)
    return Chart(
        id="states",
        title=title,
        sentence=_states_sentence(view, link, rows),
        key=tuple((mark, word) for mark, word in key if any(row.mark == mark for row in rows)),
        drawing=bars(title, drawn, framed=False),
        tables=(Table((say("State"), say("Documents")), table),),
    )


def _states(view: View, link: Link) -> Iterator[StateRow]:
    for state in State:
        if found := view.in_state(state):
            href = link(addresses.REGISTER, state=state.value)
            yield StateRow(state, say(STATE_NAMES[state]), len(found), _MARKS[state], href)
    if view.preparing:
        href = link(addresses.REGISTER, addresses.PREPARATION)
        yield StateRow(None, say("In preparation"), len(view.preparing), OUTLINE, href)
    if view.withdrawn and view.site.changes:
        yield StateRow(None, say("Withdrawn"), len(view.withdrawn), OUTLINE, link(addresses.WITHDRAWN))


def _states_sentence(view: View, link: Link, rows: Sequence[StateRow]) -> tuple[Piece, ...]:
    by_state = {row.state: row for row in rows}
    late, suspended = by_state.get(State.OVERDUE), by_state.get(State.SUSPENDED)
    worked = [row for row in rows if row.mark == SOLID or row is late]
    # The register lists one state at a time, so a sum of two leads nowhere.
    found = _good(view, link, sum(row.number for row in worked), worked[0].href if len(worked) == 1 else NO_LINK)
    if late:
        number_late = figure(late.number, late.href)
        found = told("%(start)s, %(number)s of them past the day of review", start=found, number=number_late)
    if suspended:
        found = told("%(start)s; %(number)s suspended", start=found, number=figure(suspended.number, suspended.href))
    return (*found, Piece("."))


def _good(view: View, link: Link, good: int, href: Markup) -> tuple[Piece, ...]:
    """How many documents people may work by, of all."""
    every = len(view.documents)
    total = Piece(count(every, "document", "documents"), link(addresses.REGISTER))
    if good == every:
        if view.trust:
            return told_many("All %(total)s is in force", "All %(total)s are in force", good, total=total)
        return told_many("All %(total)s is published", "All %(total)s are published", good, total=total)
    some = figure(good, href)
    if view.trust:
        return told_many(
            "Of %(total)s, %(num)s is in force", "Of %(total)s, %(num)s are in force", good, total=total, num=some
        )
    return told_many(
        "Of %(total)s, %(num)s is published", "Of %(total)s, %(num)s are published", good, total=total, num=some
    )


def reviews_chart(view: View, link: Link) -> Chart | str:
    """Which reviews are due in the next twelve months."""
    found = by_review(view)
    months = months_ahead(view)
    if not found.keys() - {NONE}:
        return say("Reviews due: no published document names an interval after which it is reviewed.")
    late = len(found.get(LATE, ()))
    ahead = [len(found.get(month, ())) for month in months]
    shown = [(say("Overdue"), LATE)] if late else []
    shown += [(month, month) for month in months]
    shown += [(name, word) for name, word in ((say("Later"), LATER), (say("No day"), NONE)) if word in found]
    return Chart(
        id="reviews",
        title=say("Reviews due"),
        sentence=_reviews_sentence(view, link, late),
        key=((SOLID, say("Due")), *([(HATCH, say("Overdue"))] if late else [])),
        drawing=columns(
            say("Reviews due by month"),
            [*([say("Late")] if late else []), *map(month_label, months)],
            [[*([0] if late else []), *ahead], [*([late] if late else []), *(0 for _ in months)]],
            (SOLID, HATCH),
            (say("due"), say("overdue")),
        ),
        tables=(
            Table(
                (say("Month"), say("Reviews"), say("Documents")),
                tuple(_reviewed(name, word, found.get(word, ()), link) for name, word in shown),
            ),
        ),
    )


def _reviews_sentence(view: View, link: Link, late: int) -> tuple[Piece, ...]:
    soon = sum(map(view.review_due, view.documents))
    first = told("No review is overdue")
    if late:
        href = link(addresses.REGISTER, review=LATE)
        first = told_many("%(num)s review is overdue", "%(num)s reviews are overdue", late, num=figure(late, href))
    if not soon:
        return (*told("%(start)s, and none is due within 30 days.", start=first), *_next_review(view, link))
    return told_many(
        "%(start)s; %(num)s is due within 30 days.",
        "%(start)s; %(num)s are due within 30 days.",
        soon,
        start=first,
        num=figure(soon, link(addresses.REGISTER, state="due")),
    )


def _next_review(view: View, link: Link) -> tuple[Piece, ...]:
    """The review that comes first after today."""
    dated = [(day, document) for document in view.documents if (day := view.standings[document.path].review)]
    coming = [(day, document) for day, document in dated if day >= view.system.today]
    if not coming:
        return ()
    day, document = min(coming, key=lambda item: item[0])
    name = Piece(document.id or document.title, link(document.path))
    return (Piece(" "), *told("The next one is that of %(document)s, by %(day)s.", document=name, day=str(day)))


def _reviewed(name: str, word: str, documents: tuple[Document, ...], link: Link) -> tuple[Cell, ...]:
    place = link(addresses.REGISTER, review=word)
    named = [Piece(document.id or document.title, link(document.path)) for document in documents]
    return plain(name), number(len(documents), place), Cell(listed(named, place))


def readings_chart(view: View, link: Link) -> Chart | str:
    """Who has signed that they read and understood a document, of those who are asked to."""
    found = [one for one in readings(view.system) if one.asked]
    if not found:
        return say("Read and understood: no approved document asks anybody to sign that (read-by).")
    found.sort(key=lambda one: len(one.signed) / len(one.asked))
    missing = [one for one in found if one.missing]
    names = listed([Piece(one.document.id, link(one.document.path)) for one in missing])
    everybody = say(
        "Everybody who is asked to has signed: %(documents)s.", documents=count(len(found), "document", "documents")
    )
    rows = [
        (
            say("%(document)s, rev. %(revision)s", document=name_of(one.document), revision=one.document.revision),
            say("%(number)s of %(total)s", number=digits(len(one.signed)), total=digits(len(one.asked))),
            len(one.signed) / len(one.asked),
            SOLID,
        )
        for one in found
    ]
    table = tuple(
        (
            Cell((Piece(row[0], link(one.document.path)),)),
            number(len(one.signed), link(one.document.path)),
            number(len(one.asked)),
            plain(", ".join(view.role(role) for role in one.roles)),
        )
        for one, row in zip(found, rows, strict=True)
    )
    more = len(rows) - _SHOWN
    rest = say_many("%(num)s document more in the table.", "%(num)s documents more in the table.", more)
    return Chart(
        id="readings",
        title=say("Read and understood"),
        sentence=told("Not everybody has signed yet: %(documents)s.", documents=names)
        if missing
        else (Piece(everybody),),
        key=((SOLID, say("Signed")), (OUTLINE, say("Asked"))),
        drawing=bars(say("Read and understood by document"), rows[:_SHOWN], framed=True),
        tables=(Table((say("Document"), say("Signed"), say("Asked"), say("Roles")), table),),
        notes=((Piece(rest),),) if more > 0 else (),
    )
