"""How the check of a pack tells what it finds: numbered steps, a line for each fault, and one verdict at the end.

Like all parts of the verifier it needs Python's standard library (3.9) and nothing else, and knows nothing of qms.
"""

from __future__ import annotations

import sys

_MOST_TOLD = 25
_LONGEST = 300
ACCEPTED, REFUSED, UNDECIDED = 0, 1, 2


class RefusalError(Exception):
    """Something is not as it was approved or packed; the text says what."""


class CannotTellError(Exception):
    """The check cannot be made here; the text says why."""


def printable(text: object) -> str:
    """A text in which nothing can play tricks on a terminal, and not too long."""
    shown = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in str(text))
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"


class Report:
    """What was found so far; prints as it goes."""

    def __init__(self) -> None:
        self.steps = 0
        self.refused = 0
        self.undecided = 0
        self.unseen: list[str] = []

    def step(self, question: str) -> None:
        """Begin the next numbered step."""
        self.steps += 1
        print(f"\n{self.steps}. {question}")

    def good(self, text: str) -> None:
        """Say what was found to be right."""
        print(f"   OK   {printable(text)}")
        sys.stdout.flush()

    def note(self, text: str) -> None:
        """Say something that decides nothing."""
        print(f"   note {printable(text)}")

    def refuse(self, text: object) -> None:
        """Say what is wrong; the pack is refused."""
        self.refused += 1
        if self.refused <= _MOST_TOLD:
            print(f"   BAD  {printable(text)}")
        elif self.refused == _MOST_TOLD + 1:
            print("   BAD  and more, which are not listed")

    def cannot_tell(self, text: object) -> None:
        """Say what could not be looked at; without it there is no verdict."""
        self.undecided += 1
        print(f"   ???  {printable(text)}")

    def not_seen(self, text: str) -> None:
        """Keep what this run did not prove, to be said before the verdict."""
        self.unseen.append(text)

    def code(self) -> int:
        """The exit code."""
        if self.refused:
            return REFUSED
        return UNDECIDED if self.undecided else ACCEPTED
