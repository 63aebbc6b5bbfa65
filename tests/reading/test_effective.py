"""The quick reading of `effective:` says what the strict one says."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.model.revision import parse_date
from qms.reading.effective import effective_day
from qms.trust.source import read_source

LINES = st.sampled_from(
    [
        "id: QP-01", "title: What is effective", "effective: 2026-12-01", "effective: '2026-12-01'",
        'effective: "2026-12-01"', "effective:  2026-12-01", "effective: 2026-13-01", "effective: [2026-12-01]",
        "effective:", "'effective': 2026-12-01", "review: 12 months", "change: effective from now", "clauses:",
        "  effective: 2026-01-01", "# effective: 2026-01-01", "effective: 2026-12-01 # from then on", "",
    ]
)  # fmt: skip


@given(st.lists(LINES, max_size=6), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff"]))
def test_as_the_strict_reader_says(lines: list[str], end: str, start: str) -> None:
    data = (start + end.join(["---", *lines, "---", "", "effective: 2020-01-01", ""])).encode()
    read = read_source(data, "")
    strict = parse_date(read.fields.text("effective"))
    if not read.faults:
        assert effective_day(data) == strict


@pytest.mark.parametrize("data", [b"", b"effective: 2026-12-01\n", b"---\neffective: 2026-12-01\n", b"\xff\xfe"])
def test_what_has_no_front_matter_names_no_day(data: bytes) -> None:
    assert effective_day(data) is None


def test_a_day_is_a_day() -> None:
    assert effective_day(b"---\nid: QP-01\neffective: 2026-12-01\n---\n\nText.\n") == date(2026, 12, 1)
