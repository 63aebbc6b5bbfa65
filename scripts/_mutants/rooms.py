"""The tests of the room as judges of mutants, for those that no case notices."""

from __future__ import annotations

import json
import os
import pickle
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from .mutate import Mutation
from .pool import fork
from .watch import Line, forget, watched

# Tests that are the cases over again, that try mutants themselves, or that need minutes.
_LEFT_OUT = ("test_cases.py", "test_mutants.py", "test_properties.py")


@dataclass
class Tests:
    """The tests, and which of them run a line.

    Attributes:
        folder: Where they are.
        lines: The lines that each test runs.
        failing: Those that fail without any mutant, and judge nothing.
    """

    folder: Path
    lines: dict[str, set[Line]] = field(default_factory=dict)
    failing: set[str] = field(default_factory=set)

    def judge(self, mutation: Mutation) -> str:
        """The first test that fails with a mutant, in this process; the empty text when none does."""
        # Not the line alone: a test of how deep calls may go never gets there while it is watched.
        wanted = {(mutation.file, line) for line in mutation.around}
        chosen = [name for name, seen in self.lines.items() if name not in self.failing and not wanted.isdisjoint(seen)]
        if mutation.lines and not chosen:
            return ""
        watch = _First()
        status = _pytest(self.folder, chosen if mutation.lines else [], self.failing, watch)
        return (watch.failed or f"pytest: {status}") if status else ""


def baseline(root: Path, folder: Path) -> Tests:
    """Run every test once on the untouched copy, watched."""
    part = Path(tempfile.mkstemp(suffix=".pickle")[1])
    pid, pipe = fork(lambda: _watch_all(root, folder, part), 3600)
    with os.fdopen(pipe, "rb") as stream:
        said = json.loads(stream.read() or b'"killed"')
    os.waitpid(pid, 0)
    if said:
        raise RuntimeError(f"the tests cannot be run: {said}")
    lines, failing = pickle.loads(part.read_bytes())  # noqa: S301 - written by ourselves, a moment ago
    return Tests(folder, lines, failing)


def _watch_all(root: Path, folder: Path, part: Path) -> str:
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    sys.path.insert(0, str(root))
    watch = _Lines(root)
    _pytest(folder, [], set(), watch)
    part.write_bytes(pickle.dumps((watch.lines, watch.failing)))
    return "" if watch.lines else "nothing was run"


def _pytest(folder: Path, names: Sequence[str], without: set[str], watch: object) -> int:
    os.chdir(folder.parents[1])
    left_out = [f"--ignore={folder / name}" for name in _LEFT_OUT]
    given = ["-x"] if names or without else []
    given += [f"--deselect={name}" for name in sorted(without)]
    return int(pytest.main([*given, "-q", "-p", "no:cacheprovider", *left_out, *(names or [str(folder)])], [watch]))


class _First:
    """Remembers the first test that fails."""

    failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.failed = self.failed or report.nodeid


class _Lines:
    """Watches every test."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.lines: dict[str, set[Line]] = {}
        self.failing: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        forget()
        with watched(self.root) as seen:
            said = yield
        self.lines[item.nodeid] = seen
        return said

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failing.add(report.nodeid)
