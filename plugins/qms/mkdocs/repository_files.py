"""From the repository to MkDocs' list of files: every file keeps the path it has in Git."""

# mypy: untyped-calls-exclude=mkdocs

from __future__ import annotations

import os
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files

from qms.git import Repository
from qms.model.policy import POLICY_PATH
from qms.model.settings import Settings
from qms.model.system import QualitySystem, ViewKind
from qms.trust.classify import Classifier, Kind

from .edition import Edition

log = get_plugin_logger("qms")
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
        elif edition.guards and (theirs := _of_theme(config, file.src_uri)):
            message = f"{path} would take the place of {theirs}, a file of the theme, on every page. Rename it."
            raise PluginError(f"qms: {message}")
        elif edition.guards and file.src_uri.startswith(tuple(f"{root}/" for root in roots)):
            log.warning("%s would stand at the address of a document or record; it is left out", path)
            files.remove(file)
        elif edition.frozen and _in_repository(config, edition.root):
            _freeze(edition, files, file, path, config)
        else:
            file.edit_uri = path


def _of_theme(config: MkDocsConfig, path: str) -> str:
    """The file of the theme that a file of the documentation folder would replace; empty when there is none."""
    found = (Path(folder) / path for folder in config.theme.dirs)
    return next((one.name for one in found if one.is_file()), "")


def _freeze(edition: Edition, files: Files, file: File, path: str, config: MkDocsConfig) -> None:
    """Put the committed bytes in the place of a file of the documentation folder; leave out what no commit has."""
    files.remove(file)
    if path in edition.contents:
        kept = File.generated(config, file.src_uri, content=edition.contents[path], inclusion=file.inclusion)
        kept.edit_uri = path
        files.append(kept)
    else:
        log.info("%s is left out of the published view: it is in no commit, or not approved", path)


def shown_paths(system: QualitySystem, root: Path, config: MkDocsConfig) -> list[str]:
    """The paths of a tree that a site may show: of documents, records and the documentation folder.

    Whatever lies in a class of the policy and belongs to no document that is shown is not approved, and left out.
    """
    folder = _folder(config, root)
    roots = [*system.settings.documents, *([] if folder.startswith("..") else [folder])]
    if "quality-records" in config.plugins:
        roots.append(system.settings.records)
    starts = tuple("" if name == "." else f"{name}/" for name in roots)
    state = system.approvals.state if system.approvals else None
    classifier = Classifier(state.policy) if state and system.view is ViewKind.PUBLISHED else None
    return [
        path
        for path in sorted(system.paths)
        if path.startswith(starts)
        and not path.startswith(_secret(system))
        and (path in system.documents_by_path or classifier is None or classifier.classify(path).kind is not Kind.CLASS)
    ]


def _secret(system: QualitySystem) -> tuple[str, str]:
    """The beginnings of paths that no site shows: the policy and the signed approvals."""
    return POLICY_PATH, f"{system.settings.records}/approvals/"


def add_documents(edition: Edition, files: Files, config: MkDocsConfig) -> None:
    """Add the files of every document, and whatever else stands in their folders and may be linked to."""
    system = edition.view.system
    for document in system.documents:
        edition.texts[document.path] = document
        for path in document.files:
            edition.show(path, files, config, in_nav=path == document.path)
            if path != document.path and path.endswith(".md"):
                edition.attachments[path] = document.path
    for document in edition.view.in_force_beside:
        edition.texts[document.path] = document
        for path in document.files:
            edition.show(path, files, config, in_nav=False)
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
    secret = _secret(edition.view.system)
    for path in sorted(edition.view.system.paths):
        if not path.startswith(starts) or path.startswith(secret) or path.endswith(".md") or "/." in path:
            continue
        on_disk = edition.root / path
        if edition.frozen or (on_disk.is_file() and not on_disk.is_symlink()):
            edition.show(path, files, config, in_nav=False)


def _in_repository(config: MkDocsConfig, root: Path) -> bool:
    """True when the documentation folder belongs to the repository, also where a link in its place leads elsewhere."""
    folder = Path(config.docs_dir)
    places = (folder.resolve(), folder.parent.resolve() / folder.name)
    return any(place.is_relative_to(root.resolve()) for place in places)


def _folder(config: MkDocsConfig, root: Path) -> str:
    """The documentation folder as a path from the top of the repository."""
    return Path(os.path.relpath(Path(config.docs_dir).resolve(), root)).as_posix()
