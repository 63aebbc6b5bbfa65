"""Addresses as each layout has them, and nothing for pages that are not published."""

from __future__ import annotations

import pytest

from qms.pages.links import Layout, Site


@pytest.mark.parametrize(
    ("layout", "source", "target", "href"),
    [
        (Layout.FOLDERS, "index.md", "index.md", "./"),
        (Layout.FOLDERS, "procedures/QP-1.md", "index.md", "../../"),
        (Layout.FOLDERS, "procedures/QP-1.md", "clauses/index.md", "../../clauses/"),
        (Layout.FOLDERS, "procedures/QP-1/index.md", "manual/README.md", "../../manual/"),
        (Layout.PAGES, "procedures/QP-1.md", "clauses/index.md", "../clauses/index.html"),
        (Layout.PAGES, "index.md", "a b/ü?.md", "a%20b/%C3%BC%3F.html"),
        (Layout.SOURCES, "procedures/QP-1.md", "index.md", "../index.md"),
        (Layout.FOLDERS, "register/index.md", "register/register.csv", "../register/register.csv"),
    ],
)
def test_addresses(layout: Layout, source: str, target: str, href: str) -> None:
    assert Site(layout).links_from(source)(target) == href


def test_anchors_and_queries() -> None:
    link = Site().links_from("records/index.md")
    assert link("clauses/index.md", "c-7.5.1") == "../clauses/#c-7.5.1"
    assert link("records/index.md", "all") == "#all"
    assert link("records/index.md", "all", type="a&b", clause="7") == "../records/?type=a%26b&amp;clause=7#all"
    assert link("clauses/index.md", '"><script>') == "../clauses/#%22%3E%3Cscript%3E"


@pytest.mark.parametrize(
    ("part", "path"),
    [("clauses", "clauses/iso-1.md"), ("changes", "withdrawn/index.md"), ("records", "records/index.md")],
)
def test_what_is_not_published_has_no_address(part: str, path: str) -> None:
    assert Site(**{part: False}).links_from("index.md")(path) == ""  # type: ignore[arg-type]
    assert Site().links_from("index.md")(path) != ""
