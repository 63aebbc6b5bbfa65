"""What commits did to the documents: published changes, and the revisions they add up to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from .revision import revision_key


@dataclass(frozen=True, slots=True)
class Author:
    """A person as Git knows them, after the mailmap."""

    name: str
    email: str


# Histories hold these by the hundred thousand, and a named tuple is made in a fifth of the time of a frozen dataclass.
class Commit(NamedTuple):
    """One commit: its full id, author, times with their zone in UTC, and the first line of its message ("" if none)."""

    id: str
    author: Author
    authored: datetime
    committed: datetime
    subject: str


class ChangeKind(StrEnum):
    """What a published change did to a document."""

    ADDED = "added"
    CHANGED = "changed"
    MOVED = "moved"
    REMOVED = "removed"


class Change(NamedTuple):
    """One step of the first-parent history that touched a document.

    Attributes:
        commit: The commit that published it.
        written: The commits behind it, oldest first: of the merged branch, or the publishing commit itself.
        path: The document's path after the change (before it, when it was removed).
        previous_path: Where it was before, when it moved; otherwise empty.
        blob: The Git object id of the file with the front matter after it; empty when it was removed.
        content: What tells one text from another: the blob, or for a folder document a digest over all its files.
        id, revision, title, note: `id:`, `revision:`, `title:` and `change:` after it; empty when the text has none.
    """

    kind: ChangeKind
    commit: Commit
    written: tuple[Commit, ...]
    path: str
    previous_path: str
    blob: str
    content: str
    id: str
    revision: str
    title: str
    note: str

    @property
    def authors(self) -> tuple[Author, ...]:
        """Who wrote it, each once, in the order of their first commit."""
        return tuple(dict.fromkeys(commit.author for commit in self.written))


@dataclass(frozen=True, slots=True)
class History:
    """Every document's published changes, oldest first.

    Attributes:
        head: The commit it ends at; empty in a repository without commits.
        commits: How many commits were read.
        by_path: Changes of the documents that stand in the tree at `head`, by their path there.
        withdrawn: Changes of the documents that are gone, by their last path; of two that stood
            at one path, the earlier by `path@` and the commit that removed it.
    """

    head: str = ""
    head_time: datetime | None = None
    commits: int = 0
    by_path: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    withdrawn: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)

    def of(self, path: str) -> tuple[Change, ...]:
        """The changes of the document at a path; empty when no commit has it yet."""
        return self.by_path.get(path, ())


def up_to(changes: tuple[Change, ...], revision: str) -> tuple[Change, ...]:
    """The changes until a revision was left behind; all of them where none has it."""
    last = max((number for number, change in enumerate(changes) if change.revision == revision), default=len(changes))
    return changes[: last + 1]


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a document as history knows it: the changes published under one `revision:`, in order."""

    number: str
    changes: tuple[Change, ...]

    @property
    def published(self) -> datetime:
        """When it first stood on the first-parent line."""
        return self.changes[0].commit.committed

    @property
    def note(self) -> str:
        """Why it exists, for people: the last `change:` given under it."""
        return next((change.note for change in reversed(self.changes) if change.note), "")

    @property
    def commits(self) -> tuple[Commit, ...]:
        """Every commit behind it, oldest first."""
        return tuple({commit.id: commit for change in self.changes for commit in change.written}.values())

    @property
    def authors(self) -> tuple[Author, ...]:
        """Who wrote it, each once."""
        return tuple(dict.fromkeys(commit.author for commit in self.commits))

    @property
    def texts(self) -> int:
        """How many different texts were published under it; more than one is a fault."""
        return len({change.content for change in self.changes})


def revisions(changes: tuple[Change, ...]) -> tuple[Revision, ...]:
    """Group a document's changes into runs of one revision, oldest first. A removal belongs to no revision."""
    runs: list[list[Change]] = []
    for change in changes:
        if change.kind is ChangeKind.REMOVED:
            continue
        if runs and runs[-1][0].revision == change.revision:
            runs[-1].append(change)
        else:
            runs.append([change])
    return tuple(Revision(run[0].revision, tuple(run)) for run in runs)


def published_revisions(changes: Sequence[Change], document_id: str) -> tuple[Revision, ...]:
    """The revisions that one document has been published under, oldest first.

    Changes from the time when another document, with another id, stood at the path are left out; so are those whose
    revision is missing or of another form: a document may be older than its metadata.
    """
    start = 0
    for index, change in enumerate(changes):
        if change.id and change.id != document_id:
            start = index + 1
    well_formed = {number for number in {change.revision for change in changes} if revision_key(number)}
    return revisions(tuple(change for change in changes[start:] if change.revision in well_formed))
