"""Globs: what is allowed, what matches (against a slow reference), and that no pattern takes long."""

from __future__ import annotations

import time
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.trust.globs import Globs, glob_fault, matches

GOOD = ("a", "README.md", "a/b.md", "*", "*.md", "a/*", "a*b*c", "**", "a/**", "**/a", "a/**/b", "**/**", ".github/**",
        "a b/c", "ä/*", "...", ".a", "a/..b", "x" * 200)  # fmt: skip


def reference(pattern: str, path: str) -> bool:
    """The words of the format, slowly: try everything."""

    def whole(globs: list[str], segments: list[str]) -> bool:
        if not globs:
            return not segments
        if globs[0] == "**":
            least = 1 if len(globs) == 1 else 0
            return any(whole(globs[1:], segments[taken:]) for taken in range(least, len(segments) + 1))
        return bool(segments) and one(globs[0], segments[0]) and whole(globs[1:], segments[1:])

    def one(glob: str, text: str) -> bool:
        if not glob:
            return not text
        if glob[0] == "*":
            return any(one(glob[1:], text[taken:]) for taken in range(len(text) + 1))
        return text[:1] == glob[0] and one(glob[1:], text[1:])

    return whole(pattern.split("/"), path.split("/"))


@pytest.mark.parametrize("pattern", GOOD)
def test_allowed(pattern: str) -> None:
    assert glob_fault(pattern, open_start=True) == ""


@pytest.mark.parametrize(
    ("pattern", "word"),
    [
        *((f"a{character}b", "characters") for character in "?[]{}!\\"),
        ("a**", "beside"), ("**a", "beside"), ("a/b**c/d", "beside"), ("***", "beside"), ("a/***", "beside"),
        ("/a", "begins or ends"), ("a/", "begins or ends"), ("/", "begins or ends"),
        ("a//b", "//"), ("./a", "segments"), ("a/.", "segments"), ("a/../b", "segments"), ("..", "segments"),
        ("", "text"), (" a", "text"), ("a ", "text"), ("a\nb", "text"), ("a\tb", "text"), ("a\u202eb", "text"),
        ("a\u0308", "text"), ("x" * 201, "text"),
    ],
)  # fmt: skip
def test_not_allowed(pattern: str, word: str) -> None:
    assert word in glob_fault(pattern, open_start=True)


@pytest.mark.parametrize("pattern", ["*", "**", "*.md", "a*/b", "**/a", "*/a"])
def test_a_closed_start(pattern: str) -> None:
    assert "first segment" in glob_fault(pattern, open_start=False)
    assert glob_fault(f"a/{pattern}", open_start=False) == ""


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("a", "a", True), ("a", "A", False), ("a", "a/b", False), ("a", "b/a", False), ("ä", "a\u0308", False),
        ("*.md", "x.md", True), ("*.md", ".md", True), ("*.md", "a/x.md", False), ("*.md", "x.mdx", False),
        ("*", ".hidden", True), ("a*a", "a", False), ("a*a", "aa", True), ("a*b*b", "ab", False),
        ("a/**", "a", False), ("a/**", "a/b", True), ("a/**", "a/b/c", True), ("a/**", "ab/c", False),
        ("**", "a", True), ("**", "a/b", True), ("**/**", "a", True), ("a/**/**", "a", False), ("a/**/**", "a/b", True),
        ("**/a", "a", True), ("**/a", "x/y/a", True), ("**/a", "a/x", False), ("**/a", "xa", False),
        ("a/**/b", "a/b", True), ("a/**/b", "a/x/y/b", True), ("a/**/b", "b", False), ("a/**/a", "a", False),
        ("**/a/b/**", "a/b", False), ("**/a/b/**", "x/a/a/b/c", True), ("**/*.md", "x.md", True),
        (".*/**", ".git/x", True), ("a/*/c", "a/b/c", True), ("a/*/c", "a/b/b/c", False),
    ],
)  # fmt: skip
def test_matches(pattern: str, path: str, expected: bool) -> None:  # noqa: FBT001
    assert matches(pattern, path) is expected
    assert Globs([pattern]).matches(path) is expected
    assert reference(pattern, path) is expected


_segment = st.text("ab*", min_size=1, max_size=4).filter(lambda text: "**" not in text)
_globs = st.lists(_segment | st.just("**"), min_size=1, max_size=5).map("/".join)
_paths = st.lists(st.text("ab", min_size=1, max_size=4), min_size=1, max_size=6).map("/".join)


def _all(parts: str | tuple[str, ...], most: int, joint: str) -> list[str]:
    return [joint.join(chosen) for size in range(1, most + 1) for chosen in product(parts, repeat=size)]


def test_the_reference_agrees_on_every_small_segment() -> None:
    for pattern in (each for each in _all("ab*", 4, "") if "**" not in each):
        for path in _all("ab", 5, ""):
            assert matches(pattern, path) is reference(pattern, path), (pattern, path)


def test_the_reference_agrees_on_every_small_path() -> None:
    paths = _all(("a", "b", "ab"), 4, "/")
    for pattern in _all(("a", "b", "*b", "*", "**"), 3, "/"):
        globs = Globs([pattern])
        for path in paths:
            expected = reference(pattern, path)
            assert matches(pattern, path) is globs.matches(path) is expected, (pattern, path)


@given(_globs, _paths)
def test_the_reference_agrees(pattern: str, path: str) -> None:
    assert glob_fault(pattern, open_start=True) == ""
    assert matches(pattern, path) is reference(pattern, path)


@given(st.lists(_globs, max_size=5), _paths)
def test_several_match_as_each_does(patterns: list[str], path: str) -> None:
    assert Globs(patterns).matches(path) is any(reference(pattern, path) for pattern in patterns)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("**/**/**/" + "a*" * 90 + "b", "a" * 240),
        ("**/" * 60 + "a*a*a*a*b", "a/" * 119 + "a"),
        ("**/a/" * 39 + "b", "a/" * 119 + "a"),
        ("**/" + "a/" * 60 + "b/**", "a/" * 119 + "a"),
        ("*a" * 99 + "*b", "a" * 240),
    ],
)
def test_hostile_patterns_are_quick(pattern: str, path: str) -> None:
    assert glob_fault(pattern, open_start=True) == ""
    globs = Globs([pattern])
    best = min(_seconds(globs, path) for _ in range(5))
    assert best < 0.01


def _seconds(globs: Globs, path: str) -> float:
    start = time.perf_counter()
    assert not globs.matches(path)
    return time.perf_counter() - start
