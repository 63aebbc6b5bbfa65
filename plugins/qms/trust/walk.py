"""The verification: can it be decided (U), the anchor (A), every step (S), and the tip (T); and the branch check.

Source: approval format 1, §7. Everything is read through one `ObjectReader`, hashed again; nothing is checked out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from qms import git
from qms.errors import QmsError
from qms.git import CommitObject, ObjectReader, Repository, TreeChange
from qms.model.approval import Anchor, Decision, Outcome, TrustProblem
from qms.model.policy import POLICY_PATH

from .anchor import begin, whole_tree
from .classify import Kind
from .codes import CODES
from .decidable import first_parents, on_chain, require_decidable, resolve
from .judge import check_tip, judge_step
from .saved import load, save, saved_file
from .state import RECORDS, File, PathChange, State
from .step import MAX_PATHS, SUBMODULE, Step, problem

CHUNK = 64
Progress = Callable[[str], None]


class Blobs:
    """Bytes of blobs: some read ahead, the others when they are asked for."""

    def __init__(self, reader: ObjectReader) -> None:
        self._reader = reader
        self._ahead: dict[str, bytes] = {}

    def __getitem__(self, blob: str) -> bytes:
        data = self._ahead.get(blob)
        return self._reader.read_one(blob, "blob") if data is None else data

    def ahead(self, blobs: Iterable[str]) -> None:
        """Read blobs that will be asked for; those read ahead before are forgotten."""
        self._ahead = dict(self._reader.read(dict.fromkeys(blobs), "blob"))


@dataclass(slots=True)
class Walk:
    """A verification under way.

    Attributes:
        repository: What is judged.
        reader: The way to its objects.
        anchor: Where it starts.
        now: The time of the verification.
        progress: Told how far it is.
        cache: The folder in which a state is kept between verifications; None for none.
        state: What holds after the last accepted step; None before the anchor was accepted.
        problems: Those of the first refused step, or of the anchor or the tip.
        steps, signatures: How many were judged and verified.
    """

    repository: Repository
    reader: ObjectReader
    anchor: Anchor
    now: datetime
    progress: Progress | None = None
    state: State | None = None
    problems: list[TrustProblem] = field(default_factory=list)
    steps: int = 0
    signatures: int = 0
    cache: Path | None = None

    def outcome(self, tip: str) -> Outcome:
        """What the verification found."""
        return Outcome(
            decision=Decision.REFUSED if self.problems else Decision.ACCEPTED,
            problems=tuple(dict.fromkeys(self.problems)),
            anchor=self.anchor,
            tip=tip,
            steps=self.steps,
            signatures=self.signatures,
            state=self.state.freeze() if self.state else None,
        )

    def to(self, tip: str, previous: str = "") -> bool:
        """Parts A and S up to a commit; true when all of it is accepted."""
        kept = saved_file(self.cache, self.repository, self.anchor) if self.cache else None
        if kept and self.state is None:
            self.state = load(kept, self.repository, self.now)
        chain = self._chain(tip, previous)
        if chain is None:
            return False
        if self.state is None and not self._begin(chain[-1]):
            # What follows is not judged, and yet it must be there and be what it says (U).
            self._walk(chain[:-1], chain[-1], judging=False)
            return False
        accepted = self._walk(chain[:-1], chain[-1], judging=True)
        if kept and accepted and self.state and self.steps:
            save(kept, self.repository, self.state)
        return accepted

    def _chain(self, tip: str, previous: str) -> list[str] | None:
        """First parents from the tip to where the walk begins, newest first; None when it cannot begin."""
        start = self.state.commit if self.state else self.anchor.commit
        chain = first_parents(self.repository, self.reader, tip, start)
        if self.state and start not in chain:  # what was kept is of another line of history
            self.state, start = None, self.anchor.commit
        if start not in chain:
            for (
                commit
            ) in chain:  # Git's word is not enough to refuse: the chain may only look as if it ended elsewhere.
                self.reader.commit(commit)
            message = f"the history of {tip} does not descend from {start} by first parents"
            self.problems.append(problem("anchor-not-on-chain", "", "", message))
            return None
        if previous and not on_chain(self.repository, previous, chain):
            message = f"{previous} was seen before, and is not on the chain any more"
            self.problems.append(problem("tip-rewound", "", "", message))
            return None
        return chain[: chain.index(start) + 1]

    def _begin(self, commit: str) -> bool:
        """Part A."""
        found = self.reader.commit(commit)
        changes = git.tree_changes(self.reader, [("", found.tree)])[0]
        files = {_path(change.path): File(*change.new) for change in changes if change.new}
        blobs = Blobs(self.reader)
        step = make_step(found.id, found.when, None, changes, blobs, self.now)
        step.changes = whole_tree(files)
        self.state = begin(self.anchor, step, files)
        self.problems += step.problems
        self.signatures += step.signatures
        return self.state is not None

    def _walk(self, chain: Sequence[str], start: str, *, judging: bool) -> bool:
        """Part S: every step, oldest first. After a refusal the rest is only read (U)."""
        blobs = Blobs(self.reader)
        before = self.reader.commit(start)
        oldest_first = list(reversed(chain))
        for first in range(0, len(oldest_first), CHUNK):
            ids = oldest_first[first : first + CHUNK]
            commits = [git.parse_commit(found, data) for found, data in self.reader.read(ids, "commit")]
            parents = [before, *commits[:-1]]
            for parent, commit in zip(parents, commits, strict=True):
                if commit.parents[:1] != (parent.id,):
                    raise QmsError(
                        f"git says that {parent.id} is the parent of {commit.id}", CODES["git-failed"].fix, "git-failed"
                    )
            pairs = [(parent.tree, commit.tree) for parent, commit in zip(parents, commits, strict=True)]
            changes = git.tree_changes(self.reader, pairs, MAX_PATHS)
            if judging and self.state:
                blobs.ahead(_wanted(self.state, changes))
            for commit, changed in zip(commits, changes, strict=True):
                judging = judging and self._judge(commit, changed, blobs)
            before = commits[-1]
            if self.progress:
                self.progress(f"verifying step {min(first + CHUNK, len(oldest_first)):,} of {len(oldest_first):,}")
        return judging

    def _judge(self, commit: CommitObject, changes: Sequence[TreeChange], blobs: Blobs) -> bool:
        step = make_step(commit.id, commit.when, self.state, changes, blobs, self.now)
        return self.judge(step)

    def judge(self, step: Step) -> bool:
        """Judge one step, and count it."""
        accepted = judge_step(step)
        self.steps += 1
        self.signatures += step.signatures
        self.problems += step.problems
        return accepted

    def end(self) -> None:
        """Part T."""
        if self.state:
            self.problems += check_tip(self.state)


def _wanted(state: State, changes: Iterable[Sequence[TreeChange]]) -> Iterable[str]:
    """Blobs that judging will ask for: records, the policy, Markdown of documents."""
    for step in changes:
        for change in step:
            path = _path(change.path)
            if change.new is None or not change.new[1] or change.new[0] == SUBMODULE:
                continue
            small = path.endswith(".md") and state.classifier.classify(path).kind is Kind.CLASS
            if small or path == POLICY_PATH or (path.startswith(RECORDS) and path.endswith((".json", ".sig"))):
                yield change.new[1]


def _path(raw: bytes) -> str:
    return raw.decode("utf-8", errors="surrogateescape")


def make_step(
    name: str, when: int, state: State | None, changes: Sequence[TreeChange], blobs: Blobs, now: datetime
) -> Step:
    """A step ready to be judged; without a state, the tree at the anchor."""
    found: dict[str, PathChange] = {}
    doubled = []
    for change in changes:
        if change.old is change.new is None:  # more than a step may have
            continue
        path = _path(change.path)
        if path in found:
            doubled.append(path)
        old, new = (File(*side) if side else None for side in (change.old, change.new))
        found[path] = PathChange(old, new)
    return Step(name, when, state, found, tuple(doubled), blobs, now, len(changes))  # type: ignore[arg-type]


def verify(
    repository: Repository,
    anchor: Anchor,
    at: str = "HEAD",
    *,
    now: datetime,
    previous: str = "",
    progress: Progress | None = None,
    cache: Path | None = None,
) -> Outcome:
    """Verify every step from the anchor to a commit.

    Args:
        repository: The repository.
        anchor: Where trust starts.
        at: The commit to judge.
        now: The time of the verification.
        previous: A commit seen before, which must still be on the chain; may be empty.
        progress: Told how far it is.
        cache: The folder in which a state is kept between verifications; without it, all begins at the anchor.

    Raises:
        QmsError: When it cannot be decided; `undecided` makes an outcome of it.
    """
    require_decidable(repository)
    tip = resolve(repository, at)
    with ObjectReader(repository) as reader:
        walk = Walk(repository, reader, anchor, now, progress, cache=cache)
        if walk.to(tip, previous):
            walk.end()
    return walk.outcome(tip)
