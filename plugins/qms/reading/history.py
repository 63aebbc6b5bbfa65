"""The published history of every document, out of one `git log` pass and one `cat-file --batch`.

Steps come in by age; each is folded into the changes of the documents it touched. A document is followed through
renames by its id, which is read from every revision anyway; where a text has no id, by its content.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from qms import git
from qms.errors import QmsError
from qms.git import LoggedCommit, Repository
from qms.model.change import ChangeKind, History
from qms.model.settings import Settings

from .heads import Head, Likeness, read_heads
from .ledger import Ledger, Row, load, save
from .steps import Locator, Step, Steps, is_file, locator, writers

LIKE_ENOUGH = 0.5  # git's own threshold for a rename
MOST_COMPARED = 10_000  # pairs of texts in one step
_REPORT_EVERY = 5_000


class _Touch(NamedTuple):
    """One document in one step: its path, object id and content after it (empty when it went), and the id before."""

    unit: str
    blob: str
    content: str
    before: str
    raw_paths: frozenset[bytes]
    new: frozenset[bytes]


@dataclass(slots=True)
class _Gathered:
    """All touches by step, and the blobs to read for them."""

    steps: list[tuple[Step, list[_Touch]]] = field(default_factory=list)
    blobs: dict[str, None] = field(default_factory=dict)
    compare: set[str] = field(default_factory=set)


def read_history(
    repository: Repository,
    tip: str,
    settings: Settings,
    *,
    cache: Path | None = None,
    progress: Callable[[str], None] | None = None,
) -> History:
    """Every document's published changes up to a commit.

    Args:
        repository: A repository with its full history.
        tip: The commit to read up to; empty for a repository without commits.
        settings: Where documents are.
        cache: A file that keeps what was read, for the next time; None to read everything.
        progress: Told what is being done, now and then.
    """
    if not tip:
        return History()
    locate = locator(settings.documents, settings.suffix)
    key = _cache_key(repository, settings)
    ledger = load(cache, key) if cache else None
    if ledger is None or not _extend(ledger, repository, tip, locate, progress):
        ledger = Ledger()
        _extend(ledger, repository, tip, locate, progress)
    if cache and ledger.changed:
        save(ledger, cache, key)
    return ledger.history()


def _extend(
    ledger: Ledger, repository: Repository, tip: str, locate: Locator, progress: Callable[[str], None] | None
) -> bool:
    """Bring a ledger up to a commit; False, with the ledger unchanged, when it does not lie before that commit."""
    if ledger.head == tip:
        return True
    try:
        steps = Steps(_told(git.log(repository, tip, ledger.head), progress), locate)
    except QmsError:
        if not ledger.head:
            raise
        return False  # the commit the ledger ends at is gone
    line = steps.line(tip, ledger.head)
    if line is None:
        return False
    gathered = _gather(steps.walk(line), ledger, locate)
    if progress and gathered.blobs:
        progress(f"reading {len(gathered.blobs):,} texts")
    heads, likeness = read_heads(repository, gathered.blobs, gathered.compare)
    for step, touches in gathered.steps:
        _fold(ledger, step, touches, heads, likeness)
    ledger.advance(tip, int(line[-1].committed), len(steps))
    return True


def _told(commits: Iterable[LoggedCommit], progress: Callable[[str], None] | None) -> Iterable[LoggedCommit]:
    for number, commit in enumerate(commits, 1):
        if progress and number % _REPORT_EVERY == 0:
            progress(f"reading history: {number:,} commits")
        yield commit


def _gather(walk: Iterable[Step], ledger: Ledger, locate: Locator) -> _Gathered:
    gathered = _Gathered()
    for step in walk:
        if not step.commit.differences:
            continue
        touches = _touches(step.commit, ledger.folders, locate)
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


def _touches(commit: LoggedCommit, folders: dict[str, dict[str, str]], locate: Locator) -> list[_Touch]:
    """What a published commit did, by document."""
    touches: list[_Touch] = []
    by_folder: dict[str, list[git.Difference]] = {}
    for found in commit.differences:
        located = locate(found.path)
        if located is None:
            continue
        if located.folder:
            by_folder.setdefault(located.folder, []).append(found)
            continue
        blob = found.new.decode() if is_file(found) else ""
        before = found.old.decode() if found.old.strip(b"0") else ""
        if blob != before:
            touches.append(_Touch(located.unit, blob, blob, before, frozenset((found.path,)), frozenset((found.new,))))
    touches += [_folder_touch(folder, found, folders, locate) for folder, found in by_folder.items()]
    # A folder without index.md is no document yet.
    return [touch for touch in touches if touch.blob or touch.before]


def _folder_touch(
    folder: str, differences: list[git.Difference], folders: dict[str, dict[str, str]], locate: Locator
) -> _Touch:
    files = folders.setdefault(folder, {})
    unit = f"{folder}/index.md"
    before = files.get(unit, "")
    for found in differences:
        located = locate(found.path)
        if located and is_file(found):
            files[located.path] = found.new.decode()
        elif located:
            files.pop(located.path, None)
    listing = "".join(f"{path[len(folder) :]}\0{blob}\0" for path, blob in sorted(files.items()))
    blob = files.get(unit, "")
    return _Touch(
        unit,
        blob,
        hashlib.sha256(listing.encode()).hexdigest() if blob else "",
        before,
        frozenset(found.path for found in differences),
        frozenset(found.new for found in differences),
    )


def _fold(
    ledger: Ledger, step: Step, touches: list[_Touch], heads: dict[str, Head], likeness: dict[str, Likeness]
) -> None:
    """Enter one step: moves first, so that a document's changes stay together, then the rest."""
    gone = [touch for touch in touches if not touch.blob]
    fresh = [touch for touch in touches if touch.blob and touch.unit not in ledger.live]
    moved = _pair(ledger, gone, fresh, heads, likeness)
    # Taken out first and put back after: two documents may swap their paths in one step.
    carried = {touch.unit: ledger.take(old.unit) for old, touch in moved}
    paired = {old.unit for old, _ in moved}
    before = {touch.unit: old for old, touch in moved}
    for touch in sorted(touches):
        if touch.unit in paired and not touch.blob:
            continue
        old = before.get(touch.unit)
        raw = touch.raw_paths | (old.raw_paths if old else frozenset())
        head = heads.get(touch.blob, Head())
        if not touch.blob:
            kind = ChangeKind.REMOVED
        elif old:
            kind = ChangeKind.MOVED
        else:
            kind = ChangeKind.CHANGED if touch.unit in ledger.live else ChangeKind.ADDED
        row = Row(
            kind,
            ledger.enter(step.commit),
            tuple(ledger.enter(commit) for commit in writers(step, set(raw), set(touch.new))),
            touch.unit,
            old.unit if old else "",
            touch.blob,
            touch.content,
            head,
        )
        ledger.add(row, carried.get(touch.unit))


def _pair(
    ledger: Ledger, gone: list[_Touch], fresh: list[_Touch], heads: dict[str, Head], likeness: dict[str, Likeness]
) -> list[tuple[_Touch, _Touch]]:
    """Documents that moved: which vanished one is which new one. By id, then by equal bytes, then by likeness."""
    if not gone or not fresh:
        return []
    pairs: dict[str, tuple[_Touch, _Touch]] = {}

    def pair(key_of_old: Callable[[_Touch], str], key_of_new: Callable[[_Touch], str]) -> None:
        """Pair what is left by a key that is unique on both sides; an empty key is none."""
        left = [old for old in gone if old.unit not in pairs]
        taken = {new.unit for _, new in pairs.values()}
        offered = [new for new in fresh if new.unit not in taken]
        unique = {key for key, count in Counter(map(key_of_old, left)).items() if count == 1 and key}
        unique &= {key for key, count in Counter(map(key_of_new, offered)).items() if count == 1}
        by_key = {key_of_new(new): new for new in offered}
        pairs.update({old.unit: (old, by_key[key_of_old(old)]) for old in left if key_of_old(old) in unique})

    pair(lambda old: ledger.last_id(old.unit), lambda new: heads[new.blob].id)
    pair(lambda old: old.before, lambda new: new.blob)
    left = [old for old in gone if old.unit not in pairs]
    taken = {new.unit for _, new in pairs.values()}
    offered = [new for new in fresh if new.unit not in taken]
    if len(left) * len(offered) <= MOST_COMPARED:
        pairs.update({old.unit: (old, new) for old, new in _alike(ledger, left, offered, heads, likeness)})
    return list(pairs.values())


def _alike(
    ledger: Ledger, gone: list[_Touch], fresh: list[_Touch], heads: dict[str, Head], likeness: dict[str, Likeness]
) -> Iterator[tuple[_Touch, _Touch]]:
    """Pairs of texts at least half alike, the most alike first. Two different ids are two documents, however alike."""
    scored = [
        (-likeness[old.before].to(likeness[new.blob]), old.unit, new.unit, old, new)
        for old in gone
        for new in fresh
        if not (ledger.last_id(old.unit) and heads[new.blob].id)
    ]
    used: set[str] = set()
    for score, _, _, old, new in sorted(scored):
        if -score >= LIKE_ENOUGH and used.isdisjoint((old.unit, new.unit)):
            used.update((old.unit, new.unit))
            yield old, new


def _cache_key(repository: Repository, settings: Settings) -> str:
    mailmap = repository.root / ".mailmap"
    names = mailmap.read_bytes() if mailmap.is_file() else b""
    return repr((settings.documents, settings.suffix, hashlib.sha256(names).hexdigest()))
