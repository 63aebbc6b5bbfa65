"""Values as text: whatever was written is shown, and nothing of it is read as markup."""

from __future__ import annotations

from html import unescape

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from qms.pages.inert import css_string, inert

READABLE = st.characters(
    exclude_categories=("Cc", "Cs", "Zl", "Zp"),
    exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
)


@given(st.text(READABLE))
def test_every_character_is_shown(text: str) -> None:
    assert unescape(str(inert(text))) == text


@given(st.text())
def test_no_syntax_is_left(text: str) -> None:
    made = str(inert(text))
    assert not set(made) & set("<>\"'`*_[]{}|~\\\n\r\t\0\u2028\u202e")


@given(st.text())
def test_a_css_string_stays_one(text: str) -> None:
    assert not set(str(css_string(text))) & set("\"'<>\n;{}")


def test_made_html_stays_as_it_is() -> None:
    assert inert(Markup("<b>")) == "<b>"
    assert inert(3) == "3"
    assert css_string("QP-1 · 2") == r"QP\00002d 1 \0000b7  2"
