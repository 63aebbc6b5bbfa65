"""The verdict as Markdown, for the summary page of a CI job or a comment: a headline and a table, errors first."""

from __future__ import annotations

from collections.abc import Sequence

from qms.model.problem import Check, Problem, Severity, Verdict

from .escape import markdown as escaped
from .escape import visible
from .style import count
from .text import summary

MOST_ROWS = 500  # GitHub refuses a summary above 1 MiB
_NAMES = {Severity.ERROR: "**Error**", Severity.WARNING: "Warning"}


def markdown(verdict: Verdict, _checks: Sequence[Check] = ()) -> str:
    """The decision, then every problem (at most `MOST_ROWS`) with its place and remedy."""
    lines = ["## Quality manual", "", summary(verdict), ""]
    problems = (*verdict.errors, *verdict.warnings)
    if problems:
        lines += ["| | Place | Problem | What to do |", "|---|---|---|---|"]
        lines += [_row(problem) for problem in problems[:MOST_ROWS]]
        lines.append("")
    if (rest := len(problems) - MOST_ROWS) > 0:
        lines += [f"{count(rest, 'problem')} more, which `qms check` shows.", ""]
    return "\n".join(lines)


def _row(problem: Problem) -> str:
    message = f"{_code(problem.code)} {escaped(problem.message)}"
    return f"| {_NAMES[problem.severity]} | {_code(str(problem.place))} | {message} | {escaped(problem.fix)} |"


def _code(text: str) -> str:
    """Text as code; as plain text where it holds what would end the code."""
    return escaped(text) if "`" in text else f"`{visible(text).replace('|', chr(92) + '|')}`"
