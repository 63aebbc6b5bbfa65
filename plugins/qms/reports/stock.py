"""The stock commands of one revision as a script to read and to run: `bash -e` stops at the first that fails."""

from __future__ import annotations

from collections.abc import Iterable

from qms.errors import QmsError
from qms.model.approval import Outcome
from qms.model.stock import StockCommand, stock_commands

from .escape import one_line


def commands_for(outcome: Outcome, asked: str) -> str:
    """The script that checks an accepted revision of a document.

    Args:
        outcome: An accepted verification.
        asked: The document, for its newest revision; or `ID@REVISION` for an older one.

    Raises:
        QmsError: `ref-unknown`, when nothing of that id, or no such revision of it, was accepted.
    """
    identifier, _, number = asked.partition("@")
    life = outcome.state.documents.get(identifier) if outcome.state else None
    if life is None or not outcome.accepted:
        known = ", ".join(sorted(outcome.state.documents)) if outcome.state and outcome.accepted else ""
        told = f"Documents with approvals: {known}." if known else "See what `qms verify` refuses."
        raise QmsError(f"no revision of {identifier} was accepted", told, "ref-unknown")
    revision = (
        next((one for one in reversed(life.revisions) if one.revision == number), None) if number else life.current
    )
    if revision is None:
        told = f"Revisions with approvals: {', '.join(one.revision for one in life.revisions)}."
        raise QmsError(f"revision {number} of {identifier} was not accepted", told, "ref-unknown")
    return script(f"{identifier} revision {revision.revision}", stock_commands(outcome, revision))


def script(name: str, commands: Iterable[StockCommand]) -> str:
    """Commands as a script.

    Args:
        name: What they check.
        commands: In order.
    """
    lines = [f"# {one_line(name)}: paste these lines into bash, in a clone. They use git, ssh-keygen and sha256sum."]
    for number, command in enumerate(commands, start=1):
        lines += ["", f"# {number}. {one_line(str(command.title))}"]
        if command.expected:
            lines.append(f"#    It prints: {command.expected.strip()}")
        lines.append(command.line)
    return "\n".join(lines) + "\n"
