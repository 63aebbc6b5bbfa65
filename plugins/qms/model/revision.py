"""Revisions, review intervals and identifiers: the small grammars of document control.

Source: the approval format 1, §1. A revision is always text: `3`, or `3.1` for an editorial change.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

DOCUMENT_ID = re.compile(r"[A-Z]{1,8}(-[A-Z]{1,8}){0,2}-[0-9]{1,6}")
RECORD_ID = re.compile(r"[A-Z]{1,8}-[0-9]{4}(-[A-Z0-9]{1,6})?")
ROLE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
PERSON = re.compile(r"[a-z][a-z0-9]*([.-][a-z][a-z0-9]*)*")
_REVISION = re.compile(r"([1-9][0-9]{0,3})(?:\.([1-9][0-9]{0,2}))?")
_INTERVAL = re.compile(r"([1-9][0-9]{0,2}) (month|months|year|years)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@lru_cache(maxsize=4096)
def revision_key(text: str) -> tuple[int, int] | None:
    """`3.1` as (3, 1), `3` as (3, 0); None when it is not of that form."""
    match = _REVISION.fullmatch(text)
    return (int(match[1]), int(match[2] or 0)) if match else None


def is_editorial(text: str) -> bool:
    """True for a revision such as `3.1`: nothing to do differently."""
    key = revision_key(text)
    return key is not None and key[1] > 0


def successors(text: str) -> tuple[str, ...]:
    """The two revisions that may follow this one, the editorial one first; empty when the text is no revision."""
    key = revision_key(text)
    return () if key is None else (f"{key[0]}.{key[1] + 1}", f"{key[0] + 1}")


def parse_date(text: str) -> date | None:
    """A real day written YYYY-MM-DD, or None."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def parse_interval(text: str) -> int | None:
    """A review interval such as `12 months` or `1 year`, in months; None when it is not of that form."""
    match = _INTERVAL.fullmatch(text)
    if not match:
        return None
    return int(match[1]) * (12 if match[2].startswith("year") else 1)


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month when it is shorter."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month0 + 1, min(day.day, monthrange(year, month0 + 1)[1]))
