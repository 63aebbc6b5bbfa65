"""`qms log`: the change log of the manual, or of one document."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path

import click

from qms.errors import QmsError
from qms.model.change import History
from qms.reading.logbook import read_log
from qms.reports.jsontext import dump_report
from qms.reports.log import log as log_report
from qms.reports.log import names
from qms.reports.logtext import log_text

from . import options
from .output import emit, use_color, width
from .progress import Progress


@click.command()
@click.argument("document", metavar="[ID]", default="")
@options.repository()
@options.text_or_json
@click.option("--cache/--no-cache", default=True, help="Keep what was read of the history for the next time.")
@options.quiet
@options.color
def log(document: str, root: Path, form: str, color: str, *, cache: bool, quiet: bool) -> None:
    """Show the revisions of every document.

    With an identifier or a path: of that document, with the commits behind each revision. Withdrawn documents count.
    """
    with Progress("reading the history", quiet=quiet) as progress:
        history = read_log(root, progress=progress, cache=cache)
        report = log_report(history, document)
    if document and not report.documents:
        raise _unknown(document, history)
    emit(dump_report(report) if form == "json" else log_text(report, width(), color=use_color(color)))


def _unknown(document: str, history: History) -> QmsError:
    known = names(history)
    same = [name for name in known if _bare(name) == _bare(document)]
    near = same or get_close_matches(document, known, n=1)
    hint = f"Did you mean {near[0]}?" if near else "`qms status` lists what there is."
    return QmsError(f"no commit has a document {document}", hint, "document-unknown")


def _bare(name: str) -> str:
    """An identifier as people may type it: `qp-4` for QP-04."""
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", name.casefold())
