"""The change log for people at a terminal: newest revision first, why before who."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from qms.model.change import ChangeKind

from .escape import one_line
from .log import DocumentLog, LogReport, RevisionRow
from .style import BOLD, DIM, count, paint
from .tables import paragraph

_MARGIN = 20  # where the text of a revision begins: two spaces, its number, its date
_SHORT = 7  # characters of a commit's id, as git shows them


def log_text(report: LogReport, width: int = 80, *, color: bool = False) -> str:
    """Every document with its revisions; a single one also with the commits behind each.

    Args:
        report: What to tell.
        width: Columns of the terminal.
        color: Use terminal colours.
    """
    if not report.documents:
        return "There are no documents.\n"
    single = len(report.documents) == 1
    blocks = [_document(row, width, commits=single, color=color) for row in report.documents]
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks)


def _document(row: DocumentLog, width: int, *, commits: bool, color: bool) -> Iterator[str]:
    title = "" if row.title in (row.id, row.path) else row.title
    name = " ".join(part for part in (row.id or row.path, title, "(withdrawn)" if row.withdrawn else "") if part)
    for line in paragraph(name, width).split("\n"):
        yield paint(line, BOLD, color=color)
    removed = [change for change in row.changes if change.kind is ChangeKind.REMOVED]
    if row.withdrawn and removed:
        yield from _wrapped(_label("", removed[-1].date.date().isoformat()), f"Removed from {row.path}.", width)
    if not row.revisions:
        yield from _wrapped(_label("", ""), "Not committed yet.", width)
    for revision in reversed(row.revisions):
        yield from _revision(revision, width, commits=commits, color=color)
    for change in reversed(row.changes):
        if commits and change.kind is ChangeKind.MOVED:
            moved = f"Moved from {change.previous_path} to {change.path}."
            yield from _wrapped(_label("", change.date.date().isoformat()), moved, width)


def _revision(revision: RevisionRow, width: int, *, commits: bool, color: bool) -> Iterator[str]:
    note = revision.note or "No reason is given."
    label = _label(revision.revision or "-", revision.date.isoformat())
    yield from _wrapped(label, f"{note} (editorial)" if revision.editorial else note, width)
    authors = ", ".join(author.name for author in revision.authors)
    number = "" if commits else f"; {count(len(revision.commits), 'commit')}"
    yield from _wrapped("", f"{authors}{number}", width, style=DIM if color else "")
    if commits:
        for commit in reversed(revision.commits):
            line = f"{commit.id[:_SHORT]}  {commit.date.date()}  {commit.subject or '(no message)'}"
            yield from _wrapped("", line, width, style=DIM if color else "")


def _label(revision: str, day: str) -> str:
    return f"  {one_line(revision):<5} {day}"


def _wrapped(label: str, text: str, width: int, style: str = "") -> Iterator[str]:
    first, *rest = textwrap.wrap(one_line(text), max(width - _MARGIN, _MARGIN), break_on_hyphens=False) or [""]
    yield f"{label:<{_MARGIN}}{paint(first, style, color=bool(style))}".rstrip()
    for line in rest:
        yield " " * _MARGIN + paint(line, style, color=bool(style))
