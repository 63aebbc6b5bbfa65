"""`qms check`: the gate."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from qms import git, reports, trust
from qms.checks import CHECKS, approval_problems, run_checks
from qms.errors import QmsError
from qms.model.problem import Verdict
from qms.reading import read_system
from qms.reading.cachefolder import cache_folder
from qms.reading.system import settings_at

from . import options
from .limits import limits
from .output import append, as_refusal, emit, note, use_color
from .progress import Progress

_REFUSED = 1


@click.command()
@options.repository()
@click.option("--against", metavar="REF", help="Judge what a branch changes against this commit, such as origin/main.")
@click.option("--head", metavar="REF", help="Judge this commit instead of the work tree.")
@options.anchor
@click.option("--now", type=options.Instant(), metavar="INSTANT", help="The time of the check; the clock's otherwise.")
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
    anchor: str | None,
    now: datetime | None,
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
            verdict = _judge(root, head, against, anchor, now or datetime.now(UTC), progress)
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
    if form == "text" and head is None and not quiet:
        for told in limits(root, against, accepted=verdict.accepted):
            note(told)
    if output:
        note(f"{reports.summary(verdict)} Written to {output}.", quiet=quiet)
    ctx.exit(0 if verdict.accepted else _REFUSED)


def _judge(
    root: Path, head: str | None, against: str | None, anchor: str | None, now: datetime, progress: Progress
) -> Verdict:
    """The verdict on documents, records and approvals.

    A repository without settings has asked for no checks of ours: with an anchor given, only its approvals are judged.
    """
    if anchor is None:
        return run_checks(read_system(root, head, against=against, progress=progress, now=now))
    try:
        asked = any(settings_at(root, ref).source for ref in {head, against})
        if asked:
            return run_checks(read_system(root, head, against=against, progress=progress, anchor=anchor, now=now))
    except QmsError:
        # Whatever keeps us from judging the rest, a refusal of the approvals stays one.
        verdict = _judge_approvals(root, head or "HEAD", against, anchor, now, progress)
        if verdict.accepted:
            raise
        return verdict
    return _judge_approvals(root, head or "HEAD", against, anchor, now, progress)


def _judge_approvals(
    root: Path, head: str, against: str | None, anchor: str, now: datetime, progress: Progress
) -> Verdict:
    """The verdict of approval format 1 alone."""
    repository, found, kept = git.open_repository(root), trust.read_anchor(Path(anchor)), cache_folder()
    if against is None:
        outcome = trust.verify(repository, found, head, now=now, progress=progress, cache=kept)
    else:
        outcome = trust.check_branch(repository, found, against, head, now=now, progress=progress, cache=kept)
    return Verdict(tuple(sorted(approval_problems(outcome))))


def _deliver(text: str, output: Path | None, *, quiet: bool) -> None:
    if output or not quiet:
        emit(text, output)


def _summarise(verdict: Verdict) -> None:
    """Add the verdict to the job's summary page, where GitHub names one: annotations alone stop at ten."""
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        append(reports.FORMATS["markdown"](verdict, CHECKS), Path(summary))
