"""What a server asks of a push beyond approval format 1: names that lead nobody astray, and times that may be true.

Pure but for the times, which git tells. Asked by `receive`, for every ref.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from qms import git
from qms.git import Repository
from qms.model.approval import CALENDAR_END

BRANCHES = "refs/heads/"
_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}", re.IGNORECASE)
# Where git looks for a short name, in this order; `git help rev-parse`.
_PLACES = ("refs/", "refs/tags/", BRANCHES, "refs/remotes/")
_REMOTE_HEAD = "/HEAD"
_AHEAD = timedelta(days=1)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)


class Reason(NamedTuple):
    """Why a ref may not move: what is wrong, and what to do, without and with a full stop."""

    what: str
    fix: str


def misleading(ref: str, protected: Collection[str]) -> Reason | None:
    """Why a ref may not have its name: git could take it for a protected branch, or for a commit's id.

    Args:
        ref: The full name of the ref.
        protected: The full names of the protected branches.
    """
    if ref in protected:
        return None
    for name in _short_names(ref):
        if _ID.fullmatch(name):
            return Reason("its name looks like the id of a commit", "Choose another name.")
        if name == "HEAD":
            return Reason("its name hides what the repository itself stands on", "Choose another name.")
        for branch in protected:
            own = branch.removeprefix(BRANCHES)
            if name in (branch, f"heads/{own}", own):
                what = f"whoever asks this repository for `{name}` could get it instead of the protected branch {own}"
                return Reason(what, f"Choose another name. To push to {own} itself, say `git push … HEAD:{branch}`.")
    return None


def _short_names(ref: str) -> Iterator[str]:
    """The names by which git would find a ref."""
    for place in _PLACES:
        if ref.startswith(place):
            yield ref.removeprefix(place)
    if ref.startswith(_PLACES[-1]):
        yield ref.removeprefix(_PLACES[-1]).removesuffix(_REMOTE_HEAD)


def impossible_time(repository: Repository, tip: str, old: str, now: datetime) -> Reason | None:
    """Why commits may not come onto the protected branch: the days on the site would be wrong for ever.

    Args:
        repository: Where they are.
        tip: The new tip.
        old: The present one, whose own steps are history; empty for a new branch, of which the tip alone is asked.
        now: The time of the push.
    """
    for commit, when in git.step_times(repository, tip, old, only_tip=not old).items():
        if wrong := _wrong(when, now):
            what = f"the new tip {commit[:12]}" if commit == tip else f"its commit {commit[:12]}"
            fix = (
                "Set the clock of the machine that made it, make it again (`git commit --amend --no-edit`; further "
                "commits on top of it with `git rebase`), and push again."
            )
            return Reason(f"{what} bears {wrong}; this server's clock says {_shown(now)}", fix)
    return None


def _wrong(when: int, now: datetime) -> str:
    """What is wrong with a committer time; empty when nothing is."""
    if not 0 <= when < CALENDAR_END:
        return "no time that any calendar has"
    time = datetime.fromtimestamp(when, UTC)
    if time < _EARLIEST:
        return f"the time {_shown(time)}, before 1990"
    if time - now > _AHEAD:
        return f"the time {_shown(time)}, more than a day from now"
    return ""


def _shown(time: datetime) -> str:
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
