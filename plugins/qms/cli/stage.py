"""`qms stage`: the pages of the site as files in a folder, for any generator."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import click

from qms import git, reports
from qms.checks import run_checks
from qms.model.problem import Verdict
from qms.model.system import QualitySystem, ViewKind
from qms.pages import (
    Download,
    Layout,
    Site,
    View,
    assets,
    build_files,
    build_pages,
    build_tables,
    document_page,
    record_page,
)
from qms.reading.pasttexts import read_past_texts
from qms.reading.publication import NotPublishedError, read_bytes, read_publication
from qms.reports.clausefiles import clause_files
from qms.reports.sheets import register_sheets
from qms.writing.stage import Staged
from qms.writing.stage import stage as write_stage

from . import options
from .output import note, print_not_published
from .progress import Progress


@click.command()
@options.repository()
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Where to write the pages.")
@click.option(
    "--layout",
    type=click.Choice([layout.value for layout in Layout]),
    default=Layout.FOLDERS.value,
    help="How the generator makes addresses: a/b/ or a/b.html, or a/b.md for none.",
)
@click.option(
    "--view",
    type=click.Choice([kind.value for kind in ViewKind]),
    default=ViewKind.PUBLISHED.value,
    help="Show what is approved and in force, once approvals are set up, or the work tree with its drafts.",
)
@options.as_of("Show")
@options.anchor
@click.option("--force", is_flag=True, help="Write into a folder that holds other files; those stay.")
@options.quiet
@click.pass_context
def stage(
    ctx: click.Context,
    *,
    root: Path,
    out: Path,
    layout: str,
    view: str,
    as_of: datetime | None,
    anchor: str | None,
    force: bool,
    quiet: bool,
) -> None:
    """Write the pages to a folder, for any generator.

    Nothing is written when approvals are set up and the history is not verified. Exit code: 0 written, 1 refused, 2
    could not run.

    A second run writes what changed and removes what is gone. Let your generator load assets/qms.css and assets/qms.js.
    """
    try:
        day = as_of.date() if as_of else None
        done, verdict, total = _stage(root, out, Layout(layout), ViewKind(view), day, anchor, force=force, quiet=quiet)
    except NotPublishedError as error:
        ctx.exit(print_not_published(error))
    changed = f"{len(done.written):,} written, {len(done.unchanged):,} as they were, {len(done.removed):,} removed"
    note(f"{total:,} files in {out}: {changed}.", quiet=quiet)
    if not verdict.accepted:
        note(f"{reports.summary(verdict)} `qms check` tells more.", quiet=quiet)


def _stage(
    root: Path,
    out: Path,
    layout: Layout,
    kind: ViewKind,
    day: date | None,
    anchor: str | None,
    *,
    force: bool,
    quiet: bool,
) -> tuple[Staged, Verdict, int]:
    """Read, make the pages, write them; the verdict, and how many files there are."""
    with Progress("reading the documents", quiet=quiet) as progress:
        system = read_publication(root, kind, day, anchor=anchor, progress=progress)
        verdict = run_checks(system)
        progress("making the pages")
        files = dict(_files(root, system, verdict, Site(layout)))
        repository = git.open_repository(root)
        sources = [repository.root / folder for folder in (*system.settings.documents, system.settings.records)]
        done = write_stage(out, files, keep_out=(*sources, repository.common_dir), force=force)
    return done, verdict, len(files)


def _files(root: Path, system: QualitySystem, verdict: Verdict, site: Site) -> Iterator[tuple[str, bytes]]:
    """Every file of the site with its path; a document's own text comes last and wins."""
    yield from build_files(system, site)
    yield from assets().items()  # after what tells the language
    sheets = _sheets(system, site)
    yield from ((sheet.path, sheet.data) for sheet in sheets)
    for page in build_pages(system, verdict, site, sheets, read_past_texts(root, system)):
        yield page.path, _encode(page.markdown)
    attached = {path for document in system.documents for path in document.files if path != document.path}
    yield from read_bytes(root, system, sorted(attached)).items()
    for record in system.records:
        yield record.path, _encode(record_page(system, record, site=site))
    for document in system.documents:
        yield document.path, _encode(document_page(system, document, site=site))


def _sheets(system: QualitySystem, site: Site) -> tuple[Download, ...]:
    """The registers and the clauses as spreadsheets, as the site offers them."""
    registers = (
        Download(f"{table.path}.xlsx", register_sheets(table.title, system.today, table.columns, table.texts))
        for table in build_tables(system, site)
    )
    ways = View(system, None, site).transitions
    return (*registers, *(Download(path, data) for path, data in clause_files(system, ways)))


def _encode(text: str) -> bytes:
    return text.encode("utf-8", errors="backslashreplace")
