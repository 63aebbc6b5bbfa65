"""What holds after the steps so far: the verifier's working memory, changed only when a whole step was accepted.

Frozen results for everybody else are in `qms.model.approval`; this is how the walk keeps them while it goes on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from qms.model.approval import AcceptedRevision, DocumentLife, SignedRecord, TrustState
from qms.model.policy import POLICY_PATH, Bridge, Key, Person, Policy

from .classify import Classifier
from .units import unit_folder

RECORDS = "records/approvals/"
BRIDGE = "bridge"


class File(NamedTuple):
    """What stands at a path: mode and object id."""

    mode: str
    blob: str


class PathChange(NamedTuple):
    """What stood at a path before a step, and what stands there after it."""

    old: File | None
    new: File | None


class Owned(NamedTuple):
    """A key with its owner: a person's id, or the word `bridge`, a space, and a bridge's id."""

    owner: str
    key: Key


def owned_keys(policy: Policy) -> Iterator[tuple[bytes, Owned]]:
    """Every key of a policy with its owner; a bridge is never taken for a person of its name."""
    owners: tuple[Person | Bridge, ...] = (*policy.people.values(), *policy.bridges.values())
    for owner in owners:
        name = f"{BRIDGE} {owner.id}" if isinstance(owner, Bridge) else owner.id
        yield from ((key.blob, Owned(name, key)) for key in owner.keys)


def folder_of(path: str) -> str:
    """The folder of a folder document that a path may belong to; empty for records, the policy, and other paths."""
    return "" if path == POLICY_PATH or path.startswith(RECORDS) else unit_folder(path)


def spellings(path: str) -> Iterator[str]:
    """A path and every folder above it."""
    yield path
    position = path.rfind("/")
    while position > 0:
        yield path[:position]
        position = path.rfind("/", 0, position)


@dataclass(slots=True)
class State:
    """Everything later steps are judged by.

    Attributes:
        commit: The last accepted commit.
        policies, policy_steps: Every policy since the anchor and the commit that brought it.
        classifier: That of the policy in force.
        policy_data: The bytes of each policy.
        files: Every file of the tree.
        folded: Paths and folders by their case-folded form, with how many files need them.
        folders: Paths below each folder whose name begins with a document id.
        lives: Documents by id, retired ones among them.
        units: The id of the document at each one-file path or folder.
        burnt: Ids that may never be used again.
        statements: Object ids of all records.
        digests: sha256 by object id, of files of folder documents and of the guarded set.
        recheck_modes: True after a new policy: executables must be looked at again.
    """

    commit: str
    policies: list[Policy]
    policy_steps: list[str]
    classifier: Classifier
    policy_data: list[bytes] = field(default_factory=list)
    files: dict[str, File] = field(default_factory=dict)
    folded: dict[str, tuple[str, int]] = field(default_factory=dict)
    folders: dict[str, set[str]] = field(default_factory=dict)
    lives: dict[str, DocumentLife] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    burnt: set[str] = field(default_factory=set)
    statements: set[str] = field(default_factory=set)
    digests: dict[str, str] = field(default_factory=dict)
    guarded_digest: str = ""
    guarded_counter: int = 0
    records: list[SignedRecord] = field(default_factory=list)
    recheck_modes: bool = False
    _keys: dict[str, dict[bytes, Owned]] = field(default_factory=dict)

    def keys(self, policy: Policy) -> dict[bytes, Owned]:
        """Every key of a policy by its bytes, with its owner."""
        if policy.digest not in self._keys:
            self._keys[policy.digest] = dict(owned_keys(policy))
        return self._keys[policy.digest]

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self.policies[-1]

    def living(self, identifier: str) -> AcceptedRevision | None:
        """The accepted revision of a document that has not been retired."""
        life = self.lives.get(identifier)
        return life.current if life and not life.retired else None

    def apply_paths(self, changes: Iterable[tuple[str, PathChange]]) -> None:
        """Take over what a step did to the tree; step 1 has judged the paths."""
        for path, change in changes:
            if change.old is not None and change.new is None:
                self._forget(path)
            elif change.old is None:
                self._learn(path)
            if change.new is not None:
                self.files[path] = change.new
                if path.startswith(RECORDS) and path.endswith(".json"):
                    self.statements.add(change.new.blob)

    def _learn(self, path: str) -> None:
        for spelling in spellings(path):
            key = spelling.casefold()
            self.folded[key] = (spelling, self.folded.get(key, (spelling, 0))[1] + 1)
        if folder := folder_of(path):
            self.folders.setdefault(folder, set()).add(path)

    def _forget(self, path: str) -> None:
        del self.files[path]
        for spelling in spellings(path):
            key = spelling.casefold()
            kept, count = self.folded[key]
            if count == 1:
                del self.folded[key]
            else:  # perhaps another spelling by now: a folder that changed its case in this step
                self.folded[key] = (kept, count - 1)
        if folder := folder_of(path):
            self.folders[folder].discard(path)

    def freeze(self) -> TrustState:
        """The state as everybody else sees it."""
        return TrustState(
            commit=self.commit,
            policies=tuple(self.policies),
            policy_steps=tuple(self.policy_steps),
            documents=dict(self.lives),
            burnt=frozenset(self.burnt),
            guarded_digest=self.guarded_digest,
            guarded_counter=self.guarded_counter,
            records=tuple(self.records),
        )
