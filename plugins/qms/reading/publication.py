"""Reading for a site: what may be published, the bytes of its files, and what is in force beside a draft.

`read_system` reads whatever is there. Here stands the refusal: where approvals are set up, nothing is published that
the verification did not accept, and a missing anchor is no way around it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from qms import git
from qms.errors import QmsError
from qms.git import Repository
from qms.model.approval import Decision, Outcome, TrustProblem
from qms.model.change import Change, up_to
from qms.model.document import Document
from qms.model.policy import POLICY_PATH
from qms.model.state import State, standing
from qms.model.system import QualitySystem, ViewKind
from qms.trust.units import unit_folder

from .documents import read_documents
from .effective import effective_days
from .files import read_files
from .published import choose, published_tree
from .system import read_system
from .tree import commit_tree

_WORKING = "or build the working view, which says that nothing of it is approved"


class NotPublishedError(QmsError):
    """The verification did not accept the history, so nothing may be published.

    Args:
        outcome: What it found.
    """

    def __init__(self, outcome: Outcome) -> None:
        self.problems: tuple[TrustProblem, ...] = outcome.problems
        self.undecided = outcome.decision is Decision.UNDECIDED
        found = "could not be verified" if self.undecided else "was refused by the verification"
        super().__init__(
            f"nothing is published: the history {found}",
            "Mend what is listed here (`qms verify`); look at a branch with drafts by `mkdocs serve`.",
            "not-published",
        )


def read_publication(
    root: Path,
    view: ViewKind,
    as_of: date | None = None,
    *,
    anchor: str | None = None,
    progress: Callable[[str], None] | None = None,
) -> QualitySystem:
    """Read the system for a site.

    Args:
        root: A folder of the repository.
        view: What its documents are: those approved and in force, as far as approvals are set up, or those of the tree.
        as_of: The day to show; None for today.
        anchor: The anchor file to verify from; otherwise the environment or the settings name one, or none.
        progress: Told what is being done, now and then.

    Raises:
        NotPublishedError: The published view was asked for and the verification did not accept.
        QmsError: Nothing can be read, or nothing can be verified although approvals are set up.
    """
    if view is ViewKind.PUBLISHED and as_of and as_of > datetime.now(UTC).date():
        message = f"{as_of} has not come yet: nobody knows what will be in force then"
        raise QmsError(message, "Name today or an earlier day.", "as-of-future")
    system = read_system(root, as_of=as_of, view=view, anchor=anchor, progress=progress)
    system = replace(system, effective=effective_days(git.open_repository(root), system))
    if view is ViewKind.PUBLISHED:
        if system.approvals is None:
            _require_not_set_up(git.open_repository(root), system)
        elif not system.approvals.accepted:
            raise NotPublishedError(system.approvals)
        elif system.view is not ViewKind.PUBLISHED:
            raise QmsError("nothing is published: the verification kept no state", "Report it.", "internal-error")
        else:
            return _without_what_comes(system)
    return system


def _without_what_comes(system: QualitySystem) -> QualitySystem:
    """The system with the history of each document as far as the revision that is shown.

    What is approved for a later day is announced and nothing more; it is no change yet, and no slip of numbering.
    """
    history, state = system.history, system.approvals.state if system.approvals else None
    lives = state.documents if state else {}

    def known(one: Document) -> tuple[Change, ...]:
        # History knows a document by its newest path; one that turned into a folder or back is shown at the old one.
        return history.of(one.path) or (history.of(lives[one.id].current.path) if one.id in lives else ())

    shown = {one.path: up_to(known(one), one.revision) for one in system.documents}
    return replace(system, history=replace(history, by_path={**history.by_path, **shown}))


def _require_not_set_up(repository: Repository, system: QualitySystem) -> None:
    """Refuse a system with a policy and no anchor: that may not turn into "nothing is signed here"."""
    tip = system.commit or git.head(repository)
    if tip and any(entry.path == POLICY_PATH.encode() for entry in git.list_tree(repository, tip)):
        raise QmsError(
            f"{POLICY_PATH} is there, but no anchor to verify the approvals from",
            f"Name the anchor file (option `anchor`, or the variable QMS_ANCHOR; `qms anchor` prints one), {_WORKING}.",
            "anchor-unreadable",
        )


def read_bytes(root: Path, system: QualitySystem, paths: Iterable[str]) -> dict[str, bytes]:
    """The bytes of files as a system was read: of the work tree, of its commit, or as approved.

    Args:
        root: A folder of the repository.
        system: What was read from it.
        paths: From the top of the repository; what is not there, or is no ordinary file, is left out.
    """
    if not system.commit:
        return read_files(root, paths)
    repository = git.open_repository(root)
    tree = commit_tree(repository, system.commit)
    if system.view is ViewKind.PUBLISHED and system.approvals and system.approvals.state:
        state = system.approvals.state
        tree = published_tree(repository, tree, state, system.settings, choose(repository, state, system.today))
    return tree.load(paths)


def in_force_beside(root: Path, system: QualitySystem) -> tuple[tuple[Document, ...], dict[str, bytes]]:
    """What is in force of the documents that a system shows as drafts or too early, and the bytes of their files.

    Their paths name the revision, so that they can stand on a site beside the drafts: `QP-04.revision-3.md`, or a
    folder `QP-04.revision-3`.

    Returns:
        These documents, and the bytes of their files by path.
    """
    outcome = system.approvals
    drafts = [one.id for one in system.documents if standing(system, one).state in (State.DRAFT, State.NOT_YET)]
    lives = {
        name: outcome.state.documents[name]
        for name in drafts
        if outcome and outcome.state and name in outcome.state.documents and not outcome.state.documents[name].retired
    }
    if not outcome or not outcome.state or not lives:
        return (), {}
    repository = git.open_repository(root)
    state = replace(outcome.state, documents=lives)
    chosen = choose(repository, state, system.today)
    tree = published_tree(repository, commit_tree(repository, outcome.tip), state, system.settings, chosen)
    found, _ = read_documents(tree, system.settings)
    data = tree.load(path for document in found for path in document.files)
    moved = {path: _beside(document, path) for document in found for path in document.files}
    shown = [replace(one, path=moved[one.path], files=tuple(moved[path] for path in one.files)) for one in found]
    return tuple(shown), {moved[path]: content for path, content in data.items()}


def _beside(document: Document, path: str) -> str:
    """Where a file of a revision stands beside its draft."""
    if folder := unit_folder(document.path):
        return f"{folder}.revision-{document.revision}{path[len(folder) :]}"
    return f"{document.path.removesuffix('.md')}.revision-{document.revision}.md"
