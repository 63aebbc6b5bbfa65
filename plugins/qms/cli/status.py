"""`qms status`: where every document stands."""

from __future__ import annotations

from pathlib import Path

import click

from qms import reports
from qms.reading import read_system
from qms.reports.duties import DutiesReport, duties, duties_text
from qms.reports.status import status as status_report
from qms.reports.status import status_text
from qms.trust.dates import Dates, dated

from . import options
from .output import emit, use_color, width
from .progress import Progress
from .signing import Choices, desk_of, refusals, signer_of


@click.command()
@options.repository()
@click.option("--mine", is_flag=True, help="What waits for you: approvals, reviews, what to read.")
@click.option("--as", "as_", metavar="PERSON", help="With --mine: for whom, when not for you.")
@click.option("--against", metavar="REF", help="With --mine: the branch this work will go to.")
@options.anchor
@options.text_or_json
@options.quiet
@options.color
def status(
    root: Path, form: str, color: str, as_: str | None, against: str | None, anchor: str | None, *, mine: bool,
    quiet: bool,
) -> None:  # fmt: skip
    """Show where every document stands.

    A terminal of 100 columns also shows the owners. With --mine: what waits for you instead, verified from the anchor.
    """
    if mine:
        choices = Choices(root=root, as_=as_, anchor=anchor, against=against, quiet=quiet)
        found = _mine(choices)
        emit(reports.dumps(found) if form == "json" else duties_text(found, width(), color=use_color(color)))
        return
    with Progress("reading the documents", quiet=quiet) as progress:
        report = status_report(read_system(root, progress=progress))
    emit(reports.dumps(report) if form == "json" else status_text(report, width(), color=use_color(color)))


def _mine(choices: Choices) -> DutiesReport:
    """What waits for one person."""
    with refusals(), desk_of(choices) as desk:
        needs = desk.needs()
        living = [life.current for life in desk.judged.after.documents.values() if not life.retired]
        heads = {need.subject: desk.front_matter(need.path, need.files) for need in needs if need.files}
        heads |= {each.id: desk.front_matter(each.path, each.files) for each in living}
        person = signer_of(desk, choices)
        state = dated(desk.judged.after, Dates(desk.repository, desk.commit, desk.now))
        return duties(person, state, needs, heads, desk.now.date(), desk.policy)
