"""`qms clauses`: what answers each clause of a standard, what is left to do, and the way to the next edition."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

import click

from qms import reports
from qms.errors import QmsError
from qms.model.standard import Standard
from qms.model.system import QualitySystem
from qms.model.transition import transition as find_transition
from qms.reading import read_system, with_editions
from qms.reports.clauses import ClausesReport, only_gaps
from qms.reports.clauses import clauses as clauses_report
from qms.reports.clausestext import clauses_markdown, clauses_text
from qms.reports.failing import Fail, failures
from qms.reports.sheets import clauses_sheets, transition_sheets
from qms.reports.transition import Before, TransitionReport, transition_report
from qms.reports.transitionmarkdown import transition_markdown
from qms.reports.transitiontext import transition_text

from . import options
from .output import emit, note, print_refusal, use_color, width
from .progress import Progress

_FAILED = 1
_FORMS = ("table", "inline", "satisfies")


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the command line asks for, and how it is to be shown."""

    root: Path
    read: tuple[str, ...]
    form: str
    out: Path | None
    color: str
    quiet: bool


@click.command()
@options.repository()
@click.option("--standard", metavar="ID", help="Such as iso-9001-2026; else the first that the settings claim.")
@click.option("--gaps", is_flag=True, help="Only the clauses with something left to do, and why.")
@click.option(
    "--fail-on",
    multiple=True,
    type=click.Choice([kind.value for kind in Fail]),
    help="Exit with 1 when a clause is so, in --standard or else in any that is claimed. May be repeated.",
)
@click.option("--transition", nargs=2, metavar="FROM TO", help="The way from one edition to the next, by their ids.")
@click.option("--since", metavar="REF", help="With --transition: the progress since a commit.")
@click.option(
    "--read", multiple=True, type=click.Choice(_FORMS), help="Read claims in this form as well. May be repeated."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown", "xlsx"]),
    default="text",
    help="For people, programs, a comment, or a spreadsheet.",
)
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write it to a file; xlsx needs one.")
@options.quiet
@options.color
@click.pass_context
def clauses(
    ctx: click.Context, *, root: Path, standard: str | None, gaps: bool, fail_on: tuple[str, ...],
    transition: tuple[str, str] | None, since: str | None, read: tuple[str, ...], form: str, out: Path | None,
    quiet: bool, color: str,
) -> None:  # fmt: skip
    """Show which documents answer which clause.

    Exit code: 0 shown, 1 when --fail-on found something, 2 could not run. A spreadsheet (xlsx) holds every claimed
    standard, or the one named.
    """
    asked = _Asked(root, read, form, out, color, quiet)
    _require_sense(asked, standard, transition, since, gaps=gaps)
    if transition:
        system = _transition(asked, transition, since)
        chosen = (system.standards[transition[1]],)
        found = tuple(clauses_report(system, each) for each in chosen) if fail_on else ()
    else:
        found = _matrix(asked, standard, gaps=gaps, everything=bool(fail_on))
    wrong = failures(found, map(Fail, fail_on))
    for failure in wrong:
        print_refusal(QmsError(failure.message, failure.fix))
    ctx.exit(_FAILED if wrong else 0)


def _require_sense(
    asked: _Asked, standard: str | None, transition: tuple[str, str] | None, since: str | None, *, gaps: bool
) -> None:
    """Refuse options that contradict each other, and a place where nothing can be written."""
    if transition and (standard or gaps):
        raise click.UsageError("--transition tells what is left to do itself: leave out --standard and --gaps.")
    if since and not transition:
        raise click.UsageError("--since needs --transition FROM TO.")
    if asked.form == "xlsx" and not asked.out:
        raise click.UsageError("A spreadsheet needs a file to be written to: --out clauses.xlsx.")
    if asked.out and asked.out.is_dir():
        fix = f"Name a file in it, such as {asked.out / 'clauses'}.{asked.form}."
        raise QmsError(f"{asked.out} is a folder", fix, "output-failed")


def _matrix(asked: _Asked, wanted: str | None, *, gaps: bool, everything: bool) -> tuple[ClausesReport, ...]:
    """Show the clauses of a standard; all that was asked for comes back, every clause of it."""
    with Progress("reading the documents", quiet=asked.quiet) as progress:
        system = read_system(asked.root, progress=progress, claims_from=asked.read)
        _require_read(system, wanted)
        chosen = _choose(system, wanted)
        several = not wanted and (everything or asked.form == "xlsx")
        found = tuple(clauses_report(system, each) for each in (system.claimed if several else (chosen,)))
    first = found[0]
    match asked.form:
        case "xlsx":
            _deliver(asked, clauses_sheets(found, gaps=gaps))
        case "json":
            _deliver(asked, reports.dumps(only_gaps(first) if gaps else first))
        case "markdown":
            _deliver(asked, clauses_markdown(first, gaps=gaps))
        case _:
            _deliver(asked, clauses_text(first, width(), gaps=gaps, color=use_color(asked.color, asked.out)))
    _tell_unresolved(asked, system)
    others = ", ".join(other.id for other in system.claimed if other is not chosen)
    if others and not wanted and asked.form in ("text", "markdown"):
        note(f"Also claimed: {others} (--standard).", quiet=asked.quiet)
    return found


def _transition(asked: _Asked, editions: tuple[str, str], since: str | None) -> QualitySystem:
    """Show the way from one edition to another; the system it was found in comes back."""
    with Progress("reading the documents", quiet=asked.quiet) as progress:
        read = read_system(asked.root, progress=progress, claims_from=asked.read)
        system, edition = with_editions(asked.root, read, *editions)
        before = None
        if since:
            # The same packs and maps for both: progress is what people did, not what a new release of qms knows.
            old = read_system(asked.root, since, progress=progress, claims_from=asked.read)
            old = replace(old, standards={**old.standards, **system.standards}, maps=system.maps)
            day = old.history.head_time.date() if old.history.head_time else None
            before = Before(since, old.commit, day, find_transition(old, edition))
        report = transition_report(system, find_transition(system, edition), before)
    _deliver(asked, _shown(asked, report))
    return system


def _shown(asked: _Asked, report: TransitionReport) -> str | bytes:
    match asked.form:
        case "xlsx":
            return transition_sheets(report)
        case "json":
            return reports.dumps(report)
        case "markdown":
            return transition_markdown(report)
        case _:
            return transition_text(report, width(), color=use_color(asked.color, asked.out))


def _deliver(asked: _Asked, shown: str | bytes) -> None:
    emit(shown, asked.out)
    if asked.out:
        note(f"Written to {asked.out}.", quiet=asked.quiet)


def _require_read(system: QualitySystem, wanted: str | None) -> None:
    """Refuse to answer for the standards that can be read while one that is asked for cannot: it would pass unseen."""
    asked_for = (wanted,) if wanted else system.settings.standards or ()
    broken = [fault for fault in system.faults if fault.code == "standard-malformed"]
    for name in asked_for:
        if name in system.standards:
            continue
        if broken and name not in system.known_standards:
            message = f"{name} cannot be read: {broken[0].place} {broken[0].message}"
            raise QmsError(message, "Mend the pack; `qms check` tells all that is wrong.", "standard-malformed")
        if not wanted:
            near = get_close_matches(name, system.known_standards, n=1)
            hint = f"Did you mean {near[0]}?" if near else "Correct the id, or add its pack to `packs`."
            raise QmsError(f"the settings claim {name}, which nobody knows", hint, "standard-unknown")


def _tell_unresolved(asked: _Asked, system: QualitySystem) -> None:
    """Say that some claims in another form could not be read: left out in silence they would look like gaps."""
    faults = [fault for document in system.documents for fault in document.faults]
    odd = [fault for fault in (*faults, *system.faults) if fault.code == "claim-unresolved"]
    if asked.read and odd:
        more = f", and {len(odd) - 1:,} more" if len(odd) > 1 else ""
        note(f"{odd[0].place}: {odd[0].message}{more}.", quiet=asked.quiet)


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
