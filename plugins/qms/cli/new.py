"""`qms new`: begin a document."""

from __future__ import annotations

from pathlib import Path

import click

from qms import git
from qms.reading import read_system
from qms.writing.new import new_document, write_new

from . import options
from .progress import Progress
from .telling import tell_writing


@click.command()
@options.repository()
@click.argument("kind", metavar="TYPE")
@click.argument("title", nargs=-1, required=True, metavar="TITLE")
@click.option("--id", "wanted", metavar="ID", default="", help="An id of your own, instead of the next free one.")
@click.option("--owner", metavar="ROLE", default="", help="The role that answers for it.")
@click.option("--folder", is_flag=True, help="A folder with an index.md, for a document with figures.")
def new(root: Path, kind: str, title: tuple[str, ...], wanted: str, owner: str, *, folder: bool) -> None:
    """Begin a document: the next free id, front matter, headings.

    TYPE is policy, manual, procedure, work-instruction, form, or one that the settings name.
    """
    with Progress("reading the documents"):
        system = read_system(root)
    document = new_document(system, kind, " ".join(title), wanted=wanted, owner=owner, folder=folder)
    repository = git.open_repository(root)
    write_new(repository.root, document)
    click.echo(f"Wrote {document.path}: {document.id} revision 1, owner {document.owner}.")
    click.echo("Next: replace each … by your text.")
    tell_writing(repository, document.id, document.path, None)
