"""Every call to git, and nothing about documents.

Nothing here writes to a repository. All calls are long streams: the number of processes never depends on the number of
files or commits.
"""

from .blobs import BATCH, read_blobs
from .log import Difference, LoggedCommit, log, seconds
from .repository import (
    Repository,
    TreeEntry,
    changed_work_files,
    head,
    last_before,
    list_tree,
    list_work_files,
    merge_base,
    open_repository,
    require_full_history,
    resolve,
    version,
)

__all__ = [
    "BATCH",
    "Difference",
    "LoggedCommit",
    "Repository",
    "TreeEntry",
    "changed_work_files",
    "head",
    "last_before",
    "list_tree",
    "list_work_files",
    "log",
    "merge_base",
    "open_repository",
    "read_blobs",
    "require_full_history",
    "resolve",
    "seconds",
    "version",
]
