"""The way from one edition to the next as Markdown, for a comment, a meeting or a management review."""

from __future__ import annotations

from qms.model.transition import STEP_NAMES

from .escape import markdown as escaped
from .grids import grid
from .style import count
from .transition import TransitionReport
from .transitiontext import (
    answered,
    background,
    changed,
    compilation,
    heading,
    left,
    removed_told,
    reviewed,
    standing,
    to_do,
)

_LEFT = ("Clause", "Title", "What changed", "Answered today by", "Left to do")


def transition_markdown(report: TransitionReport) -> str:
    """Where a transition stands and what is left to do, a table a step."""
    parts = [f"# {escaped(heading(report))}", *map(escaped, standing(report))]
    for step, rows in left(report):
        parts += [
            f"## {STEP_NAMES[step]}: {count(len(rows), 'clause')}",
            grid(_LEFT, [(row.id, row.title, changed(row), answered(row), to_do(row)) for row in rows]),
        ]
    if told := reviewed(report):
        parts.append(escaped(told))
    if report.removed:
        gone = [(row.id, row.title, removed_told(row)) for row in report.removed]
        head = f"## Moved or removed: {count(len(report.removed), 'clause')}"
        parts += [head, grid(("Clause", "Title", "What became of it"), gone)]
    return "\n\n".join([*parts, *map(escaped, (*background(report), compilation(report)))]) + "\n"
