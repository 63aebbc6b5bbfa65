"""`qms verify`: every step from the anchor to a commit, judged by the policy before it."""

from __future__ import annotations

import gc
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from qms import git, reports, trust
from qms.errors import QmsError
from qms.model.approval import Decision, Outcome, TrustProblem
from qms.reading.anchors import FoundAnchor, find_anchor
from qms.reading.second import second_opinion
from qms.reading.system import settings_at
from qms.reports.approvals import verification, verification_text
from qms.reports.stock import commands_for

from . import options
from .output import as_refusal, emit, note, use_color
from .progress import Progress

_REPORT = "Two verifiers disagree: do not rely on either, and report it to the maintainers of qms."
_EXIT = {Decision.ACCEPTED: 0, Decision.REFUSED: 1, Decision.UNDECIDED: 2}


@click.command()
@options.repository()
@options.anchor
@click.option("--at", metavar="REF", default="HEAD", help="The commit to judge; HEAD when left out.")
@click.option("--previous", metavar="COMMIT", default="", help="A commit seen before, which must still be there.")
@click.option(
    "--now", type=options.Instant(), metavar="INSTANT", help="The time of the verification; the clock's otherwise."
)
@click.option(
    "--with", "second", type=click.Choice(["ssh-keygen"]), help="Have every signature checked by this program as well."
)
@click.option(
    "--commands",
    metavar="ID",
    help="Print the stock commands that check this document's approvals again, for bash. ID@REVISION: an older one's.",
)
@options.text_or_json
@options.quiet
@options.color
@click.pass_context
def verify(
    ctx: click.Context,
    *,
    root: Path,
    anchor: str | None,
    at: str,
    previous: str,
    now: datetime | None,
    second: str | None,
    commands: str | None,
    form: str,
    quiet: bool,
    color: str,
) -> None:
    """Verify from the anchor who approved what.

    Every step of the history is judged by the rules before it.

    Exit code: 0 accepted, 1 refused, 2 undecided, which is never a pass.
    """
    gc.enable()  # A long history makes more than a process should hold until its end.
    found: FoundAnchor | None = None
    try:
        with Progress("verifying", quiet=quiet) as progress:
            repository = git.open_repository(root)
            found = _find_anchor(repository, anchor)
            outcome = trust.verify(
                repository, found.anchor, at, now=now or datetime.now(UTC), previous=previous, progress=progress
            )
            if second and outcome.state:
                progress("asking ssh-keygen")
                outcome = _with_second_opinion(repository, outcome)
    except Exception as error:
        if os.environ.get("QMS_DEBUG") == "1":
            raise
        outcome = trust.undecided(as_refusal(error))
    if commands and outcome.accepted:
        emit(commands_for(outcome, commands))
    else:
        _print(outcome, found, form, color)
        if second and outcome.accepted:
            note(f"{second} says the same of each of the {outcome.signatures} signatures.", quiet=quiet)
    ctx.exit(_EXIT[outcome.decision])


def _with_second_opinion(repository: git.Repository, outcome: Outcome) -> Outcome:
    """The outcome, refused where `ssh-keygen` refuses a signature that we accept."""
    refused = second_opinion(repository, outcome)
    problems = tuple(
        TrustProblem("signature-invalid", record.path, record.step, "ssh-keygen refuses the signature", _REPORT)
        for record in refused
    )
    decision = Decision.REFUSED if problems and outcome.accepted else outcome.decision
    return replace(outcome, decision=decision, problems=(*outcome.problems, *problems))


def _find_anchor(repository: git.Repository, given: str | None) -> FoundAnchor:
    """The anchor; settings that cannot be read never change a verdict, so they are asked only when nothing is given."""
    found = find_anchor(repository.root, given) or find_anchor(repository.root, None, settings_at(repository.root))
    if found is None:
        raise QmsError(
            "there is no anchor to start from",
            "Name the anchor file: `--anchor FILE`, or the variable QMS_ANCHOR; `qms anchor` prints one.",
            "anchor-unreadable",
        )
    return found


def _print(outcome: Outcome, found: FoundAnchor | None, form: str, color: str) -> None:
    source = found.source.value if found else ""
    if form == "json":
        emit(reports.dumps(verification(outcome, source)))
    else:
        emit(verification_text(outcome, source, color=use_color(color)))
