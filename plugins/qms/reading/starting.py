"""Where a reading starts: the tree of a commit, of a day or of the work tree."""

from __future__ import annotations

from calendar import timegm
from datetime import date, datetime

from qms import git
from qms.errors import QmsError
from qms.git import Repository
from qms.trust.dates import Dates

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
