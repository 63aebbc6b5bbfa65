"""Objects read for proof: through one `git cat-file --batch`, and every one hashed again.

Git does not hash what it reads from a pack, so a copied disk may hold another tree under an old id. What comes out of
here is what the id says, or nothing comes out.
"""

from __future__ import annotations

import contextlib
import hashlib
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from threading import Thread
from typing import IO, NamedTuple, Self

from qms.errors import QmsError

from .call import start
from .repository import Repository

SHA256_LENGTH = 64
_BATCH = 2_000
_PIPE_FULL = 500  # ids that fit the smallest pipe there is


class CommitObject(NamedTuple):
    """A commit as its bytes say.

    Attributes:
        tree: The id of its tree.
        parents: Its parents' ids.
        author, committer: The raw lines after those words, name to time zone.
        when: The committer date in seconds since 1970; 0 where it cannot be read.
    """

    id: str
    tree: str
    parents: tuple[str, ...]
    author: bytes
    committer: bytes
    when: int


class ObjectReader:
    """Reads and re-hashes objects of a repository; a context manager that holds one git process."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the reader
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process:
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()
            self._process.terminate()
            self._process.wait()
        self._errors.close()

    def read(self, ids: Iterable[str], kind: str) -> Iterator[tuple[str, bytes]]:
        """The bytes of objects of one kind (`commit`, `tree`, `blob`), in the order asked for.

        Raises:
            QmsError: `object-missing`, `object-corrupt` (wrong bytes or another kind), or `git-failed`.
        """
        wanted = list(ids)
        for first in range(0, len(wanted), _BATCH):
            yield from self._batch(wanted[first : first + _BATCH], kind.encode())

    def read_one(self, object_id: str, kind: str) -> bytes:
        """The bytes of one object; errors as `read`."""
        return next(self.read((object_id,), kind))[1]

    def commit(self, object_id: str) -> CommitObject:
        """A commit, taken apart; errors as `read`."""
        return parse_commit(object_id, self.read_one(object_id, "commit"))

    def _batch(self, wanted: Sequence[str], kind: bytes) -> Iterator[tuple[str, bytes]]:
        questions, answers = self._pipes()
        # What fits a pipe is asked at once; more from a thread, because git waits with an answer that nobody reads.
        asking = Thread(target=_ask, args=(questions, wanted), daemon=True) if len(wanted) > _PIPE_FULL else None
        if asking:
            asking.start()
        else:
            _ask(questions, wanted)
        try:
            for object_id in wanted:
                yield object_id, self._answer(answers, object_id, kind)
        finally:
            if asking:
                asking.join()

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process is None:
            self._process = start(
                self._repository.root, ("cat-file", "--batch"),
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
            )  # fmt: skip
        assert self._process.stdin is not None  # noqa: S101 - asked for as a pipe
        assert self._process.stdout is not None  # noqa: S101 - asked for as a pipe
        return self._process.stdin, self._process.stdout

    def _answer(self, answers: IO[bytes], object_id: str, kind: bytes) -> bytes:
        header = answers.readline().split()
        if len(header) != 3 or header[0] != object_id.encode():  # noqa: PLR2004 - id, kind, size
            raise self._unreadable(object_id)
        size = int(header[2])
        data = answers.read(size)
        if len(data) != size or answers.read(1) != b"\n":
            raise self._unreadable(object_id)
        digest = hashlib.sha256 if len(object_id) == SHA256_LENGTH else hashlib.sha1
        if digest(b"%s %d\0%s" % (header[1], size, data)).hexdigest() != object_id:
            raise _corrupt(f"object {object_id} holds other bytes than its id says")
        if header[1] != kind:
            raise _corrupt(f"object {object_id} is a {header[1].decode()}, not a {kind.decode()}")
        return data

    def _unreadable(self, object_id: str) -> QmsError:
        """What to say when git cannot hand an object over: git tells damage from absence only in words."""
        self._errors.seek(0)
        said = self._errors.read().decode(errors="replace").strip()
        if said:
            return _corrupt(f"object {object_id} cannot be read: {said.splitlines()[-1]}")
        return QmsError(
            f"object {object_id} is not in this clone",
            "Fetch the whole repository again; a partial clone is not enough.",
            "object-missing",
        )


def _ask(pipe: IO[bytes], wanted: Sequence[str]) -> None:
    try:
        pipe.write("".join(f"{object_id}\n" for object_id in wanted).encode())
        pipe.flush()
    except (BrokenPipeError, ValueError):  # Git has died, or the reader was closed: its answer tells.
        pass


def parse_commit(object_id: str, data: bytes) -> CommitObject:
    """Take a commit's bytes apart.

    Raises:
        QmsError: `object-corrupt`, when its headers are not those of a commit: one tree, parents, one author, one
            committer, in this order.
    """
    head = data.partition(b"\n\n")[0].split(b"\n")
    lines = [line.partition(b" ") for line in head if line and not line.startswith(b" ")]
    names = [name for name, _, _ in lines]
    parents = names[1:].index(b"author") if b"author" in names[1:] else -1
    shape = [b"tree", *[b"parent"] * max(parents, 0), b"author", b"committer"]
    if names[: len(shape)] != shape or any(name in shape for name in names[len(shape) :]):
        raise _corrupt(f"commit {object_id} is not put together as a commit is")
    ids = [value.decode(errors="replace") for _, _, value in lines[: parents + 1]]
    if any(len(value) != len(object_id) for value in ids):
        raise _corrupt(f"commit {object_id} names its tree or parents in another form")
    author, committer = lines[parents + 1][2], lines[parents + 2][2]
    time = committer.rpartition(b">")[2].split()
    when = int(time[0]) if time and time[0].isdigit() and len(time[0]) <= 12 else 0  # noqa: PLR2004 - year 33658
    return CommitObject(object_id, ids[0], tuple(ids[1:]), author, committer, when)


def _corrupt(message: str) -> QmsError:
    return QmsError(
        message, "Fetch the repository again from a source you trust; `git fsck` tells more.", "object-corrupt"
    )
