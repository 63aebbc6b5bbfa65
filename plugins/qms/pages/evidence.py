"""Which of the records that name a document its page shows at once, and which are from the days of a revision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from qms.model.record import Record

SHOWN = 10


def shown_first(records: Sequence[Record]) -> tuple[tuple[Record, ...], tuple[Record, ...]]:
    """The newest records with the newest of every other kind, so that many of one kind hide no other; and the rest.

    Args:
        records: Newest first.
    """
    newest: dict[str, int] = {}
    for place, record in enumerate(records):
        newest.setdefault(record.kind, place)
    places = {*range(SHOWN), *newest.values()}
    first = tuple(record for place, record in enumerate(records) if place in places)
    return first, tuple(record for place, record in enumerate(records) if place not in places)


def dated(records: Sequence[Record], since: date, until: date | None) -> tuple[Record, ...]:
    """The records from a day on, and from before another one, if that is given."""
    return tuple(record for record in records if record.date and since <= record.date and not _past(record, until))


def _past(record: Record, until: date | None) -> bool:
    return until is not None and record.date is not None and record.date >= until
