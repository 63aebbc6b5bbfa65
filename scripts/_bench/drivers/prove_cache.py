"""Show that history comes from the cache: reading it asks git for no more than the new commits.

Argument: how many new commits there are.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from qms import git
from qms.reading import read_system

real = git.log
seen: list[bytes] = []


def counted(*arguments: git.Repository | str) -> Iterator[git.LoggedCommit]:
    """Pass on what `git.log` gives, and count it."""
    for commit in real(*arguments):  # type: ignore[arg-type]
        seen.append(commit.id)
        yield commit


vars(git)["log"] = counted
history = read_system(Path.cwd()).history
if not history.by_path or len(seen) != int(sys.argv[1]):
    raise SystemExit(f"history asked git for {len(seen):,} commits instead of {sys.argv[1]}: the cache was not used")
