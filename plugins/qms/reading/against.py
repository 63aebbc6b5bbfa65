"""What a branch is judged against: the documents at the tip of its base, and where the branch left it."""

from __future__ import annotations

from qms import git
from qms.errors import QmsError
from qms.git import Repository
from qms.model.change import History
from qms.model.document import Document
from qms.model.settings import Settings
from qms.model.system import Base

from .documents import read_documents
from .tree import commit_tree


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
