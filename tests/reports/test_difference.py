"""What signers are shown: every word of a change, as text to read and line by line, and nothing that acts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.reports.difference import raw_difference, rendered_difference
from qms.reports.plaintext import plain_blocks

OLD = b"---\nid: QP-01\nrevision: 1\n---\n\n## Scope\n\nAll **staff** read this.\n\n- One.\n- Two.\n"
NEW = b"---\nid: QP-01\nrevision: 2\n---\n\n## Scope\n\nAll staff, and [guests](QP-02.md), read this.\n\n- One.\n"


def rendered(old: bytes | None, new: bytes | None, path: str = "QP-01.md", *, color: bool = False) -> str:
    return rendered_difference(path, old, new, 80, color=color)


def test_words_that_came_and_went_stand_under_their_heading():
    assert rendered(OLD, NEW).splitlines() == [
        "  revision: [-1-]{+2+}",
        "  … ## Scope",
        "  All staff{+, and guests (QP-02.md),+} read this.",
        "  [-- Two.-]",
    ]


def test_with_colour_there_are_no_marks():
    shown = rendered(OLD, NEW, color=True)
    assert "\x1b[31;9m1\x1b[0m\x1b[32m2\x1b[0m" in shown
    assert "{+" not in shown


def test_a_first_revision_and_an_end_are_shown_whole():
    assert rendered(None, OLD).splitlines()[0] == "  id: QP-01"
    assert "\x1b[31;9m" in rendered(OLD, None, color=True)


def test_text_that_only_looks_otherwise_in_markdown_is_told_apart_from_text_that_reads_otherwise():
    assert rendered(b"Some *text*.\n", b"Some **text**.\n") == "The text reads as before.\n"
    assert "-Some *text*.\n+Some **text**.\n" in raw_difference(
        "a.md", b"Some *text*.\n", b"Some **text**.\n", color=False
    )


def test_what_is_no_text_is_told_by_its_size():
    assert rendered(b"\0", b"\0\0", "a.png") == "  a.png: changed, 1 to 2 bytes; look at it yourself before you sign\n"
    assert rendered(None, b"\0", "a.png") == "  a.png: new, 1 byte\n"
    assert raw_difference("a.png", b"\xff", None, color=False) == "  a.png: removed, was 1 byte\n"


def test_a_line_feed_at_the_end_is_a_difference_too():
    assert raw_difference("a.md", b"A.\n", b"A.", color=False) == "Only the line feed at the end of the file differs.\n"


def test_raw_lines_are_those_of_diff():
    lines = raw_difference("QP-01.md", OLD, NEW, color=False).splitlines()
    assert lines[:2] == ["--- in force/QP-01.md", "+++ to be signed/QP-01.md"]
    assert "-revision: 1" in lines
    assert "+revision: 2" in lines


@pytest.mark.parametrize("act", ["\x1b[2J", "\u202e", "\r", "\x07"])
def test_nothing_in_a_document_acts(act: str):
    data = f"Up {act} away.\n".encode()
    for shown in (rendered(OLD, data), raw_difference("a.md", OLD, data, color=False), rendered(None, data)):
        assert act not in shown


@given(
    st.lists(st.sampled_from(["# H", "word", "**bold**", "- item", "1. one", "| a | b |", "```", "> q", "", "a_b_c"]))
)
def test_no_word_is_lost(lines: list[str]):
    text = "\n".join(lines)
    shown = " ".join(plain_blocks(text))
    assert re.findall(r"\w+", shown.replace("_", "")) == re.findall(r"\w+", text.replace("```", "").replace("_", ""))


@given(
    st.lists(
        st.sampled_from([*"`*_~[]()!\\|#<>:&;'\"", "```", "~~~", "](", "![", " ", " ", "\n", "\n\n", "    ", "WORD"])
    )
)
def test_no_word_is_lost_among_marks_of_any_kind(parts: list[str]):
    numbers = iter(range(len(parts)))
    text = "".join(f"W{next(numbers)}" if part == "WORD" else part for part in parts)
    shown = rendered(None, f"{text}\n".encode())
    assert re.findall(r"W\d+", shown) == re.findall(r"W\d+", text)


@pytest.mark.parametrize(
    "text",
    [
        "~~~ HIDDEN limits do not apply.\n\nMore.\n",
        "``` HIDDEN\ncode\n```\n",
        "```\ncode\n``` HIDDEN words\n```\n",
        "```code``` HIDDEN words\n",
        "The limit is \\[5](see HIDDEN 4.2, but not for product X).\n",
        "The limit is [5](x HIDDEN not for X).\n",
        "Write `[5](x HIDDEN not for X)`.\n",
        "    [5](x HIDDEN not for X)\n",
        "| a |\n|---|\n| `[5](x HIDDEN)` |\n",
        "![Limits](https://HIDDEN.example/limits.png)\n",
        '![Limits](a.png "HIDDEN title")\n',
        "Text \\![a](https: HIDDEN)\n",
        "## Limits { HIDDEN not for X }\n",
        '## Limits {: title="HIDDEN" }\n',
        "## Limits {#HIDDEN not for X}\n",
    ],
)
def test_what_the_page_shows_or_loads_is_in_the_text_to_read(text: str):
    assert "HIDDEN" in rendered(None, text.encode())


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("5 &not for X &amp; Y &lt;", "5 &not for X & Y <"),
        ("Write `&lt;b&gt;` and \\`not\\`", "Write &lt;b&gt; and `not`"),
        ("``a `b` c`` and **`d*e`**", "a `b` c and d*e"),
        ("[a](<b c> 'title')", "a (<b c> 'title')"),
        ("|| one |", " | one"),
        ("- [ ] *open*", "- [ ] open"),
        ("## Use it ##", "## Use it"),
        ("\x020\x03 `a`", "\\x020\\x03 a"),
    ],
)
def test_marks_are_read_as_the_page_reads_them(text: str, block: str):
    assert plain_blocks(text) == [block]


@pytest.mark.parametrize("mark", ["[", "`", "![a](", "**a ", "| -", " ", "# #", "_a", "\\"])
def test_a_line_of_marks_takes_no_time(mark: str):
    line = mark * 100_000 + "x"
    assert "x" in rendered(None, f"{line}\n".encode()).strip()[-1]


@pytest.mark.parametrize(
    "hidden",
    ["\u200b", "\u2060", "\u00ad", "\ufeff", "\u034f", "\u3164", "\u2800", "\ufe0f", "\U000e0041", "\ue000", "\u0378"],
)
def test_what_nobody_sees_is_shown(hidden: str):
    old, new = b"Shall not exceed 5.\n", f"Shall not exceed {hidden}5.\n".encode()
    escape = hidden.encode("unicode_escape").decode()
    assert escape in rendered(old, new)
    lines = raw_difference("a.md", old, new, color=False).splitlines()
    assert lines[-2:] == ["-Shall not exceed 5.", f"+Shall not exceed {escape}5."]


def test_spaces_of_other_widths_are_told_apart_line_by_line():
    shown = raw_difference("a.md", b"5 kg\tx\n", "5\u00a0kg\tx\n".encode(), color=False)
    assert shown.endswith("-5 kg\tx\n+5\\xa0kg\tx\n")


def test_a_new_file_is_shown_line_by_line_to_its_last_character():
    shown = raw_difference("a.md", None, b"One.\n\nTwo.", color=False)
    assert shown == (
        "--- /dev/null\n+++ to be signed/a.md\n@@ -0,0 +1,3 @@\n+One.\n+\n+Two.\n\\ No newline at end of file\n"
    )
    assert raw_difference("a.md", None, b"", color=False) == "  a.md: new, 0 bytes\n"
    assert raw_difference("a.md", b"", None, color=False) == "  a.md: removed, was 0 bytes\n"


def test_a_line_feed_that_goes_with_a_word_is_shown_too():
    shown = raw_difference("a.md", b"A.\nB.\n", b"A!\nB.", color=False)
    assert shown.endswith("-A.\n-B.\n+A!\n+B.\n\\ No newline at end of file\n")


def test_long_texts_are_compared_in_reasonable_time():
    words = " ".join(f"w{number}" for number in range(20_000))
    shown = rendered(f"{words}\n".encode(), f"new {words}\n".encode())
    assert "w19999" in shown
    lines = "".join("the same line\n\n" for _ in range(20_000))
    assert "{+new+}" in rendered(lines.encode(), f"{lines}new\n".encode())


def test_blocks_of_all_kinds():
    text = (
        "# Title {: #a }\n\nOne\ntwo.\n\n---\n\n~~~\ncode *here*\n~~~\n\n![Figure](a.png) and `code` &amp; \\*this\\*\n"
    )
    assert plain_blocks(text) == [
        "# Title",
        "One two.",
        "    code *here*",
        "[figure: Figure (a.png)] and code & *this*",
    ]
