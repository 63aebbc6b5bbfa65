"""What a chart is made of: shapes, the words around them, and the table that holds the same numbers.

Marks are told apart without colour: solid, hatched, outlined, a ring, a cross. `charts` makes the shapes.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

WIDTH = 420
SOLID, HATCH, OUTLINE, RING, CROSS, NOTHING = "solid", "hatch", "line", "ring", "cross", ""
NO_LINK = Markup()


@dataclass(frozen=True, slots=True)
class Piece:
    """A few words of a sentence or a cell; with an address they are a link."""

    text: str
    href: Markup = NO_LINK


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table; numbers stand at the right."""

    pieces: tuple[Piece, ...]
    number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart: the first cell of a row is its head."""

    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A filled or outlined rectangle."""

    x: float
    y: float
    width: float
    height: float
    mark: str
    shape: str = "box"


@dataclass(frozen=True, slots=True)
class Mark:
    """A ring, a cross, a small square, or a short dash, with its middle at a point."""

    x: float
    y: float
    mark: str
    shape: str = "mark"


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line: `axis`, `grid` or `target`."""

    x1: float
    y1: float
    x2: float
    y2: float
    style: str
    shape: str = "rule"


@dataclass(frozen=True, slots=True)
class Trace:
    """A line through points."""

    points: str
    shape: str = "trace"


@dataclass(frozen=True, slots=True)
class Label:
    """A text: `value`, `name`, `label` or `zero`, with its `start`, `middle` or `end` at a point."""

    x: float
    y: float
    text: str
    style: str
    anchor: str = "start"
    shape: str = "label"


Shape = Box | Mark | Rule | Trace | Label


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn, how high it is, and the same told in words."""

    height: int
    shapes: tuple[Shape, ...]
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Chart:
    """One figure of the page.

    Attributes:
        id: Unique on the page; letters only.
        sentence: What it means.
        key: Marks and what they stand for.
        notes: Lines below the drawing, such as what was left out.
        tables: The numbers; the first one holds those of the drawing.
    """

    id: str
    title: str
    sentence: tuple[Piece, ...]
    key: tuple[tuple[str, str], ...]
    drawing: Drawing
    tables: tuple[Table, ...]
    notes: tuple[tuple[Piece, ...], ...] = ()
