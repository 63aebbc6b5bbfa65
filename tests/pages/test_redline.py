"""The redline of two texts: both can be had back from it, in its marks and in its HTML, whatever they are."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qms.model.document import Document
from qms.model.fields import Mapping
from qms.pages.blocks import Block, Word, blocks_of
from qms.pages.comparison import groups, parts
from qms.pages.history import Redline
from qms.pages.redline import CHANGED, INSERTED, KEPT, MOST_BLOCKS, MOST_WORDS, REMOVED, Marked, compare
from qms.pages.templates import _environment, render

PIECES = st.sampled_from(
    [
        "# Head", "## Head {: data-clause='7.5' }", "text", "other words here", "- item", "1. step", "    code",
        "| a | b |", "|---|---|", "```", "~~~", "> said", ": meaning", "**bold *it***", "`a|b`", "[x](y.md)",
        "![i](p.svg)", "---",
        "<script>alert(1)</script>", "snake_case_name", "\\*", "", "", " ", "!!! note",
        "\u202eright", "&amp; <b>", "[](",
    ]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=14).map("\n".join)


def side(marked: tuple[Marked, ...], gone: str) -> tuple[Block, ...]:
    """The blocks of one of the two texts: without what is `gone` from it."""
    return tuple(
        one.block._replace(cells=tuple(tuple(mark.word for mark in cell if mark.op != gone) for cell in one.cells))
        if one.op == CHANGED
        else one.block
        for one in marked
        if one.op != gone
    )


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS)
def test_both_texts_can_be_taken_from_the_marks(old: str, new: str) -> None:
    before, after = blocks_of(old), blocks_of(new)
    marked = compare(before, after)
    assert side(marked, REMOVED) == after
    unnumbered = tuple(block.unnumbered for block in before)  # a step that is kept has its new number
    assert tuple(block.unnumbered for block in side(marked, INSERTED)) == unnumbered


NUMBERED = (
    ("1. a\n2. b\n3. c", [1, 2, 3]),
    ("1. a\n1. b\n1. c", [1, 2, 3]),
    ("7. a\n8. b", [7, 8]),
    ("1. a\n\n    More of a.\n\n2. b", [1, 0, 2]),
    ("1. a\n    1. a1\n    2. a2\n2. b\n    1. b1", [1, 1, 2, 2, 1]),
    ("1. a\n- b\n1. c", [1, 0, 1]),
    ("1. a\n\nWords.\n\n1. b", [1, 0, 1]),
    ("1. a\n\n## Next\n\n1. b", [1, 0, 1]),
)


@pytest.mark.parametrize(("text", "numbers"), NUMBERED)
def test_steps_have_the_numbers_that_readers_cite(text: str, numbers: list[int]) -> None:
    assert [block.number for block in blocks_of(text)] == numbers


def test_a_step_that_moves_up_is_the_same_step() -> None:
    marked = compare(blocks_of("1. a\n2. b\n3. c"), blocks_of("1. a\n2. c"))
    assert [(one.op, one.block.number) for one in marked] == [(KEPT, 1), (REMOVED, 2), (KEPT, 2)]
    assert 'data-number="2."' in html("1. a\n2. b", "1. a\n2. b, too")


def document(body: str) -> Document:
    return Document("procedures/QP-01.md", (), "", Mapping(), body, 1)


class Read(HTMLParser):
    """The text of a redline without one of its sides, as a reader sees it."""

    def __init__(self, gone: str) -> None:
        super().__init__()
        self.gone, self.inside, self.text, self.tags = gone, 0, "", set[str]()

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.inside += tag == self.gone

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag == self.gone

    def handle_data(self, data: str) -> None:
        self.text += "" if self.inside else data


def html(old: str, new: str) -> str:
    return render("superseded_text", groups=tuple(groups(compare(blocks_of(old), blocks_of(new)))))


def squeezed(text: str) -> str:
    return "".join(text.split())


def said(text: str) -> str:
    """The visible characters of a text's blocks; targets of links stand apart."""
    found = (word for block in blocks_of(text) for cell in block.cells for word in cell)
    return squeezed("".join(f"[to{word.text}]" if word.style == "t" else word.text for word in found))


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=14).map("\n".join), st.lists(PIECES, max_size=14).map("\n".join))
def test_both_texts_can_be_read_from_the_html(old: str, new: str) -> None:
    made = html(old, new)
    for text, gone in ((new, "del"), (old, "ins")):
        reader = Read(gone)
        reader.feed(made)
        assert bare(reader.text) == bare(said(text))
        assert reader.tags <= TAGS


TARGET = re.compile(r"\[to[^\[\]]*\]|\u202e")
TAGS = {
    "p", "ul", "li", "ins", "del", "strong", "em", "code", "pre", "br", "h3", "hr", "div", "table", "tr", "th", "td",
    "blockquote", "small",
}  # fmt: skip


def bare(text: str) -> str:
    """Without targets, which are told only where they changed, and without signs that turn the line."""
    return TARGET.sub("", squeezed(text))


def words(text: str) -> list[tuple[str, str]]:
    """The runs of a text of one block against another, with their marks."""
    return [(run.op, run.text) for run in compare(blocks_of("The owner writes."), blocks_of(text))[0].runs[0]]


def test_words_are_compared_where_a_block_only_changed() -> None:
    assert words("The owner writes it well.") == [(KEPT, "The owner writes"), (INSERTED, " it well"), (KEPT, ".")]


def test_a_block_that_says_something_else_is_gone_and_come() -> None:
    marked = compare(blocks_of("Nobody reads it."), blocks_of("Sixteen tapes were lost in transit"))
    assert [one.op for one in marked] == [REMOVED, INSERTED]


def test_tables_lists_and_code_are_compared_by_rows_items_and_lines() -> None:
    table = "| a | b |\n|---|---|\n| one | two |\n| three | four |\n"
    marked = compare(blocks_of(table), blocks_of(table.replace("two", "2")))
    assert [(one.block.kind, one.op) for one in marked] == [("th", "="), ("tr", "~"), ("tr", "=")]
    assert [mark.op for mark in marked[1].cells[1]] == [REMOVED, INSERTED]
    listed = compare(blocks_of("- a b\n- c d\n"), blocks_of("- a b\n- new thing\n- c d\n"))
    assert [(one.block.kind, one.op) for one in listed] == [("li", "="), ("li", "+"), ("li", "=")]
    code = compare(blocks_of("```\none\n\n  two\n```"), blocks_of("```\none\n\n  2\n```"))
    assert [(mark.op, mark.word.text) for mark in code[0].cells[0]] == [
        (KEPT, "one\n"), (KEPT, "\n"), (REMOVED, "  two\n"), (INSERTED, "  2\n"),
    ]  # fmt: skip


def test_the_target_of_a_link_is_told_where_it_changed_only() -> None:
    marked = compare(blocks_of("See [it](a.md) and [that](b.md)."), blocks_of("See [it](c.md) and [that](b.md)."))
    assert "".join(run.text for run in marked[0].runs[0]) == "See ita.mdc.md and that."


def test_sections_without_a_change_are_folded_or_named() -> None:
    old = "# One\n\na\n\n# Two\n\nb\n\n# Three\n\nc\n\n# Four\n\nd\n"
    new = old.replace("\nd\n", "\ne\n").replace("# One\n\na\n\n", "")
    found = parts(document(old), document(new), context=False)
    assert [(part.kind, part.title, part.sections) for part in found] == [
        ("removed", "One", 1), ("same", "Two, Three", 2), ("changed", "Four", 1),
    ]  # fmt: skip
    assert [part.title for part in parts(document(old), document(new), context=True)] == ["One", "Two", "Three", "Four"]


@pytest.mark.parametrize(("before", "after"), [("* x", "1. x"), ("3. x", "7. x"), ("1. a\n    - b", "1. a\n    1. b")])
def test_a_section_whose_lists_changed_only_is_not_said_to_be_unchanged(before: str, after: str) -> None:
    old = f"# One\n\na\n\n# Two\n\n{before}\n\n# Three\n\nc\n"
    new = old.replace(before, after)
    for context in (False, True):
        found = parts(document(old), document(new), context=context)
        assert [(part.kind, part.title) for part in found] == [("same", "One"), ("form", "Two"), ("same", "Three")]
        assert Redline(found, (), ()).changed == 0
        page = str(_environment().get_template("_redline.html").module.parts(found))
        assert "Two: only its form changed" in page
        assert "One: unchanged" in page
        assert "Two: unchanged" not in page


def test_a_section_with_a_step_more_has_changed_and_the_sections_after_it_have_not() -> None:
    old = "# One\n\n1. a\n2. b\n\n# Two\n\n1. c\n"
    found = parts(document(old), document(old.replace("2. b", "2. new\n3. b")), context=False)
    assert [(part.kind, part.title) for part in found] == [("changed", "One"), ("same", "Two")]


def test_texts_beyond_measure_are_compared_as_wholes() -> None:
    long = " ".join(map(str, range(MOST_WORDS + 1)))
    assert [one.op for one in compare(blocks_of(long), blocks_of(f"{long} more"))] == [REMOVED, INSERTED]
    many = "\n\n".join(f"block {number}" for number in range(MOST_BLOCKS + 2))
    other = "\n\n".join(f"other {number}" for number in range(MOST_BLOCKS + 2))
    marked = compare(blocks_of(f"first\n\n{many}"), blocks_of(f"first\n\n{other}"))
    assert marked[0].op == KEPT
    assert len(marked) == 1 + 2 * (MOST_BLOCKS + 2)


def test_html_in_a_text_stays_text() -> None:
    made = html("<script>alert(1)</script>", "<script>alert(2)</script> <img src=x onerror=y>")
    assert "<script" not in made
    assert "<img" not in made
    assert blocks_of("") == ()
    assert blocks_of("a") == (Block("p", 0, ((Word("a"),),)),)
