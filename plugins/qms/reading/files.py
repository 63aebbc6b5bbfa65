"""The bytes of files that belong to documents, such as figures and forms, for whoever copies them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from qms import git
from qms.trust.source import MAX_FILE

from .tree import commit_tree, work_tree


def read_files(root: Path, paths: Iterable[str]) -> dict[str, bytes]:
    """Files of the work tree, or of the newest commit where there is none.

    Args:
        root: A folder of the repository.
        paths: From the top of the repository; what is no ordinary file or too large for a document is left out.
    """
    repository = git.open_repository(root)
    head = git.head(repository)
    tree = commit_tree(repository, head) if repository.bare else work_tree(repository, head)
    return {path: data for path, data in tree.load(paths).items() if len(data) <= MAX_FILE}
