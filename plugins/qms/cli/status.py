"""`qms status`: where every document stands."""

from __future__ import annotations

from pathlib import Path

import click

from qms import reports
from qms.reading import read_system
from qms.reports.status import status as status_report
from qms.reports.status import status_text

from . import options
from .output import emit, use_color, width
from .progress import Progress


@click.command()
@options.repository()
@options.text_or_json
@options.quiet
@options.color
def status(root: Path, form: str, color: str, *, quiet: bool) -> None:
    """Show where every document stands.

    A terminal of 100 columns also shows the owners.
    """
    with Progress("reading the documents", quiet=quiet) as progress:
        report = status_report(read_system(root, progress=progress))
    emit(reports.dumps(report) if form == "json" else status_text(report, width(), color=use_color(color)))
