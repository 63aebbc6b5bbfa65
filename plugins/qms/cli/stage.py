"""`qms stage`: the pages of the site as files in a folder, for any generator."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from qms import git, reports
from qms.checks import run_checks
from qms.model.problem import Verdict
from qms.model.system import QualitySystem
from qms.pages import Layout, Site, assets, build_files, build_pages, document_page, record_page
from qms.reading import read_system
from qms.reading.files import read_files
from qms.writing.stage import stage as write_stage

from . import options
from .output import note
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
@click.option("--force", is_flag=True, help="Write into a folder that holds other files; those stay.")
@options.quiet
def stage(root: Path, out: Path, layout: str, *, force: bool, quiet: bool) -> None:
    """Write the pages to a folder, for any generator.

    A second run writes what changed and removes what is gone. Let your generator load assets/qms.css and assets/qms.js.
    """
    with Progress("reading the documents", quiet=quiet) as progress:
        system = read_system(root, progress=progress)
        verdict = run_checks(system)
        progress("making the pages")
        files = dict(_files(root, system, verdict, Site(Layout(layout))))
        repository = git.open_repository(root)
        sources = [repository.root / folder for folder in (*system.settings.documents, system.settings.records)]
        done = write_stage(out, files, keep_out=(*sources, repository.common_dir), force=force)
    changed = f"{len(done.written):,} written, {len(done.unchanged):,} as they were, {len(done.removed):,} removed"
    note(f"{len(files):,} files in {out}: {changed}.", quiet=quiet)
    if not verdict.accepted:
        note(f"{reports.summary(verdict)} `qms check` tells more.", quiet=quiet)


def _files(root: Path, system: QualitySystem, verdict: Verdict, site: Site) -> Iterator[tuple[str, bytes]]:
    """Every file of the site with its path; a document's own text comes last and wins."""
    yield from assets().items()
    yield from build_files(system, site)
    for page in build_pages(system, verdict, site):
        yield page.path, _encode(page.markdown)
    attached = {path for document in system.documents for path in document.files if path != document.path}
    yield from read_files(root, sorted(attached)).items()
    for record in system.records:
        yield record.path, _encode(record_page(system, record, site=site))
    for document in system.documents:
        yield document.path, _encode(document_page(system, document, site=site))


def _encode(text: str) -> bytes:
    return text.encode("utf-8", errors="backslashreplace")
