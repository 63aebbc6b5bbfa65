"""What a document's text said about itself in every revision ever: id, revision, title and reason, blob by blob.

The strict reader would cost more than the whole history, so a line that can mean only one thing is taken as it stands;
whatever is less than plain goes to the strict reader. A property test holds the two together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from qms import git
from qms.git import Repository

from .yamltext import parse_yaml

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
    for blob, data in git.read_blobs(repository, blobs):
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


def parse_head(block: bytes) -> Head:
    """Id, revision, title and reason out of a front matter block."""
    found = _PLAIN.findall(block)
    if len(found) == len(_NAMES.findall(block)) == len({name for name, _ in found}) and not _UNUSUAL.search(block):
        values = {name.decode(): value.decode("utf-8", errors="replace").rstrip() for name, value in found}
    else:
        fields, _ = parse_yaml(block.decode("utf-8", errors="replace").replace("\r\n", "\n"), "")
        values = {name: fields.text(name) for name in ("id", "revision", "title", "change")} if fields else {}
    return Head(values.get("id", ""), values.get("revision", ""), values.get("title", ""), values.get("change", ""))
