"""What a text would fetch from another site or run on its page, with its place; never of code or of links."""

from __future__ import annotations

import signal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qms.reading.elsewhere import find_elsewhere, is_elsewhere
from qms.reading.markdown import Lines, blank_code


def found(text: str) -> list[tuple[str, int, int]]:
    lines = Lines(text, "x.md", 1)
    return [(one.target, one.place.line, one.place.column) for one in find_elsewhere(blank_code(text), lines)]


def test_pictures_of_every_form_with_their_places():
    text = (
        "![a](https://far.example/a.png) [![b](//far.example/b.png)](QP-02.md)\n\n![c][Far] and ![far]\n\n"
        "<img alt='d'\nsrc=http://far.example/d.png>\n\n[far]: <https://far.example/c.png>\n"
    )
    assert found(text) == [
        ("https://far.example/a.png", 1, 6),
        ("//far.example/b.png", 1, 39),
        ("https://far.example/c.png", 3, 1),
        ("https://far.example/c.png", 3, 15),
        ("http://far.example/d.png", 5, 1),
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("<script src='https://far.example/x.js'></script>", "`<script>`"),
        ("Words <b onclick='x()'>here</b>", "`onclick=`"),
        ("<form action=https://far.example>", "`action=`"),
        ("<p style='background: url(https://far.example/x)'>", "`style=`"),
        ("<link rel=stylesheet href=own.css>", "`<link>`"),
        ("<video src='https://far.example/x.mp4'></video>", "https://far.example/x.mp4"),
        ('![x](own.png){ onerror="x()" }', "`onerror=`"),
        ("Words\n{: style='background: url(//far.example/x)' }", "`style=`"),
        ("<a href='javascript:x()'>x</a>", "`href=`"),
    ],
)
def test_what_fetches_or_runs(text: str, what: str):
    assert [target for target, *_ in found(text)] == [what]


@pytest.mark.parametrize(
    "text",
    [
        "[a link](https://far.example/), <https://far.example/> and <a href='https://far.example/'>one</a>",
        "`<script>`, `![x](https://far.example/x.png)`\n\n```html\n<iframe src='https://far.example'>\n```\n",
        "![own](plan.png) ![dot](data:image/png;base64,AA==) <img src='plan.png' style='width: 3em'>",
        '## Heading { #own data-clause="7.5" }\n\n1 < 2, a <b> c, x = {y}\n\n[far]: https://far.example/\n\n[far]\n',
        "<details><summary>More</summary>\n<video src='film.mp4'></video></details>",
    ],
)
def test_what_does_neither(text: str):
    assert found(text) == []


@pytest.mark.parametrize("address", ["HTTP://x", "//x", "\\\\x", "/\\x", " \thttps://x", "ht\ntps://x", "ftp://x"])
def test_ways_of_writing_an_address_elsewhere(address: str):
    assert is_elsewhere(address)
    assert not is_elsewhere(f"./{address.strip()}".replace("//", "").replace("\\", ""))


@given(st.text(alphabet="<>!-[](){}:=/'\"`\nab \\#https", max_size=200))
@settings(max_examples=200, deadline=None)
def test_whatever_the_text_it_is_read(text: str):
    for _, line, column in found(text):
        assert 1 <= line <= text.count("\n") + 1
        assert column >= 1


@pytest.mark.parametrize("part", ["![", "<a ", "{a=", "![](", "<!--", "![a][", "{:", "<x y='", "<x y='>"])
def test_long_texts_take_no_long_time(part: str):
    signal.alarm(20)
    try:
        found(part * 30_000)
    finally:
        signal.alarm(0)
