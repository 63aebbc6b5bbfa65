"""The results, as one Markdown table for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from .measure import TIMES, Row, Sample

_HEAD = (
    "| what | size | wall s | CPU s | MiB | own | others | wall | CPU | against | goal | runs |",
    "|---|---|--:|--:|--:|--:|--:|--:|--:|---|---|--:|",
)


def markdown(rows: Sequence[Row], facts: Mapping[str, str]) -> str:
    """The table; its first row names the machine."""
    machine = f"| *{', '.join(facts.values())}* |{' |' * 11}"
    return "\n".join([*_HEAD, machine, *map(_line, rows)])


def _line(row: Row) -> str:
    seconds = (row.typical.wall, row.typical.cpu) if row.typical else ()
    cells = [
        row.what,
        row.size,
        *([f"{value:.2f}" if value < 100 else f"{value:.0f}" for value in seconds] or [row.note, ""]),  # noqa: PLR2004
        *_machine(row.typical),
        _ratio(row.wall_ratio),
        _ratio(row.cpu_ratio),
        row.against,
        row.goal,
        str(row.runs or ""),
    ]
    return f"| {' | '.join(cells)} |"


def _machine(sample: Sample | None) -> tuple[str, str, str]:
    """Memory, and what others used of the machine; a process too short to be looked at has no memory of its own."""
    if sample is None:
        return "", "", ""
    return f"{sample.peak:.0f}", f"{sample.own:.0f}" if sample.own else "", f"{sample.others:.0%}"


def _ratio(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}{TIMES}"


def as_json(rows: Sequence[Row], facts: Mapping[str, str]) -> str:
    """Facts and rows, seconds and MiB as numbers."""
    return json.dumps({"machine": dict(facts), "rows": [asdict(row) for row in rows]}, ensure_ascii=False, indent=1)
