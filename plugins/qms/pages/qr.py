"""QR codes as the path of an inline SVG: what a telephone reads from a printed copy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import segno

_QUIET = 4  # modules of light around a code, as the standard asks
_MASK = 3  # any mask can be read; trying all eight takes six times as long


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code.

    Attributes:
        text: What it says.
        size: Its side in modules, the light around it among them.
        path: The dark modules as the `d` of a path, one unit a module, to be stroked.
    """

    text: str
    size: int
    path: str


def qr_code(text: str) -> Code:
    """The QR code of a text, at level M: it may lose 15 in 100 of its area to folds and stains."""
    found = segno.make_qr(text, error="m", boost_error=False, mask=_MASK)
    rows = [bytes(row) for row in found.matrix]
    return Code(text, len(rows) + 2 * _QUIET, "".join(_strokes(rows)))


def _strokes(rows: Iterable[bytes]) -> Iterator[str]:
    """One stroke for each run of dark modules, through the middle of its row."""
    for y, row in enumerate(rows, start=_QUIET):
        x = _QUIET
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                yield f"M{x} {y}.5h{length}"
            x += length
