"""What is there and what is missing on this machine, as data and as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qms.model.machine import Part

from .escape import one_line
from .style import GREEN, RED, YELLOW, count, paint


@dataclass(frozen=True, slots=True)
class DoctorReport:
    """What `qms doctor --format json` prints; `ready` means that the gate can run."""

    ready: bool
    parts: tuple[Part, ...]


def doctor(parts: Sequence[Part]) -> DoctorReport:
    """Decide whether what was found is enough to run."""
    return DoctorReport(all(part.ok or not part.needed for part in parts), tuple(parts))


def doctor_text(report: DoctorReport, *, color: bool = False) -> str:
    """One line a part, one more for how to get what is missing, and the decision."""
    lines = [line for part in report.parts for line in _lines(part, color=color)]
    missing = sum(not part.ok for part in report.parts)
    if not report.ready:
        decision = "qms cannot run here yet."
    elif missing:
        decision = f"qms can run here; {count(missing, 'thing')} could be better."
    else:
        decision = "qms can run here."
    return "\n".join((*lines, decision)) + "\n"


def _lines(part: Part, *, color: bool) -> Iterator[str]:
    style = GREEN if part.ok else RED if part.needed else YELLOW
    state = paint(f"{'ok' if part.ok else 'missing':<7}", style, color=color)
    found = f": {one_line(part.found)}" if part.found else ""
    yield f"{state}  {part.name}{found}"
    if part.fix and not part.ok:
        yield f"         help: {one_line(part.fix)}"
