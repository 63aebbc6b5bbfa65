"""Read everything once: the only door to the disk and to git.

Work tree or any commit, the same reading: that one seam shows what was in force on a day, judges a branch against its
base, and builds the published view.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
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


def read_system(
    root: Path,
    ref: str | None = None,
    as_of: date | None = None,
    *,
    against: str | None = None,
    today: date | None = None,
    progress: Progress | None = None,
    cache: bool = True,
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

    base = _base(repository, against, tip, settings, history_to) if against else None
    day = today or as_of or datetime.now(UTC).date()
    return _assemble(tree, settings, history_to(tip, "tip"), base, day)


def _tree(repository: Repository, ref: str | None, as_of: date | None) -> tuple[str, Tree]:
    if ref is None and as_of is None and not repository.bare:
        tip = git.head(repository)
        return tip, work_tree(repository, tip)
    tip = git.resolve(repository, "HEAD" if ref is None else ref)
    if as_of is not None:
        tip = git.last_before(repository, tip, f"{as_of.isoformat()}T23:59:59Z")
        if not tip:
            raise QmsError(f"nothing had been published by {as_of}", "Name a later day.", "ref-unknown")
    return tip, commit_tree(repository, tip)


def _settings(tree: Tree) -> Settings:
    return settings_files.read_settings(tree.load(settings_files.FILES))


def _base(
    repository: Repository, against: str, tip: str, settings: Settings, history_to: Callable[[str, str], History]
) -> Base:
    """What a branch is judged against: the documents at the base's tip, and where the branch left it."""
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
    return Base(against, commit, tip_documents, fork_documents, history_to(commit, "base"))


def _assemble(tree: Tree, settings: Settings, history: History, base: Base | None, today: date) -> QualitySystem:
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
        history=history,
        paths=frozenset(tree.files),
        today=today,
        known_standards=known,
        commit=tree.commit,
        base=base,
        faults=(*document_faults, *record_faults, *pack_faults, *policy_faults),
    )


def _named(documents: Iterable[Document], records: Iterable[Record], settings: Settings) -> set[str]:
    """The standards that anything names."""
    claims = (claim.standard for document in documents for claim in document.claims if claim.standard)
    evidence = (claim.standard for record in records for claim in record.claims)
    excluded = (exclusion.standard for document in documents for exclusion in document.exclusions)
    kinds = (name for kind in settings.record_kinds.values() for name in kind.clauses)
    return {*claims, *evidence, *excluded, *kinds, *(settings.standards or ())}


def _cache_file(repository: Repository, name: str) -> Path:
    """Where history is kept: in the user's cache folder, never in the repository."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 - may stay unexpanded
    place = hashlib.sha256(os.fsencode(repository.common_dir)).hexdigest()[:16]
    return Path(home) / "qms" / f"{place}-{name}.json"
