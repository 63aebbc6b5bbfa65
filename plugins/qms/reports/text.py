"""A verdict for people at a terminal: one line a problem with its place, one line with the remedy, one to sum up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from qms.model.problem import Check, Problem, Severity, Verdict

from .escape import line_start, one_line
from .style import BOLD, DIM, GREEN, RED, YELLOW, count, paint


def text(verdict: Verdict, _checks: Sequence[Check] = (), *, color: bool = False) -> str:
    """Every problem by place, and the decision.

    Args:
        verdict: What to tell.
        color: Use terminal colours.
    """
    pairs = zip_longest(verdict.problems, verdict.problems[1:])
    lines = [line for problem, following in pairs for line in _lines(problem, following, color=color)]
    style = RED if verdict.errors else YELLOW if verdict.warnings else GREEN
    return "\n".join((*lines, paint(summary(verdict), style, color=color))) + "\n"


def summary(verdict: Verdict) -> str:
    """The decision in one sentence."""
    errors, warnings = len(verdict.errors), len(verdict.warnings)
    if errors:
        counts = [count(errors, "error")] + ([count(warnings, "warning")] if warnings else [])
        return f"Refused: {', '.join(counts)}."
    return f"Accepted, with {count(warnings, 'warning')}." if warnings else "Accepted."


def _lines(problem: Problem, following: Problem | None, *, color: bool) -> Iterator[str]:
    """A problem, and its remedy unless the next problem has the same one: then it is told once, after them."""
    warning = problem.severity is Severity.WARNING
    place = paint(f"{line_start(str(problem.place))}:", BOLD, color=color)
    code = paint(problem.code, YELLOW if warning else RED, color=color)
    yield f"{place} {code} {one_line(problem.message)}{' (warning)' if warning else ''}"
    if problem.fix and not (following and (following.code, following.fix) == (problem.code, problem.fix)):
        yield paint(f"  help: {one_line(problem.fix)}", DIM, color=color)
