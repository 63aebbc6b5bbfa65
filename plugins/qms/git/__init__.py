"""Every call to git, and nothing about documents.

Only `create` writes to a repository, and `bundle` outside it. All other calls are long streams: the number of
processes never depends on the number of files or commits.
"""

from .blobs import BATCH, read_blobs
from .bundle import copy_at, write_bundle
from .call import object_store
from .create import commit_everything, create_repository, hooks_folder, start_branch, switch
from .log import Difference, LoggedCommit, log, seconds
from .merge import merged_tree
from .names import objects_named
from .objects import CommitObject, ObjectReader, parse_commit
from .refs import ref_behind
from .repository import (
    Repository,
    TreeEntry,
    changed_work_files,
    commits_between,
    first_parents,
    head,
    is_ancestor,
    list_tree,
    list_work_files,
    merge_base,
    object_named,
    open_repository,
    replace_refs,
    require_full_history,
    resolve,
    version,
)
from .times import step_times
from .treediff import TreeChange, tree_changes

__all__ = [
    "BATCH",
    "CommitObject",
    "Difference",
    "LoggedCommit",
    "ObjectReader",
    "Repository",
    "TreeChange",
    "TreeEntry",
    "changed_work_files",
    "commit_everything",
    "commits_between",
    "copy_at",
    "create_repository",
    "first_parents",
    "head",
    "hooks_folder",
    "is_ancestor",
    "list_tree",
    "list_work_files",
    "log",
    "merge_base",
    "merged_tree",
    "object_named",
    "object_store",
    "objects_named",
    "open_repository",
    "parse_commit",
    "read_blobs",
    "ref_behind",
    "replace_refs",
    "require_full_history",
    "resolve",
    "seconds",
    "start_branch",
    "step_times",
    "switch",
    "tree_changes",
    "version",
    "write_bundle",
]
