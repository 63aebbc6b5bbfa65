"""The change log of every document as data: its revisions, and the published changes they are made of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from qms.model.change import Author, Change, ChangeKind, Commit, History, Revision, revisions
from qms.model.revision import is_editorial


@dataclass(frozen=True, slots=True)
class CommitRow:
    """One commit behind a revision; `date` is when it was written."""

    id: str
    date: dt.datetime
    author: Author
    subject: str


@dataclass(frozen=True, slots=True)
class RevisionRow:
    """One revision; `date` is the day on which it was published, `note` the document's `change:`."""

    revision: str
    date: dt.date
    note: str
    editorial: bool
    authors: tuple[Author, ...]
    commits: tuple[CommitRow, ...]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One published change; `previous_path` is empty unless it moved the document."""

    kind: ChangeKind
    date: dt.datetime
    commit: str
    path: str
    previous_path: str


@dataclass(frozen=True, slots=True)
class DocumentLog:
    """One document with its revisions and changes, oldest first."""

    id: str
    path: str
    title: str
    withdrawn: bool
    revisions: tuple[RevisionRow, ...]
    changes: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class LogReport:
    """What `qms log --format json` prints: documents by id, the withdrawn ones after the others."""

    documents: tuple[DocumentLog, ...]


def log(history: History, only: str = "") -> LogReport:
    """Every document's change log.

    Args:
        history: What was read.
        only: The id or path of one document; of all when empty. Nothing by that name gives no documents.
    """
    rows = _Rows()
    found = (*_current(history, rows, only), *_gone(history, rows, only))
    return LogReport(tuple(sorted(found, key=lambda row: (row.withdrawn, row.id, row.path))))


def names(history: History) -> tuple[str, ...]:
    """What `only` may name, ids before paths."""
    known = {changes[-1].id: None for changes in (*history.by_path.values(), *history.withdrawn.values())}
    return tuple(name for name in (*known, *history.by_path, *history.withdrawn) if name)


def _current(history: History, rows: _Rows, only: str) -> Iterator[DocumentLog]:
    for path, changes in history.by_path.items():
        last = changes[-1]
        if only in ("", last.id, path):
            yield rows.document(last.id, path, last.title or last.id or path, changes)


def _gone(history: History, rows: _Rows, only: str) -> Iterator[DocumentLog]:
    for path, changes in history.withdrawn.items():
        last = changes[-1]
        if only in ("", last.id, path):
            yield rows.document(last.id, path, last.title or last.id or path, changes, withdrawn=True)


class _Rows:
    """Makes rows, one for each commit however many documents it touched."""

    def __init__(self) -> None:
        self._commits: dict[str, CommitRow] = {}

    def document(
        self, identifier: str, path: str, title: str, changes: tuple[Change, ...], *, withdrawn: bool = False
    ) -> DocumentLog:
        return DocumentLog(
            id=identifier,
            path=path,
            title=title,
            withdrawn=withdrawn,
            revisions=tuple(map(self._revision, revisions(changes))),
            changes=tuple(
                ChangeRow(change.kind, change.commit.committed, change.commit.id, change.path, change.previous_path)
                for change in changes
            ),
        )

    def _revision(self, revision: Revision) -> RevisionRow:
        commits = revision.commits
        return RevisionRow(
            revision=revision.number,
            date=revision.published.date(),
            note=revision.note,
            editorial=is_editorial(revision.number),
            authors=tuple(dict.fromkeys(commit.author for commit in commits)),
            commits=tuple(map(self._commit, commits)),
        )

    def _commit(self, commit: Commit) -> CommitRow:
        row = self._commits.get(commit.id)
        if row is None:
            row = self._commits[commit.id] = CommitRow(commit.id, commit.authored, commit.author, commit.subject)
        return row
