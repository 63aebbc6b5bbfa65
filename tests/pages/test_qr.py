"""QR codes: the strokes are the modules of the code, with light around them."""

from __future__ import annotations

import re

import segno

from qms.pages.qr import qr_code


def modules(path: str, size: int) -> list[list[int]]:
    """The strokes of a path as modules again."""
    rows = [[0] * size for _ in range(size)]
    for x, y, length in re.findall(r"M(\d+) (\d+)\.5h(\d+)", path):
        for column in range(int(x), int(x) + int(length)):
            rows[int(y)][column] = 1
    return rows


def test_the_strokes_are_the_code() -> None:
    text = "https://example.org/manual/verification/QP-04.html"
    code = qr_code(text)
    found = modules(code.path, code.size)
    expected = segno.make_qr(text, error="m", boost_error=False, mask=3)
    assert [row[4:-4] for row in found[4:-4]] == [list(row) for row in expected.matrix]
    border = [*found[:4], *found[-4:], *([*row[:4], *row[-4:]] for row in found)]
    assert not any(any(row) for row in border)
    assert code.text == text


def test_the_same_text_gives_the_same_code() -> None:
    assert qr_code("QP-04 revision 3") == qr_code("QP-04 revision 3")
    assert qr_code("QP-04 revision 3") != qr_code("QP-04 revision 4")
