"""Refusals to run at all: the bottom of the house, imported by every room.

A problem in a document is a `Problem` in the verdict. A `QmsError` means that there is no verdict: no repository, a
shallow clone, settings that cannot be read. The entry points print it in one line with its remedy and exit 2.
"""

from __future__ import annotations


class QmsError(Exception):
    """The work could not be done.

    Args:
        message: What is wrong and where, one sentence without a full stop.
        fix: What to do about it, one sentence.
        code: The machine-readable name, such as `history-shallow`.
    """

    def __init__(self, message: str, fix: str, code: str = "could-not-run") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix
        self.code = code

    def __str__(self) -> str:
        return f"{self.message}. {self.fix}"
