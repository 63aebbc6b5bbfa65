"""The branch check: one step from the base's tip to the merged tree, judged by the base's policy.

Source: approval format 1, §7 (branch check). Nothing is checked out, and nothing of the branch runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from qms import git
from qms.git import CommitObject, ObjectReader
from qms.model.approval import Anchor, Outcome
from qms.model.policy import Policy

from .classify import Kind
from .decidable import require_decidable, resolve
from .state import RECORDS
from .step import MAX_PATHS, SUBMODULE, Step, problem
from .walk import Blobs, Progress, Walk, make_step

MERGE = "merge"
_ADDRESS = re.compile(rb"[^<]*<([^>]*)>")


def check_branch(
    repository: git.Repository,
    anchor: Anchor,
    base: str,
    head: str,
    *,
    now: datetime,
    progress: Progress | None = None,
    cache: Path | None = None,
) -> Outcome:
    """Judge a branch against its base; arguments and errors as `verify`."""
    require_decidable(repository)
    commits = [resolve(repository, ref) for ref in (base, head)]
    with ObjectReader(repository) as reader:
        return judge_branch(Walk(repository, reader, anchor, now, progress, cache=cache), *commits)


def judge_branch(walk: Walk, base: str, head: str) -> Outcome:
    """Judge a branch against its base.

    Args:
        walk: A verification that has not begun, or stands at a state before the base.
        base: The id of the base's tip.
        head: The id of the branch's tip.

    Raises:
        QmsError: When it cannot be decided.
    """
    if not walk.to(base):
        return walk.outcome(head)
    repository = walk.repository
    branch = [walk.reader.commit(found) for found in git.commits_between(repository, base, head)]
    if branch:
        fork = git.merge_base(repository, base, head)
        if not fork:
            message = f"{head} and {base} have no commit in common"
            walk.problems.append(problem("branch-unrelated", "", MERGE, message))
            return walk.outcome(head)
        _read_all(walk.reader, fork, base, head)
        with git.merged_tree(repository, base, head) as (merged, tree):
            if not tree:
                message = "the branch does not merge into its base without conflicts"
                walk.problems.append(problem("merge-conflict", "", MERGE, message))
                return walk.outcome(head)
            with ObjectReader(merged) as reader:
                if not _judge_merge(walk, reader, base, branch, tree):
                    return walk.outcome(head)
    walk.end()
    return walk.outcome(head)


def _read_all(reader: ObjectReader, fork: str, base: str, head: str) -> None:
    """Read, and so hash again, whatever git will merge: it takes a missing tree for a deletion, and says nothing."""
    trees = [reader.commit(found).tree for found in (fork, base, head)]
    ours, theirs = git.tree_changes(reader, [(trees[0], trees[1]), (trees[0], trees[2])])
    changed = {change.path for change in theirs}
    sides = [side for change in (*theirs, *ours) if change.path in changed for side in (change.old, change.new)]
    blobs = {side[1] for side in sides if side and side[1] and side[0] != SUBMODULE}
    for _ in reader.read(sorted(blobs), "blob"):
        pass


def _judge_merge(walk: Walk, reader: ObjectReader, base: str, branch: Sequence[CommitObject], tree: str) -> bool:
    """The one step from the base's tip to the merged tree."""
    assert walk.state  # noqa: S101 - the walk to the base was accepted
    tip = reader.commit(base)
    changes = git.tree_changes(reader, [(tip.tree, tree)], MAX_PATHS)[0]
    step = make_step(MERGE, branch[0].when, walk.state, changes, Blobs(reader), walk.now)
    if any(_touches_document(step, path) for path in step.changes):
        step.branch_authors = frozenset(_authors(step, reader, walk.state.policy, branch))
    return walk.judge(step)


def _touches_document(step: Step, path: str) -> bool:
    return step.kind(path) is Kind.CLASS


def _authors(step: Step, reader: ObjectReader, policy: Policy, commits: Iterable[CommitObject]) -> Iterator[str]:
    """Who wrote the branch: every author and committer, as persons. An address of nobody is refused."""
    people = {email: person.id for person in policy.people.values() for email in person.emails}
    for commit in commits:
        only_records = _adds_only_records(reader, commit)
        for line, committing in ((commit.author, False), (commit.committer, True)):
            email = address(line)
            person = people.get(email, "")
            if person and not only_records:
                yield person
            elif not person and not (committing and email in policy.services):
                role = "committer" if committing else "author"
                message = f"the {role} of {commit.id[:12]}, {email or 'without an address'}, is nobody in the policy"
                step.refuse("author-unmapped", "", message)


def address(line: bytes) -> str:
    """The e-mail of an author or committer line as git reads it, in lower case; empty when there is none."""
    match = _ADDRESS.match(line)
    return match[1].decode("utf-8", errors="replace").lower() if match else ""


def _adds_only_records(reader: ObjectReader, commit: CommitObject) -> bool:
    """True for a commit with one parent that only adds files under `records/approvals/`: an approver's own."""
    if len(commit.parents) != 1:
        return False
    parent = reader.commit(commit.parents[0])
    changes = git.tree_changes(reader, [(parent.tree, commit.tree)])[0]
    return bool(changes) and all(change.old is None and change.path.startswith(RECORDS.encode()) for change in changes)
