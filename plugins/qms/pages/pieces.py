"""Small parts of sentences and cells that the charts share: numbers as links, short lists, names of months."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from qms.model.record import Record

from .links import Link
from .shapes import NO_LINK, Cell, Piece

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
NO_DAY = "no day"
NAMED = 6
"""So many things are named; the others are counted."""


def plain(text: str) -> Cell:
    """A cell with a text."""
    return Cell((Piece(text),))


def number(value: int, href: Markup = NO_LINK) -> Cell:
    """A cell with a number; as a link to what it counts where there is something to count."""
    return Cell((Piece(f"{value:,}", href if value else NO_LINK),), number=True)


def listed(named: Sequence[Piece], rest: Markup = NO_LINK) -> tuple[Piece, ...]:
    """Names with commas; of many the first ones, and how many more there are."""
    if not named:
        return (Piece("\N{EN DASH}"),)
    found = [piece for one in named[:NAMED] for piece in (one, Piece(", "))][:-1]
    more = len(named) - NAMED
    return (*found, Piece(" and "), Piece(f"{more:,} more", rest)) if more > 0 else tuple(found)


def said(value: int, one: str, many: str) -> str:
    """The words after a number."""
    return one if value == 1 else many


def month_name(month: str) -> str:
    """`2026-11` as "November 2026"."""
    return f"{MONTHS[int(month[5:7]) - 1]} {month[:4]}"


def record_piece(link: Link, record: Record) -> Piece:
    """A record by its identifier, as a link."""
    return Piece(record.id or record.title, link(record.path))
