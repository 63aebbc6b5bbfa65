"""How a mutant of the verifier is judged: by the conformance cases that run its line, then by the tests of the room."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from . import cases, rooms
from .kept import kept
from .mutate import Mutation


@dataclass
class ByCases:
    """The cases, and perhaps the tests."""

    root: Path
    folder: Path
    found: cases.Baseline
    tests: rooms.Tests | None = None
    alike: int = 0
    seconds: int = 300

    def judge(self, mutation: Mutation) -> str:
        """The first case or test that notices."""
        with ExitStack() as stack:
            if not mutation.file.startswith("qms/git/"):
                stack.enter_context(self.found.answers.given())
                stack.enter_context(kept(self.root, mutation.file))
            said = self._by_case(mutation)
        return said or (self.tests.judge(mutation) if self.tests else "")

    def _by_case(self, mutation: Mutation) -> str:
        for name in cases.likely(self.found, mutation, self.alike):
            try:
                if said := cases.wrong(self.folder / name):
                    return f"{name}: {said}"
            except Exception as error:  # noqa: BLE001 - a mutant may do anything
                return f"{name}: {type(error).__name__}"
        return ""
