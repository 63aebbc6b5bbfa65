"""`qms pdf`: documents, as they are in force, and records as PDF/A files."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

import click

from qms.errors import QmsError
from qms.model.document import Document
from qms.model.record import Record
from qms.model.system import QualitySystem, ViewKind
from qms.pages.paper import SITE
from qms.pages.view import View
from qms.reading.publication import NotPublishedError, read_publication
from qms.reports.pdf import library
from qms.reports.style import count

from . import options
from .output import emit, note, print_not_published
from .paper import Sheet, printable, sheets
from .progress import Progress


@click.command()
@click.argument("documents", metavar="[ID…]", nargs=-1)
@options.repository()
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Where to write the files.")
@click.option("--working", is_flag=True, help="Print the work tree, with drafts; each page of those says so.")
@options.as_of("Print")
@options.anchor
@options.quiet
@click.pass_context
def pdf(
    ctx: click.Context,
    *,
    documents: tuple[str, ...],
    root: Path,
    out: Path,
    working: bool,
    as_of: datetime | None,
    anchor: str | None,
    quiet: bool,
) -> None:
    """Write documents as PDF/A files.

    Those in force, or of those the ones you name; a record when you name it. Needs WeasyPrint: pip install
    'mkdocs-qms[pdf]'. The same commit gives the same bytes where fonts and WeasyPrint are the same. Exit code: 0
    written, 1 refused, 2 could not run.
    """
    library()
    kind = ViewKind.WORKING if working else ViewKind.PUBLISHED
    done: list[Sheet] = []
    try:
        with Progress("reading the documents", quiet=quiet) as progress:
            day = as_of.date() if as_of else None
            system = read_publication(root, kind, day, anchor=anchor, progress=progress)
            wanted = _wanted(system, documents, working=working)
            _make(out)
            progress(f"printing {_counted(wanted)}")
            for sheet in sheets(root, system, wanted):
                _make((out / sheet.name).parent)
                emit(sheet.data, out / sheet.name)
                done.append(sheet)
                progress(f"printed {sheet.name}, {len(done):,} of {len(wanted):,}")
    except NotPublishedError as error:
        ctx.exit(print_not_published(error))
    _tell(done, out, quiet=quiet)


def _wanted(system: QualitySystem, names: tuple[str, ...], *, working: bool) -> tuple[Document | Record, ...]:
    """The documents and records to print.

    Raises:
        QmsError: `document-unknown`, when there is none of a name, or no document of it that people may work by.
    """
    shown = View(system, None, SITE).documents if working else printable(system)
    if not names:
        return shown
    known: tuple[Document | Record, ...] = (*shown, *system.records)
    by_name = {one.path: one for one in known} | {one.id: one for one in reversed(known) if one.id}
    for name in names:
        if name not in by_name:
            found = f"there is no document {name}" if working else f"no document {name} is in force"
            message = f"{found}, and no record is called so"
            fix = "`qms status` lists what there is" + ("." if working else "; --working prints drafts, too.")
            raise QmsError(message, fix, "document-unknown")
    return tuple(dict.fromkeys(by_name[name] for name in names))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"cannot make {folder}: {error.strerror}"
        raise QmsError(message, "Name a folder you may write to.", "output-failed") from None


def _counted(things: Collection[Document | Record]) -> str:
    """`2 documents and 1 record`; records only where there are any."""
    records = sum(isinstance(thing, Record) for thing in things)
    documents = len(things) - records
    told = [count(documents, "document")] if documents or not records else []
    return " and ".join([*told, *([count(records, "record")] if records else [])])


def _tell(done: list[Sheet], out: Path, *, quiet: bool) -> None:
    for sheet in done:
        for remark in sheet.remarks:
            note(f"{sheet.name}: {remark}")
    fonts = sorted({font for sheet in done for font in sheet.fonts})
    pages = sum(sheet.pages for sheet in done)
    told = f" Fonts: {', '.join(fonts)}." if fonts else ""
    note(f"{_counted([sheet.thing for sheet in done])}, {count(pages, 'page')} in {out}.{told}", quiet=quiet)
