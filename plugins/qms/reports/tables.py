"""Tables of plain text that fit a width: narrow columns keep theirs, wide ones share what is left and wrap."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from itertools import zip_longest
from unicodedata import combining, east_asian_width

from .escape import one_line

GAP = "  "
_NARROWEST = 12
Paint = Callable[[str, str], str]  # the column's heading, the cell as it will stand there


def table(
    headings: Sequence[str], rows: Sequence[Sequence[str]], width: int, wide: Sequence[str], paint: Paint | None = None
) -> str:
    """Lay out rows under headings.

    Args:
        headings: One a column.
        rows: Texts, one a column; control characters are shown as escapes.
        width: How many columns of the terminal there are.
        wide: Headings of the columns that may be narrowed and wrapped.
        paint: Colours a cell; given its heading and its text.
    """
    cells = [[one_line(cell) for cell in row] for row in rows]
    widths = [max(map(_cells, column)) for column in zip(headings, *cells, strict=True)]
    flexible = [index for index, heading in enumerate(headings) if heading in wide]
    fixed = sum(widths) - sum(widths[index] for index in flexible) + len(GAP) * (len(widths) - 1)
    for index, share in zip(flexible, _shares([widths[index] for index in flexible], width - fixed), strict=True):
        widths[index] = share
    lines = _lines(headings, widths, headings, lambda _, cell: cell)
    for row in cells:
        lines += _lines(row, widths, headings, paint or (lambda _, cell: cell))
    return "".join(f"{line}\n" for line in lines)


def paragraph(text: str, width: int) -> str:
    """Text in lines of at most a width."""
    return textwrap.fill(one_line(text), width, break_on_hyphens=False)


def _shares(wanted: Sequence[int], room: int) -> list[int]:
    """Divide room: who wants less than an even share gets it, the others divide the rest."""
    shares = [0] * len(wanted)
    left = sorted(range(len(wanted)), key=lambda index: wanted[index])
    for position, index in enumerate(left):
        even = max(room // (len(left) - position), _NARROWEST)
        shares[index] = min(wanted[index], even)
        room -= shares[index]
    return shares


def _lines(row: Sequence[str], widths: Sequence[int], headings: Sequence[str], paint: Paint) -> list[str]:
    wrapped = [
        textwrap.wrap(cell, width, break_on_hyphens=False) if _cells(cell) > width else [cell]
        for cell, width in zip(row, widths, strict=True)
    ]
    lines = []
    for parts in zip_longest(*wrapped, fillvalue=""):
        painted = [
            paint(heading, part) + " " * (width - _cells(part))
            for heading, part, width in zip(headings, parts, widths, strict=True)
        ]
        lines.append(GAP.join(painted).rstrip())
    return lines


def _cells(text: str) -> int:
    """How many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)
