"""The stock commands of one revision as a script to read and to run: `bash -e` stops at the first that fails."""

from __future__ import annotations

from collections.abc import Iterable

from qms.errors import QmsError
from qms.model.approval import Outcome
from qms.model.stock import StockCommand, stock_commands

from .escape import one_line


def commands_for(outcome: Outcome, identifier: str) -> str:
    """The script that checks the newest accepted revision of a document.

    Args:
        outcome: An accepted verification.
        identifier: The document.

    Raises:
        QmsError: `ref-unknown`, when nothing of that id was accepted.
    """
    life = outcome.state.documents.get(identifier) if outcome.state else None
    if life is None or not outcome.accepted:
        known = ", ".join(sorted(outcome.state.documents)) if outcome.state and outcome.accepted else ""
        told = f"Documents with approvals: {known}." if known else "See what `qms verify` refuses."
        raise QmsError(f"no revision of {identifier} was accepted", told, "ref-unknown")
    return script(f"{identifier} revision {life.current.revision}", stock_commands(outcome, life.current))


def script(name: str, commands: Iterable[StockCommand]) -> str:
    """Commands as a script.

    Args:
        name: What they check.
        commands: In order.
    """
    lines = [f"# {one_line(name)}: paste these lines into bash, in a clone. They use git, ssh-keygen and sha256sum."]
    for number, command in enumerate(commands, start=1):
        lines += ["", f"# {number}. {one_line(command.title)}"]
        if command.expected:
            lines.append(f"#    It prints: {command.expected.strip()}")
        lines.append(command.line)
    return "\n".join(lines) + "\n"
