"""What a document's text said about itself in every revision ever: id, revision, title and reason, blob by blob.

The strict reader would cost more than the whole history, so a line that can mean only one thing is taken as it stands;
whatever is less than plain goes to the strict reader. A property test holds the two together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from itertools import chain
from queue import SimpleQueue
from threading import Thread
from typing import NamedTuple, Self

from qms import git
from qms.errors import QmsError
from qms.git import Repository
from qms.trust.yamltext import parse_yaml

_NAMES = re.compile(rb"^(?:id|revision|title|change)[ \t]*:", re.MULTILINE)
# A plain scalar of one line: it begins with a letter or digit and holds nothing that YAML gives a meaning to.
_PLAIN = re.compile(
    rb"^(id|revision|title|change): ([A-Za-z0-9][^\n:#\"'\\\[\]{}&*!|>%@`]*?) *(?=\n(?![ \t])|\Z)", re.MULTILINE
)
# A block that begins with anything but a letter, or has a key that is more than a word, is not plain.
_UNUSUAL = re.compile(rb"\A[^A-Za-z]|^[\"'?{<]", re.MULTILINE)


class Head(NamedTuple):
    """The fields of one revision's front matter that history needs; empty texts where there are none."""

    id: str = ""
    revision: str = ""
    title: str = ""
    note: str = ""


class Likeness(NamedTuple):
    """What tells how alike two texts are: bytes by distinct line, and their sum."""

    lines: Counter[bytes]
    size: int

    def to(self, other: Likeness) -> float:
        """The share of the larger text that stands in both, by lines, 0 to 1 (what git's own rename detection asks)."""
        common = sum(len(line) * min(count, other.lines[line]) for line, count in self.lines.items())
        return common / max(self.size, other.size, 1)


def read_heads(
    repository: Repository, blobs: Iterable[str], compare: AbstractSet[str]
) -> tuple[dict[str, Head], dict[str, Likeness]]:
    """Read the front matter of many blobs through one process.

    Args:
        repository: Where they are.
        blobs: Object ids, each once.
        compare: Of these, the ones whose likeness will be asked for.
    """
    known: dict[bytes, Head] = {}
    heads: dict[str, Head] = {}
    likeness: dict[str, Likeness] = {}
    for blob, raw in git.read_blobs(repository, blobs):
        data = raw.removeprefix(b"\xef\xbb\xbf")
        if b"\r" in data:  # The strict reader reports such line ends, and reads on.
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        end = data.find(b"\n---\n", 3) if data.startswith(b"---\n") else -1
        block = data[4 : end + 1] if end >= 0 else b""
        head = known.get(block)
        if head is None:
            head = known[block] = parse_head(block)
        heads[blob] = head
        if blob in compare:
            lines = data.splitlines(keepends=True)
            likeness[blob] = Likeness(Counter(lines), len(data))
    return heads, likeness


class Ahead:
    """Reads front matter while the history is still coming in: git, this process and git again, side by side.

    Ask for blobs in any order, each as often as you like; `result` waits for the answers.
    """

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._asked: set[str] = set()
        self._batch: list[str] = []
        self._queue: SimpleQueue[list[str]] = SimpleQueue()
        self._heads: dict[str, Head] = {}
        self._error: QmsError | None = None
        self._thread = Thread(target=self._read, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._queue.put(self._batch)
        self._queue.put([])
        self._thread.join()

    def ask(self, blob: str) -> None:
        """Have a blob read."""
        if blob not in self._asked:
            self._asked.add(blob)
            self._batch.append(blob)
            if len(self._batch) == git.BATCH:
                self._queue.put(self._batch)
                self._batch = []

    def result(self) -> dict[str, Head]:
        """The fields of every blob asked for. Nothing can be asked afterwards.

        Raises:
            QmsError: `object-missing`.
        """
        self.__exit__()
        if self._error:
            raise self._error
        return self._heads

    def _read(self) -> None:
        try:
            blobs = chain.from_iterable(iter(self._queue.get, []))
            self._heads, _ = read_heads(self._repository, blobs, frozenset())
        except QmsError as error:
            self._error = error


def parse_head(block: bytes) -> Head:
    """Id, revision, title and reason out of a front matter block."""
    found = _PLAIN.findall(block)
    if len(found) == len(_NAMES.findall(block)) == len({name for name, _ in found}) and not _UNUSUAL.search(block):
        values = {name.decode(): value.decode("utf-8", errors="replace").rstrip() for name, value in found}
    else:
        fields, _ = parse_yaml(block.decode("utf-8", errors="replace").replace("\r\n", "\n"), "")
        values = {name: fields.text(name) for name in ("id", "revision", "title", "change")} if fields else {}
    return Head(values.get("id", ""), values.get("revision", ""), values.get("title", ""), values.get("change", ""))
