"""What a verdict of `qms check` does not say: edits that no commit has, and a branch whose commits are judged singly.

Notes beside the result, for people at a terminal; they change no verdict.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from qms import git
from qms.git.base import find_base
from qms.git.index import staged_files, unstaged_files
from qms.model.policy import POLICY_PATH


def limits(root: Path, against: str | None, *, accepted: bool) -> Iterator[str]:
    """Notes for somebody who works in a repository with approvals; none without, or in a bare one.

    Args:
        root: A folder of the repository, whose work tree was judged.
        against: The base that was named.
        accepted: The verdict.
    """
    repository = git.open_repository(root)
    if repository.bare or not git.head(repository) or not (repository.root / POLICY_PATH).is_file():
        return
    if edited := _uncommitted(repository):
        more = f" and {len(edited) - 1} more" if edited[1:] else ""
        yield f"note: approvals are judged in what is committed; {edited[0]}{more} is not committed yet."
    base, _ = find_base(repository, against)
    if against is None and base != "HEAD" and not accepted:
        yield (
            "note: without --against, each commit of this branch is judged alone, also those before the last "
            f"signature. What the gate will say of the branch: `qms check --against {base}`."
        )


def _uncommitted(repository: git.Repository) -> list[str]:
    """Paths that are not as HEAD has them."""
    committed = {os.fsdecode(entry.path): entry.id for entry in git.list_tree(repository, git.head(repository))}
    staged = staged_files(repository)
    changed = {path for path in {*committed, *staged} if committed.get(path) != staged.get(path)}
    return sorted(changed | unstaged_files(repository))
