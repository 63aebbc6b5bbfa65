"""Adoption: a signed list of the documents a tree holds, from which verification can start.

There is no history to judge yet: the policy is the one that is staged, and the list is what the verifier will find at
the commit that becomes the anchor.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from qms import git, trust
from qms.git import ObjectReader, Repository
from qms.git.index import Scratch, scratch, unstaged_files, user_setting
from qms.model.approval import Anchor, SignedRecord, TrustProblem
from qms.model.policy import POLICY_PATH, Person, Policy
from qms.trust.anchor import whole_tree
from qms.trust.classify import Classifier, Kind
from qms.trust.documents import Candidate, read_candidates, signer
from qms.trust.need import Need
from qms.trust.paths import check_paths_whole
from qms.trust.policy import read_policy
from qms.trust.quorum import missing
from qms.trust.record import IMPORT, KINDS, RecordFault, canonical, import_digest, import_list, parse_record
from qms.trust.signed import judge_record
from qms.trust.sshsig import SignatureFault
from qms.trust.state import RECORDS, File, State
from qms.trust.step import Step, problem
from qms.trust.units import index_of
from qms.trust.walk import Blobs, make_step

from .keys import SigningKey
from .records import Signatory, Statement, compose, free_path, write_record
from .refusal import Refusal
from .signing import sign

_FOLDER = re.compile(re.escape(f"{RECORDS}{IMPORT}/") + r"([1-9][0-9]{0,5})/.*\.json", re.DOTALL)
_STAGE_FIRST = "Stage what you mean to take over (`git add`), or undo the edits."


@dataclass(frozen=True, slots=True)
class Baseline:
    """What an import would list.

    Attributes:
        repository: The repository.
        room: A copy of the index.
        policy: The policy that is staged.
        found: The documents, sorted by id.
        retired: Ids never to be used again.
        number: Which import this is.
        signed: The good records of it that are staged already.
        problems: What the verifier would refuse, whoever signs.
        step: The staged tree as the verifier sees it.
        email, now: The user's address and the time.
    """

    repository: Repository
    room: Scratch
    policy: Policy
    found: tuple[Candidate, ...]
    retired: tuple[str, ...]
    number: int
    signed: tuple[SignedRecord, ...]
    problems: tuple[TrustProblem, ...]
    step: Step
    email: str
    now: datetime

    @property
    def documents(self) -> tuple[tuple[str, str, str], ...]:
        """The list: id, revision, digest."""
        return tuple((each.fields.id, each.fields.revision, each.digest) for each in self.found)

    def need(self) -> Need:
        """What the import asks for."""
        empty = missing(self.policy.authorities, map(signer, self.signed))
        digest = import_digest(self.documents)
        return Need(
            "import/1", "import", IMPORT, str(self.number), digest, "", POLICY_PATH,
            rules=self.policy.authorities, given=self.signed, missing=empty,
        )  # fmt: skip


@contextmanager
def open_baseline(repository: Repository, retired: Sequence[str], now: datetime) -> Iterator[Baseline]:
    """Read what is staged as the beginning of a verification.

    Raises:
        Refusal: There is no policy, or it cannot be used, or something is not staged.
        QmsError: Git cannot read it.
    """
    email = os.environ.get("GIT_AUTHOR_EMAIL") or user_setting(repository, "user.email")
    with scratch(repository) as room, ObjectReader(room.repository) as reader:
        step = _step(room, reader, git.head(repository), email, now)
        policy = _policy(step)
        step.state = State("", [policy], [""], Classifier(policy))
        _require_staged(repository, step)
        check_paths_whole(step)
        found = tuple(sorted(read_candidates(step), key=lambda each: each.fields.id))
        problems = (*step.problems, *_twice(found, retired))
        baseline = Baseline(
            repository, room, policy, found, tuple(sorted(set(retired))), 1, (), problems, step, email, now
        )
        number, signed = _join(step, baseline)
        yield replace(baseline, number=number, signed=signed)


def sign_baseline(baseline: Baseline, person: Person, role: str, key: SigningKey, *, staging: bool) -> tuple[str, Need]:
    """Sign the list and write the record.

    Returns:
        The path of the record, and what is still needed.

    Raises:
        Refusal: The verifier would not take it; nothing was written.
        QmsError: It could not be signed or written.
    """
    need = baseline.need()
    listed = [{"id": found, "revision": revision, "sha256": digest} for found, revision, digest in baseline.documents]
    extra: dict[str, object] = {"documents": listed, "retired": list(baseline.retired)}
    statement = Statement("import/1", "import", IMPORT, need.revision, need.sha256, extra=extra)
    content = compose(statement, Signatory(person.id, person.name, role), baseline.policy, baseline.now)
    data = canonical(content)
    signature = sign(data, KINDS["import/1", "import"].namespace, key, baseline.policy, person)
    path = free_path(content, lambda name: baseline.step.after(name) is not None)
    baseline.room.put(path, data)
    baseline.room.put(f"{path}.sig", signature)
    _require_accepted(baseline)
    write_record(baseline.repository, path, data, signature, staging=staging)
    with ObjectReader(baseline.room.repository) as reader:
        step = _step(baseline.room, reader, git.head(baseline.repository), baseline.email, baseline.now)
        step.state = State("", [baseline.policy], [""], Classifier(baseline.policy))
        _, signed = _join(step, baseline)
    return path, replace(baseline, signed=signed).need()


def _step(room: Scratch, reader: ObjectReader, tip: str, email: str, now: datetime) -> Step:
    """What is staged, as the tree at an anchor."""
    commit = reader.commit(room.commit(tip, email))
    changes = git.tree_changes(reader, [("", commit.tree)])[0]
    step = make_step(commit.id, commit.when, None, changes, Blobs(reader), now)
    files = {path: change.new for path, change in step.changes.items() if change.new}
    step.changes = whole_tree(files)
    return step


def _policy(step: Step) -> Policy:
    change = step.changes.get(POLICY_PATH)
    if change is None or not isinstance(change.new, File):
        fix = (
            "Let `qms init ../example` make one: copy its manual/authorities.yml and qms.yml here, name your folders "
            "under `classes`, what is no document under `uncontrolled`, and `git add` them."
        )
        raise Refusal(f"there is no {POLICY_PATH} among what is staged, so nobody may sign", fix, "policy-missing")
    policy, faults = read_policy(step.blobs[change.new.blob])
    if policy is None:
        first = faults[0]
        raise Refusal(f"{first.place}: {first.message}", first.fix or "Mend the policy.", first.code)
    return policy


def _require_staged(repository: Repository, step: Step) -> None:
    kinds = (Kind.CLASS, Kind.POLICY, Kind.RECORD)
    edited = [path for path in sorted(unstaged_files(repository)) if step.kind(path) in kinds]
    if edited:
        message = f"{edited[0]} has edits that are not staged, and only what is staged can be taken over"
        raise Refusal(message, _STAGE_FIRST, "edits-unstaged")


def _twice(found: Sequence[Candidate], retired: Sequence[str]) -> Iterator[TrustProblem]:
    seen: set[str] = set()
    for each in found:
        path = index_of(each.unit)
        if each.fields.id in seen:
            yield problem("id-duplicate", path, "", f"another document has the id {each.fields.id} too")
        if each.fields.id in retired:
            yield problem("id-retired", path, "", f"{each.fields.id} is in the tree, and named as retired")
        seen.add(each.fields.id)


def _join(step: Step, baseline: Baseline) -> tuple[int, tuple[SignedRecord, ...]]:
    """The number of the import, and its good records: the newest that lists the same, else a new one."""
    by_number: dict[int, list[str]] = {}
    for path in step.changes:
        if match := _FOLDER.fullmatch(path):
            by_number.setdefault(int(match[1]), []).append(path)
    if not by_number:
        return 1, ()
    newest = max(by_number)
    signed = []
    for path in sorted(by_number[newest]):
        try:
            record = judge_record(step, path, set())
            content = parse_record(step.data(path))
        except (RecordFault, SignatureFault):
            return newest + 1, ()
        listed = (import_list(content), tuple(str(each) for each in content["retired"]))  # type: ignore[attr-defined]
        if record is None or listed != (baseline.documents, baseline.retired):
            return newest + 1, ()
        signed.append(record)
    return newest, tuple(signed)


def _require_accepted(baseline: Baseline) -> None:
    """Let the verifier start from what is staged; only signatures may be missing."""
    commit = baseline.room.commit(git.head(baseline.repository), baseline.email)
    anchor = Anchor(commit, baseline.policy.digest, baseline.policy.project)
    outcome = trust.verify(baseline.room.repository, anchor, commit, now=baseline.now)
    for each in outcome.problems:
        if each.code != "import-unapproved":
            raise Refusal(each.message, each.fix, each.code)
