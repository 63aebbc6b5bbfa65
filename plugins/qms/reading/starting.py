"""Where a reading starts: the tree of a commit, of a day or of the work tree, and what a branch is judged against."""

from __future__ import annotations

from calendar import timegm
from datetime import date, datetime

from qms import git
from qms.errors import QmsError
from qms.git import Repository
from qms.model.change import History
from qms.model.document import Document
from qms.model.settings import Settings
from qms.model.system import Base
from qms.trust.dates import Dates

from .documents import read_documents
from .tree import Tree, commit_tree, work_tree

_LAST_SECOND = 86_399  # of a day, counted from its first


def tree_at(repository: Repository, ref: str | None, as_of: date | None, now: datetime) -> tuple[str, Tree]:
    """The commit that is read, empty where there is none yet, and its tree or the work tree.

    Args:
        repository: The repository.
        ref: A commit; None for the work tree.
        as_of: The newest commit published on or before this day (UTC).
        now: The time of the reading: a commit that claims a later one counts as the step before it.

    Raises:
        QmsError: `ref-unknown`, when there is no such commit.
    """
    if ref is None and as_of is None and not repository.bare:
        tip = git.head(repository)
        return tip, work_tree(repository, tip)
    tip = git.resolve(repository, "HEAD" if ref is None else ref)
    if as_of is not None:
        tip = Dates(repository, tip, now).newest_before(timegm(as_of.timetuple()) + _LAST_SECOND)
        if not tip:
            raise QmsError(f"nothing had been published by {as_of}", "Name a later day.", "ref-unknown")
    return tip, commit_tree(repository, tip)


def base_of(repository: Repository, against: str, commit: str, tip: str, settings: Settings) -> Base:
    """The documents at the tip of what a branch is judged against, and where the branch left it; no history yet.

    Args:
        repository: The repository.
        against: The base as it was named.
        commit: The commit it is.
        tip: The branch's.
        settings: Where documents are.

    Raises:
        QmsError: `branch-unrelated`.
    """
    fork = git.merge_base(repository, commit, tip) if tip else ""
    if not fork:
        raise QmsError(
            f"this branch and {against} have no commit in common",
            "Start the branch from the base, or name another base.",
            "branch-unrelated",
        )

    def by_id(at: str) -> dict[str, Document]:
        documents, _ = read_documents(commit_tree(repository, at), settings)
        return {document.id: document for document in documents if document.id}

    tip_documents = by_id(commit)
    fork_documents = tip_documents if fork == commit else by_id(fork)
    return Base(against, commit, tip_documents, fork_documents, History())
