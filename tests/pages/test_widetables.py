"""Which tables fit the paper as they are, which are set smaller, which turn the page."""

from __future__ import annotations

import pytest

from qms.pages.widetables import fit, fitted


@pytest.mark.parametrize(
    ("widths", "wanted"),
    [
        ([], ""),
        ([10, 10, 10], ""),
        ([8] * 10, "qms-turned"),
        ([25, 25, 25, 25], "qms-small-print"),
        ([40, 40, 40, 40], "qms-turned"),
        ([12] * 15, "qms-turned qms-broken"),
        ([300], "qms-small-print qms-broken"),
    ],
)
def test_a_table_is_made_to_fit(widths: list[int], wanted: str) -> None:
    assert fit(widths) == wanted


def test_only_plain_tables_get_a_class() -> None:
    cells = "".join(f"<td>{'w' * 30} &amp; more</td>" for _ in range(4))
    table = f"<tr>{cells}</tr></table>"
    assert fitted(f"<p>a</p><table>{table}") == f'<p>a</p><table class="qms-turned">{table}'
    assert fitted(f'<table class="own">{table}') == f'<table class="own">{table}'
    assert fitted("<table><tr><td>a</table> <table>") == "<table><tr><td>a</table> <table>"
