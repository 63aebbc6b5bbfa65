"""The published history of every document, out of one `git log` pass and one `cat-file --batch`.

Steps come in by age; each is folded into the changes of the documents it touched. A document is followed through
renames by its id, which is read from every revision anyway; where a text has no id, by its content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from qms import git
from qms.errors import QmsError
from qms.git import LoggedCommit, Repository, seconds
from qms.model.change import ChangeKind, History
from qms.model.settings import Settings
from qms.trust.dates import Dates

from .heads import Ahead, Head, Likeness, read_heads
from .ledger import Ledger, Row, load, save
from .moves import moves, turned_into_another
from .steps import Locator, Step, Steps, locator, writers
from .touches import Touch, touches_of

_REPORT_EVERY = 5_000
_FEW = 100  # commits that are sooner read once more than the whole ledger is written
Progress = Callable[[str], None]


@dataclass(slots=True)
class _Gathered:
    """All touches by step, and the blobs to read for them."""

    steps: list[tuple[Step, list[Touch]]] = field(default_factory=list)
    blobs: dict[str, None] = field(default_factory=dict)
    compare: set[str] = field(default_factory=set)


def read_history(
    repository: Repository,
    tip: str,
    settings: Settings,
    *,
    cache: Path | None = None,
    progress: Progress | None = None,
    dates: Dates | None = None,
) -> History:
    """Every document's published changes up to a commit.

    Args:
        repository: A repository with its full history.
        tip: The commit to read up to; empty for a repository without commits.
        settings: Where documents are.
        cache: A file that keeps what was read, for the next time; None to read everything.
        progress: Told what is being done, now and then.
        dates: Tells what a commit counts for whose time cannot be true; without it, such a time is refused.
    """
    if not tip:
        return History()
    locate = locator(settings.documents, settings.suffix)
    below = tuple(f"{root}/".encode() for root in settings.documents)

    def commits(after: str) -> Iterable[LoggedCommit]:
        return _told(git.log(repository, tip, after, below), progress)

    key = _cache_key(repository, settings)
    ledger = load(cache, key) if cache else None
    known = ledger is not None and _extend(ledger, repository, tip, locate, commits)
    if ledger is None or not known:
        ledger = Ledger()
        _extend(ledger, repository, tip, locate, commits)
    if cache and (ledger.fresh > _FEW or not known):
        save(ledger, cache, key)
    return ledger.history(dates)


def _extend(
    ledger: Ledger,
    repository: Repository,
    tip: str,
    locate: Locator,
    commits: Callable[[str], Iterable[LoggedCommit]],
) -> bool:
    """Bring a ledger up to a commit; False, with the ledger unchanged, when it does not lie before that commit."""
    if ledger.head == tip:
        return True
    ahead = Ahead(repository)
    try:
        with ahead:
            steps = Steps(commits(ledger.head), locate, tip, ahead.ask)
    except QmsError:
        if not ledger.head:
            raise
        return False  # the commit the ledger ends at is gone
    line = steps.line(tip, ledger.head)
    if line is None:
        return False
    gathered = _gather(steps.walk(line), ledger, locate)
    heads = ahead.result()
    rest = [blob for blob in gathered.blobs if blob not in heads or blob in gathered.compare]
    more, likeness = read_heads(repository, rest, gathered.compare) if rest else ({}, {})
    heads.update(more)
    for step, touches in gathered.steps:
        _fold(ledger, step, touches, heads, likeness)
    ledger.advance(tip, seconds(line[-1].committed), len(steps))
    return True


def _told(commits: Iterable[LoggedCommit], progress: Progress | None) -> Iterable[LoggedCommit]:
    for number, commit in enumerate(commits, 1):
        if progress and number % _REPORT_EVERY == 0:
            progress(f"reading history: {number:,} commits")
        yield commit


def _gather(walk: Iterable[Step], ledger: Ledger, locate: Locator) -> _Gathered:
    gathered = _Gathered()
    for step in walk:
        if not step.commit.differences:
            continue
        touches = touches_of(step.commit, ledger.folders, locate)
        gathered.steps.append((step, touches))
        gone = [touch for touch in touches if not touch.blob]
        fresh = [touch for touch in touches if not touch.before]
        for touch in touches:
            if touch.blob:
                gathered.blobs[touch.blob] = None
        if gone and fresh:
            compare = [touch.before for touch in gone] + [touch.blob for touch in fresh]
            gathered.compare.update(compare)
            gathered.blobs.update(dict.fromkeys(compare))
    return gathered


def _fold(
    ledger: Ledger, step: Step, touches: list[Touch], heads: dict[str, Head], likeness: dict[str, Likeness]
) -> None:
    """Enter one step: moves first, so that a document's changes stay together, then the rest."""
    head = heads.get(touches[0].blob) if len(touches) == 1 else None
    if head and not turned_into_another(ledger.last_id(touches[0].unit), head.id):  # one text edited, as nearly always
        ledger.add(_row(ledger, step, touches[0], None, head))
        return
    gone = [touch for touch in touches if not touch.blob]
    fresh = [touch for touch in touches if touch.blob and touch.unit not in ledger.live]
    turned = [
        touch
        for touch in touches
        if touch.blob and turned_into_another(ledger.last_id(touch.unit), heads[touch.blob].id)
    ]
    moved = moves(ledger, gone, fresh, turned, heads, likeness)
    paired = {old.unit for old, _ in moved}
    before = {new.unit: old for old, new in moved}
    for touch in turned:
        if touch.unit in before and touch.unit not in paired:  # Another document came where this one stood.
            ledger.add(_row(ledger, step, touch._replace(blob="", content=""), None, Head()))
    # Taken out first and put back after: two documents may swap their paths in one step.
    carried = {new.unit: ledger.take(old.unit) for old, new in moved}
    for touch in sorted(touches):
        if touch.blob or touch.unit not in paired:
            row = _row(ledger, step, touch, before.get(touch.unit), heads.get(touch.blob, Head()))
            ledger.add(row, carried.get(touch.unit))


def _row(ledger: Ledger, step: Step, touch: Touch, old: Touch | None, head: Head) -> Row:
    if not touch.blob:
        kind = ChangeKind.REMOVED
    elif old:
        kind = ChangeKind.MOVED
    else:
        kind = ChangeKind.CHANGED if touch.unit in ledger.live else ChangeKind.ADDED
    written = [step.commit]
    if step.behind:
        written = writers(step, {*touch.raw_paths, *(old.raw_paths if old else ())}, set(touch.new))
    return Row(
        kind,
        ledger.enter(step.commit),
        tuple(map(ledger.enter, written)),
        touch.unit,
        old.unit if old else "",
        touch.blob,
        touch.content,
        head,
    )


def _cache_key(repository: Repository, settings: Settings) -> str:
    mailmap = repository.root / ".mailmap"
    names = mailmap.read_bytes() if mailmap.is_file() else b""
    return repr((settings.documents, settings.suffix, hashlib.sha256(names).hexdigest()))
