"""`qms revise`: begin the next revision of a document."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from qms import git
from qms.errors import QmsError
from qms.git.base import find_base
from qms.reading import read_system
from qms.writing import revise as writing

from . import options
from .progress import Progress
from .telling import tell_writing


@click.command()
@options.repository()
@click.argument("identifier", metavar="ID")
@click.option("--minor", is_flag=True, help="An editorial change: 3.1 instead of 4. It needs the same approvals.")
@click.option("--why", metavar="TEXT", help="Why this revision exists, for people; asked for when left out.")
@click.option("--against", metavar="REF", help="Where the branch will be merged; found by itself when left out.")
def revise(root: Path, identifier: str, why: str | None, against: str | None, *, minor: bool) -> None:
    """Begin the next revision of a document.

    Changes `revision:` and `change:` in its front matter, and not one byte more.
    """
    repository = git.open_repository(root)
    base = find_base(repository, against)[0] if git.head(repository) else None
    with Progress("reading the documents"):
        system = read_system(root, against=base)
    revised = writing.next_revision(system, identifier, minor=minor)
    if why is None:
        if not sys.stdin.isatty():
            raise QmsError(
                "nobody says why there is a new revision, and there is no terminal to ask on",
                f'Run `qms revise {identifier} --why "What a reader has to know."`.',
                "revise-refused",
            )
        why = click.prompt(f"Why does {identifier} get revision {revised.after}", type=str)
    writing.revise(repository.root, revised, why.strip())
    document = revised.document
    click.echo(f"{document.path}: {identifier} revision {revised.before} -> {revised.after}.")
    if document.effective:
        click.echo(f"It still says `effective: {document.effective}`: write another day, or take the line out.")
    click.echo(f"Until it is approved, revision {revised.before} stays in force.")
    click.echo("Next: change the text.")
    tell_writing(repository, identifier, document.path, against)
