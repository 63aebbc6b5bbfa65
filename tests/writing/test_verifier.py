"""The verifier that travels in a pack: one file of Python's own, whose readers agree with those of qms."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.policy import changed, render, start_policy
from qms.model.fields import Mapping, Node, Scalar
from qms.trust.globs import matches
from qms.trust.policy import read_policy as strict_policy
from qms.trust.quorum import Signer
from qms.trust.quorum import missing as missing_slots
from qms.trust.yamltext import parse_yaml
from qms.writing.verifier import program
from qms.writing.verifier.restricted import read_yaml
from qms.writing.verifier.rules import glob_fits, missing, read_policy
from qms.writing.verifier.signed import Record, Signature
from qms.writing.verifier.words import RefusalError

ROOT = Path(__file__).parents[2]


def plain(node: Node | None) -> object:
    """A tree of ours as one of texts, lists and mappings."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return {key.text: plain(value) for key, value in node.entries}
    return [plain(item) for item in getattr(node, "items", ())]


def front_matter(path: Path) -> str:
    return path.read_text("utf-8").split("---\n")[1]


def test_it_is_one_file_for_an_old_python_with_every_name_once(tmp_path: Path):
    source = program()
    tree = ast.parse(source, feature_version=(3, 9))
    defined = Counter(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef))
    defined += Counter(
        target.id for node in tree.body if isinstance(node, ast.Assign) for target in ast.walk(node.targets[0])
        if isinstance(target, ast.Name)
    )  # fmt: skip
    assert [name for name, count in defined.items() if count > 1] == []
    imported = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in tree.body if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= set(sys.stdlib_module_names)
    assert program() == source
    file = tmp_path / "verify.py"
    file.write_bytes(source)
    done = subprocess.run([sys.executable, "-I", file], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Unpack the whole zip file" in done.stdout
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(
    "path", [*sorted((ROOT / "manual").rglob("*.md")), *sorted((ROOT / "procedures").rglob("*.md"))], ids=str
)
def test_front_matter_is_read_as_qms_reads_it(path: Path):
    text = front_matter(path)
    ours, faults = parse_yaml(text, "x")
    assert not faults
    assert read_yaml(text) == plain(ours)


@pytest.mark.parametrize(
    "text",
    [
        "a: b\n", "a: 'it''s'\nb: \"x # y\"  # comment\n", "a:\n- b\n- c: d\n  e: f\n", "a:\n  - - b\n    - c\n",
        "a: [b, {c: d}, 'e', ]\nf: {}\ng: []\n", "a: {b: [c,\n  d]}\n", "# only\n\na : b\n", "'a': b c  d\n",
        "a: b:c\n", "a: -b\n", 'a: [x:y, "z"]\n', "a: b#c\n", "a: http://x/y?z\n",
        "a: [b: c, d]\n", "a  b : c  # d\n", "a:\n  b:\n    c: d\n  e: f\n",
    ],
)  # fmt: skip
def test_what_it_reads_is_what_qms_reads(text: str):
    ours, faults = parse_yaml(text, "x")
    assert not faults
    assert read_yaml(text) == plain(ours)


@pytest.mark.parametrize(
    "text",
    [
        "a: &x b\n", "a: *x\n", "a: !t b\n", "a: |\n  b\n", "a: b\n  c\n", "a: b\na: c\n", "a:\n", "a\n", "- a\n",
        "a: [b\n", "a: b: c\n", "a: 'b\n  c'\n", "? a\n: b\n", "a: {b}\n", 'a: "b\\n"\n', "---\na: b\n",
        "a: b\n c: d\n", "a:\n  b: c\n d: e\n", "a:\tb\n", "a: [b] c\n", "a: @b\n", "<<: {a: b}\n ",
        "a: {b: c, b: d}\n",
    ],
)  # fmt: skip
def test_what_qms_refuses_it_never_reads(text: str):
    ours, faults = parse_yaml(text, "x")
    assert ours is None or faults
    with pytest.raises(RefusalError):
        read_yaml(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: b\n# \tc\n", "it holds a TAB"), ("--- a: b\n", "a line of its own kind"), ("- a\n", "it is no list of"),
        ("a: b\n- c\n", "line 2 cannot be read: this does not belong to what stands before it"),
        ("a: []b\n", "line 1 cannot be read: something stands behind the value"),
        ("a:\n" + "- " * 9 + "b\n", "line 2 cannot be read: it is nested too deeply"),
        ("a: " + "[" * 9 + "b" + "]" * 9 + "\n", "line 1 cannot be read: it is nested too deeply"),
        ("# none\n", "line 2 cannot be read: there is no value"),
        ("a: &b\n", "line 1 cannot be read: this kind of value is not allowed"),
        ("a: [b, &c]\n", "line 1 cannot be read: this kind of value is not allowed"), ("a: {b: }\n", "kind of value"),
        ("a:\n- b\n - c\n", "line 3 cannot be read: it is indented in another way"),
        ("a: b\n c: d\n", "line 2 cannot be read: it is indented in another way"),
        ("a: b\nc\n", "line 2 cannot be read: a name and a colon are missing"),
        ("a: b\n[c]\n", "line 2 cannot be read: a name and a colon are missing"),
        ("a: {'b', c}\n", "line 1 cannot be read: a name and a colon are missing"),
        ("a:\nb\n", "line 2 cannot be read: a name has no value"),
        ("a:\n-\nb\n", "line 3 cannot be read: an item of a list is empty"),
        ("a: [b\n", "line 2 cannot be read: a comma or a closing bracket is missing"),
        ("a: b\na: c\n", "line 2 cannot be read: a name stands here twice"), ("<<: {}\n", "or may not stand here"),
    ],
)  # fmt: skip
def test_it_says_what_it_cannot_read_and_where(text: str, told: str):
    ours, faults = parse_yaml(text, "x")
    assert faults or not ours
    with pytest.raises(RefusalError, match=told):
        read_yaml(text)


@given(st.text(alphabet="ab:-#'\"[]{}, \n?&*|>%@!", max_size=30))
def test_whatever_it_reads_qms_reads_alike(text: str):
    try:
        found = read_yaml(text)
    except RefusalError:
        return
    ours, faults = parse_yaml(text, "x")
    assert not faults, faults
    assert found == plain(ours)


def test_policies_are_read_as_qms_reads_them():
    policies = [(ROOT / "manual/authorities.yml").read_bytes(), render(start_policy())]
    for data in policies:
        ours, faults = strict_policy(data)
        assert ours, faults
        found = read_policy(data)
        assert (found.digest, found.version, found.previous) == (ours.digest, ours.version, ours.previous)
        assert set(found.keys) == set(ours.keys())
        assert set(found.classes) == set(ours.classes)


_SEGMENT = st.sampled_from(["a", "b", "ab", "*", "a*", "*b", "a*b", "**", "*a*"])
_NAME = st.sampled_from(["a", "b", "ab", "aab", "ba", "c"])


@given(st.lists(_SEGMENT, min_size=1, max_size=4), st.lists(_NAME, min_size=1, max_size=4))
def test_globs_match_as_in_qms(glob: list[str], path: list[str]):
    assert glob_fits("/".join(glob), "/".join(path)) == matches("/".join(glob), "/".join(path))


@given(
    st.lists(st.tuples(st.sampled_from("xyz"), st.integers(1, 2)), min_size=1, max_size=3),
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz")), max_size=6),
)
def test_rules_are_filled_as_in_qms(rules: list[tuple[str, int]], given_by: list[tuple[str, str]]):
    policy, _ = strict_policy(render(changed(start_policy())))
    assert policy
    rule = type(policy.authorities[0])
    ours = missing_slots([rule(role, count) for role, count in rules], [Signer(*one) for one in given_by])
    members = {"format": "approval/1", "meaning": "approval"}
    records = [
        Record("", {**members, "person": person, "role": role}, b"", b"", Signature(b"", "", user_verified=False))
        for person, role in given_by
    ]
    found = missing([{"role": role, "at-least": str(count)} for role, count in rules], records)
    assert len(found) == len(ours)
