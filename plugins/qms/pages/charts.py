"""Charts: from numbers to shapes, 420 units wide, and the same told in words.

Colours and text sizes come from the style sheet; nothing here knows a document or a record.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .language import digits, say
from .shapes import OUTLINE, WIDTH, Box, Drawing, Label, Mark, Rule, Shape, Trace

_COLUMNS = 200  # the height of a chart of columns
_ROW, _GRID_ROW, _TRACK = 38, 28, 58
_GRID_LEFT, _GRID_TOTAL = 162, 58
_TALL = 30  # how high a track's line may go
_LETTER = 8.5  # how wide a letter of a label is on a phone, where labels are larger
_WIDE = frozenset("WF")


@dataclass(frozen=True, slots=True)
class Dot:
    """A value of a track: which column it stands in, how high, and its mark."""

    column: int
    value: float
    mark: str


@dataclass(frozen=True, slots=True)
class Track:
    """One line over the columns: its name, what is printed at the right, its values, and its target."""

    name: str
    told: str
    dots: tuple[Dot, ...]
    target: float | None


def cut(text: str, room: int) -> str:
    """A text that is at most so many narrow letters wide; what is left out is marked."""
    width = 0
    for position, letter in enumerate(text):
        width += 2 if unicodedata.east_asian_width(letter) in _WIDE else not unicodedata.combining(letter)
        if width > room:
            return text[: max(position - 1, 0)].rstrip() + "\N{HORIZONTAL ELLIPSIS}"
    return text


def columns(
    title: str, labels: Sequence[str], series: Sequence[Sequence[int]], marks: Sequence[str], said: Sequence[str]
) -> Drawing:
    """Stacked columns, one series on the other; `said` names the series in the description."""
    base = _COLUMNS - 26
    shorts = [cut(label, 6) for label in labels]
    rooms = _rooms(shorts)
    width = min(24.0, min(rooms, default=0.0) * 0.62)
    totals = [sum(values) for values in zip(*series, strict=True)]
    unit = (base - 22) / max([*totals, 1])
    shapes: list[Shape] = [Rule(0, base + 0.5, WIDTH, base + 0.5, "axis")]
    for position, short in enumerate(shorts):
        middle = 4 + sum(rooms[:position]) + rooms[position] / 2
        top = float(base)
        for values, mark in zip(series, marks, strict=True):
            height = values[position] * unit
            top -= height
            if values[position]:
                shapes.append(Box(_f(middle - width / 2), _f(top), _f(width), _f(height), mark))
        total = totals[position]
        shapes.append(Label(_f(middle), _f(top - 6), digits(total), "value" if total else "zero", "middle"))
        shapes.append(Label(_f(middle), _COLUMNS - 8, short, "label", "middle"))
    told = [
        f"{label}: " + ", ".join(f"{digits(each[position])} {word}" for each, word in zip(series, said, strict=True))
        for position, label in enumerate(labels)
    ]
    return Drawing(_COLUMNS, tuple(shapes), title, "; ".join(told) + ".")


def _rooms(labels: Sequence[str]) -> list[float]:
    """How wide each column is: all alike, but for those whose label needs more."""
    even = (WIDTH - 8) / max(len(labels), 1)
    needed = [len(label) * _LETTER for label in labels]
    wide = [room + _LETTER for room in needed if room > even]  # and a blank to the next one
    rest = (WIDTH - 8 - sum(wide)) / max(len(labels) - len(wide), 1)
    if rest < even / 2:
        return [even] * len(labels)
    return [room + _LETTER if room > even else rest for room in needed]


def bars(title: str, rows: Sequence[tuple[str, str, float, str]], *, framed: bool) -> Drawing:
    """Lying bars: name, what is printed at the right, share of the width from 0 to 1, mark; in a frame of the whole."""
    shapes: list[Shape] = []
    for position, (name, told, share, mark) in enumerate(rows):
        y = position * _ROW
        shapes += [
            Label(0, y + 14, cut(name, 42), "name"),
            Label(WIDTH, y + 14, told, "value", "end"),
        ]
        if framed:
            shapes.append(Box(1, y + 20, WIDTH - 2, 9, OUTLINE))
        if share > 0:
            shapes.append(Box(1, y + 20, _f((WIDTH - 2) * min(share, 1)), 9, mark))
    described = "; ".join(f"{name}: {told}" for name, told, _, _ in rows)
    return Drawing(_ROW * len(rows) + 4, tuple(shapes), title, described + ".")


def grid(
    title: str, heads: Sequence[str], rows: Sequence[tuple[str, Sequence[str], str]], said: dict[str, str]
) -> Drawing:
    """A table of marks: name, a mark a column, and what is printed at the end of the row.

    The words of a head before its last one, such as a year, are printed once above all that share them.
    """
    step = (WIDTH - _GRID_LEFT - _GRID_TOTAL) / max(len(heads), 1)
    shapes: list[Shape] = []
    above = ""
    for position, head in enumerate(heads):
        group, _, own = head.rpartition(" ")
        middle = _f(_GRID_LEFT + step * (position + 0.5))
        short = f"\N{RIGHT SINGLE QUOTATION MARK}{group[-2:]}" if group.isdecimal() else group
        shapes += [Label(middle, 11, short, "label", "middle")] if group != above else []
        shapes.append(Label(middle, 24, own, "label", "middle"))
        above = group
    told, nothing = [], say("nothing")
    for position, (name, marks, total) in enumerate(rows):
        y = _GRID_ROW * (position + 1)
        middle = y + _GRID_ROW / 2
        shapes += [Rule(0, y, WIDTH, y, "grid"), Label(0, middle + 4.5, cut(name, 23), "name")]
        shapes += [
            Mark(_f(_GRID_LEFT + step * (column + 0.5)), middle, mark or "none") for column, mark in enumerate(marks)
        ]
        shapes.append(Label(WIDTH, middle + 4.5, total, "value", "end"))
        seen = [f"{head} {said[mark]}" for head, mark in zip(heads, marks, strict=True) if mark]
        told.append(f"{name}: {', '.join(seen) or nothing}" + (f", {total}" if total else ""))
    return Drawing(_GRID_ROW * (len(rows) + 1), tuple(shapes), title, "; ".join(told) + ".")


def tracks(title: str, heads: Sequence[str], lines: Sequence[Track]) -> Drawing:
    """Small lines above each other over the same columns, each with its own scale and its target as a dashed line."""
    step = (WIDTH - 16) / max(len(heads), 1)
    shapes: list[Shape] = []
    for position, line in enumerate(lines):
        shapes += _track(position * _TRACK, step, line)
    bottom = _TRACK * len(lines)
    shapes.append(Rule(0, bottom + 0.5, WIDTH, bottom + 0.5, "axis"))
    shapes += [
        Label(_f(8 + step * (column + 0.5)), bottom + 16, cut(head, 6), "label", "middle")
        for column, head in enumerate(heads)
    ]
    described = "; ".join(f"{line.name}: {line.told}" for line in lines)
    return Drawing(bottom + 24, tuple(shapes), title, described + ".")


def _track(top: float, step: float, line: Track) -> Iterable[Shape]:
    values = [dot.value for dot in line.dots] + ([line.target] if line.target is not None else [])
    low, high = min(values, default=0.0), max(values, default=0.0)

    def height(value: float) -> float:
        share = (value - low) / (high - low) if high > low else 0.5
        return _f(top + 21 + _TALL * (1 - share))

    def across(column: int) -> float:
        return _f(8 + step * (column + 0.5))

    yield Label(0, top + 12, cut(line.name, 34), "name")
    yield Label(WIDTH, top + 12, cut(line.told, 22), "value", "end")
    if line.target is not None:
        yield Rule(0, height(line.target), WIDTH, height(line.target), "target")
    yield Trace(" ".join(f"{across(dot.column)},{height(dot.value)}" for dot in line.dots))
    for dot in line.dots:
        yield Mark(across(dot.column), height(dot.value), dot.mark)


def _f(number: float) -> float:
    """A length with one decimal: the same bytes everywhere."""
    return round(number, 1)
