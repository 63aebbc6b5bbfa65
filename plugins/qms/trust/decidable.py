"""Part U of a verification: can it be decided at all? And what to say when it cannot.

Source: approval format 1, §7 U. Nothing here judges; a history that cannot be read is never a pass.
"""

from __future__ import annotations

from collections.abc import Sequence

from qms import git
from qms.errors import QmsError
from qms.git import ObjectReader, Repository
from qms.model.approval import Decision, Outcome, TrustProblem

from .codes import CODES, UNDECIDED


def require_decidable(repository: Repository) -> None:
    """Part U: refuse to decide about a history that is shallow, grafted or replaced.

    Raises:
        QmsError: `history-shallow`, `history-grafted` or `history-replaced`.
    """
    git.require_full_history(repository)
    if refs := git.replace_refs(repository):
        raise QmsError(
            f"{refs[0]} replaces an object of the history", CODES["history-replaced"].fix, "history-replaced"
        )


def resolve(repository: Repository, ref: str) -> str:
    """The id of the commit to judge.

    Raises:
        QmsError: `ref-unknown`; `object-missing` or `object-corrupt` where the name is known and its object is bad.
    """
    try:
        return git.resolve(repository, ref)
    except QmsError as unknown:
        found = git.object_named(repository, ref)
        if found and not found.startswith("^"):
            try:
                with ObjectReader(repository) as reader:
                    reader.commit(found)
            except QmsError as error:  # An id is no name: that there is no such object makes it unknown.
                if error.code != "object-missing" or found != ref:
                    raise
        raise unknown from None


def first_parents(repository: Repository, reader: ObjectReader, tip: str, start: str) -> list[str]:
    """First parents of the tip, newest first, at least down to `start` where it is on the chain."""
    try:
        return git.first_parents(repository, tip)
    except QmsError:
        # Something cannot be read. Below the start it does not matter; above it the reader says what it is.
        chain = [tip]
        while chain[-1] != start and (parents := reader.commit(chain[-1]).parents):
            chain.append(parents[0])
        return chain


def on_chain(repository: Repository, commit: str, chain: Sequence[str]) -> bool:
    """True when a name stands for a commit of the chain."""
    try:
        return git.resolve(repository, commit) in chain
    except QmsError:
        return False


def undecided(error: QmsError) -> Outcome:
    """The outcome for a history that cannot be judged."""
    code = error.code if error.code in UNDECIDED else "git-failed"
    return Outcome(Decision.UNDECIDED, (TrustProblem(code, "", "", error.message, error.fix),))
