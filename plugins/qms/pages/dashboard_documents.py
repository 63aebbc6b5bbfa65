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
from .links import Link
from .pieces import listed, month_name, number, plain, said
from .reviews import LATE, LATER, NAMES, NONE, by_review, months_ahead
from .shapes import HATCH, NO_LINK, OUTLINE, SOLID, Cell, Chart, Piece, Table
from .templates import count
from .view import View, name_of

_MARKS = {
    State.IN_FORCE: SOLID,
    State.PUBLISHED: SOLID,
    State.NOT_YET: OUTLINE,
    State.OVERDUE: HATCH,
    State.SUSPENDED: HATCH,
    State.DRAFT: OUTLINE,
}
_KEY = ((SOLID, "People work by it"), (HATCH, "Somebody has to act"), (OUTLINE, "Not to be worked by"))
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class StateRow:
    """One state with how many documents are in it, its mark, and where they are listed."""

    name: str
    number: int
    mark: str
    href: Markup


def states_chart(view: View, link: Link) -> Chart | str:
    """How many documents are in which state."""
    rows = list(_states(view, link))
    if not rows:
        return "Documents by state: there is no document."
    most = max(row.number for row in rows)
    drawn = [(row.name, f"{row.number:,}", row.number / most, row.mark) for row in rows]
    return Chart(
        id="states",
        title="Documents by state",
        sentence=_states_sentence(view, link, rows),
        key=tuple((mark, word) for mark, word in _KEY if any(row.mark == mark for row in rows)),
        drawing=bars("Documents by state", drawn, framed=False),
        tables=(Table(("State", "Documents"), tuple((plain(row.name), number(row.number, row.href)) for row in rows)),),
    )


def _states(view: View, link: Link) -> Iterator[StateRow]:
    for state in State:
        if found := view.in_state(state):
            href = link(addresses.REGISTER, state=state.value)
            yield StateRow(STATE_NAMES[state], len(found), _MARKS[state], href)
    if view.preparing:
        href = link(addresses.REGISTER, addresses.PREPARATION)
        yield StateRow("In preparation", len(view.preparing), OUTLINE, href)
    if view.withdrawn and view.site.changes:
        yield StateRow("Withdrawn", len(view.withdrawn), OUTLINE, link(addresses.WITHDRAWN))


def _states_sentence(view: View, link: Link, rows: Sequence[StateRow]) -> tuple[Piece, ...]:
    by_name = {row.name: row for row in rows}
    late = by_name.get(STATE_NAMES[State.OVERDUE])
    worked = [row for row in rows if row.mark == SOLID or row is late]
    good = sum(row.number for row in worked)
    total = Piece(count(len(view.documents), "document"), link(addresses.REGISTER))
    if good == len(view.documents):
        pieces = [Piece("All "), total]
    else:  # the register lists one state at a time, so a sum of two leads nowhere
        pieces = [Piece("Of "), total, Piece(", "), Piece(f"{good:,}", worked[0].href if len(worked) == 1 else NO_LINK)]
    pieces.append(Piece(f" {said(good, 'is', 'are')} {'in force' if view.trust else 'published'}"))
    if late:
        pieces += [Piece(", "), Piece(f"{late.number:,}", late.href), Piece(" of them past the day of review")]
    if suspended := by_name.get(STATE_NAMES[State.SUSPENDED]):
        pieces += [Piece("; "), Piece(f"{suspended.number:,}", suspended.href), Piece(" suspended")]
    return (*pieces, Piece("."))


def reviews_chart(view: View, link: Link) -> Chart | str:
    """Which reviews are due in the next twelve months."""
    found = by_review(view)
    months = months_ahead(view)
    if not found.keys() - {NONE}:
        return "Reviews due: no published document names an interval after which it is reviewed."
    late = len(found.get(LATE, ()))
    ahead = [len(found.get(month, ())) for month in months]
    shown = [(NAMES[LATE], LATE)] if late else []
    shown += [(month, month) for month in months]
    shown += [(name, word) for name, word in ((NAMES[LATER], LATER), (NAMES[NONE], NONE)) if word in found]
    return Chart(
        id="reviews",
        title="Reviews due",
        sentence=_reviews_sentence(view, link, late),
        key=((SOLID, "Due"), *([(HATCH, "Overdue")] if late else [])),
        drawing=columns(
            "Reviews due by month",
            [*(["Late"] if late else []), *(month_name(month)[:3] for month in months)],
            [[*([0] if late else []), *ahead], [*([late] if late else []), *(0 for _ in months)]],
            (SOLID, HATCH),
            ("due", "overdue"),
        ),
        tables=(
            Table(
                ("Month", "Reviews", "Documents"),
                tuple(_reviewed(name, word, found.get(word, ()), link) for name, word in shown),
            ),
        ),
    )


def _reviews_sentence(view: View, link: Link, late: int) -> tuple[Piece, ...]:
    coming = [document for document in view.documents if view.review_due(document)]
    soon = len(coming) - late
    first = (
        (
            Piece(f"{late:,}", link(addresses.REGISTER, review=LATE)),
            Piece(f" {said(late, 'review is', 'reviews are')} overdue"),
        )
        if late
        else (Piece("No review is overdue"),)
    )
    if not soon:
        return (*first, Piece(", and none is due within 30 days."), *_next_review(view, link))
    href = link(addresses.REGISTER, state="due")
    return (*first, Piece("; "), Piece(f"{soon:,}", href), Piece(f" {said(soon, 'is', 'are')} due within 30 days."))


def _next_review(view: View, link: Link) -> tuple[Piece, ...]:
    """The review that comes first after today."""
    dated = [(day, document) for document in view.documents if (day := view.standings[document.path].review)]
    coming = [(day, document) for day, document in dated if day >= view.system.today]
    if not coming:
        return ()
    day, document = min(coming, key=lambda item: item[0])
    name = document.id or document.title
    return (Piece(" The next one is that of "), Piece(name, link(document.path)), Piece(f", by {day}."))


def _reviewed(name: str, word: str, documents: tuple[Document, ...], link: Link) -> tuple[Cell, ...]:
    place = link(addresses.REGISTER, review=word)
    named = [Piece(document.id or document.title, link(document.path)) for document in documents]
    return plain(name), number(len(documents), place), Cell(listed(named, place))


def readings_chart(view: View, link: Link) -> Chart | str:
    """Who has signed that they read and understood a document, of those who are asked to."""
    found = [one for one in readings(view.system) if one.asked]
    if not found:
        return "Read and understood: no approved document asks anybody to sign that (read-by)."
    found.sort(key=lambda one: len(one.signed) / len(one.asked))
    missing = [one for one in found if one.missing]
    names = listed([Piece(one.document.id, link(one.document.path)) for one in missing])
    sentence = (
        (Piece("Not everybody has signed yet: "), *names, Piece("."))
        if missing
        else (Piece(f"Everybody who is asked to has signed: {count(len(found), 'document')}."),)
    )
    rows = [
        (
            f"{name_of(one.document)}, rev. {one.document.revision}",
            f"{len(one.signed):,} of {len(one.asked):,}",
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
    return Chart(
        id="readings",
        title="Read and understood",
        sentence=sentence,
        key=((SOLID, "Signed"), (OUTLINE, "Asked")),
        drawing=bars("Read and understood by document", rows[:_SHOWN], framed=True),
        tables=(Table(("Document", "Signed", "Asked", "Roles"), table),),
        notes=((Piece(f"{count(more, 'document')} more in the table."),),) if more > 0 else (),
    )
