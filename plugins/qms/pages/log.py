"""The change log as rows: what each revision changed for people, newest first, for one document or for all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from qms.model.change import Change, ChangeKind, Commit, Revision
from qms.model.document import Document
from qms.model.revision import is_editorial
from qms.model.standard import natural
from qms.model.state import Standing


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a change log.

    Attributes:
        path: The page of the document; empty when it is withdrawn.
        id: The document's identifier; empty where it has none.
        title: Its title.
        date: The day it was published (UTC).
        revision: The revision; empty for a text that names none.
        note: What changed and why, for people; empty when nobody said.
        authors: Who wrote it, as a list for people.
        commits: The ids of the commits behind it, newest first.
        moved_from: The paths the document left under this revision.
        editorial: True when there is nothing to do differently.
        new: True for the document's first revision.
        withdrawn: True for the withdrawal itself.
    """

    path: str
    id: str
    title: str
    date: date
    revision: str
    note: str
    authors: str
    commits: tuple[str, ...]
    moved_from: tuple[str, ...] = ()
    editorial: bool = False
    new: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A document that is gone: its last identifier, title, path and revision, and all its rows, newest first."""

    id: str
    title: str
    path: str
    revision: str
    entries: tuple[Entry, ...]

    @property
    def date(self) -> date:
        """The day it was withdrawn."""
        return self.entries[0].date


def document_log(document: Document, standing: Standing) -> tuple[Entry, ...]:
    """The rows of a document that stands in the tree, newest first."""
    rows = [
        row
        for position, revision in enumerate(standing.revisions)
        for row in _rows(revision, document.path, document.id, document.title, new=position == 0)
    ]
    return tuple(reversed(rows))


def withdrawn_document(path: str, changes: tuple[Change, ...], runs: tuple[Revision, ...]) -> Withdrawn:
    """A document that is gone, with its rows."""
    last = changes[-1]
    title = last.title or last.id or path
    rows = [row for position, run in enumerate(runs) for row in _rows(run, "", last.id, title, new=position == 0)]
    if last.kind is ChangeKind.REMOVED:
        rows.append(
            Entry(
                path="",
                id=last.id,
                title=title,
                date=last.commit.committed.date(),
                revision=last.revision,
                note=last.commit.subject,
                authors=_names(last.written),
                commits=_ids(last.written),
                withdrawn=True,
            )
        )
    return Withdrawn(last.id, title, path, last.revision, tuple(reversed(rows)))


def newest_first(logs: Iterable[tuple[Entry, ...]]) -> tuple[Entry, ...]:
    """All rows of all documents by day, newest first, and by identifier within a day."""
    by_name = sorted((log for log in logs if log), key=lambda log: (natural(log[0].id), log[0].title, log[0].path))
    return tuple(sorted(chain.from_iterable(by_name), key=lambda entry: entry.date, reverse=True))


def _rows(revision: Revision, path: str, identifier: str, title: str, *, new: bool) -> Iterator[Entry]:
    """One row for a revision; where a text names no revision, one row for each change."""
    if revision.number:
        yield _row(revision, path, identifier, title, note=revision.note, new=new)
        return
    for position, change in enumerate(revision.changes):
        single = Revision("", (change,))
        note = change.note or change.commit.subject
        yield _row(single, path, identifier, title, note=note, new=new and position == 0)


def _row(revision: Revision, path: str, identifier: str, title: str, *, note: str, new: bool) -> Entry:
    first, *others = revision.changes
    written = [*first.written, *(commit for change in others for commit in change.written)]
    return Entry(
        path=path,
        id=identifier,
        title=title,
        date=revision.published.date(),
        revision=revision.number,
        note=note,
        authors=_names(written),
        commits=_ids(written),
        moved_from=tuple(change.previous_path for change in revision.changes if change.previous_path),
        editorial=is_editorial(revision.number),
        new=new,
    )


def _names(commits: Sequence[Commit]) -> str:
    return ", ".join(dict.fromkeys(commit.author.name for commit in commits))


def _ids(commits: Sequence[Commit]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(commit.id for commit in reversed(commits)))
