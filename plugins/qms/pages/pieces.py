"""Small parts of sentences and cells that the charts share: numbers as links, short lists, names of months."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from markupsafe import Markup

from qms.model.record import Record

from .language import digits, month, say, say_many, short_month
from .links import Link
from .shapes import NO_LINK, Cell, Piece

NAMED = 6
"""So many things are named; the others are counted."""
Part = str | Piece | tuple[Piece, ...]
_PLACE = re.compile("\0(\\w+)\0")


def plain(text: str) -> Cell:
    """A cell with a text."""
    return Cell((Piece(text),))


def number(value: int, href: Markup = NO_LINK) -> Cell:
    """A cell with a number; as a link to what it counts where there is something to count."""
    return Cell((figure(value, href if value else NO_LINK),), number=True)


def figure(value: int, href: Markup = NO_LINK) -> Piece:
    """A number with the marks between its thousands, as a link where it leads somewhere."""
    return Piece(digits(value), href)


def told(message: str, /, **values: Part) -> tuple[Piece, ...]:
    """What `say` gives, as pieces: a value may be a link, or several pieces."""
    return tuple(_woven(say(message, **_places(values)), values))


def told_many(one: str, many: str, number: int, /, **values: Part) -> tuple[Piece, ...]:
    """What `say_many` gives, as pieces; `num` among the values stands for the number as a link."""
    return tuple(_woven(say_many(one, many, number, **_places(values)), values))


def _places(names: Iterable[str]) -> dict[str, str]:
    return {name: f"\0{name}\0" for name in names}


def _woven(text: str, values: Mapping[str, Part]) -> Iterator[Piece]:
    """A text with the values in their places."""
    for position, part in enumerate(_PLACE.split(text)):
        value = values[part] if position % 2 else part
        yield from value if isinstance(value, tuple) else [Piece(value)] if isinstance(value, str) else [value]


def listed(named: Sequence[Piece], rest: Markup = NO_LINK) -> tuple[Piece, ...]:
    """Names with commas; of many the first ones, and how many more there are."""
    if not named:
        return (Piece("\N{EN DASH}"),)
    found = tuple(piece for one in named[:NAMED] for piece in (one, Piece(", ")))[:-1]
    more = len(named) - NAMED
    if more <= 0:
        return found
    return told("%(names)s and %(rest)s", names=found, rest=Piece(say("%(number)s more", number=digits(more)), rest))


def no_day() -> str:
    """What stands where a record has no day."""
    return say("no day")


def month_name(name: str) -> str:
    """`2026-11` as "November 2026"."""
    return month(_first(name))


def month_label(name: str) -> str:
    """`2026-11` as "Nov"."""
    return short_month(_first(name))


def _first(name: str) -> date:
    return date.fromisoformat(f"{name}-01")


def record_piece(link: Link, record: Record) -> Piece:
    """A record by its identifier, as a link."""
    return Piece(record.id or record.title, link(record.path))
