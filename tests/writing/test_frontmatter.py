"""Front matter, edited in place: two values change, and not one other byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.errors import QmsError
from qms.model.fields import Mapping, Scalar, Sequence
from qms.trust.grammar import is_text
from qms.trust.source import read_source
from qms.writing.frontmatter import exchange_items, set_values, written

NEW = {"revision": "4", "change": "Because."}


def edit(text: str, **values: str) -> str:
    return set_values(text.encode(), "a.md", values or NEW, after="revision").decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("revision: 3\nchange: Old.\n", "revision: 4\nchange: Because.\n"),
        (
            "revision:   '3'   # three\nchange: \"Old: a\"  # why\n",
            "revision:   4   # three\nchange: Because.  # why\n",
        ),
        ("change: it's 3\nrevision: 3\n", "change: Because.\nrevision: 4\n"),
        ("revision: 3\nowner: x\n", "revision: 4\nchange: Because.\nowner: x\n"),
        ("x-b: 3\nrevision: 3\nchange: 3\n", "x-b: 3\nrevision: 4\nchange: Because.\n"),
        ("'revision': '3'\n\"change\": ''\n", "'revision': 4\n\"change\": Because.\n"),
        ("{revision: 3, change: Old., id: QP-01}\n", "{revision: 4, change: Because., id: QP-01}\n"),
    ],
)
def test_values_change_and_all_else_stays(before: str, after: str):
    tail = "---\nrevision: 3\nText with  spaces \n\n\n"
    assert edit(f"---\n{before}{tail}") == f"---\n{after}{tail}"


def test_foreign_line_ends_and_a_missing_last_one_stay():
    assert edit("---\r\nrevision: 3\r\nowner: x\r\n---\r\nText") == (
        "---\r\nrevision: 4\r\nchange: Because.\r\nowner: x\r\n---\r\nText"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no front matter",
        "---\nrevision: [3]\n---\n",
        "---\nowner: x\n---\n",
        "---\n{revision: 3}\n---\n",
        "---\nrevision: 3\n",
    ],
)
def test_what_cannot_be_edited_safely_is_left_alone(text: str):
    with pytest.raises(QmsError) as refused:
        edit(text)
    assert refused.value.code == "front-matter-edit"


def test_a_value_that_is_not_utf8_is_left_alone():
    with pytest.raises(QmsError):
        set_values(b"---\nrevision: 3\n---\n\xff", "a.md", NEW, after="revision")


@given(st.text(min_size=1, max_size=60).filter(is_text))
def test_any_reason_is_written_so_that_it_reads_the_same(why: str):
    assert (
        edit("---\nrevision: 3\nchange: Old.\n---\n", change=why) == f"---\nrevision: 3\nchange: {written(why)}\n---\n"
    )


def items(data: bytes) -> list[Scalar]:
    """Every text in the lists of `clauses:`."""
    listed = read_source(data, "a.md").fields.get("clauses")
    assert isinstance(listed, Mapping)
    return [text for _, node in listed.entries if isinstance(node, Sequence) for text in node.texts]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("clauses: {x-1: [7.1, '7.2' , 8]}  # why\n", "clauses: {x-1: [one, two , 8]}  # why\n"),
        ("clauses:\n  x-1: [ 7.1,\n    7.2 ]\n", "clauses:\n  x-1: [ one,\n    two ]\n"),
        ("clauses:\n  x-1:\n  - 7.1 # a\n  y-1:\n  - 7.1\n", "clauses:\n  x-1:\n  - one # a\n  y-1:\n  - two\n"),
    ],
)
def test_items_change_and_all_else_stays(before: str, after: str):
    for end in ("\n", "\r\n"):
        data = f"---\n{before}---\n7.1\n".replace("\n", end).encode()
        wanted = f"---\n{after}---\n7.1\n".replace("\n", end).encode()
        first, second = items(data)[:2]
        assert exchange_items(data, "a.md", [(first, ("one",)), (second, ("two",))]) == wanted


def test_an_item_becomes_two_only_in_a_list_on_one_line():
    for before, refused in (("[7.1]", False), ("\n  - 7.1", True)):
        data = f"---\nclauses:\n  x-1: {before}\n---\n".encode()
        if refused:
            with pytest.raises(QmsError, match="item by item"):
                exchange_items(data, "a.md", [(items(data)[0], ("7.1", "7.2"))])
        else:
            changed = exchange_items(data, "a.md", [(items(data)[0], ("7.1", "7.2"))])
            assert [item.text for item in items(changed)] == ["7.1", "7.2"]
