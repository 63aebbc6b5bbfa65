"""The published view: for each document the newest approved revision in force on the day, out of history.

Whatever the work tree or the newest commit holds, a reader sees what was approved and has come into force. Made of the
verified state, as a tree like any other, so everything behind it reads both views the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from qms import git
from qms.errors import QmsError
from qms.git import Repository
from qms.model.approval import AcceptedRevision, DocumentLife, TrustState
from qms.model.document import Document
from qms.model.fields import Mapping as Fields
from qms.model.force import front_blob, since
from qms.model.revision import parse_date
from qms.model.settings import Settings
from qms.model.system import Preparation
from qms.trust.source import read_source

from .inside import in_documents
from .places import place
from .tree import SUBMODULE, SYMLINK, Tree, TreeFile


def choose(repository: Repository, state: TrustState, day: date) -> dict[str, AcceptedRevision]:
    """The revision in force on a day, by document id, of every document that has one."""
    lives = [life for life in state.documents.values() if not life.retired]
    effective = _effective_dates(repository, lives)
    found = {life.id: in_force(life, day, effective) for life in lives}
    return {name: revision for name, revision in found.items() if revision}


def published_tree(
    repository: Repository,
    tree: Tree,
    state: TrustState,
    settings: Settings,
    chosen: Mapping[str, AcceptedRevision],
) -> Tree:
    """A commit's tree in which every document is the revision in force, and no other document is.

    Args:
        repository: Where the bytes are.
        tree: The tree of the commit the state is of.
        state: What the verification accepted.
        settings: Which folders hold documents.
        chosen: The revision in force of each document that is to be there.
    """
    files = {path: file for path, file in tree.files.items() if not in_documents(path, settings)}
    placed = place(state, chosen, files)
    files |= {path: TreeFile(path, path.encode(), "100644", blob) for found in placed for path, blob in found}

    def load(paths: Iterable[str]) -> dict[str, bytes]:
        wanted = [path for path in paths if path in files and files[path].mode not in (SYMLINK, SUBMODULE)]
        blobs = git.read_blobs(repository, [files[path].blob for path in wanted])
        return {path: data for path, (_, data) in zip(wanted, blobs, strict=True)}

    return Tree(files, tree.commit, load, lambda _: frozenset())


def in_force(life: DocumentLife, day: date, effective: Mapping[str, date | None]) -> AcceptedRevision | None:
    """The newest revision of a document that was accepted and effective on a day; None when there was none.

    Args:
        life: The document.
        day: The day.
        effective: By the object id of a revision's front matter: the day it names, if any.
    """
    for revision in reversed(life.revisions):
        if since(revision, effective.get(front_blob(revision))) <= day:
            return revision
    return None


def _effective_dates(repository: Repository, lives: Iterable[DocumentLife]) -> dict[str, date | None]:
    """`effective:` of every revision that may matter, by the object id of its front matter."""
    wanted = list(dict.fromkeys(front_blob(revision) for life in lives for revision in life.revisions))
    found = git.read_blobs(repository, wanted)
    return {blob: parse_date(_fields(data).text("effective")) for blob, data in found}


def _fields(data: bytes) -> Fields:
    return read_source(data, "").fields


def require_shown(
    chosen: Mapping[str, AcceptedRevision], shown: Tree, documents: Iterable[Document], settings: Settings
) -> None:
    """Refuse a view that lacks a revision in force: nobody would miss a document that is not there.

    Args:
        chosen: What is in force.
        shown: The tree of the view.
        documents: The documents it makes.
        settings: Which folders hold documents; what is in force elsewhere belongs to no site.

    Raises:
        QmsError: `not-published`.
    """
    found = {(document.id, document.digest) for document in documents}
    blobs = {file.blob for path, file in shown.files.items() if in_documents(path, settings)}
    for name, revision in sorted(chosen.items()):
        inside = in_documents(revision.path, settings) or front_blob(revision) in blobs
        if inside and (name, revision.digest) not in found:
            raise QmsError(
                f"nothing is published: {name} revision {revision.revision} is in force and could not be shown",
                f"See what stands at {revision.path} now, and move that away; or wait for the day of the new revision.",
                "not-published",
            )


def preparations(
    documents: Iterable[Document], published: Iterable[Document], state: TrustState
) -> tuple[Preparation, ...]:
    """What is being prepared: documents whose newest text is not the one that is published.

    Args:
        documents: As they stand in the work tree or the newest commit.
        published: As they are shown.
        state: What the verification accepted.
    """
    shown = {document.id: document.digest for document in published}
    found = []
    for document in documents:
        if document.id and shown.get(document.id) != document.digest:
            life = state.documents.get(document.id)
            approved = life is not None and any(each.digest == document.digest for each in life.revisions)
            found.append(
                Preparation(
                    document.id,
                    document.title,
                    document.type,
                    document.revision,
                    document.owner,
                    document.change,
                    document.effective,
                    approved=approved,
                    shown=document.id in shown,
                )
            )
    return tuple(found)
