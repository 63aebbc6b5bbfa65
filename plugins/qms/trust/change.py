"""A change judged as the walk would judge it, with the step kept: what commands and messages are made from.

Between `walk` and `needs`. Nothing here decides anything: the walk does, on a copy of its state.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, replace

from qms import git
from qms.git import Repository
from qms.model.approval import SignedRecord, TrustProblem, TrustState
from qms.model.policy import DocumentClass, Policy

from .authority import check_guarded
from .branch import MERGE, judge_branch
from .classify import Classifier, Kind
from .state import RECORDS
from .step import Step
from .walk import Blobs, Walk, make_step

# What is wrong only because somebody has not signed yet.
UNSIGNED = frozenset(
    {
        "approval-missing", "retirement-missing", "guard-unapproved", "policy-unapproved", "enrolment-missing",
        "import-unapproved", "document-suspended",
    }
)  # fmt: skip


@dataclass(slots=True)
class _Watched(Walk):
    """A walk that keeps the step of a change."""

    step: Step | None = None
    guarded: tuple[str, int] = ("", 0)

    def judge(self, step: Step) -> bool:
        if step.name == MERGE:
            self.step = step
        accepted = Walk.judge(self, step)
        if self.step is step and self.state:
            self.guarded = self.state.guarded_digest, self.state.guarded_counter
            if not accepted:  # Only an accepted step leaves its guarded set in the state: compute it without a word.
                self.guarded = check_guarded(replace(step, problems=[]))
        return accepted


@dataclass(frozen=True, slots=True)
class Judged:
    """A change that was judged.

    Attributes:
        before: What held at the base.
        after: What holds after it; the same unless it was accepted.
        classifier: What a path is under the policy in force there.
        step: The step, judged; None when there was none to judge, such as on a merge conflict.
        problems: Everything that stands against it.
        guarded: The digest and the counter of the guarded set after it.
    """

    before: TrustState
    after: TrustState
    classifier: Classifier
    step: Step | None
    problems: tuple[TrustProblem, ...]
    guarded: tuple[str, int]

    @property
    def branch_authors(self) -> frozenset[str]:
        """Who wrote the branch, where it touches documents."""
        return self.step.branch_authors if self.step else frozenset()

    @property
    def policy(self) -> Policy:
        """The policy that judges it."""
        return self.before.policy

    def class_of(self, path: str) -> DocumentClass | None:
        """The class of a path under that policy; None when it is in none."""
        return self.policy.classes.get(self.classifier.classify(path).document_class)

    def is_guarded(self, path: str) -> bool:
        """True for a path that is guarded under that policy."""
        return self.classifier.classify(path).kind is Kind.GUARDED

    @property
    def new_policy(self) -> Policy | None:
        """The policy it brings, when that can be read."""
        return self.step.new_policy if self.step else None

    @property
    def guarded_paths(self) -> tuple[str, ...]:
        """The guarded files that it touches, sorted."""
        return tuple(sorted(path for path in self.step.changes if self.is_guarded(path))) if self.step else ()

    def spoilt(self, subject: str) -> tuple[TrustProblem, ...]:
        """What is wrong with records about a subject that it brings: they count for nothing as they are."""
        return tuple(problem for problem in self.problems if problem.path.startswith(f"{RECORDS}{subject}/"))

    def good(self, records: Iterable[SignedRecord]) -> tuple[SignedRecord, ...]:
        """The records that nothing stands against."""
        bad = {problem.path for problem in self.problems}
        return tuple(record for record in records if record.path not in bad)


def judge_change(walk: Walk, repository: Repository, base: str, head: str, *, direct: bool = False) -> Judged | None:
    """Judge a commit against a base; the walk may be used again.

    Args:
        walk: A verification that has reached the base (`walk.to(base)` was true).
        repository: Where the commit can be read, also by the walk's reader.
        base: The id of the base.
        head: The id of the commit.
        direct: The commit will be the next one on the base's own chain: nobody asks who wrote the branch.

    Returns:
        None when the walk has no state, so that there is nothing to judge by.

    Raises:
        QmsError: When it cannot be decided.
    """
    if walk.state is None:
        return None
    before, reader = walk.state.freeze(), walk.reader
    trial = _Watched(repository, reader, walk.anchor, walk.now, walk.progress, state=deepcopy(walk.state))
    if direct:
        old, new = reader.commit(base), reader.commit(head)
        changes = git.tree_changes(reader, [(old.tree, new.tree)])[0]
        if trial.judge(make_step(MERGE, new.when, trial.state, changes, Blobs(reader), walk.now)):
            trial.end()
    else:
        judge_branch(trial, base, head)
    after = trial.state.freeze() if trial.state else before
    return Judged(
        before, after, Classifier(before.policy), trial.step, tuple(dict.fromkeys(trial.problems)), trial.guarded
    )
