"""JSON: one way to write it, and the verdict in it. Fields keep their order, texts stay readable, lines end with LF."""

from __future__ import annotations

import json as stdlib_json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic_core import PydanticSerializationError, to_json, to_jsonable_python

from qms.errors import QmsError
from qms.model.problem import Check, Severity, Verdict


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """One problem. Line and column count from 1; 0 where there is none. `step`: the commit refused, or `merge`."""

    code: str
    severity: Severity
    path: str
    line: int
    column: int
    step: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What `qms check --format json` prints. `undecided` means that the gate could not run."""

    verdict: Literal["accepted", "refused", "undecided"]
    problems: tuple[ProblemRow, ...]


def dumps(value: object) -> str:
    """Any data of this room as JSON text.

    Dataclasses, dates (ISO 8601) and enumerations are written as their plain values.
    """
    try:
        return to_json(value, indent=1).decode() + "\n"
    except PydanticSerializationError:  # A lone surrogate, from a byte that is no UTF-8: JSON has an escape for it.
        text = stdlib_json.dumps(to_jsonable_python(value), indent=1, ensure_ascii=False)
        return text.encode(errors="backslashreplace").decode() + "\n"


def dump_report(report: object) -> str:
    """A whole report as JSON text: the same as `dumps`, in half the time, because its type tells what is in it."""
    from pydantic import TypeAdapter  # noqa: PLC0415 - worth its loading for what is large only

    try:
        return TypeAdapter(type(report)).dump_json(report, indent=1).decode() + "\n"
    except PydanticSerializationError:
        return dumps(report)


def json(verdict: Verdict, _checks: Sequence[Check] = ()) -> str:
    """The verdict as JSON."""
    rows = tuple(
        ProblemRow(
            code=problem.code,
            severity=problem.severity,
            path=problem.place.path,
            line=problem.place.line,
            column=problem.place.column,
            step=problem.step,
            message=problem.message,
            fix=problem.fix,
        )
        for problem in verdict.problems
    )
    return dumps(CheckReport("accepted" if verdict.accepted else "refused", rows))


def undecided(error: QmsError) -> str:
    """That there is no verdict, and why, as JSON."""
    row = ProblemRow(error.code, Severity.ERROR, "", 0, 0, "", error.message, error.fix)
    return dumps(CheckReport("undecided", (row,)))
