"""Which time a step counts for, where its commit bears one that cannot be true.

Format 1 lets a commit bear any time, because no verdict rests on it. People's days do: so a time that no calendar has,
or that has not come yet, counts as that of the newest step before it that is in order. Between the walk and readers.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cached_property

from qms.git import Repository, step_times
from qms.model.approval import CALENDAR_END, DocumentLife, TrustState


class Dates:
    """The times of the steps to a commit. Its line is read only when some time is asked for that is out of order.

    Args:
        repository: Where the steps are.
        tip: The commit they lead to.
        now: The time of the verification.
    """

    def __init__(self, repository: Repository, tip: str, now: datetime) -> None:
        self._repository = repository
        self._tip = tip
        self._now = int(now.timestamp())

    def in_order(self, when: int) -> bool:
        """True for a time that a calendar has and that has come."""
        return 0 <= when < CALENDAR_END and when <= self._now

    def of(self, step: str, when: int) -> int:
        """The time a step counts for, in seconds since 1970.

        Args:
            step: Its commit id; of one that is not on the line, such as `merge`, the end of the line is next before.
            when: The time its commit bears.
        """
        # The verifier has 0 where a commit bears no time that can be read.
        if self.in_order(when) and when:
            return when
        return self.by_step.get(step, self._last)

    def newest_before(self, instant: int) -> str:
        """The newest step that counts for an instant (seconds since 1970) or for an earlier one; empty if none."""
        return next((step for step, when in reversed(self.by_step.items()) if when <= instant), "")

    @cached_property
    def by_step(self) -> dict[str, int]:
        """What every step counts for, oldest first."""
        times = dict(reversed(step_times(self._repository, self._tip).items()))
        # Before the first good time there is none to take; the next one is the nearest, and now the last resort.
        last = next(filter(self.in_order, times.values()), self._now)
        for step, when in times.items():
            last = times[step] = when if self.in_order(when) else last
        return times

    @property
    def _last(self) -> int:
        return next(reversed(self.by_step.values()), self._now)


def dated(state: TrustState, dates: Dates) -> TrustState:
    """A state whose revisions all bear a time that is in order."""
    lives = {name: _life(life, dates) for name, life in state.documents.items()}
    changed = any(life is not state.documents[name] for name, life in lives.items())
    return replace(state, documents=lives) if changed else state


def _life(life: DocumentLife, dates: Dates) -> DocumentLife:
    retired = dates.of(life.retired, life.retired_when) if life.retired else life.retired_when
    times = [dates.of(revision.step, revision.when) for revision in life.revisions]
    if retired == life.retired_when and times == [revision.when for revision in life.revisions]:
        return life
    revisions = (replace(one, when=when) for one, when in zip(life.revisions, times, strict=True))
    return replace(life, revisions=tuple(revisions), retired_when=retired)
