"""Check of what somebody typed into the text about revision, owner and dates, against the metadata and the history."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from qms.model.change import Revision
from qms.model.document import Document, HandKept
from qms.model.problem import Fault
from qms.model.revision import parse_date, revision_key
from qms.model.settings import humanise
from qms.model.system import QualitySystem

_ONE_DAY = timedelta(days=1)  # zones, and a merge shortly after midnight
_NUMBER = re.compile(r"(?:v|rev\.?|version)?\s*([0-9]{1,4})(?:\.([0-9]{1,3}))?", re.IGNORECASE)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_MONTH = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th|\.)?\s+([a-z]{3})[a-z]*\.?,?\s+([0-9]{4})", re.IGNORECASE)
_MONTH_DAY = re.compile(r"([a-z]{3})[a-z]*\.?\s+([0-9]{1,2})(?:st|nd|rd|th)?,?\s+([0-9]{4})", re.IGNORECASE)
_DOTTED = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})")


def revision_by_hand(system: QualitySystem) -> Iterator[Fault]:
    """A header or revision table typed into the text agrees with the metadata and the history.

    What is kept twice differs one day; a reader of the print then believes the wrong one.

    Fix: Take it out of the text; the site shows it on every page.
    """
    for document in system.documents:
        if document.hand_kept:
            runs = system.published[document.path]
            for kept in document.hand_kept:
                message = _contradiction(system, document, runs, kept)
                if message:
                    yield Fault(kept.place, message)
            yield from _table_behind(document)


def _contradiction(system: QualitySystem, document: Document, runs: Sequence[Revision], kept: HandKept) -> str:
    if kept.revision:
        return _row(document, runs, kept)
    if kept.label == "revision":
        if revision_key(document.revision) in (None, _number(kept.value)):
            return ""
        return f"the text says revision {kept.value}, the metadata says {document.revision}"
    if kept.label == "owner":
        return _owner(system, document, kept.value)
    return _effective(document, runs, kept.value) if kept.label == "effective" else ""


def _row(document: Document, runs: Sequence[Revision], kept: HandKept) -> str:
    """What is wrong with one row of a revision table."""
    row, current = _number(kept.revision), revision_key(document.revision)
    if row and current and row > current:
        return f"the table has revision {kept.revision}, the metadata says {document.revision}"
    run = next((run for run in reversed(runs) if revision_key(run.number) == row), None)
    day = read_day(kept.value)
    if run is None or day is None or day == document.effective or _near(day, run):
        return ""
    if run is runs[0] and run.number != "1" and day < run.published.date():
        return ""  # the document is older than the repository, and the table knows better than we do
    return f"the table dates revision {kept.revision} {kept.value}, it was published on {run.published.date()}"


def _table_behind(document: Document) -> Iterator[Fault]:
    """A table whose newest revision is older than the document's."""
    rows = [(number, kept) for kept in document.hand_kept if kept.revision and (number := _number(kept.revision))]
    current = revision_key(document.revision)
    if not rows or current is None:
        return
    newest, kept = max(rows, key=lambda row: row[0])
    if newest < current:
        message = f"the table ends with revision {kept.revision}, the metadata says {document.revision}"
        yield Fault(kept.place, message)


def _owner(system: QualitySystem, document: Document, value: str) -> str:
    role = document.owner
    if not role:
        return ""
    printed = (system.people.roles or {}).get(role, humanise(role))
    holders = [name for one in system.people.persons if role in one.roles for name in (one.id, one.name)]
    names = {name.casefold() for name in (role, role.replace("-", " "), printed, *holders)}
    said = value.strip().casefold().removeprefix("the ")
    return "" if said in names else f"the text says the owner is {value}, the metadata says {role}"


def _effective(document: Document, runs: Sequence[Revision], value: str) -> str:
    day = read_day(value)
    run = runs[-1] if runs and runs[-1].number == document.revision else None
    if day is None or (document.effective is None and run is None):
        return ""
    if day == document.effective or (run and _near(day, run)):
        return ""
    if document.effective:
        return f"the text says it is in force from {value}, the metadata says {document.effective}"
    return f"the text says it is in force from {value}, it was published on {run.published.date()}" if run else ""


def _near(day: date, run: Revision) -> bool:
    return abs(day - run.published.date()) <= _ONE_DAY


def _number(text: str) -> tuple[int, int] | None:
    """`v3`, `3.0` and `Rev. 3` as the revision they mean; None for anything else."""
    match = _NUMBER.fullmatch(text.strip())
    return (int(match[1]), int(match[2] or 0)) if match else None


def read_day(text: str) -> date | None:
    """A day in one of the forms that can mean only one day; None for others, such as 04/05/2026."""
    text = text.strip()
    if day := parse_date(text.replace("/", "-") if re.fullmatch(r"[0-9]{4}/[0-9]{2}/[0-9]{2}", text) else text):
        return day
    if match := _DOTTED.fullmatch(text):
        return _day(match[3], match[2], match[1])
    for pattern, names in ((_DAY_MONTH, (3, 2, 1)), (_MONTH_DAY, (3, 1, 2))):
        if (match := pattern.fullmatch(text)) and match[names[1]].lower() in _MONTHS:
            return _day(match[names[0]], str(_MONTHS.index(match[names[1]].lower()) + 1), match[names[2]])
    return None


def _day(year: str, month: str, day: str) -> date | None:
    return parse_date(f"{year}-{int(month):02}-{int(day):02}")
