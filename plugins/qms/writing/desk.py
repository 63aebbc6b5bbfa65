"""The place where people sign: what is staged, judged, and a way to try a record before it is written.

Nothing reaches the repository before the same judge who will judge the commit has seen the record in its tree.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from qms import git
from qms.git import ObjectReader, Repository
from qms.git.base import find_base
from qms.git.index import Scratch, scratch, unstaged_files, user_setting
from qms.model.approval import Anchor, TrustProblem
from qms.model.fields import Mapping
from qms.model.policy import POLICY_PATH, Policy
from qms.trust.change import UNSIGNED, Judged, judge_change
from qms.trust.decidable import require_decidable
from qms.trust.need import Need
from qms.trust.needs import needs, standing_need
from qms.trust.record import AUTHORITIES, GUARDED
from qms.trust.source import read_source
from qms.trust.units import unit_of
from qms.trust.walk import Walk

from .paste import pathspec
from .refusal import Refusal

Progress = Callable[[str], None]
# What a record is not to blame for: who has not signed yet, and under which address somebody commits.
_OTHERS = UNSIGNED | {"author-unmapped"}


@dataclass(slots=True)
class Desk:
    """What is staged in a repository, as seen from its base.

    Attributes:
        repository: The repository.
        base: The name of the base, such as `origin/main`; `HEAD` when the next commit goes on top of it.
        commit, tip: The base's commit, and the one checked out.
        scratch: A copy of the index to try things in.
        walk: The verification, which has reached the base.
        email: The address that the user's git puts on commits; may be empty.
        now: The time.
        judged: What is staged, judged.
    """

    repository: Repository
    base: str
    commit: str
    tip: str
    scratch: Scratch
    walk: Walk
    email: str
    now: datetime
    judged: Judged

    @property
    def direct(self) -> bool:
        """True when the next commit is a step of the base's own chain."""
        return self.commit == self.tip

    @property
    def policy(self) -> Policy:
        """The policy that judges what is staged."""
        return self.judged.policy

    def needs(self) -> tuple[Need, ...]:
        """What asks for signatures."""
        return needs(self.judged)

    def judge_again(self) -> Judged:
        """Judge what now stands in the scratch copy, and keep it."""
        self.judged = _judge(self.walk, self.scratch, self.commit, self.tip, self.email)
        return self.judged

    def require_staged(self, need: Need) -> None:
        """Refuse while the work tree holds edits of what is to be signed that are not staged.

        Raises:
            Refusal: `edits-unstaged`.
        """
        paths = sorted(path for path in unstaged_files(self.repository) if self._belongs(need, path))
        if paths:
            raise Refusal(
                f"{paths[0]} has edits that are not staged, and only what is staged can be signed",
                f"Stage them (`git add {pathspec(paths[0])}`), or undo them (`git restore {pathspec(paths[0])}`).",
                "edits-unstaged",
            )

    def _belongs(self, need: Need, path: str) -> bool:
        if need.subject == AUTHORITIES:
            return path == POLICY_PATH
        if need.subject == GUARDED:
            return self.judged.is_guarded(path)
        return unit_of(path) == unit_of(need.path)

    def data(self, blob: str) -> bytes:
        """The bytes of a file."""
        return self.walk.reader.read_one(blob, "blob")

    def front_matter(self, path: str, files: Iterable[tuple[str, str]]) -> Mapping:
        """The front matter of a document, from the files it has."""
        return read_source(self.data(dict(files)[path]), path).fields

    def find(self, typed: str) -> Need:
        """What somebody means by an id, also `qp-4` for QP-04: something that needs signatures, or stands already.

        Raises:
            Refusal: `subject-unknown`, or `edits-unstaged` when nothing of it is staged yet.
        """
        found = self.needs()
        documents = [name for name, life in self.judged.before.documents.items() if not life.retired]
        known = {_bare(name): name for name in (*documents, *(need.subject for need in found))}
        subject = known.get(_bare(typed), "")
        for need in found:
            if need.subject == subject:
                return need
        standing = standing_need(self.judged, subject)
        if standing:
            self.require_staged(standing)
            return standing
        raise self._unknown(typed, sorted(known.values()))

    def _unknown(self, typed: str, known: list[str]) -> Refusal:
        if typed.upper() in (AUTHORITIES, GUARDED):
            what = "policy (manual/authorities.yml)" if typed.upper() == AUTHORITIES else "set of guarded files"
            paths = [path for path in sorted(unstaged_files(self.repository)) if _concerns(self.judged, typed, path)]
            add = f"Stage your change first: `git add {pathspec(paths[0])}`." if paths else ""
            message = f"there is nothing to approve: the staged {what} is the one in force"
            return Refusal(message, add or "Change it and stage it first.", "nothing-to-approve")
        names = ", ".join(known) or "none yet"
        return Refusal(
            f"there is no document {typed}, neither in force nor staged",
            f"Stage a new one first (`git add`). What there is: {names}.",
            "subject-unknown",
        )

    def try_record(self, path: str, data: bytes, signature: bytes, removed: Iterable[str] = ()) -> None:
        """Put a record into the scratch copy, take files out of it, and judge the whole again.

        Raises:
            Refusal: With the judge's code, when the record breaks a rule.
        """
        before = set(self.judged.problems)
        self.scratch.remove(removed)
        self.scratch.put(path, data)
        self.scratch.put(f"{path}.sig", signature)
        after = self.judge_again()
        for problem in after.problems:
            if problem not in before and problem.code not in _OTHERS:
                raise refused(problem)


def refused(problem: TrustProblem) -> Refusal:
    """A problem of the judge as a refusal."""
    return Refusal(problem.message, problem.fix, problem.code)


@contextmanager
def open_desk(
    repository: Repository,
    anchor: Anchor,
    *,
    now: datetime,
    against: str | None = None,
    progress: Progress | None = None,
    cache: Path | None = None,
    index: Path | None = None,
) -> Iterator[Desk]:
    """Judge what is staged.

    Args:
        repository: A repository with a work tree.
        anchor: Where trust starts.
        now: The time.
        against: The base; found when left out.
        progress: Told what is being done.
        cache: The folder in which the verified state is kept between runs; None for none.
        index: Another index, such as the one a hook is given.

    Raises:
        Refusal: With the judge's code, when the base itself is not accepted.
        QmsError: When it cannot be decided.
    """
    require_decidable(repository)
    base, commit = find_base(repository, against)
    tip = git.head(repository)
    email = os.environ.get("GIT_AUTHOR_EMAIL") or user_setting(repository, "user.email")
    with scratch(repository, index) as room, ObjectReader(room.repository) as reader:
        walk = Walk(repository, reader, anchor, now, progress, cache=cache)
        if not walk.to(commit):
            first = walk.problems[0]
            where = f" ({first.path})" if first.path else ""
            raise Refusal(
                f"{base} itself is not accepted: {first.code}: {first.message}{where}",
                f"{first.fix} `qms verify --at {base}` tells all. New work belongs on a branch: `git switch -c NAME`.",
                first.code,
            )
        judged = _judge(walk, room, commit, tip, email)
        yield Desk(repository, base, commit, tip, room, walk, email, now, judged)


def _judge(walk: Walk, room: Scratch, base: str, tip: str, email: str) -> Judged:
    """Judge what stands in the scratch copy; a branch on which nothing is staged, as it is."""
    staged = room.commit(tip, email)
    unchanged = walk.reader.commit(staged).tree == walk.reader.commit(tip).tree
    head = tip if unchanged and base != tip else staged
    judged = judge_change(walk, room.repository, base, head, direct=base == tip)
    if judged is None:
        raise Refusal("there is nothing to judge by", "Check the anchor with `qms verify`.", "anchor-mismatch")
    conflict = next((each for each in judged.problems if each.code in ("merge-conflict", "branch-unrelated")), None)
    if conflict:
        raise refused(conflict)
    return judged


def _concerns(judged: Judged, subject: str, path: str) -> bool:
    return path == POLICY_PATH if subject.upper() == AUTHORITIES else judged.is_guarded(path)


def _bare(name: str) -> str:
    """An identifier as people may type it: `qp-4` for QP-04."""
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", name.casefold())
