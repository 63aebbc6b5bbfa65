"""What readers can follow with programs of their own: the feeds and the calendar, and what links to them."""

from __future__ import annotations

from .calendars import calendar_files
from .feeds import feed_files
from .files import Download
from .view import View


def subscription_files(view: View) -> tuple[Download, ...]:
    """Every feed and the calendar."""
    return (*feed_files(view), *calendar_files(view))
