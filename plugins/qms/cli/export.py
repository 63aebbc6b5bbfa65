"""`qms export`: an audit pack, one file that holds the manual with its evidence and a program that checks it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from qms import git
from qms.errors import QmsError
from qms.model.demonstration import PROJECT as DEMONSTRATION
from qms.model.pack import PackContents
from qms.model.system import QualitySystem, ViewKind
from qms.reading.packing import read_pack
from qms.reading.publication import NotPublishedError, read_publication
from qms.writing import pack, packsite, packtext
from qms.writing.verifier import program

from . import options
from .output import note, print_not_published
from .packfiles import pdf_files, register_files
from .paper import printable
from .progress import Progress

_EARLIEST, _LATEST = 315_532_800, 4_102_444_800  # 1980 and 2100, in seconds since 1970
_REGISTER = "register/register.json"


@dataclass(frozen=True, slots=True)
class _Asked:
    """The options, as they were given."""

    root: Path
    out: Path
    day: datetime | None
    scope: tuple[str, ...]
    anchor: str | None
    site: bool
    pdf: bool


@click.command()
@options.repository()
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, metavar="FILE", help="The file, such as pack.zip."
)
@options.as_of("Pack")
@click.option(
    "--scope",
    multiple=True,
    metavar="ID|FOLDER",
    help="Only these documents and records, such as QP-04 or procedures/. May be repeated.",
)
@options.anchor
@click.option("--site/--no-site", default=True, help="Build the site into the pack (by MkDocs), or leave it out.")
@click.option("--pdf/--no-pdf", default=True, help="Add documents and records as PDF (where WeasyPrint is), or not.")
@click.option("--force", is_flag=True, help="Replace the file when it is there.")
@options.quiet
@click.pass_context
def export(
    ctx: click.Context,
    *,
    root: Path,
    out: Path,
    as_of: datetime | None,
    scope: tuple[str, ...],
    anchor: str | None,
    site: bool,
    pdf: bool,
    force: bool,
    quiet: bool,
) -> None:
    """Write an audit pack that checks itself.

    The manual with its evidence, and a program that verifies both offline.

    It holds the site, the documents in force, the registers, the records and approvals, the history and the anchor.
    Nothing is written when the history is not verified. Exit code: 0 written, 1 refused, 2 could not run.

    The same commit and day give the same bytes, where Git, Python and MkDocs are the same.
    """
    pack.require_free(out, force=force)
    asked = _Asked(root, out, as_of, scope, anchor, site, pdf)
    try:
        with Progress("reading the documents", quiet=quiet) as progress:
            done, contents, told, trial = _export(asked, progress)
    except NotPublishedError as error:
        ctx.exit(print_not_published(error))
    _tell(asked, done, contents, told, trial, quiet=quiet)


def _export(asked: _Asked, progress: Progress) -> tuple[pack.Packed, PackContents, packtext.Told, pack.Trial]:
    """Read, gather everything in a folder, try it out, and zip it."""
    day = asked.day.date() if asked.day else None
    system = read_publication(asked.root, ViewKind.PUBLISHED, day, anchor=asked.anchor, progress=progress)
    contents = read_pack(asked.root, system, asked.scope)
    repository = git.open_repository(asked.root)
    with TemporaryDirectory(prefix="qms-export-") as name:
        room, folder = Path(name), Path(name) / "pack"
        folder.mkdir()
        pack.put(folder, contents.files)
        progress("writing the registers")
        pack.put(folder, register_files(system))
        no_pdf = _add_pdf(asked, system, contents, folder, progress)
        no_site = _add_site(asked, repository, contents, room, progress)
        progress("packing the history")
        git.write_bundle(repository, contents.commit, folder / "history.bundle")
        demonstration = contents.anchor.project == DEMONSTRATION
        told = packtext.Told(system.settings.organisation, no_site, no_pdf, demonstration)
        pack.put(
            folder,
            {
                "anchor.json": contents.anchored(),
                "contents.json": contents.listed(),
                "README.txt": packtext.readme(contents, told),
                pack.PROGRAM: program(),
            },
        )
        pack.finish(folder)
        progress("checking the pack by its own verifier")
        trial = pack.try_out(folder)
        if trial.code and not trial.undecided:
            raise QmsError(f"the pack does not pass its own check: {trial.said}", "Please report it.", "internal-error")
        progress("zipping")
        return pack.zip_folder(folder, asked.out), contents, told, trial


def _add_pdf(asked: _Asked, system: QualitySystem, contents: PackContents, folder: Path, progress: Progress) -> str:
    """Add the documents and records as PDF; why there are none, or the empty text."""
    if not asked.pdf:
        return "nobody asked for them"
    packed = {document.id for document in contents.documents}
    documents = [document for document in printable(system) if document.id in packed]
    records = [record for record in system.records if record.path in contents.files]
    files, why = pdf_files(asked.root, system, (*documents, *records), progress)
    pack.put(folder, files)
    return why


def _add_site(asked: _Asked, repository: git.Repository, contents: PackContents, room: Path, progress: Progress) -> str:
    """Add the site; why there is none, or the empty text."""
    if not asked.site:
        return "nobody asked for it"
    head = git.resolve(repository, "HEAD")
    if why := packsite.lacking(repository, head):
        return why
    progress("building the site")
    with git.ObjectReader(repository) as reader:
        when = min(max(reader.commit(contents.commit).when, _EARLIEST), _LATEST)
    anchor = contents.anchor if contents.outside else None
    wish = packsite.SiteWish(head, asked.day.date() if asked.day else None, anchor, when)
    site = packsite.build_site(repository, room, wish)
    if not asked.scope:
        in_force = {document.id: (document.revision, document.digest) for document in contents.documents}
        packsite.require_same(site, _REGISTER, in_force)
    site.rename(room / "pack" / "site")
    return ""


def _tell(
    asked: _Asked,
    done: pack.Packed,
    contents: PackContents,
    told: packtext.Told,
    trial: pack.Trial,
    *,
    quiet: bool,
) -> None:
    """What was made, what it lacks, and what to do with it."""
    limited = f" of {', '.join(asked.scope)}" if asked.scope else ""
    note(
        f"{asked.out}: {len(contents.documents):,} documents{limited} in force on {contents.day}; "
        f"{done.files:,} files, {done.size / 1e6:,.1f} MB.",
        quiet=quiet,
    )
    if told.no_site and asked.site:
        note(f"It has no site: {told.no_site}.", quiet=quiet)
    if told.no_pdf and asked.pdf:
        note(f"It has no PDF files: {told.no_pdf}.", quiet=quiet)
    if trial.undecided:
        note("It was not tried out here: its check could not decide (is ssh-keygen installed?).", quiet=quiet)
    note(f"sha256 of the pack: {done.sha256}", quiet=quiet)
    note(f"sha256 of SHA256SUMS in it: {done.sums_sha256}", quiet=quiet)
    note(
        "Next: hand it over, and by another way the anchor and the second digest; whoever has it unpacks it and runs "
        "`python3 verify.py`.",
        quiet=quiet,
    )
