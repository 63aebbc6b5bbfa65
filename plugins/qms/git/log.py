"""The whole history in one streamed pass of `git log`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice, repeat
from typing import IO, NamedTuple

from .call import stream
from .repository import Repository

# One record a commit: a header of seven NUL-ended fields, then raw differences.
_LOG_FORMAT = "%x01%H%x00%P%x00%aN%x00%aE%x00%at%x00%ct%x00%s"
_LOG = (
    "log", "--raw", "--no-renames", "--diff-merges=first-parent", "--full-history", "--no-abbrev", "--no-relative",
    "--no-ext-diff", "--no-show-signature", "--no-notes", "--no-color", "-z", f"--format=tformat:{_LOG_FORMAT}",
)  # fmt: skip
_CHUNK = 1 << 18
_HEADER = 6  # fields after the commit id
_MOST_DIGITS = 20


class Difference(NamedTuple):
    """One path that a commit changed against its first parent.

    Attributes:
        old, new: Object ids; all zeros where there was or is no file.
        old_mode, mode: The modes before and after it.
        path: The path's bytes.
    """

    old: bytes
    new: bytes
    old_mode: bytes
    mode: bytes
    path: bytes


class LoggedCommit(NamedTuple):
    """One commit as `git log` prints it: ids in hexadecimal, times in seconds since 1970, texts as git has them."""

    id: bytes
    parents: bytes
    name: bytes
    email: bytes
    authored: bytes
    committed: bytes
    subject: bytes
    differences: list[Difference]


def log(repository: Repository, tip: str, after: str = "", below: tuple[bytes, ...] = (b"",)) -> Iterator[LoggedCommit]:
    """Every commit reachable from `tip` (and not from `after`) with what it changed against its first parent.

    One pass over the history, newest first, streamed. Of the changes, those whose path begins with one of `below`; git
    itself is not given the paths, because it would leave out the commits that touch none.
    """
    command = (*_LOG, "--end-of-options", tip, *((f"^{after}",) if after else ()), "--")
    with stream(repository.root, command) as output:
        yield from _parse_log(_tokens(output), below)


def seconds(time: bytes) -> int:
    """A time of a logged commit as a number; -1 where the commit has none that can be read."""
    return int(time) if time.isdigit() and len(time) < _MOST_DIGITS else -1


def _tokens(pipe: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while chunk := pipe.read(_CHUNK):
        parts = (rest + chunk).split(b"\0")
        rest = parts.pop()
        yield from parts
    if rest:
        yield rest


def _parse_log(tokens: Iterator[bytes], below: tuple[bytes, ...]) -> Iterator[LoggedCommit]:
    """Group NUL-ended tokens into commits.

    A raw difference is two tokens, `:modes ids status` and the path; the first of a commit has a line feed before it.
    Taking a path together with what announces it leaves no path that could be mistaken for anything else.
    """
    commit: LoggedCommit | None = None
    for token in tokens:
        if token.startswith((b":", b"\n:")):
            path = next(tokens, b"")
            if path.startswith(below):
                meta = token.lstrip(b"\n").split(b" ")
                assert commit is not None  # noqa: S101 - git prints a header first
                commit.differences.append(Difference(meta[2], meta[3], meta[0][1:], meta[1], path))
        elif token.startswith(b"\x01"):
            if commit:
                yield commit
            # A log that breaks off in a commit has failed, and the stream says so when its end is reached.
            parents, name, email, authored, committed, subject = islice(chain(tokens, repeat(b"")), _HEADER)
            commit = LoggedCommit(token[1:], parents, name, email, authored, committed, subject, [])
    if commit:
        yield commit
