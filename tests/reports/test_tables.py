"""Tables of text: widths, wrapping, characters that take two columns or none."""

from __future__ import annotations

from qms.reports.escape import markdown, one_line, sentences, visible
from qms.reports.tables import table


def test_narrow_columns_keep_their_width_and_wide_ones_wrap():
    shown = table(("ID", "Title"), [("QP-01", "a long title that does not fit")], 22, ("Title",))
    assert shown == "ID     Title\nQP-01  a long title\n       that does not\n       fit\n"


def test_two_wide_columns_share_what_is_left():
    shown = table(("A", "B"), [("x" * 50, "short")], 40, ("A", "B"))
    assert shown.splitlines()[1] == "x" * 33 + "  short"


def test_a_word_wider_than_its_column_is_broken():
    shown = table(("A",), [("x" * 30,)], 20, ("A",))
    assert shown == f"A\n{'x' * 20}\n{'x' * 10}\n"


def test_wide_and_combining_characters_line_up():
    rows = [("品質", "1"), ("e\u0301te\u0301", "2"), ("abcd", "3")]
    assert table(("N", "V"), rows, 80, ()).splitlines() == [
        "N     V",
        "品質  1",
        "e\u0301te\u0301   2",
        "abcd  3",
    ]


def test_control_characters_are_shown_and_not_done():
    assert visible("a\x1b[2J\u202eb\n") == r"a\x1b[2J\u202eb\n"
    assert visible("a\nb", keep="\n") == "a\nb"
    assert one_line("a\r\n\tb\u2028c") == "a b c"
    assert visible("品質 é e\u0301 a\u00a0b \U0001f600") == "品質 é e\u0301 a\u00a0b \U0001f600"
    assert table(("A",), [("x\ny\x07",)], 80, ()) == "A\nx y\\x07\n"


def test_sentences_end_with_one_full_stop():
    assert sentences("it is wrong", "Mend it.") == "it is wrong. Mend it."
    assert sentences("did you mean x?", "") == "did you mean x?"


def test_markdown_shows_what_was_written():
    assert markdown("*a* | [b](c) <d> & `e`\nf") == r"\*a\* \| \[b\](c) \<d\> &amp; \`e\` f"
