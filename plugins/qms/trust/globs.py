"""Globs of the policy: which patterns are allowed, and which paths they match.

Source: approval format 1, §3 **Glob**. Own matcher without backtracking: `fnmatch` gets anchoring, case and folders
wrong, and a regular expression made of a hostile pattern never ends. Used by `classify`; `policy` refuses the faults.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from .grammar import is_text

MAX_GLOB = 200
_FORBIDDEN = "?[]{}!\\"

_Pieces = tuple[str, ...]  # a segment, split at `*`; one piece: a literal
_Block = tuple[_Pieces, ...]  # the segments between two `**`


def glob_fault(pattern: str, *, open_start: bool) -> str:
    """Why a pattern is not allowed, or the empty text.

    Args:
        pattern: The glob as the policy writes it.
        open_start: True where the first segment may hold a `*`; `uncontrolled` and `evidence` may not.
    """
    if not is_text(pattern, MAX_GLOB):
        return f"it is not a text of 1 to {MAX_GLOB} visible characters without a space at either end"
    segments = pattern.split("/")
    rules = (
        (any(character in _FORBIDDEN for character in pattern), f"it holds one of the characters `{_FORBIDDEN}`"),
        (not segments[0] or not segments[-1], "it begins or ends with `/`"),
        ("" in segments[1:-1], "it holds `//`"),
        ("." in segments or ".." in segments, "one of its segments is `.` or `..`"),
        (any("**" in segment and segment != "**" for segment in segments), "`**` stands beside other characters"),
        (not open_start and "*" in segments[0], "its first segment holds a `*`, which is too wide here"),
    )
    return next((message for broken, message in rules if broken), "")


def matches(pattern: str, path: str) -> bool:
    """True when an allowed pattern matches a whole path; case counts, `*` stops at `/`, `**` does not."""
    return _compiled(pattern).matches(path)


class Globs:
    """Several patterns, compiled for many paths: true where any of them matches.

    Args:
        patterns: Allowed globs (`glob_fault` found nothing).
    """

    __slots__ = ("_exact", "_folders", "_others")

    def __init__(self, patterns: Iterable[str]) -> None:
        kept = tuple(dict.fromkeys(patterns))
        folders = tuple(p for p in kept if p == "**" or (p.endswith("/**") and "*" not in p[:-3]))
        self._exact = frozenset(pattern for pattern in kept if "*" not in pattern)
        self._folders = tuple(pattern[:-2] for pattern in folders)  # `a/b/**`: whatever begins with `a/b/`
        self._others = tuple(_Glob(p) for p in kept if p not in self._exact and p not in folders)

    def matches(self, path: str) -> bool:
        """True when a pattern matches the path."""
        if path in self._exact or path.startswith(self._folders):
            return True
        return any(
            path.startswith(glob.prefix) and path.endswith(glob.suffix) and glob.matches(path) for glob in self._others
        )


class _Glob:
    """One pattern, taken apart at `**` into blocks of segments, and each segment at `*` into pieces."""

    __slots__ = ("blocks", "open_end", "prefix", "suffix")

    def __init__(self, pattern: str) -> None:
        segments = pattern.split("/")
        blocks: list[list[_Pieces]] = [[]]
        for segment in segments:
            if segment == "**":
                blocks.append([])
            else:
                blocks[-1].append(tuple(segment.split("*")))
        self.blocks: tuple[_Block, ...] = tuple(map(tuple, blocks))
        self.open_end = segments[-1] == "**"
        self.prefix = pattern.partition("*")[0]
        # `**/a` also matches `a`: the slash after a star is no part of what every path ends with
        self.suffix = pattern.rpartition("*")[2].removeprefix("/")

    def matches(self, path: str) -> bool:
        """Place each block as far left as it goes: what is between may be anything, so no choice is ever undone."""
        segments = path.split("/")
        first, *rest = self.blocks
        if not rest:
            return len(segments) == len(first) and _fits_at(first, segments, 0)
        *middle, last = rest
        end = len(segments) - (1 if self.open_end else len(last))  # a `**` at the end takes at least one segment
        start = len(first)
        if start > end or not _fits_at(first, segments, 0) or not _fits_at(last, segments, end):
            return False
        for block in middle:
            latest = end - len(block)
            while start <= latest and not _fits_at(block, segments, start):
                start += 1
            if start > latest:
                return False
            start += len(block)
        return True


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> _Glob:
    return _Glob(pattern)


def _fits_at(block: _Block, segments: list[str], start: int) -> bool:
    """True when the segments of a path from `start` on fit those of a block."""
    return all(_fits(pieces, segments[start + index]) for index, pieces in enumerate(block))


def _fits(pieces: _Pieces, segment: str) -> bool:
    """True when a segment begins and ends with the outer pieces and holds the inner ones in order."""
    head = pieces[0]
    if len(pieces) == 1:
        return segment == head
    tail = pieces[-1]
    end = len(segment) - len(tail)
    position = len(head)
    if position > end or not segment.startswith(head) or not segment.endswith(tail):
        return False
    for piece in pieces[1:-1]:
        found = segment.find(piece, position, end)
        if found < 0:
            return False
        position = found + len(piece)
    return True
