"""Progress: only on a terminal, only when it takes a while."""

from __future__ import annotations

import io
import sys

import pytest

from qms.cli import progress as progress_module
from qms.cli.progress import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Standard error as a terminal; called in the test, because pytest sets its own for each phase."""
    made = Terminal()
    monkeypatch.setattr(sys, "stderr", made)
    monkeypatch.setenv("TERM", "xterm")
    return made


def test_what_takes_a_while_is_told(monkeypatch: pytest.MonkeyPatch):
    shown = terminal(monkeypatch)
    monkeypatch.setattr(progress_module, "_PATIENCE", 0.0)
    with Progress("reading the documents") as progress:
        assert progress._timer is not None  # noqa: SLF001 - to wait for it without a clock
        progress._timer.join()  # noqa: SLF001
        progress("reading history: 5,000 commits")
    assert "reading history: 5,000 commits" in shown.getvalue()


def test_what_is_quick_is_not(monkeypatch: pytest.MonkeyPatch):
    shown = terminal(monkeypatch)
    with Progress("reading the documents") as progress:
        progress("reading history: 5,000 commits")
    assert shown.getvalue() == ""


def test_nothing_where_nobody_looks_or_wants(monkeypatch: pytest.MonkeyPatch):
    terminal(monkeypatch)
    monkeypatch.setattr(progress_module, "_PATIENCE", 0.0)
    with Progress("reading", quiet=True) as progress:
        assert progress._timer is None  # noqa: SLF001
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    with Progress("reading") as progress:
        assert progress._timer is None  # noqa: SLF001


def test_a_failure_stops_it(monkeypatch: pytest.MonkeyPatch):
    terminal(monkeypatch)
    with pytest.raises(ValueError, match="x"), Progress("reading") as progress:
        raise ValueError("x")
    assert progress._timer is not None  # noqa: SLF001
    assert not progress._timer.is_alive()  # noqa: SLF001
