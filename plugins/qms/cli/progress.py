"""What is being done, for people who wait: on a terminal, on standard error, and only when it takes a while."""

from __future__ import annotations

import sys
from threading import Lock, Timer
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.status import Status

_PATIENCE = 0.5  # seconds before anything is shown


class Progress:
    """A callable that takes what is being done; shows the last of it once the patience is over.

    Args:
        text: What is being done to begin with.
        quiet: Show nothing.
    """

    def __init__(self, text: str, *, quiet: bool = False) -> None:
        self._text = text
        self._status: Status | None = None
        self._lock = Lock()
        self._timer = Timer(_PATIENCE, self._show) if sys.stderr.isatty() and not quiet else None

    def __call__(self, text: str) -> None:
        """Tell what is being done now."""
        with self._lock:
            self._text = text
            if self._status:
                self._status.update(text)

    def __enter__(self) -> Self:
        if self._timer:
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer.join()
        if self._status:
            self._status.stop()

    def _show(self) -> None:
        from rich.console import Console  # noqa: PLC0415 - costs 50 ms, and most runs are over before

        with self._lock:
            self._status = Console(stderr=True).status(self._text)
            self._status.start()
