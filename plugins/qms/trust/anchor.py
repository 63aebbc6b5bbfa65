"""Where trust starts: the anchor file, and part A of a verification, which makes the first state.

Source: approval format 1, §7 (anchor, A) and §5 (`import/1`).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

from qms.errors import QmsError
from qms.model.approval import AcceptedRevision, Anchor, DocumentLife, SignedRecord
from qms.model.policy import POLICY_PATH

from .authority import guarded_files
from .classify import Classifier, Kind
from .codes import CODES
from .documents import Candidate, read_candidates, signer
from .grammar import is_digest, is_project
from .paths import REGULAR, check_doubled, check_paths_whole
from .policy import read_policy
from .quorum import missing, who_can
from .record import IMPORT, RecordFault, import_list, parse_record
from .signed import judge_record
from .sshsig import SignatureFault
from .state import RECORDS, File, PathChange, State
from .step import Step
from .units import guarded_set, index_of, sha256

MAX_ANCHOR = 10_000
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_NUMBERED = re.compile(r"[1-9][0-9]{0,5}")


def read_anchor(path: Path) -> Anchor:
    """Read an anchor file.

    Raises:
        QmsError: `anchor-unreadable`, when it is missing or not of its form.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_ANCHOR + 1)
    except OSError as error:
        raise _unreadable(path, error.strerror or "it cannot be read") from None
    return parse_anchor(data, path)


def parse_anchor(data: bytes, path: Path) -> Anchor:
    """An anchor from its bytes; errors as `read_anchor`."""
    try:
        pairs = json.loads(data.decode("utf-8"), object_pairs_hook=list) if len(data) <= MAX_ANCHOR else None
    except (ValueError, RecursionError):
        pairs = None
    members = dict(pairs) if isinstance(pairs, list) and all(isinstance(pair, tuple) for pair in pairs) else {}
    if pairs is None or len(members) != len(pairs) or members.keys() != {"commit", "policy_sha256", "project"}:
        raise _unreadable(path, "it is not an object with exactly `commit`, `policy_sha256` and `project`")
    commit, digest, project = (members[name] for name in ("commit", "policy_sha256", "project"))
    forms = ((commit, _COMMIT.fullmatch), (digest, is_digest), (project, is_project))
    if not all(isinstance(value, str) and form(value) for value, form in forms):
        raise _unreadable(path, "a member is not of its form")
    return Anchor(str(commit), str(digest), str(project))


def _unreadable(path: Path, why: str) -> QmsError:
    return QmsError(f"the anchor {path} cannot be used: {why}", CODES["anchor-unreadable"].fix, "anchor-unreadable")


def begin(anchor: Anchor, step: Step, files: dict[str, File]) -> State | None:
    """Part A: judge the tree at the anchor and make the first state of it.

    Args:
        anchor: The anchor.
        step: A step without a state, whose changes are the whole tree; its problems are those found here.
        files: The whole tree.
    """
    check_doubled(step)
    if step.problems:
        return None
    file = files.get(POLICY_PATH)
    data = step.blobs[file.blob] if file and file.mode == REGULAR else b""
    if not file or file.mode != REGULAR or sha256(data) != anchor.policy_sha256:
        step.refuse("anchor-mismatch", POLICY_PATH, "the policy at the anchor is not the one the anchor names")
        return None
    policy, faults = read_policy(data)
    step.refuse_faults(faults)
    if policy is None:
        return None
    if policy.project != anchor.project:
        step.refuse("anchor-mismatch", POLICY_PATH, f"the policy is of project {policy.project}")
    state = State(anchor.commit, [policy], [anchor.commit], Classifier(policy), [data])
    step.state = state
    check_paths_whole(step)
    if step.problems:
        return None
    _import(step, state)
    if step.problems:
        return None
    state.apply_paths(step.changes.items())
    state.guarded_counter = _highest(files, "GUARDED")
    guarded = guarded_files(state.classifier, files.items())
    state.guarded_digest = guarded_set((path, found.mode, step.sha256(found)) for path, found in guarded)
    return state


def whole_tree(files: dict[str, File]) -> dict[str, PathChange]:
    """A tree as the change that made it out of nothing."""
    return {path: PathChange(None, file) for path, file in files.items()}


def _highest(files: dict[str, File], subject: str) -> int:
    """The highest number that names a folder below `records/approvals/SUBJECT/`; 0 when there is none."""
    start = f"{RECORDS}{subject}/"
    names = {
        path[len(start) :].partition("/")[0] for path in files if path.startswith(start) and "/" in path[len(start) :]
    }
    return max((int(name) for name in names if _NUMBERED.fullmatch(name)), default=0)


def _import(step: Step, state: State) -> None:
    """The documents at the anchor: none, or exactly those that a signed import lists."""
    files = {path: change.new for path, change in step.changes.items() if change.new}
    number = _highest(files, IMPORT)
    if not number:
        for path in sorted(files):
            if path.startswith(RECORDS) or step.kind(path) is Kind.CLASS:
                step.refuse("anchor-not-empty", path, "there is a document or a record at the anchor without an import")
                return
        return
    records, lists = _import_records(step, f"{RECORDS}{IMPORT}/{number}/")
    if len(lists) != 1:
        what = "they list different documents" if lists else "there is none that is good"
        step.refuse("import-unapproved", f"{RECORDS}{IMPORT}/{number}", f"the import records: {what}")
        return
    if empty := missing(state.policy.authorities, map(signer, records)):
        needs = who_can(state.policy, empty, frozenset(record.person for record in records))
        message = f"the import needs {needs}: `qms import`"
        step.refuse("import-unapproved", f"{RECORDS}{IMPORT}/{number}", message)
    listed, retired = next(iter(lists))
    found = read_candidates(step)
    _compare(step, found, listed, retired)
    state.records.extend(records)
    state.burnt |= set(retired)
    for candidate in found:
        accepted = _imported(step, candidate, state.policy.version)
        state.lives[accepted.id] = DocumentLife(accepted.id, (accepted,))
        state.units[candidate.unit] = accepted.id


Listed = tuple[tuple[tuple[str, str, str], ...], tuple[str, ...]]


def _import_records(step: Step, folder: str) -> tuple[list[SignedRecord], set[Listed]]:
    """The good records of one import, and the different lists they hold."""
    records: list[SignedRecord] = []
    lists: set[Listed] = set()
    seen: set[str] = set()
    for path in sorted(path for path in step.changes if path.startswith(folder) and path.endswith(".json")):
        try:
            record = judge_record(step, path, seen)
        except (RecordFault, SignatureFault) as fault:
            step.refuse(fault.code, path, fault.message)
            continue
        if record is None or record.format != "import/1":
            step.refuse("import-unapproved", path, "the record is no import")
            continue
        content = parse_record(step.data(path))
        records.append(record)
        retired = content["retired"]
        assert isinstance(retired, list)  # noqa: S101 - its form was checked
        lists.add((import_list(content), tuple(retired)))
    return records, lists


def _compare(
    step: Step, found: list[Candidate], listed: tuple[tuple[str, str, str], ...], retired: tuple[str, ...]
) -> None:
    """`import-differs`: the list is exactly what the tree holds."""
    there = {candidate.fields.id: candidate for candidate in found}
    for identifier, count in Counter(candidate.fields.id for candidate in found).items():
        if count > 1:
            step.refuse("id-duplicate", index_of(there[identifier].unit), f"two documents have the id {identifier}")
        if identifier in retired:
            step.refuse("id-retired", index_of(there[identifier].unit), f"the import lists {identifier} as retired")
    names = {identifier: (revision, digest) for identifier, revision, digest in listed}
    for identifier in sorted(names.keys() | there.keys()):
        candidate = there.get(identifier)
        if candidate is None:
            step.refuse("import-differs", "", f"the import lists {identifier}, which is not in the tree")
        elif names.get(identifier) != (candidate.fields.revision, candidate.digest):
            path = index_of(candidate.unit)
            step.refuse("import-differs", path, f"the import does not list this text of {identifier}")


def _imported(step: Step, candidate: Candidate, version: int) -> AcceptedRevision:
    return AcceptedRevision(
        id=candidate.fields.id,
        revision=candidate.fields.revision,
        digest=candidate.digest,
        supersedes="",
        path=index_of(candidate.unit),
        files=candidate.files,
        document_class=candidate.document_class,
        rules=(),
        approval=candidate.fields.approval,
        records=(),
        imported=True,
        step=step.name,
        when=step.when,
        version=version,
    )
