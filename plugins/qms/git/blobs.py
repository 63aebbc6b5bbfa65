"""The bytes of many objects through one `git cat-file --batch`."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from itertools import islice
from threading import Thread
from typing import IO

from qms.errors import QmsError

from .call import start
from .repository import Repository

# Ids handed over at once: waking a thread or a process costs more than reading an object.
BATCH = 500


def read_blobs(repository: Repository, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The bytes of each object, in the order asked for, through one process.

    Raises:
        QmsError: `object-missing`, when this copy does not hold one or cannot read it.
    """
    process = start(
        repository.root, ("cat-file", "--batch", "--buffer"),
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdin is not None  # noqa: S101 - asked for as a pipe
    assert process.stdout is not None  # noqa: S101 - asked for as a pipe
    feeder = Thread(target=_feed, args=(process.stdin, ids), daemon=True)
    feeder.start()
    try:
        while header := process.stdout.readline():
            object_id, kind, *size = header.split()
            if kind == b"missing":
                raise _missing(f"object {object_id.decode()}")
            data = process.stdout.read(int(size[0]))
            if process.stdout.read(1) != b"\n":
                raise _missing(f"object {object_id.decode()}")
            yield object_id.decode(), data
        if process.wait():  # Git gives up on an object it cannot fetch or unpack, and says no more.
            raise _missing("an object")
    finally:
        process.stdout.close()
        process.terminate()
        process.wait()
        feeder.join()


def _missing(what: str) -> QmsError:
    return QmsError(
        f"{what} is not in this clone, or damaged",
        "Fetch the whole repository again; a partial clone is not enough.",
        "object-missing",
    )


def _feed(pipe: IO[bytes], ids: Iterable[str]) -> None:
    """Write the ids from a thread of its own: git answers before all questions are asked, and both pipes are short."""
    remaining = iter(ids)
    try:
        with pipe:
            while some := list(islice(remaining, BATCH)):
                pipe.write("".join(f"{object_id}\n" for object_id in some).encode())
                pipe.flush()
    except BrokenPipeError:  # The reader has stopped.
        pass
