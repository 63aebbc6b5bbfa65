"""Restricted YAML and the rules for text: every refusal, its place, and what two readers must agree on."""

from __future__ import annotations

import string

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import document
from qms.model.fields import plain
from qms.reading.heads import parse_head
from qms.trust import yamltext
from qms.trust.source import MAX_DOCUMENT, read_source
from qms.trust.yamltext import parse_yaml


def codes(data: bytes | str) -> list[tuple[str, str]]:
    source = read_source(data.encode() if isinstance(data, str) else data, "x.md")
    return [(fault.code, str(fault.place)) for fault in source.faults]


def test_control_characters_and_those_that_turn_the_direction_are_found_and_no_others():
    controls = {*range(9), *range(0x0B, 0x20), 0x7F} - {0x0D}  # a carriage return has a code of its own
    turning = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
    for code in (*range(0x180), *range(0x1FC0, 0x20C0), 0xFEFF, 0x1F600):
        found = [each for each, _ in codes(f"---\nid: QP-01\n---\n\n\u00e9 {chr(code)}\n") if each.startswith("text-")]
        expected = (
            ["text-control"] * (code in controls) + ["text-bidi"] * (code in turning) + ["text-cr"] * (code == 13)
        )
        assert (hex(code), found) == (hex(code), expected)


REFUSED = {
    "anchor": ("a: &x 1", "yaml-construct", "x.md:2:4"),
    "alias": ("a: 1\nb: *x", "yaml-construct", "x.md:3:4"),
    "tag": ("a: !!int 1", "yaml-construct", "x.md:2:4"),
    "block text": ("a: |\n  x", "yaml-construct", "x.md:2:4"),
    "folded text": ("a: >\n  x", "yaml-construct", "x.md:2:4"),
    "two lines": ("a: x\n  y", "yaml-construct", "x.md:2:4"),
    "escape": ('a: "x\\u202ey"', "yaml-construct", "x.md:2:4"),
    "no value": ("id: QP-01\na:", "yaml-construct", "x.md:3:3"),
    "merge key": ("<<: {a: 1}", "yaml-construct", "x.md:2:1"),
    "complex key": ("? a\n: 1", "yaml-construct", "x.md:2:1"),
    "list as key": ("[a]: 1", "yaml-construct", "x.md:2:1"),
    "same key twice": ("revision: 2\nrevision: 3", "yaml-duplicate-key", "x.md:3:1"),
    "same key twice, quoted": ("revision: 2\n'revision': 3", "yaml-duplicate-key", "x.md:3:1"),
    "same key twice, inside": ("a: {b: 1, b: 2}", "yaml-duplicate-key", "x.md:2:11"),
    "colon": ("title: Plan: do", "yaml-malformed", "x.md:2:12"),
    "a list": ("- a", "yaml-malformed", "x.md:2:1"),
    "a text": ("a", "yaml-malformed", "x.md:2:1"),
    "tab": ("a:\tb", "yaml-malformed", "x.md:2:3"),
    "directive": ("%YAML 1.2", "yaml-malformed", "x.md:2:1"),
    "document end": ("a: 1\n...", "yaml-malformed", "x.md:3:1"),
    "zero width": ("a: x\u200by", "yaml-malformed", "x.md:2:5"),
    "not composed": ("a: e\u0301", "yaml-malformed", "x.md:2:1"),
    "deep": ("a: " + "[" * 9 + "]" * 9, "yaml-malformed", "x.md:2:11"),
    "very deep": ("a: " + "[" * 100_000, "yaml-malformed", "x.md:2:11"),
}


@pytest.mark.parametrize(("block", "code", "place"), REFUSED.values(), ids=REFUSED)
def test_what_restricted_yaml_leaves_out_is_refused_at_its_place(block: str, code: str, place: str):
    assert codes(f"---\n{block}\n---\n") == [(code, place)]


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (b"\xef\xbb\xbf" + document().encode(), "text-bom", "x.md:1:1"),
        (document().replace("\n", "\r\n").encode(), "text-cr", "x.md:1"),
        (document(text="caf\xe9").encode("latin-1"), "text-encoding", "x.md:10:4"),
        (document(text="a\x00b").encode(), "text-control", "x.md:10:2"),
        (document(text="a\u202eb").encode(), "text-bidi", "x.md:10:2"),
        (b"", "front-matter-missing", "x.md:1:1"),
        (b"# Title\n", "front-matter-missing", "x.md:1:1"),
        (b"---\nid: QP-01\n", "front-matter-missing", "x.md:1:1"),
        (b"--- \nid: QP-01\n---\n", "front-matter-missing", "x.md:1:1"),
        (b"x" * (MAX_DOCUMENT + 1), "document-size", "x.md"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "lfs-pointer", "x.md:1"),
    ],
)
def test_what_breaks_the_rules_for_text_is_refused_at_its_place(data: bytes, code: str, place: str):
    assert codes(data) == [(code, place)]


def test_a_binary_file_called_md_is_one_problem():
    assert [code for code, _ in codes(bytes(range(256)) * 10)] == ["text-encoding"]


def test_scalars_stay_the_characters_that_were_written():
    fields, faults = parse_yaml("a: 4.10\nb: 010\nc: NO\nd: 1:30\ne: 3.0\nf: '3'\ng: null\nh: 2026-01-01\n", "x")
    assert not faults
    assert fields is not None
    assert plain(fields) == {
        "a": "4.10",
        "b": "010",
        "c": "NO",
        "d": "1:30",
        "e": "3.0",
        "f": "3",
        "g": "null",
        "h": "2026-01-01",
    }


def test_fields_know_their_line_and_column_and_the_text_its_first_line():
    source = read_source(document(clauses="{iso-9001-2026: [7.5.1, 7.5.2]}").encode(), "x.md")
    listed = source.fields.get("clauses")
    assert listed is not None
    inner = listed.entries[0][1].items[1]
    assert (inner.text, inner.line, inner.column) == ("7.5.2", 8, 34)
    assert (source.body, source.body_line) == ("\nText.\n", 10)


def test_everything_after_the_front_matter_is_text():
    source = read_source(b"---\nid: QP-01\n---\n---\nid: QP-02\n---\n", "x.md")
    assert source.fields.text("id") == "QP-01"
    assert source.body == "---\nid: QP-02\n---\n"


_TEXT = st.text(alphabet=string.ascii_letters + string.digits + " -'\"#:,[]{}&*!|>%@`?.éß\n\t", max_size=60)


@settings(max_examples=400, deadline=None)
@given(_TEXT)
def test_libyaml_and_pyyaml_give_the_same_reading(text: str):
    fast = _read_with(yamltext._LOADER, text)  # noqa: SLF001
    assert fast == _read_with(yaml.Loader, text)


def _read_with(loader: object, text: str) -> tuple[object, bool]:
    """What a loader makes of a text: the values when it is accepted, and whether it is."""
    kept = yamltext._LOADER  # noqa: SLF001
    yamltext._LOADER = loader  # noqa: SLF001
    try:
        fields, faults = parse_yaml(text, "x")
    finally:
        yamltext._LOADER = kept  # noqa: SLF001
    return (plain(fields) if fields is not None and not faults else None), not faults


_LINE = st.tuples(st.sampled_from(["id", "revision", "title", "change", "owner", " id"]), _TEXT)


@settings(max_examples=400, deadline=None)
@given(st.lists(_LINE, max_size=5))
def test_the_quick_reading_of_old_revisions_is_the_strict_one(lines: list[tuple[str, str]]):
    block = "".join(f"{name}: {value}\n" for name, value in lines)
    fields, faults = parse_yaml(block, "x")
    if fields is None or faults:
        return  # what the gate refuses may be shown as it looks
    head = parse_head(block.encode())
    assert head == tuple(fields.text(name) for name in ("id", "revision", "title", "change"))


@pytest.mark.parametrize(
    "block",
    [
        "id: QP-01\nrevision: 3\ntitle: 'Quoted: yes'\nchange: Because.\n",
        "id: QP-01 # comment\nrevision: '3'\n",
        "{id: QP-01, revision: 3}\n",
        "'id': QP-01\nrevision: 3.1\n",
        "x:\n  id: QP-99\nid: QP-01\n",
        "id:   QP-01  \nrevision: 3\n",
    ],
)
def test_less_than_plain_front_matter_goes_to_the_strict_reader(block: str):
    fields, faults = parse_yaml(block, "x")
    assert fields is not None
    assert not faults
    assert parse_head(block.encode()) == tuple(fields.text(name) for name in ("id", "revision", "title", "change"))
