"""One step of the walk: from a first parent to a commit, judged by the policy in force before it.

Source: approval format 1, §7 S. The numbered functions below are the numbered parts there. All problems of a step are
collected; only a step without any changes the state.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from qms.model.approval import DocumentLife, SignedRecord, TrustProblem
from qms.model.policy import Policy
from qms.model.problem import Fault

from .classify import Kind
from .codes import CODES
from .state import File, PathChange, State
from .units import sha256

MAX_PATHS = 5_000
SUBMODULE = "160000"


class Blobs(Protocol):
    """The way to the bytes of objects, hashed again when they were read."""

    def __getitem__(self, blob: str) -> bytes: ...


@dataclass(slots=True)
class Step:
    """A step while it is being judged.

    Attributes:
        name: The commit, or `merge` in a branch check.
        when: Its committer date, seconds since 1970.
        state: What holds before it.
        changes: What it does to each path.
        doubled: Paths that stand twice in its tree.
        blobs: The bytes of objects.
        now: The time of the verification.
        count: How many paths it changes; when that is too many, not all of them are known.
        branch_authors: In a branch check that touches documents, who wrote the branch.
        problems: What was found so far.
        brings_policy: True when it adds or changes the policy.
        new_policy: The policy it brings, when that can be read.
        signed: Its records that are good by themselves, with their paths.
        lives: Documents as they will be, by id.
        units: The id of the document in each unit that the step touches; empty where none is left.
        used: Paths of records that support something.
        signatures: How many signatures were verified.
    """

    name: str
    when: int
    state: State
    changes: Mapping[str, PathChange]
    doubled: tuple[str, ...]
    blobs: Blobs
    now: datetime
    count: int = 0
    branch_authors: frozenset[str] = frozenset()
    problems: list[TrustProblem] = field(default_factory=list)
    brings_policy: bool = False
    new_policy: Policy | None = None
    signed: list[SignedRecord] = field(default_factory=list)
    lives: dict[str, DocumentLife] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    signatures: int = 0

    def refuse(self, code: str, path: str, message: str, fix: str = "") -> None:
        """Note a reason to refuse this step."""
        self.problems.append(problem(code, path, self.name, message, fix))

    def refuse_faults(self, faults: Iterable[Fault]) -> None:
        """Note faults that reading a file has found."""
        for fault in faults:
            self.refuse(fault.code, fault.place.path, _placed(fault), fault.fix)

    def after(self, path: str) -> File | None:
        """What stands at a path after the step."""
        change = self.changes.get(path)
        return change.new if change else self.state.files.get(path)

    def data(self, path: str) -> bytes:
        """The bytes of a file that stands there after the step; a submodule, which is refused, has none."""
        file = self.after(path)
        return self.blobs[file.blob] if file and file.mode != SUBMODULE else b""

    def added(self, path: str) -> bool:
        """True when the step brings a file to a path that had none."""
        change = self.changes.get(path)
        return change is not None and change.old is None and change.new is not None

    def present(self) -> Iterable[tuple[str, File]]:
        """The paths that the step adds or changes, with what stands there."""
        return ((path, change.new) for path, change in self.changes.items() if change.new is not None)

    def sha256(self, file: File) -> str:
        """The digest of a file's bytes, remembered by object id."""
        known = self.state.digests
        if file.blob not in known:
            known[file.blob] = sha256(self.blobs[file.blob] if file.mode != SUBMODULE else b"")
        return known[file.blob]

    def kind(self, path: str) -> Kind:
        """What the policy in force says a path is."""
        return self.state.classifier.classify(path).kind

    def class_of(self, path: str) -> str:
        """The class of a path under the policy in force; empty when it is in none."""
        return self.state.classifier.classify(path).document_class


def problem(code: str, path: str, step: str, message: str, fix: str = "") -> TrustProblem:
    """A problem with the remedy of its code, unless there is a better one."""
    shown = path.encode(errors="surrogateescape").decode(errors="backslashreplace")
    return TrustProblem(code, shown, step, message, fix or CODES[code].fix)


def _placed(fault: Fault) -> str:
    place = fault.place
    return f"line {place.line}: {fault.message}" if place.line else fault.message
