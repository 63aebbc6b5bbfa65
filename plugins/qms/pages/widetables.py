"""Tables on paper: which fit the page as they are, which are set smaller, and which need the page turned.

A guess from the longest words: no table is cut, for one that fits in no way is broken within words.
"""

from __future__ import annotations

import re
from html import unescape

_TABLE = re.compile(r"<table\b([^>]*)>(.*?)</table>", re.DOTALL)
_ROW = re.compile(r"<tr\b.*?(?=<tr\b|\Z)", re.DOTALL)
_CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)(?=<t[hd]\b|</t[hd]>|</tr>|\Z)", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_UPRIGHT, _TURNED = 174.0, 261.0  # mm between the margins of A4
_GAP = 3.0  # mm beside each column
_PLAIN, _SMALL = 1.75, 1.4  # mm an average letter takes at 8.5 and at 7 points
_MANY = 10
_CLASSES = (
    ("", _UPRIGHT, _PLAIN),
    ("qms-small-print", _UPRIGHT, _SMALL),
    ("qms-turned", _TURNED, _SMALL),
)


def fitted(html: str) -> str:
    """HTML whose plain tables have the class by which the style sheet makes them fit."""
    end = html.rfind("</table>") + len("</table>")  # so that no table without an end is looked for in vain
    return _TABLE.sub(_fit, html[:end]) + html[end:]


def _fit(match: re.Match[str]) -> str:
    attributes, inside = match[1], match[2]
    wanted = fit(_longest_words(inside))
    if not wanted or "class=" in attributes:
        return match[0]
    return f'<table class="{wanted}"{attributes}>{inside}</table>'


def fit(widths: list[int]) -> str:
    """The class for a table whose columns have longest words of so many letters."""
    for name, room, letter in _CLASSES:
        crowded = len(widths) >= _MANY and room == _UPRIGHT
        if not crowded and sum(width * letter + _GAP for width in widths) <= room:
            return name
    return "qms-turned qms-broken" if len(widths) >= _MANY else "qms-small-print qms-broken"


def _longest_words(table: str) -> list[int]:
    """For each column the letters of its longest word."""
    widths: list[int] = []
    for row in _ROW.findall(table):
        for column, cell in enumerate(_CELL.findall(row)):
            words = unescape(_TAG.sub("", cell)).split()
            longest = max(map(len, words), default=0)
            if column < len(widths):
                widths[column] = max(widths[column], longest)
            else:
                widths.append(longest)
    return widths
