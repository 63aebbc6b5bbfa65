"""Composing a record and putting it, with its signature, where it belongs: both files or neither.

The content comes from the verified state and from what is staged, never from bytes of the work tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath

from qms.errors import QmsError
from qms.git import Repository
from qms.git.index import stage
from qms.model.policy import Policy
from qms.trust.record import Content, record_stem
from qms.trust.state import BRIDGE

from .refusal import Refusal
from .whole import put_whole


@dataclass(frozen=True, slots=True)
class Statement:
    """What somebody is to sign, but for who and when.

    Attributes:
        format, meaning, subject, revision, sha256, supersedes: As in the record.
        authors: Who wrote the text; empty in kinds that name none.
        extra: Members that only some kinds have.
    """

    format: str
    meaning: str
    subject: str
    revision: str
    sha256: str
    supersedes: str = ""
    authors: frozenset[str] = frozenset()
    extra: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs: the id, the printed name, and the role."""

    person: str
    name: str
    role: str

    @property
    def is_bridge(self) -> bool:
        """True for a bridge that enrols its key."""
        return self.role == BRIDGE


def compose(statement: Statement, signatory: Signatory, policy: Policy, now: datetime) -> Content:
    """The content of a record.

    Args:
        statement: What is stated.
        signatory: By whom.
        policy: The policy in force, which the signer sees.
        now: The time, in UTC.
    """
    return {
        "authors": sorted(statement.authors),
        "format": statement.format,
        "meaning": statement.meaning,
        "name": signatory.name,
        "person": signatory.person,
        "policy": policy.digest,
        "project": policy.project,
        "revision": statement.revision,
        "role": signatory.role,
        "sha256": statement.sha256,
        "signed_at": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "subject": statement.subject,
        "supersedes": statement.supersedes,
        **statement.extra,
    }


def free_path(content: Content, is_taken: Callable[[str], bool]) -> str:
    """Where the record goes: `….json`, or with the next number when there is one already."""
    stem = record_stem(content)
    path, number = f"{stem}.json", 1
    while is_taken(path):
        number += 1
        path = f"{stem}.{number}.json"
    return path


def write_record(repository: Repository, path: str, data: bytes, signature: bytes, *, staging: bool = True) -> None:
    """Write a record and its signature into the work tree, and stage them; both or neither.

    Raises:
        Refusal: `record-path`, when a file stands there that git does not know, or a link on the way.
        QmsError: `output-failed`, when they cannot be written, or `git-failed`, when they cannot be staged.
    """
    files = {path: data, f"{path}.sig": signature}
    for name in files:
        _require_free(repository.root, name)
    written: list[Path] = []
    try:
        for name, content in files.items():
            put_whole(repository.root / name, content)
            written.append(repository.root / name)
        if staging:
            stage(repository, files)
    except OSError as error:
        _take_back(written)
        message = f"cannot write {error.filename or path}: {error.strerror}"
        raise QmsError(
            message, "Make room, or get the right to write there; nothing was kept.", "output-failed"
        ) from None
    except BaseException:
        _take_back(written)
        raise


def remove_files(repository: Repository, paths: Iterable[str]) -> None:
    """Take files out of the work tree and the index, as `git rm` does."""
    gone = tuple(paths)
    stage(repository, {}, gone)
    for path in gone:
        (repository.root / path).unlink(missing_ok=True)
        for parent in PurePosixPath(path).parents[:-1]:
            try:
                (repository.root / parent).rmdir()
            except OSError:  # It holds something, or is a link.
                break


def _require_free(root: Path, path: str) -> None:
    for parent in PurePosixPath(path).parents:
        if (root / parent).is_symlink():
            message = f"{parent} is a symbolic link; records are never written through one"
            raise Refusal(message, "Put a real folder there.", "record-path")
    if (root / path).exists() or (root / path).is_symlink():
        message = f"{path} is there already, but not staged"
        raise Refusal(message, f"Stage it (`git add {path}*`) or delete it, then try again.", "record-path")


def _take_back(written: Iterable[Path]) -> None:
    for file in written:
        file.unlink(missing_ok=True)
