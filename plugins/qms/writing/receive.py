"""A push, judged before it is stored: what `qms hook pre-receive` decides on a plain Git server.

Nothing is checked out and nothing of the push runs. The protected branch moves only to a commit that verifies from an
anchor the push cannot reach, that still has the old tip on its first-parent line, and whose time may be true.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from qms import git, trust
from qms.errors import QmsError
from qms.git import Repository
from qms.model.approval import Anchor, Outcome, TrustProblem

from .serverrules import BRANCHES, impossible_time, misleading

VARIABLE = "QMS_ANCHOR"
_REPLACE = "refs/replace/"
_FIELDS = 3


class Update(NamedTuple):
    """One line of a push: the old and the new object id, and the ref. An id of zeros stands for nothing."""

    old: str
    new: str
    ref: str

    @property
    def creates(self) -> bool:
        """True when there was no such ref."""
        return not self.old.strip("0")

    @property
    def deletes(self) -> bool:
        """True when there shall be no such ref."""
        return not self.new.strip("0")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one ref may not move.

    Attributes:
        ref: The ref, as pushed.
        what: The reason in one sentence, without a full stop.
        fix: What to do, one sentence.
        problems: What verification found; may be empty.
        tip: The commit that was to become the tip; empty where it does not matter.
    """

    ref: str
    what: str
    fix: str
    problems: tuple[TrustProblem, ...] = ()
    tip: str = ""

    @property
    def by_single_steps(self) -> bool:
        """True when a commit below the tip was refused: a branch that came without a merge commit."""
        return any(found.step not in ("", self.tip) for found in self.problems)


def read_updates(lines: Iterable[str]) -> tuple[Update, ...]:
    """The lines `old new ref` that git gives the hook.

    Raises:
        QmsError: `hook-input`, when there are none or one has another form.
    """
    fields = [line.rstrip("\n").split(" ", _FIELDS - 1) for line in lines]
    if not fields or any(len(each) != _FIELDS or not all(each) for each in fields):
        raise QmsError(
            "standard input does not hold the lines `OLD NEW REF` of a push",
            "Let git start this command: `qms hook install pre-receive` in the repository on the server.",
            "hook-input",
        )
    return tuple(Update(*each) for each in fields)


def outside_anchor(repository: Repository, given: str | None, environment: Mapping[str, str]) -> Anchor:
    """The anchor a push is judged from: the file given, else `QMS_ANCHOR` (a path, or the JSON itself).

    Raises:
        QmsError: `anchor-unreadable`, when there is none, it cannot be read, or it lies in the repository.
    """
    value = given or environment.get(VARIABLE, "").strip()
    if not value:
        raise QmsError(
            "the hook does not know the anchor to verify from",
            "Ask the administrator of this server to write `--anchor FILE` into hooks/pre-receive.",
            "anchor-unreadable",
        )
    if not given and value.startswith("{"):
        return trust.parse_anchor(value.encode(), Path(VARIABLE))
    place = Path(value).resolve()
    if any(place.is_relative_to(folder.resolve()) for folder in (repository.root, repository.common_dir)):
        raise QmsError(
            f"the anchor {value} lies in the repository that it is to judge",
            "Ask the administrator of this server to keep it elsewhere, such as in /etc/qms.",
            "anchor-unreadable",
        )
    return trust.read_anchor(place)


def judge_push(
    repository: Repository,
    updates: Iterable[Update],
    branches: Collection[str],
    *,
    given: str | None,
    environment: Mapping[str, str],
    now: datetime,
) -> tuple[Refusal, ...]:
    """Why a push may not be stored; nothing when it may.

    Args:
        repository: Where it goes.
        updates: What moves.
        branches: The names of the protected branches, such as `main`; the one the repository stands on is another.
        given: The anchor file an option names.
        environment: What git gave the hook: where the push's objects wait, and perhaps `QMS_ANCHOR`.
        now: The time of the push.
    """
    protected = _protected(repository, branches)
    refusals = []
    with git.object_store(environment):
        for update in updates:
            if update.ref.startswith(_REPLACE):
                refusals.append(_replaces(update))
            elif git.ref_behind(repository, update.ref) in protected:
                refusals += _judge(repository, update, given, environment, now)
            elif not update.deletes and (reason := misleading(update.ref, protected)):
                refusals.append(Refusal(update.ref, *reason))
    return tuple(refusals)


def standing_on(repository: Repository) -> str:
    """The branch a repository stands on, which is what a clone of it shows; empty when it stands on none."""
    found = git.ref_behind(repository, "HEAD")
    return found.removeprefix(BRANCHES) if found.startswith(BRANCHES) else ""


def _protected(repository: Repository, branches: Collection[str]) -> set[str]:
    """The full names of the branches to guard, and of what they lead to where one is another name of a branch."""
    found = {f"{BRANCHES}{name}" for name in (*branches, standing_on(repository)) if name}
    return found | {git.ref_behind(repository, name) for name in found}


def _replaces(update: Update) -> Refusal:
    what = "such a ref makes git show another object than the one that was approved"
    return Refusal(update.ref, what, "Push your branch only; on the server, `git replace -l` lists what is there.")


def _judge(
    repository: Repository, update: Update, given: str | None, environment: Mapping[str, str], now: datetime
) -> list[Refusal]:
    """What stands against moving the protected branch."""
    if update.deletes:
        what = "the branch of the approved documents is never deleted"
        return [Refusal(update.ref, what, "Delete only branches of your own.")]
    try:
        anchor = outside_anchor(repository, given, environment)
        previous = "" if update.creates else update.old
        outcome = trust.verify(repository, anchor, update.new, now=now, previous=previous)
        reason = impossible_time(repository, update.new, previous, now) if outcome.accepted else None
    except QmsError as error:
        problems = trust.undecided(error).problems
        what = "it cannot be decided whether the history is good, and that is never a pass"
        fix = "Tell whoever looks after this server; until it is mended, nothing can be stored here."
        return [Refusal(update.ref, what, fix, problems, update.new)]
    if not outcome.accepted:
        return [_refused(update, outcome)]
    return [Refusal(update.ref, *reason, (), update.new)] if reason else []


def _refused(update: Update, outcome: Outcome) -> Refusal:
    if any(found.code == "tip-rewound" for found in outcome.problems):
        what = f"the new tip does not have the present one, {update.old[:12]}, on its first-parent line"
        fix = (
            "Nothing that was in force is taken back: fetch, and merge your branch into it (`git merge --no-ff`), "
            "not it into your branch; never force a push."
        )
        return Refusal(update.ref, what, fix, (), update.new)
    what = "what it would hold is not approved, or breaks a rule"
    fix = "Mend what is named below on your branch, and push again; `qms check --against origin/main` tells it before."
    return Refusal(update.ref, what, fix, outcome.problems, update.new)
