"""What readers can follow with programs of their own: the feeds and the calendar, and what links to them."""

from __future__ import annotations

from .calendars import calendar_files
from .feeds import whole_feed
from .files import Download
from .view import View


def subscription_files(view: View) -> tuple[Download, ...]:
    """The feed of the manual and the calendar; the feeds of the documents are leaves."""
    return (*whole_feed(view), *calendar_files(view))
