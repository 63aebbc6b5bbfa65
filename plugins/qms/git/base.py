"""Which commit a branch is judged against when nobody names one."""

from __future__ import annotations

from .index import branch_name, find_commit
from .repository import Repository, head, resolve

_REMOTE, _LOCAL = "refs/remotes/", "refs/heads/"
# By their full names: a tag called `origin/main` would win over a short one.
_REFS = (
    f"{_REMOTE}origin/HEAD", f"{_REMOTE}origin/main", f"{_LOCAL}main", f"{_REMOTE}origin/master", f"{_LOCAL}master",
)  # fmt: skip
BASES = tuple(ref.removeprefix(_REMOTE).removeprefix(_LOCAL) for ref in _REFS)


def find_base(repository: Repository, against: str | None = None) -> tuple[str, str]:
    """The base of what is checked out, as its name and its commit.

    Args:
        repository: The repository.
        against: The base that somebody names.

    Returns:
        HEAD itself on a branch that others are judged against, and where there is no other: what is done there is the
        next step of that branch.

    Raises:
        QmsError: `ref-unknown`, when there is no such commit, or none at all.
    """
    if against:
        return against, resolve(repository, against)
    tip = head(repository)
    if tip and branch_name(repository) not in BASES:
        for name, ref in zip(BASES, _REFS, strict=True):
            found = find_commit(repository, ref)
            if found and found != tip:
                return name, found
    return "HEAD", tip or resolve(repository, "HEAD")
