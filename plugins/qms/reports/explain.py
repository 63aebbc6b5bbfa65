"""What a check asks for, why, and what to do: one check in full, or all of them in a line each."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from qms.model.problem import Check, Severity

from .style import BOLD, RED, YELLOW, count, paint
from .tables import table


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check. Problems of an `error` refuse, those of a `warning` only report."""

    code: str
    severity: Severity
    requirement: str
    explanation: str
    fix: str


@dataclass(frozen=True, slots=True)
class ExplainReport:
    """What `qms explain --format json` prints."""

    checks: tuple[CheckRow, ...]


def explain(checks: Sequence[Check]) -> ExplainReport:
    """The texts of some checks."""
    return ExplainReport(
        tuple(CheckRow(check.code, check.severity, check.requirement, check.explain, check.fix) for check in checks)
    )


def explain_text(report: ExplainReport, width: int = 80, *, color: bool = False) -> str:
    """One check in full; several as a table.

    Args:
        report: What to tell.
        width: Columns of the terminal.
        color: Use terminal colours.
    """
    if len(report.checks) == 1:
        return _full(report.checks[0], width, color=color)

    def colour(heading: str, cell: str) -> str:
        return paint(cell, YELLOW if heading == "Weight" and cell == "warning" else "", color=color)

    rows = [(row.code, row.severity, row.requirement) for row in report.checks]
    listed = table(("Code", "Weight", "Requirement"), rows, width, ("Requirement",), colour)
    return f"{listed}\n{count(len(rows), 'check')}. `qms explain CODE` tells more about one.\n"


def _full(row: CheckRow, width: int, *, color: bool) -> str:
    style = RED if row.severity is Severity.ERROR else YELLOW
    weight = "refuses" if row.severity is Severity.ERROR else "only reports"
    paragraphs = (row.requirement, *row.explanation.split("\n\n"), f"Fix: {row.fix}" if row.fix else "")
    texts = ["\n".join(textwrap.wrap(paragraph, width)) for paragraph in paragraphs if paragraph.strip()]
    head = f"{paint(row.code, BOLD, color=color)}  ({paint(row.severity, style, color=color)}: it {weight})"
    return "\n\n".join((head, *texts)) + "\n"
