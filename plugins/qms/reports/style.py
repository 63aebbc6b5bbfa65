"""Colour for terminals, and how many of what: the two things all texts for people share."""

from __future__ import annotations

BOLD = "1"
DIM = "2"
RED = "31"
GREEN = "32"
YELLOW = "33"


def paint(text: str, style: str, *, color: bool) -> str:
    """The text in a style (an SGR number), where colour is wanted and the style is not empty."""
    return f"\x1b[{style}m{text}\x1b[0m" if color and style and text else text


def count(number: int, one: str, many: str = "") -> str:
    """`1 error`, `2 errors`, `1,000 errors`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
