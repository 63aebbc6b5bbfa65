"""Reviews and audits due as a calendar (RFC 5545): events of a whole day that move when their day does.

Lines end in CR and LF and are folded at 75 octets, never within a character; every text is escaped. The time stamp is
that of the commit, so the same commit gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid5

from qms.model import site as addresses
from qms.model.audited import planned_audits

from .feeds import namespace
from .files import Download
from .inert import DIRECTION
from .language import say
from .view import View, name_of

_OCTETS = 75
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]|[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that is due on a day: `basis` is what it stays known by, `path` its page."""

    basis: str
    day: date
    summary: str
    description: str
    path: str


def calendar_files(view: View) -> tuple[Download, ...]:
    """The calendar; none where nothing is due, for a calendar without an event is none."""
    events = [*_reviews(view), *(_audits(view) if view.site.records else ())]
    if not events:
        return ()
    head = view.system.history.head_time
    stamp = head.astimezone(UTC) if head else datetime.combine(view.system.today, time(), UTC)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//mkdocs-qms//Reviews and audits//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escape(_name(view.system.settings.organisation))}",
    ]
    for event in sorted(events, key=lambda one: (one.day, one.basis)):
        lines += _event(view, event, f"{stamp:%Y%m%dT%H%M%SZ}")
    lines.append("END:VCALENDAR")
    return (Download(addresses.CALENDAR, b"".join(map(fold, lines))),)


def _name(organisation: str) -> str:
    if organisation:
        return say("Quality manual of %(organisation)s: reviews and audits", organisation=organisation)
    return say("Quality manual: reviews and audits")


def escape(text: str) -> str:
    """A value of type TEXT."""
    shown = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.translate(dict.fromkeys(DIRECTION)).replace("\r\n", "\n"))
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        shown = shown.replace(plain, written)
    return shown


def fold(line: str) -> bytes:
    """A content line with its end, on lines of at most 75 octets; each further one begins with a blank."""
    parts, part = [], b""
    for letter in line:
        data = letter.encode()
        if len(part) + len(data) > _OCTETS:
            parts.append(part)
            part = b" "
        part += data
    return b"\r\n".join((*parts, part)) + b"\r\n"


def _event(view: View, event: Event, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uuid5(namespace(view), event.basis)}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{_day(event.day)}"
    if event.day < date.max:
        yield f"DTEND;VALUE=DATE:{_day(event.day + timedelta(days=1))}"
    yield f"SUMMARY:{escape(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{escape(event.description)}"
    if address := view.site.absolute(event.path):
        yield f"URL:{address}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _reviews(view: View) -> Iterator[Event]:
    """One event a document: its next review, or the one that is overdue."""
    for document in view.documents:
        if due := view.standings[document.path].review:
            words = [say("Revision %(number)s.", number=document.revision)] if document.revision else []
            owner = view.role(document.owner)
            words.append(say("Owner: %(role)s.", role=owner) if document.owner else say("Nobody owns it."))
            basis = f"review {document.id or document.path}"
            summary = say("Review due: %(document)s", document=name_of(document))
            yield Event(basis, due, summary, " ".join(words), document.path)


def _audits(view: View) -> Iterator[Event]:
    """The planned audits that nobody has held yet."""
    for one in planned_audits(view.system):
        if one.held is None:
            basis = f"audit {one.programme.id or one.programme.path} {one.key}"
            summary = say("Audit due: %(audit)s of %(programme)s", audit=one.key, programme=name_of(one.programme))
            scope = say("Scope: %(scope)s.", scope=one.scope) if one.scope else ""
            yield Event(basis, one.due, summary, scope, one.programme.path)
