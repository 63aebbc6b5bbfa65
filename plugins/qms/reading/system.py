"""Read everything once: the only door to the disk and to git.

Work tree or any commit, the same reading: that one seam shows what was in force on a day, judges a branch against its
base, and builds the published view.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from qms import git, trust
from qms.git import Repository
from qms.model.approval import Outcome, TrustState
from qms.model.change import History
from qms.model.settings import Settings
from qms.model.system import Base, QualitySystem, ViewKind
from qms.trust.dates import Dates, dated

from .against import base_of
from .anchors import FoundAnchor, anchor_for
from .assembly import assemble
from .cachefolder import cache_folder, kept_file
from .collector import without_collector
from .documents import read_documents
from .history import Progress, read_history
from .published import choose, preparations, published_tree, require_shown
from .rewording import reworded_claims
from .settings import settings_of
from .starting import tree_at
from .tree import Tree, commit_tree


@without_collector()
def read_system(
    root: Path,
    ref: str | None = None,
    as_of: date | None = None,
    *,
    against: str | None = None,
    today: date | None = None,
    progress: Progress | None = None,
    cache: bool = True,
    anchor: str | None = None,
    view: ViewKind = ViewKind.WORKING,
    now: datetime | None = None,
    claims_from: tuple[str, ...] = (),
) -> QualitySystem:
    """Read the quality management system of a repository.

    Args:
        root: A folder in it.
        ref: The commit to read; None for the work tree.
        as_of: Read the newest commit published on or before this day (UTC), and judge dates on it.
        against: The commit a branch is to be judged against.
        today: The day on which dates are judged; the clock's (UTC) when left out.
        progress: Told what is being done, now and then.
        cache: Keep history between readings, in the user's cache folder.
        anchor: The anchor file to verify approvals from; otherwise the environment or the settings name one, or none.
        view: With `published`, every document is its newest approved revision in force on the day, as far as approvals
            are set up and accepted; the rest is that of the commit. Otherwise all is as the tree has it.
        now: The time of the verification; the clock's when left out.
        claims_from: Forms of claims to read beside those that the settings name, as `Settings.claims_from` has them.

    Raises:
        QmsError: When there is nothing to judge: no repository, a shallow clone, no such commit, broken settings.
    """
    repository = git.open_repository(root)
    git.require_full_history(repository)
    now = now or datetime.now(UTC)
    tip, tree = tree_at(repository, ref, as_of, now)
    settings = settings_of(tree)
    settings = replace(settings, claims_from=tuple(dict.fromkeys((*settings.claims_from, *claims_from))))
    against_commit = git.resolve(repository, against) if against else ""
    found = None
    if tip:
        found = anchor_for(repository, anchor, tree, settings, against_commit)

    def history_to(commit: str, name: str) -> History:
        # Where approvals are set up, a commit stays for ever, so its impossible time may stop nobody.
        dates = Dates(repository, commit, now) if found else None
        kept = kept_file(repository, name) if cache else None
        return read_history(repository, commit, settings, cache=kept, progress=progress, dates=dates)

    day = today or as_of or now.date()
    with ThreadPoolExecutor(1) as other:
        # Most of reading history is waiting for git, and documents can be read meanwhile.
        history = other.submit(history_to, tip, "tip")
        base = base_of(repository, against, against_commit, tip, settings) if against else None
        # What was in force on a day is shown only while the history since then is good too.
        tips = (git.resolve(repository, ref or "HEAD"), tip) if as_of else (tip,)
        # What is published is verified from the anchor on, whatever was kept.
        kept = cache_folder() if cache and view is ViewKind.WORKING else None
        outcome = _verify(repository, found, base, tips, now, kept) if found else None
        if view is ViewKind.PUBLISHED and outcome and outcome.accepted and outcome.state:
            system = _published(repository, tree, commit_tree(repository, tip), outcome.state, day)
        else:
            system = assemble(tree, settings, day)
    if base:
        base = replace(base, history=history_to(base.commit, "base"))
    outside = found is not None and found.outside
    system = replace(system, history=history.result(), base=base, approvals=outcome, anchored=outside)
    kept_claims = kept_file(repository, "claims") if cache else None
    return system.with_reworded(reworded_claims(repository, system, kept_claims))


def _published(repository: Repository, tree: Tree, committed: Tree, state: TrustState, day: date) -> QualitySystem:
    """The system with every document as it is in force, and what the tree holds beyond that."""
    settings = settings_of(committed)
    chosen = choose(repository, state, day)
    shown = published_tree(repository, committed, state, settings, chosen)
    system = assemble(shown, settings, day)
    require_shown(chosen, shown, system.documents, settings)
    newest, _ = read_documents(tree, settings)
    waiting = preparations(newest, system.documents, state)
    return replace(system, view=ViewKind.PUBLISHED, preparation=waiting)


def _verify(
    repository: Repository,
    found: FoundAnchor,
    base: Base | None,
    tips: tuple[str, ...],
    now: datetime,
    kept: Path | None,
) -> Outcome:
    """The approvals of what is read: of a branch against its base, or of the whole history.

    Of several tips the last one is read; the others must be accepted as well.
    """
    end = base.commit if base else tips[-1]
    if base:
        outcome = trust.check_branch(repository, found.anchor, end, tips[-1], now=now, cache=kept)
    else:
        for end in tips:
            outcome = trust.verify(repository, found.anchor, end, now=now, cache=kept)
            if not outcome.accepted:
                break
    return replace(outcome, state=dated(outcome.state, Dates(repository, end, now))) if outcome.state else outcome


def settings_at(root: Path, ref: str | None = None) -> Settings:
    """The settings of a commit, or of the work tree.

    Raises:
        QmsError: No repository, no such commit, or broken settings.
    """
    _, tree = tree_at(git.open_repository(root), ref, None, datetime.now(UTC))
    return settings_of(tree)
