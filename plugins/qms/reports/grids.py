"""Tables in Markdown: every cell escaped, one line a row."""

from __future__ import annotations

from collections.abc import Sequence

from .escape import markdown


def grid(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows under headings; without a line feed at the end.

    Args:
        headings: One a column.
        rows: Texts, one a column, as they are to be read.
    """
    lines = [headings, *rows]
    shown = [f"| {' | '.join(map(markdown, cells))} |" for cells in lines]
    return "\n".join([shown[0], f"|{'---|' * len(headings)}", *shown[1:]])
