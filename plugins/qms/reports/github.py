"""Annotations on GitHub: one workflow command a problem.

Source: docs.github.com, "Workflow commands for GitHub Actions". GitHub shows ten errors and ten warnings a step.
"""

from __future__ import annotations

from collections.abc import Sequence

from qms.model.problem import Check, Problem, Verdict

from .escape import sentences, visible
from .text import summary

_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def github(verdict: Verdict, _checks: Sequence[Check] = ()) -> str:
    """Errors first, then warnings, then the decision as an ordinary line of the log."""
    commands = [_command(problem) for problem in (*verdict.errors, *verdict.warnings)]
    return "\n".join((*commands, summary(verdict))) + "\n"


def _command(problem: Problem) -> str:
    place = problem.place
    properties = {
        "file": place.path,
        "line": str(place.line or ""),
        "col": str(place.column or ""),
        "title": problem.code,
    }
    listed = ",".join(f"{name}={visible(value).translate(_PROPERTY)}" for name, value in properties.items() if value)
    message = visible(sentences(problem.message, problem.fix), keep="\r\n").translate(_DATA)
    return f"::{problem.severity} {listed}::{message}"
