"""`qms confirm`: say that a text still answers the clause it claims."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from qms import git
from qms.errors import QmsError
from qms.git.base import find_base
from qms.model.document import Document
from qms.model.suspect import Cause, Suspicion
from qms.model.system import QualitySystem
from qms.reading import read_system
from qms.reports.escape import one_line
from qms.writing import confirm as writing
from qms.writing.confirm import Confirmable

from . import options
from .progress import Progress
from .telling import tell_writing


@click.command()
@options.repository()
@click.argument("identifier", metavar="ID")
@click.argument("clauses", metavar="[CLAUSE]...", nargs=-1)
@click.option("--standard", metavar="ID", help="The standard whose clause it is, such as iso-9001-2026.")
@click.option("--all", "every", is_flag=True, help="Every suspect claim of the document.")
@click.option("--against", metavar="REF", help="Where the branch will be merged; found by itself when left out.")
def confirm(
    root: Path, identifier: str, clauses: tuple[str, ...], standard: str | None, against: str | None, *, every: bool
) -> None:
    """Confirm that a document still answers the clauses it claims.

    Shows the claims that are suspect, and why. With clauses, or --all, writes `CLAUSE confirmed in REVISION` into
    `clauses:` of the front matter, and not one byte more.
    """
    if clauses and every:
        raise QmsError("--all and clauses are named together", "Name the clauses, or give --all.", "confirm-refused")
    repository = git.open_repository(root)
    base = find_base(repository, against)[0] if git.head(repository) else None
    with Progress("reading the documents"):
        system = read_system(root, against=base)
    document = writing.find_document(system, identifier)
    known = writing.confirmable(system, document, standard)
    suspect = tuple(one for one in known if one.suspicions)
    chosen = writing.choose(document, known, clauses) if clauses else suspect
    _show(system, document, chosen)
    if not chosen:
        return
    if not clauses and not every:
        click.echo(f"Next: read each text against its clause, then run: qms confirm {identifier} CLAUSE (or --all)")
        return
    writing.require_draft(system, document)
    written = writing.confirm(repository.root, document, chosen)
    if not written:
        click.echo(f"Nothing to write: all of that is confirmed in revision {document.revision} already.")
        return
    for one in written:
        before = f"{one.before} -> " if one.before else ""
        click.echo(one_line(f"{document.path}: {one.standard}: {before}{one.after}"))
    tell_writing(repository, identifier, document.path, against)


def _show(system: QualitySystem, document: Document, chosen: Sequence[Confirmable]) -> None:
    click.echo(one_line(f"{document.id} revision {document.revision}: {document.title} ({document.path})"))
    if not chosen:
        click.echo("No claim of it is suspect.")
    for one in chosen:
        standard = system.standards.get(one.standard)
        clause = standard.numbers.get(one.clause) if standard else None
        title = f" {clause.title}" if clause else ""
        click.echo(f"  {one_line(f'{standard.name if standard else one.standard}, {one.clause}{title}')}")
        for suspicion in one.suspicions:
            click.echo(f"    {one_line(_cause(system, suspicion))}")
        if not one.suspicions:
            click.echo("    nothing speaks against it")


def _cause(system: QualitySystem, suspicion: Suspicion) -> str:
    if suspicion.cause is Cause.TEXT:
        text = f"section `{suspicion.title}`" if suspicion.anchor else "the document"
        return f"{text}: its text changed in revision {suspicion.since}"
    older = system.standards.get(suspicion.since)
    note = f": {suspicion.note}" if suspicion.note else ""
    return f"the clause is not what it was in {older.name if older else suspicion.since}{note}"
