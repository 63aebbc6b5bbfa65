"""Read everything once: the only door to the disk and to git.

Work tree or any commit, the same reading: that one seam shows what was in force on a day, judges a branch against its
base, and builds the published view.
"""

from __future__ import annotations

import gc
import hashlib
import os
from calendar import timegm
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from qms import git
from qms.errors import QmsError
from qms.git import Repository
from qms.model.change import History
from qms.model.document import Document
from qms.model.record import Record
from qms.model.settings import Settings
from qms.model.system import Base, QualitySystem

from . import settings as settings_files
from .documents import POLICY, read_documents
from .history import read_history
from .people import read_people
from .records import read_records
from .standards import read_standards
from .tree import Tree, commit_tree, work_tree

Progress = Callable[[str], None]
_LAST_SECOND = 86_399  # of a day, counted from its first


@contextmanager
def _without_collector() -> Iterator[None]:
    """No looking for cycles meanwhile: reading makes a million objects and hardly a cycle, and the looking is dear."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_without_collector()
def read_system(
    root: Path,
    ref: str | None = None,
    as_of: date | None = None,
    *,
    against: str | None = None,
    today: date | None = None,
    progress: Progress | None = None,
    cache: bool = True,
    texts: bool = True,
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
        texts: Read documents and records; without them the system has its settings and its history only.

    Raises:
        QmsError: When there is nothing to judge: no repository, a shallow clone, no such commit, broken settings.
    """
    repository = git.open_repository(root)
    git.require_full_history(repository)
    tip, tree = _tree(repository, ref, as_of)
    settings = _settings(tree)

    def history_to(commit: str, name: str) -> History:
        kept = _cache_file(repository, name) if cache else None
        return read_history(repository, commit, settings, cache=kept, progress=progress)

    day = today or as_of or datetime.now(UTC).date()
    with ThreadPoolExecutor(1) as other:
        # Most of reading history is waiting for git, and documents can be read meanwhile.
        history = other.submit(history_to, tip, "tip")
        if not texts:
            people, _ = read_people(None, POLICY, settings)
            return QualitySystem(settings, (), (), {}, people, history.result(), frozenset(tree.files), day)
        base = _base(repository, against, tip, settings) if against else None
        system = _assemble(tree, settings, day)
    if base:
        base = replace(base, history=history_to(base.commit, "base"))
    return replace(system, history=history.result(), base=base)


def _tree(repository: Repository, ref: str | None, as_of: date | None) -> tuple[str, Tree]:
    if ref is None and as_of is None and not repository.bare:
        tip = git.head(repository)
        return tip, work_tree(repository, tip)
    tip = git.resolve(repository, "HEAD" if ref is None else ref)
    if as_of is not None:
        tip = git.last_before(repository, tip, timegm(as_of.timetuple()) + _LAST_SECOND)
        if not tip:
            raise QmsError(f"nothing had been published by {as_of}", "Name a later day.", "ref-unknown")
    return tip, commit_tree(repository, tip)


def _settings(tree: Tree) -> Settings:
    return settings_files.read_settings(tree.load(settings_files.FILES))


def _base(repository: Repository, against: str, tip: str, settings: Settings) -> Base:
    """The documents at the tip of what a branch is judged against, and where the branch left it; no history yet."""
    commit = git.resolve(repository, against)
    fork = git.merge_base(repository, commit, tip) if tip else ""
    if not fork:
        raise QmsError(
            f"this branch and {against} have no commit in common",
            "Start the branch from the base, or name another base.",
            "branch-unrelated",
        )

    def by_id(at: str) -> dict[str, Document]:
        documents, _ = read_documents(commit_tree(repository, at), settings)
        return {document.id: document for document in documents if document.id}

    tip_documents = by_id(commit)
    fork_documents = tip_documents if fork == commit else by_id(fork)
    return Base(against, commit, tip_documents, fork_documents, History())


def _assemble(tree: Tree, settings: Settings, today: date) -> QualitySystem:
    """The system as it stands in a tree, without its history."""
    documents, document_faults = read_documents(tree, settings)
    records, record_faults = read_records(tree, settings)
    packs = tree.load(settings.packs)
    if missing := [path for path in settings.packs if path not in packs]:
        raise QmsError(f"settings: `packs`: there is no file {missing[0]}", "Mend the path.", "settings-malformed")
    standards, known, pack_faults = read_standards(_named(documents, records, settings), packs)
    people, policy_faults = read_people(tree.load([POLICY]).get(POLICY), POLICY, settings)
    return QualitySystem(
        settings=settings,
        documents=documents,
        records=records,
        standards=standards,
        people=people,
        history=History(),
        paths=frozenset(tree.files),
        today=today,
        known_standards=known,
        commit=tree.commit,
        faults=(*document_faults, *record_faults, *pack_faults, *policy_faults),
    )


def _named(documents: Iterable[Document], records: Iterable[Record], settings: Settings) -> set[str]:
    """The standards that anything names."""
    claims = (claim.standard for document in documents for claim in document.claims if claim.standard)
    evidence = (claim.standard for record in records for claim in record.claims)
    excluded = (exclusion.standard for document in documents for exclusion in document.exclusions)
    kinds = (name for kind in settings.record_kinds.values() for name in kind.clauses)
    return {*claims, *evidence, *excluded, *kinds, *(settings.standards or ())}


def _cache_file(repository: Repository, name: str) -> Path | None:
    """Where history is kept: in the user's cache folder, never in the repository; None when there is no such folder."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    # A relative name means nothing (XDG), and `~` stays as it is where nobody has a home, as in some containers.
    folder = Path(named if os.path.isabs(named) else os.path.expanduser("~/.cache"))  # noqa: PTH111, PTH117
    place = hashlib.sha256(os.fsencode(repository.common_dir)).hexdigest()[:16]
    return folder / "qms" / f"{place}-{name}.json" if folder.is_absolute() else None
