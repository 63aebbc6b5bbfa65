"""`qms doctor`: what is missing on this machine or in this repository, and how to get it."""

from __future__ import annotations

from pathlib import Path

import click

from qms import reports
from qms.errors import QmsError
from qms.model.machine import Part
from qms.reading.machine import probe
from qms.reports.doctor import doctor as doctor_report
from qms.reports.doctor import doctor_text
from qms.reports.pdf import OLDEST, library

from . import options
from .output import emit, use_color

_COULD_NOT_RUN = 2


@click.command()
@options.repository()
@options.text_or_json
@options.color
@click.pass_context
def doctor(ctx: click.Context, root: Path, form: str, color: str) -> None:
    """Tell what is missing and how to get it.

    Exit code: 0 when qms can run here, 2 when it cannot.
    """
    report = doctor_report((*probe(root), _printer()))
    emit(reports.dumps(report) if form == "json" else doctor_text(report, color=use_color(color)))
    ctx.exit(0 if report.ready else _COULD_NOT_RUN)


def _printer() -> Part:
    """What makes PDF files: WeasyPrint, and the Pango that it needs."""
    name = f"WeasyPrint {OLDEST[0]} with Pango, to make PDF files"
    try:
        found = library().__version__
    except QmsError as error:
        return Part(name, ok=False, found=error.message, fix=error.fix, needed=False)
    return Part(name, ok=True, found=f"weasyprint {found}")
