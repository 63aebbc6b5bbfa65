"""Geometry of charts: sound, within the drawing, and telling the numbers they were given."""

from __future__ import annotations

from itertools import pairwise
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from qms.pages.charts import Dot, Track, bars, columns, cut, grid, tracks
from qms.pages.shapes import CROSS, HATCH, RING, SOLID, WIDTH, Box, Chart, Drawing, Label, Piece, Table
from qms.pages.templates import render

numbers = st.integers(0, 10**9)
texts = st.text(max_size=250)


def values(drawing: Drawing) -> list[str]:
    return [shape.text for shape in drawing.shapes if isinstance(shape, Label) and shape.style == "value"]


def boxes(drawing: Drawing) -> list[Box]:
    return [shape for shape in drawing.shapes if isinstance(shape, Box)]


def inside(drawing: Drawing) -> bool:
    return all(
        box.x >= 0 and box.y >= 0 and box.x + box.width <= WIDTH + 0.2 and box.y + box.height <= drawing.height + 0.2
        for box in boxes(drawing)
    )


def shown(drawing: Drawing, title: str = "Title") -> ET.Element:
    """The figure as the template prints it; refuses what is not well formed."""
    piece = (Piece(title),)
    chart = Chart("one", title, piece, ((SOLID, title),), drawing, (Table((title,), ()),), (piece,))
    from qms.pages.templates import _environment  # noqa: PLC0415 - the macro has no page of its own

    module = _environment().get_template("_charts.html").module
    return ET.fromstring(str(module.figure(chart)))  # noqa: S314 - our own


@given(st.lists(st.tuples(texts, numbers, numbers), max_size=14), texts)
def test_columns_hold_any_numbers_and_names(rows: list[tuple[str, int, int]], title: str) -> None:
    series = [[one for _, one, _ in rows], [two for _, _, two in rows]]
    drawing = columns(title, [name for name, _, _ in rows], series, (SOLID, HATCH), ("good", "bad"))
    assert values(drawing) == [f"{one + two:,}" for _, one, two in rows if one + two]
    assert len(boxes(drawing)) == sum(bool(one) + bool(two) for _, one, two in rows)
    assert inside(drawing)
    figure = shown(drawing, title)
    assert figure.find(".//svg") is not None


@given(st.lists(st.tuples(texts, texts, st.floats(0, 1), st.just(SOLID)), max_size=6))
def test_bars_hold_any_names(rows: list[tuple[str, str, float, str]]) -> None:
    drawing = bars("Title", rows, framed=True)
    assert inside(drawing)
    shown(drawing)


@given(st.lists(st.tuples(st.integers(0, 5), st.floats(-1e12, 1e12)), min_size=1, max_size=6), texts)
def test_tracks_hold_any_values(points: list[tuple[int, float]], name: str) -> None:
    line = Track(name, name, tuple(Dot(column, value, RING) for column, value in points), points[0][1])
    drawing = tracks("Title", ["Jan"] * 6, [line, line])
    shown(drawing)
    assert "nan" not in str(drawing.shapes)


def test_a_grid_tells_its_marks_in_words() -> None:
    rows = [("4 Context", (SOLID, "", CROSS), "1 of 2"), ("5 Lead", ("", "", ""), "0 of 1")]
    drawing = grid("Title", ("2025 Q4", "2026 Q1", "2026 Q2"), rows, {SOLID: "audited", CROSS: "missed"})
    assert drawing.description == "4 Context: 2025 Q4 audited, 2026 Q2 missed, 1 of 2; 5 Lead: nothing, 0 of 1."
    heads = [label.text for label in drawing.shapes if isinstance(label, Label)][:5]
    assert heads == ["\N{RIGHT SINGLE QUOTATION MARK}25", "Q4", "\N{RIGHT SINGLE QUOTATION MARK}26", "Q1", "Q2"]
    shown(drawing)


@given(texts, st.integers(2, 60))
def test_a_name_is_cut_and_says_so(text: str, room: int) -> None:
    found = cut(text, room)
    assert found == text or (found.endswith("\N{HORIZONTAL ELLIPSIS}") and len(found) <= len(text))


def test_wide_letters_take_more_room() -> None:
    assert len(cut("\N{CJK UNIFIED IDEOGRAPH-54C1}" * 40, 20)) < len(cut("a" * 40, 20))


def test_no_template_prints_anything_by_itself() -> None:
    assert render("_charts") == ""


def test_a_long_label_at_the_edge_is_whole_and_beside_its_neighbour() -> None:
    letters = 8.0  # units a letter, at the size that labels have on a phone
    labels = ["Säumig", *["Nov", "Dez", "Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt"]]
    drawing = columns("Title", labels, [[1] * 13], (SOLID,), ("due",))
    found = [one for one in drawing.shapes if isinstance(one, Label) and one.style == "label"]
    edges = [(one.x - len(one.text) * letters / 2, one.x + len(one.text) * letters / 2) for one in found]
    assert [one.text for one in found] == labels
    assert edges[0][0] >= 0
    assert edges[-1][1] <= WIDTH
    assert all(before[1] + 1 <= after[0] for before, after in pairwise(edges))
    assert inside(drawing)
