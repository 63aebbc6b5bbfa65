"""What state a record is in, as the register and its files say it."""

from __future__ import annotations

from typing import NamedTuple

from qms.model.actions import cases
from qms.model.record import Record

from .view import View


class RecordState(NamedTuple):
    """The badge of a record: its shape and its word."""

    state: str
    word: str


FILED = RecordState("published", "Filed")
CORRECTED = RecordState("superseded", "Corrected")
NOT_FILED = RecordState("draft", "Not filed")
EXAMPLE = RecordState("na", "Example")
OPEN, CLOSED = "open", "closed"
STEPS = ((OPEN, "Open"), (CLOSED, "Closed"))
STATES = (FILED, CORRECTED, EXAMPLE, NOT_FILED)


def record_state(view: View, record: Record) -> RecordState:
    """The state of a record; what differs from the ordinary wins."""
    if not record.committed:
        return NOT_FILED
    if record.id and record.id in view.corrections:
        return CORRECTED
    return EXAMPLE if record.fields.text("example") == "true" else FILED


def followed_up(view: View) -> dict[str, str]:
    """Whether a nonconformity is open or closed, by the path of its record."""
    return {case.record.path: OPEN if case.open else CLOSED for case in cases(view.system)}
