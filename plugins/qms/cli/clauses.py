"""`qms clauses`: which documents and records answer which clause of a standard, and what nothing answers."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

import click

from qms import reports
from qms.errors import QmsError
from qms.model.standard import Standard
from qms.model.system import QualitySystem
from qms.reading import read_system
from qms.reports.clauses import clauses as clauses_report
from qms.reports.clauses import clauses_text

from . import options
from .output import emit, note, use_color, width
from .progress import Progress


@click.command()
@options.repository()
@click.option("--standard", metavar="ID", help="Such as iso-9001-2026; else the first that the settings claim.")
@click.option("--gaps", is_flag=True, help="Only the clauses that nothing answers.")
@options.text_or_json
@options.quiet
@options.color
def clauses(root: Path, standard: str | None, form: str, color: str, *, gaps: bool, quiet: bool) -> None:
    """Show which documents answer which clause."""
    with Progress("reading the documents", quiet=quiet) as progress:
        system = read_system(root, progress=progress)
        chosen = _choose(system, standard)
        report = clauses_report(system, chosen, gaps=gaps)
    if form == "json":
        emit(reports.dumps(report))
        return
    emit(clauses_text(report, width(), gaps=gaps, color=use_color(color)))
    others = ", ".join(other.id for other in system.claimed if other is not chosen)
    if others and not standard:
        note(f"Also claimed: {others} (--standard).", quiet=quiet)


def _choose(system: QualitySystem, wanted: str | None) -> Standard:
    """The standard that was asked for, or the first one that is claimed."""
    if wanted is None:
        if system.claimed:
            return system.claimed[0]
        fix = f"List it under `standards` in the settings: {', '.join(system.known_standards)}."
        raise QmsError("no standard is claimed", fix, "standard-unknown")
    if wanted in system.standards:
        return system.standards[wanted]
    if wanted in system.known_standards:
        fix = "List it under `standards` in the settings."
        raise QmsError(f"nothing here claims {wanted}", fix, "standard-unknown")
    near = get_close_matches(wanted, system.known_standards, n=1)
    fix = f"Did you mean {near[0]}?" if near else f"Name one of {', '.join(system.known_standards)}."
    raise QmsError(f"there is no standard {wanted}", fix, "standard-unknown")
