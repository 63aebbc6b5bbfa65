"""The grammar of `clauses:`: read and written the same, and a malformed text told with its nearest right writing."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.model.claimtext import Listed, malformed, nearest, parse_listed, write_listed
from qms.model.document import ClaimKind

WORDS = {"answers", "supports", "evidence", "planned", "confirmed", "by", "in"}
CLAUSES = st.from_regex(r"[A-Za-z0-9]{1,8}([.-][A-Za-z0-9]{1,4}){0,3}", fullmatch=True).filter(
    lambda text: text.isascii() and text not in WORDS
)
REVISIONS = st.from_regex(r"[1-9][0-9]{0,3}(\.[1-9][0-9]{0,2})?", fullmatch=True).filter(str.isascii)
CLAIMS = st.builds(Listed, CLAUSES, st.sampled_from(ClaimKind), st.one_of(st.just(""), REVISIONS))
PLANS = st.builds(lambda clause, day: Listed(clause, planned=day), CLAUSES, st.dates(min_value=date(1000, 1, 1)))
NEARLY = st.lists(
    st.sampled_from(
        [*WORDS, "Supports", "7.5.3", "9001:7.5", "4", "2027-03-01", "2027-02-30", ",", "(rev.", "§", "QP-04"]
    )
).map(" ".join)


@given(st.one_of(CLAIMS, PLANS))
def test_what_is_written_is_read_as_it_was_meant(listed: Listed):
    assert parse_listed(write_listed(listed)) == listed


@given(st.one_of(st.text(), NEARLY))
def test_no_text_does_harm_and_every_hint_is_right(text: str):
    found = parse_listed(text)
    assert found is None or parse_listed(write_listed(found)) == found
    assert malformed(text)
    assert all(parse_listed(near) for near in nearest(text))


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("7.5.1", Listed("7.5.1")),
        ("answers 7.5.1", Listed("7.5.1")),
        ("supports 7.4", Listed("7.4", ClaimKind.SUPPORTS)),
        ("evidence 9.1.1 confirmed in 3.1", Listed("9.1.1", ClaimKind.EVIDENCE, "3.1")),
        ("7.5.3.2 confirmed in 4", Listed("7.5.3.2", confirmed="4")),
        ("planned 8.4.2 by 2027-03-01", Listed("8.4.2", planned=date(2027, 3, 1))),
        ("CC6.1", Listed("CC6.1")),
    ],
)
def test_each_form_is_read(text: str, listed: Listed):
    assert parse_listed(text) == listed


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Supports 7.4", ("supports 7.4",)),
        ("suported 7.4", ("7.4",)),
        ("supporting 7.4", ("supports 7.4",)),
        ("7.5.1, 7.5.2", ("7.5.1", "7.5.2")),
        ("iso-9001-2026:7.5.3", ("7.5.3",)),
        ("§7.5.3", ("7.5.3",)),
        (" 7.5.3", ("7.5.3",)),
        ("7.5.3 a)", ("7.5.3",)),
        ("7.5.3 confirmed in 03", ("7.5.3 confirmed in 3",)),
        ("7.5.3 (rev. 4.0)", ("7.5.3 confirmed in 4",)),
        ("plan 8.4.2 until 2027-03-01", ("planned 8.4.2 by 2027-03-01",)),
        ("planned 8.4.2 by 2027-02-30", ()),
        ("planned 8.4.2", ()),
        ("supports", ()),
        ("see QP-04", ()),
        ("", ()),
        ("7.5.3 confirmed in the spring", ("7.5.3",)),
        ("7..5", ()),
    ],
)
def test_a_malformed_text_has_its_nearest_right_writing(text: str, near: tuple[str, ...]):
    assert parse_listed(text) is None
    assert nearest(text) == near
    assert all(f"`{one}`" in malformed(text) for one in near)


def test_a_day_that_there_is_not_is_named():
    assert malformed("planned 8.4.2 by 2027-02-30").endswith("`2027-02-30` is no day such as 2027-03-01")
    assert len(malformed("x" * 100_000)) < 400
