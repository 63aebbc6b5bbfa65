"""`qms check`: the gate."""

from __future__ import annotations

import os
from pathlib import Path

import click

from qms import reports
from qms.checks import CHECKS, run_checks
from qms.model.problem import Verdict
from qms.reading import read_system

from . import options
from .output import append, as_refusal, emit, note, use_color
from .progress import Progress

_REFUSED = 1


@click.command()
@options.repository()
@click.option("--against", metavar="REF", help="Judge what a branch changes against this commit, such as origin/main.")
@click.option("--head", metavar="REF", help="Judge this commit instead of the work tree.")
@click.option(
    "--format", "form", type=click.Choice(list(reports.FORMATS)), default="text", help="For people, CI or programs."
)
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the result to a file.")
@options.quiet
@options.color
@click.pass_context
def check(
    ctx: click.Context,
    *,
    root: Path,
    against: str | None,
    head: str | None,
    form: str,
    output: Path | None,
    quiet: bool,
    color: str,
) -> None:
    """Judge the documents and records.

    Exit code: 0 accepted, 1 refused, 2 could not run.

    With `--format github`, the summary page of the job is written too. With `--quiet`, nothing is printed; a file named
    by `--output` is still written.
    """
    try:
        with Progress("reading the documents", quiet=quiet) as progress:
            system = read_system(root, head, against=against, progress=progress)
            verdict = run_checks(system)
    except Exception as error:
        if form == "json":
            _deliver(reports.undecided(as_refusal(error)), output, quiet=quiet)
        raise
    if form == "text":
        text = reports.text(verdict, CHECKS, color=use_color(color, output))
    else:
        text = reports.FORMATS[form](verdict, CHECKS)
    _deliver(text, output, quiet=quiet)
    if form == "github":
        _summarise(verdict)
    if output:
        note(f"{reports.summary(verdict)} Written to {output}.", quiet=quiet)
    ctx.exit(0 if verdict.accepted else _REFUSED)


def _deliver(text: str, output: Path | None, *, quiet: bool) -> None:
    if output or not quiet:
        emit(text, output)


def _summarise(verdict: Verdict) -> None:
    """Add the verdict to the job's summary page, where GitHub names one: annotations alone stop at ten."""
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        append(reports.FORMATS["markdown"](verdict, CHECKS), Path(summary))
