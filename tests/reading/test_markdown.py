"""What a text refers to: links, identifiers, sections, claims, embedded files, hand-kept revisions; in linear time."""

from __future__ import annotations

import signal

import markdown as python_markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qms.model.document import ReferenceKind
from qms.reading.handkept import find_hand_kept
from qms.reading.markdown import (
    IDENTIFIER,
    Lines,
    blank_code,
    find_embeds,
    find_identifiers,
    find_references,
    find_sections,
)


def references(text: str) -> list[tuple[str, str, int, int]]:
    lines = Lines(text, "x.md", 1)
    found = find_references(blank_code(text), lines)
    return [(one.kind.value, one.target, one.place.line, one.place.column) for one in found]


def embeds(text: str, folder: str | None = None) -> list[str]:
    return [one.target for one in find_embeds(text, folder, Lines(text, "x.md", 1))]


def sections(text: str) -> tuple[list[tuple[str, str, int]], list[tuple[str, str, str]]]:
    found, claims = find_sections(text, blank_code(text), Lines(text, "x.md", 1))
    return (
        [(one.title, one.anchor, one.level) for one in found],
        [(one.standard, one.clause, one.anchor) for one in claims],
    )


def test_links_of_every_form_with_their_places():
    text = "See [a](QP-04.md#x) and [b][c].\n\n[c]: <../manual/scope.md>\n<a href='d.md'>d</a>\n"
    assert references(text) == [
        ("link", "QP-04.md#x", 1, 9),
        ("link", "../manual/scope.md", 3, 7),
        ("link", "d.md", 4, 10),
    ]


def test_identifiers_in_prose_but_not_in_code_links_or_names():
    text = (
        "QP-04, IA-2026-02 and QM-WI-012.\n`QP-05` [QP-06](QP-07-x.md) ISO-9001x QP-08-more a/QP-09\n\n"
        "```\nQP-10\n```\n~~~~\nQP-11\n~~~\nQP-12\n~~~~\nQP-13\n"
    )
    found = [target for kind, target, *_ in references(text) if kind == "mention"]
    assert found == ["QP-04", "IA-2026-02", "QM-WI-012", "QP-06", "QP-13"]


@given(st.text(alphabet="AZQ09a-_. \n", max_size=60) | st.from_regex(r"([A-Z]{6,12}|-[A-Z0-9]{0,9}|[ .a]){1,12}"))
@settings(max_examples=500)
def test_identifiers_are_where_their_pattern_finds_them(text: str):
    found = [match.span() for match in find_identifiers(text)]
    assert found == [match.span() for match in IDENTIFIER.finditer(text)]


def test_an_unclosed_fence_is_code_to_the_end():
    assert references("```\nQP-10\n") == []


def test_images_are_no_links():
    assert references("![x](y.png)") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("![x](figure.png)", ["figure.png"]),
        ("![x](https://example.org/f.png)", []),
        ("![x](//example.org/f.png)", []),
        ("<img alt='a' src=figure.png>", ["figure.png"]),
        ("<IFRAME SRC='page.html'>", ["page.html"]),
        ('<object data="x.svg">', ["x.svg"]),
        ("[fig]: figure.png", ["figure.png"]),
        ("[doc]: other.md#part", []),
        ("--8<-- 'x'", ["--8<--"]),
        ("{! x !}", ["{!"]),
        ("{% include 'x' %}", ["{%"]),
        ("[link](figure.png)", []),
        ("a\n\n`![x](y.png)`", ["y.png"]),
    ],
)
def test_a_one_file_document_pulls_in_nothing(text: str, expected: list[str]):
    assert embeds(text) == expected


@pytest.mark.parametrize(
    ("target", "outside"),
    [
        ("figure.png", False),
        ("sub/figure.png", False),
        ("sub/../figure.png", False),
        ("../figure.png", True),
        ("sub/../../figure.png", True),
        ("/figure.png", True),
        ("figure%2e.png", True),
        ("a&b.png", True),
        ("a\\b.png", True),
    ],
)
def test_a_folder_document_pulls_in_only_its_own_files(target: str, *, outside: bool):
    assert embeds(f"![x]({target})", ".") == ([target] if outside else [])


def test_a_file_deeper_in_a_folder_document_may_look_up_to_its_top():
    assert embeds("![x](../figure.png)", "sub") == []
    assert embeds("![x](../../figure.png)", "sub") == ["../../figure.png"]


def test_sections_have_the_anchors_and_claims_they_are_given():
    text = (
        '## Changes {: data-clause="7.5.3.2 iso-9001-2026:6.1.3" }\n\n## Changes\n\n'
        "### *Who* [does](x.md) `what` {#own}\n"
        "```\n## no heading\n```\n## Übergabe & Ende ##\n"
    )
    found, claims = sections(text)
    assert found == [
        ("Changes", "changes", 2),
        ("Changes", "changes_1", 2),
        ("Who does what", "own", 3),
        ("Übergabe & Ende", "ubergabe-ende", 2),
    ]
    assert claims == [("", "7.5.3.2", "changes"), ("iso-9001-2026", "6.1.3", "changes")]


_WORDS = st.lists(st.sampled_from(["Keep", "it", "Röck", "&", "go-on", "a_b", "7.5", "(x)", "--", "Ende"]), min_size=1)


@settings(max_examples=200, deadline=None)
@given(st.lists(_WORDS.map(" ".join), min_size=1, max_size=5))
def test_anchors_are_the_ones_the_site_makes(titles: list[str]):
    text = "\n\n".join(f"## {title}" for title in titles)
    page = python_markdown.Markdown(extensions=["toc", "attr_list"])
    page.convert(text)
    theirs = [token["id"] for token in page.toc_tokens]  # type: ignore[attr-defined]
    assert [anchor for _, anchor, _ in sections(text)[0]] == theirs


@pytest.mark.parametrize(
    "text",
    [
        "## Own\n\n## Other {#own}\n",
        "## a_1\n\n## a\n\n## a\n\n## a_1\n",
        "## a\n\n## a\n\n## a_1\n\n## 東京\n\n## 東\n",
    ],
)
def test_anchors_make_way_as_they_do_on_the_site(text: str):
    page = python_markdown.Markdown(extensions=["toc", "attr_list"])
    page.convert(text)
    theirs = [token["id"] for token in page.toc_tokens]  # type: ignore[attr-defined]
    assert [anchor for _, anchor, _ in sections(text)[0]] == theirs


def hand_kept(text: str) -> list[tuple[str, str, str, int]]:
    found = find_hand_kept(blank_code(text), Lines(text, "x.md", 1))
    return [(one.label, one.value, one.revision, one.place.line) for one in found]


def test_a_header_typed_on_top_is_seen():
    text = "**Revision:** 3\n| Owner | Quality manager |\n| Version | v2.0 |\nEffective date: 2026-01-01\n"
    assert hand_kept(text) == [
        ("revision", "3", "", 1),
        ("owner", "Quality manager", "", 2),
        ("revision", "v2.0", "", 3),
        ("effective", "2026-01-01", "", 4),
    ]


def test_prose_about_revisions_is_no_header():
    assert hand_kept("Revision of contracts: see below.\nA revision: what is it?\n" + "\n" * 20 + "Revision: 3\n") == []


def test_a_revision_table_is_seen_anywhere_and_other_tables_are_not():
    text = (
        "\n" * 30 + "| Rev. | Date | Change |\n|---|---|---|\n| 1 | 2026-01-01 | First |\n| 2 | 2026-02-01 | More |\n\n"
        "| Version | Supported |\n|---|---|\n| 3.1 | yes |\n"
    )
    assert hand_kept(text) == [("date", "2026-01-01", "1", 33), ("date", "2026-02-01", "2", 34)]


@pytest.mark.parametrize(
    "hostile",
    [
        "[" * 200_000, "![" * 100_000 + "](", "![](" * 50_000, "`" * 200_000, "```\n" * 50_000, "|" * 200_000,
        "# " * 100_000, "A-1" * 60_000, "A-" * 100_000, "{" * 200_000, "<a " * 60_000, "- |" * 60_000 + "\n|-|",
        "](" * 100_000, "[x]:" * 50_000, "~~~~\n~~~\n" * 20_000, "revision" + " " * 200_000, "*_|>- " * 30_000,
        "revision:" + " " * 100_000 + "x" * 200, "a|b\n" + "|" * 200_000 + "x", "# a" + " " * 500_000 + "x",
        "# " + "[a](" * 300_000, "](a" * 600_000, "## Same\n" * 50_000, "rev|date\n-|-\n" * 80_000, "<a " * 600_000,
        "".join(f"## a\n## a_{number}\n" for number in range(20_000)),
    ],
)  # fmt: skip
def test_hostile_text_costs_linear_time(hostile: str):
    """A quadratic pattern would hang on these: the alarm ends the wait, it measures nothing."""
    signal.signal(signal.SIGALRM, lambda *_: pytest.fail("this text takes quadratic time"))
    signal.alarm(30)
    lines = Lines(hostile, "x.md", 1)
    blanked = blank_code(hostile)
    list(find_references(blanked, lines))
    find_sections(hostile, blanked, lines)
    list(find_hand_kept(blanked, lines))
    list(find_embeds(hostile, None, lines))
    signal.alarm(0)


@given(st.text(alphabet="ab\n\r\u2028\x0b", max_size=40), st.integers(0, 40))
def test_a_place_counts_line_feeds_and_nothing_else(text: str, offset: int):
    before = text[:offset]
    place = Lines(text, "x.md", 5).place(len(before))
    assert (place.line, place.column) == (before.count("\n") + 5, len(before) - before.rfind("\n"))
    assert Lines(text, "x.md", 5).line(len(before)) == place.line


def test_kinds_are_told_apart():
    assert {kind for kind, *_ in references("[a](b.md) QP-01")} == {ReferenceKind.LINK, ReferenceKind.MENTION}
