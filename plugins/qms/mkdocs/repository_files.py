"""From the repository to MkDocs' list of files: every file keeps the path it has in Git."""

from __future__ import annotations

import os
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from qms.git import Repository
from qms.model.settings import Settings

from .edition import Edition

_POLICY = "manual/authorities.yml"
_SETTINGS = ("pyproject.toml", "qms.yml")


def watched(repository: Repository, settings: Settings) -> list[str]:
    """What `serve` watches: the folders of documents and records, the settings, packs, and git's log of this branch.

    The last one changes with every commit, and a commit turns a draft into a published text.
    """
    names = (*settings.documents, settings.records, *settings.packs, *_SETTINGS)
    found = [repository.root / name for name in names]
    return [str(path) for path in (*found, repository.common_dir / "logs" / "HEAD") if path.exists()]


def mend_edit_uri(config: MkDocsConfig, root: Path) -> None:
    """Make edit links begin at the top of the repository, where all our paths begin.

    MkDocs adds the documentation folder to its default, and people add it to theirs.
    """
    folder = _folder(config, root)
    for ending in (f"/{folder}/", "/docs/"):
        if config.edit_uri and config.edit_uri.endswith(ending):
            config.edit_uri = config.edit_uri[: 1 - len(ending)]
            return


def rehome(edition: Edition, files: Files, config: MkDocsConfig) -> None:
    """Take files of documents and records out of the documentation folder's own numbering: they come by their path.

    Other files of the folder stay where they are, and learn their true path for the edit link.
    """
    folder = _folder(config, edition.root)
    roots = (*edition.view.system.settings.documents, edition.view.system.settings.records)
    for file in list(files):
        if file.src_dir != config.docs_dir:
            continue
        path = file.src_uri if folder == "." else f"{folder}/{file.src_uri}"
        if path.startswith(tuple(f"{root}/" for root in roots)):
            files.remove(file)
        else:
            file.edit_uri = path


def add_documents(edition: Edition, files: Files, config: MkDocsConfig) -> None:
    """Add the files of every document, and whatever else stands in their folders and may be linked to."""
    system = edition.view.system
    for document in system.documents:
        edition.texts[document.path] = document
        for path in document.files:
            edition.show(path, files, config, in_nav=path == document.path)
            if path != document.path and path.endswith(".md"):
                edition.attachments[path] = document.path
    add_others(edition, files, config, system.settings.documents)


def add_records(edition: Edition, files: Files, config: MkDocsConfig) -> None:
    """Add every record, and the files that records bring along; never the signed approvals."""
    settings = edition.view.system.settings
    for record in edition.view.records:
        edition.texts[record.path] = record
        edition.show(record.path, files, config, in_nav=False)
    add_others(edition, files, config, (settings.records,))


def add_others(edition: Edition, files: Files, config: MkDocsConfig, roots: tuple[str, ...]) -> None:
    """Add plain files below some folders that belong to no document or record, such as an attachment.

    Markdown that is neither a document nor a record is left out, and so are symbolic links: they lead anywhere.
    """
    starts = tuple(f"{root}/" for root in roots)
    secret = (_POLICY, f"{edition.view.system.settings.records}/approvals/")
    for path in sorted(edition.view.system.paths):
        if not path.startswith(starts) or path.startswith(secret) or path.endswith(".md"):
            continue
        on_disk = edition.root / path
        if on_disk.is_file() and not on_disk.is_symlink():
            edition.show(path, files, config, in_nav=False)


def _folder(config: MkDocsConfig, root: Path) -> str:
    """The documentation folder as a path from the top of the repository."""
    return Path(os.path.relpath(Path(config.docs_dir).resolve(), root)).as_posix()
