"""Revisions, owners and dates that somebody typed into a text by hand, where the metadata already says them."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator

from qms.model.document import HandKept

from .markdown import Lines

_HEADER_LINES = 15
_HEADER = re.compile(
    r"[\s|>*_-]*(revision|rev|version|owner|effective(?: date| from)?)\.?[\s*_]*[:|][\s*_]*([^|\n]{1,60})",
    re.IGNORECASE,
)
_VERSION_NUMBER = re.compile(r"[vV]?\s?\d{1,4}(?:\.\d{1,3}){0,2}")
_REVISION_COLUMN = frozenset({"revision", "rev", "rev.", "version"})
_OTHER_COLUMNS = frozenset({"date", "change", "changes", "description", "author", "approved by", "reason", "effective"})
_SEPARATOR = " \t:|-"  # what the row between a table's header and its rows is made of
_TRIM = " \t\u00a0|*_"


def find_hand_kept(blanked: str, lines: Lines) -> Iterator[HandKept]:
    """Revisions, owners and dates that somebody typed into the text: a header on top, a revision table anywhere."""
    offset, counted, table_end = 0, 0, 0
    rows = blanked.split("\n")
    rest = [number for number, line in enumerate(rows) if "|" in line and number >= _HEADER_LINES]
    for number in (*range(min(_HEADER_LINES, len(rows))), *rest):
        line = rows[number]
        offset += sum(map(len, rows[counted:number])) + number - counted
        counted = number
        if number < _HEADER_LINES and not line.startswith("#") and (match := _HEADER.fullmatch(line.rstrip(_TRIM))):
            label = match[1].lower().split(" ")[0].rstrip(".")
            label = "revision" if label in {"rev", "version"} else label
            if label != "revision" or _VERSION_NUMBER.fullmatch(match[2]):
                yield HandKept(label, match[2], lines.place(offset + match.start(1)))
        if number >= table_end and "|" in line and number + 1 < len(rows) and _separates(rows[number + 1]):
            table_end = yield from _table_rows(rows, number, offset, lines)


def _separates(row: str) -> bool:
    return "|" in row and "-" in row and not row.strip(_SEPARATOR)


def _table_rows(rows: list[str], header: int, offset: int, lines: Lines) -> Generator[HandKept, None, int]:
    """The rows of a revision table whose header stands at a row; nothing for any other table. Returns where it ends."""
    names = [cell.lower() for cell in _cells(rows[header])]
    revision = next((index for index, name in enumerate(names) if name in _REVISION_COLUMN), None)
    if revision is None or not _OTHER_COLUMNS.intersection(names):
        return header
    dates = next((index for index, name in enumerate(names) if name in {"date", "effective"}), None)
    offset += len(rows[header]) + len(rows[header + 1]) + 2
    for number in range(header + 2, len(rows)):
        row = rows[number]
        cells = _cells(row)
        if "|" not in row or len(cells) <= revision:
            return number
        if _VERSION_NUMBER.fullmatch(cells[revision]):
            date = cells[dates] if dates is not None and dates < len(cells) else ""
            yield HandKept("date", date, lines.place(offset), cells[revision])
        offset += len(row) + 1
    return len(rows)


def _cells(row: str) -> list[str]:
    return [cell.strip().strip("*_") for cell in row.strip().strip("|").split("|")]
