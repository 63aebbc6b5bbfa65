"""What history adds up to so far, in a form that can be kept between two readings.

Rows and numbers instead of objects, so that a hundred thousand changes stay small and load in a moment. The file is a
convenience: whatever is odd about it, it is thrown away and history is read again. No verdict on approvals rests on it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from qms.errors import QmsError
from qms.git import LoggedCommit, seconds
from qms.model.change import Author, Change, ChangeKind, Commit, History
from qms.trust.dates import Dates

from .heads import Head
from .sealed import read_sealed, write_sealed

FORMAT = 2
_KINDS = {kind.value: kind for kind in ChangeKind}


class Row(NamedTuple):
    """One change of one document; commits are numbers in the ledger."""

    kind: str
    commit: int
    written: tuple[int, ...]
    path: str
    previous_path: str
    blob: str
    content: str
    head: Head


@dataclass(slots=True)
class Ledger:
    """Changes by document, and the commits they name.

    Attributes:
        head: The commit it ends at.
        live: Rows of the documents that stand in the tree there, by path.
        gone: Rows of the documents that do not, in the order they went, by last path and the commit that removed them:
            one path may have had several documents.
        graves: Keys of `gone` by the id and by the path of a document, the last to go at the end.
        folders: Files of folder documents and their object ids, by folder.
        fresh: How many commits were read since it was kept.
    """

    head: str = ""
    head_time: int = 0
    read: int = 0
    live: dict[str, list[Row]] = field(default_factory=dict)
    gone: dict[str, list[Row]] = field(default_factory=dict)
    graves: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    folders: dict[str, dict[str, str]] = field(default_factory=dict)
    authors: dict[tuple[str, str], int] = field(default_factory=dict)
    commits: list[tuple[str, int, int, int, str]] = field(default_factory=list)
    numbers: dict[bytes, int] = field(default_factory=dict)
    fresh: int = 0

    def enter(self, commit: LoggedCommit) -> int:
        """The number of a commit, entering it the first time."""
        number = self.numbers.get(commit.id)
        if number is None:
            author = (_text(commit.name), _text(commit.email))
            author_number = self.authors.setdefault(author, len(self.authors))
            number = self.numbers[commit.id] = len(self.commits)
            authored, committed = seconds(commit.authored), seconds(commit.committed)
            self.commits.append((commit.id.decode(), author_number, authored, committed, _text(commit.subject)))
        return number

    def last_id(self, path: str) -> str:
        """The id of the document at a path, as its last row has it."""
        rows = self.live.get(path)
        return rows[-1].head.id if rows else ""

    def take(self, path: str) -> list[Row]:
        """Take a document's rows out, to be put back under another path."""
        return self.live.pop(path, [])

    def add(self, row: Row, carried: list[Row] | None = None) -> None:
        """Enter a row for the document at its path, behind the rows it carries from elsewhere."""
        if row.kind == ChangeKind.REMOVED:
            rows = self.live.pop(row.path, [])
            last = rows[-1].head if rows else Head()
            key = f"{row.path}@{self.commits[row.commit][0][:12]}"
            self.gone[key] = [*rows, row._replace(head=last)]
            self._mark(key)
            return
        rows = carried if carried is not None else self.live.get(row.path) or self._revived(row)
        rows.append(row)
        self.live[row.path] = rows

    def _revived(self, row: Row) -> list[Row]:
        """The rows of a document that was removed and is back, by its id or, where there is none, at its path."""
        keys = self.graves.get(("id", row.head.id)) if row.head.id else None
        if not keys:
            keys = self.graves.get(("path", row.path))
            if not keys or (row.head.id and self.gone[keys[-1]][-1].head.id):
                return []
        key = keys[-1]
        rows = self.gone.pop(key)
        for name in _names(rows[-1]):
            self.graves[name].remove(key)
        return rows

    def _mark(self, key: str) -> None:
        for name in _names(self.gone[key][-1]):
            self.graves.setdefault(name, []).append(key)

    def advance(self, head: str, head_time: int, read: int) -> None:
        """Note the commit the ledger now ends at."""
        self.head, self.head_time = head, head_time
        self.read, self.fresh = self.read + read, self.fresh + read

    def history(self, dates: Dates | None = None) -> History:
        """The ledger as the model has it.

        Args:
            dates: Tells what a commit counts for whose time cannot be true; without it, such a time is refused.

        Raises:
            QmsError: `history-undated`, for a time that no calendar has.
        """
        authors, times = [Author(name, email) for name, email in self.authors], self._times(dates)
        commits = [
            Commit(commit_id, authors[author], _instant(authored, commit_id), _instant(committed, commit_id), subject)
            for (commit_id, author, *_, subject), (authored, committed) in zip(self.commits, times, strict=True)
        ]
        head_time = dates.of(self.head, self.head_time) if dates else self.head_time

        def change(row: Row) -> Change:
            written = tuple(map(commits.__getitem__, row.written))
            return Change(_KINDS[row.kind], commits[row.commit], written, *row[3:7], *row.head)

        return History(
            head=self.head,
            head_time=_instant(head_time, self.head) if head_time >= 0 else None,
            commits=self.read,
            by_path={path: tuple(map(change, rows)) for path, rows in sorted(self.live.items())},
            withdrawn={
                # Whatever leads to a path means the last that stood there.
                (key if key != self.graves["path", rows[-1].path][-1] else rows[-1].path): tuple(map(change, rows))
                for key, rows in sorted(self.gone.items())
            },
        )

    def _times(self, dates: Dates | None) -> list[tuple[int, int]]:
        """When each commit was written and committed; what cannot be true counts as the step that published it."""
        times = [(commit[2], commit[3]) for commit in self.commits]
        if dates is None or all(dates.in_order(time) for both in times for time in both):
            return times
        rows = [row for several in (*self.live.values(), *self.gone.values()) for row in several]
        steps = {number: row.commit for row in rows for number in row.written}
        for number, (authored, committed) in enumerate(times):
            if not dates.in_order(committed):
                step, _, _, published, _ = self.commits[steps.get(number, number)]
                committed = dates.of(step, published)  # noqa: PLW2901 - mended
            times[number] = authored if dates.in_order(authored) else committed, committed
        return times


def save(ledger: Ledger, file: Path, key: str) -> None:
    """Keep a ledger. Not being able to is no reason to fail."""
    data = {
        "format": FORMAT,
        "key": key,
        "head": [ledger.head, ledger.head_time, ledger.read],
        "live": ledger.live,
        "gone": ledger.gone,
        "folders": ledger.folders,
        "authors": list(ledger.authors),
        "commits": ledger.commits,
    }
    write_sealed(file, json.dumps(data, separators=(",", ":")).encode())


def load(file: Path, key: str) -> Ledger | None:
    """The ledger kept in a file; None when there is none, or it is of another version or other settings."""
    try:
        data = json.loads(read_sealed(file) or b"{}")
        if data.get("format") != FORMAT or data["key"] != key:
            return None
        head, head_time, read = data["head"]
        commits = [tuple(commit) for commit in data["commits"]]
        ledger = Ledger(
            head=head,
            head_time=head_time,
            read=read,
            live=_rows(data["live"]),
            gone=_rows(data["gone"]),
            folders=data["folders"],
            authors={(name, email): number for number, (name, email) in enumerate(data["authors"])},
            commits=commits,
            numbers={commit[0].encode(): number for number, commit in enumerate(commits)},
        )
        for grave in ledger.gone:
            ledger._mark(grave)  # noqa: SLF001 - ours
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return ledger


def _names(last: Row) -> list[tuple[str, str]]:
    return [("path", last.path), *([("id", last.head.id)] if last.head.id else [])]


def _rows(data: dict[str, list[Any]]) -> dict[str, list[Row]]:
    return {
        path: [
            Row(kind, commit, tuple(written), path_after, previous, blob, content, Head(*head))
            for kind, commit, written, path_after, previous, blob, content, head in rows
        ]
        for path, rows in data.items()
    }


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", errors="replace")


def _instant(seconds: int, commit: str) -> datetime:
    try:
        if seconds >= 0:
            return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):  # a commit may claim any number
        pass
    raise QmsError(
        f"commit {commit[:12]} claims a time that no calendar has, so nobody can say when it changed a document",
        "Have somebody who knows Git look at it with `git cat-file commit`; no date is made up here.",
        "history-undated",
    )
