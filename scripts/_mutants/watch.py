"""Which lines of the copy run while something is done."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import _lru_cache_wrapper
from pathlib import Path
from types import FrameType
from typing import Any

Line = tuple[str, int]


def forget() -> None:
    """Empty the caches of the copy: a line that was run before would seem not to run again."""
    for found in gc.get_objects():
        if isinstance(found, _lru_cache_wrapper) and str(found.__module__).startswith("qms"):
            found.cache_clear()


@contextmanager
def watched(root: Path) -> Iterator[set[Line]]:
    """The lines of modules below a folder that run in this context; complete when it ends."""
    ran: set[tuple[Any, int]] = set()
    prefix = f"{root}{os.sep}"
    seen: set[Line] = set()

    def line(frame: FrameType, event: str, _: object) -> Any:  # noqa: ANN401 - as sys.settrace wants it
        if event == "line":
            ran.add((frame.f_code, frame.f_lineno))
        return line

    def call(frame: FrameType, _event: str, _: object) -> Any:  # noqa: ANN401 - likewise
        return line if frame.f_code.co_filename.startswith(prefix) else None

    threading.settrace(call)
    sys.settrace(call)
    try:
        yield seen
    finally:
        sys.settrace(None)
        threading.settrace(None)
        seen |= {(code.co_filename.removeprefix(prefix), number) for code, number in ran}
