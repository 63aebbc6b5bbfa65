"""Writing to `git fast-import`: blobs and commits by mark. The only place that knows its language."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from .processes import environment


class Signature(NamedTuple):
    """Who and when: seconds since 1970 and the zone as `+0100`."""

    name: str
    email: str
    seconds: int
    zone: str

    def __str__(self) -> str:
        return f"{self.name} <{self.email}> {self.seconds} {self.zone}"


class Stream:
    """One `git fast-import`, from opening to end.

    Blobs and commits are known by mark, a number. What a commit does to a path is a mark, or None to delete it.
    """

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            ("git", "fast-import", "--quiet", "--done"),  # noqa: S607 - git is found on the PATH, as for users
            cwd=folder,
            env=environment(clean=True),
            stdin=subprocess.PIPE,
        )
        assert self._process.stdin is not None  # noqa: S101 - asked for as a pipe
        self._write = self._process.stdin.write
        self._mark = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None  # noqa: S101 - asked for as a pipe
        if kind is None:
            self._write(b"done\n")
        self._process.stdin.close()
        if self._process.wait() and kind is None:
            raise RuntimeError("git fast-import failed; its message stands above")

    def blob(self, data: bytes) -> int:
        """Enter a file's bytes."""
        self._mark += 1
        self._write(b"blob\nmark :%d\ndata %d\n%b\n" % (self._mark, len(data), data))
        return self._mark

    def commit(
        self,
        parents: Sequence[int],
        files: Mapping[str, int | None],
        author: Signature,
        committer: Signature,
        message: str,
    ) -> int:
        """Enter a commit on top of its first parent's tree."""
        self._mark += 1
        text = message.encode()
        head = f"commit refs/heads/import\nmark :{self._mark}\nauthor {author}\ncommitter {committer}\n"
        self._write(head.encode() + b"data %d\n%b\n" % (len(text), text))
        lines = [f"{'merge' if index else 'from'} :{parent}" for index, parent in enumerate(parents)]
        lines += [f"M 100644 :{mark} {path}" if mark else f"D {path}" for path, mark in files.items()]
        self._write(("\n".join(lines) + "\n\n").encode())
        return self._mark

    def reference(self, name: str, mark: int) -> None:
        """Let a reference name a commit."""
        self._write(f"reset {name}\nfrom :{mark}\n\n".encode())
