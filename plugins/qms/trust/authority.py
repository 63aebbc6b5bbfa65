"""Parts 7 and 8 of a step: guarded files and the policy change only with approvals of their own.

Source: approval format 1, §7 S 7 and 8, §3 (guarded set), §4 (from one policy to the next).
"""

from __future__ import annotations

from collections.abc import Iterable

from qms.model.policy import POLICY_PATH, Policy, Rule

from .classify import Classifier, Kind
from .documents import signer
from .keys import fingerprint
from .paths import files_below
from .policy import read_policy
from .quorum import missing, who_can
from .record import AUTHORITIES, GUARDED
from .source import LFS_POINTER
from .state import File, State
from .step import Step
from .succession import new_keys, succession
from .units import guarded_set, is_folder, unit_of

POLICY_APPROVAL = "policy-approval/1"
GUARD_APPROVAL = "guard-approval/1"
ENROLMENT = "key-enrolment/1"


def guarded_files(classifier: Classifier, files: Iterable[tuple[str, File]]) -> list[tuple[str, File]]:
    """The files of a tree that are guarded."""
    return [(path, file) for path, file in files if classifier.classify(path).kind is Kind.GUARDED]


def check_guarded(step: Step) -> tuple[str, int]:
    """Part 7: the digest and the counter of the guarded set after the step, under the policy in force."""
    state = step.state
    touched = [path for path in step.changes if step.kind(path) is Kind.GUARDED]
    if not touched:
        return state.guarded_digest, state.guarded_counter
    for path in touched:
        if step.after(path) and step.data(path).startswith(LFS_POINTER):
            step.refuse("lfs-pointer", path, "this is a Git LFS pointer, not the file")
    digest = guarded_set(
        (path, file.mode, step.sha256(file)) for path, file in guarded_files(state.classifier, files_after(step))
    )
    if digest == state.guarded_digest:
        return digest, state.guarded_counter
    counter = state.guarded_counter + 1
    needs = _missing(step, GUARD_APPROVAL, GUARDED, (str(counter), digest, state.guarded_digest), state.policy.guarded)
    if needs:
        names = ", ".join(sorted(touched))
        message = f"guarded change {counter} ({names}) needs {needs}: `qms approve GUARDED`"
        step.refuse("guard-unapproved", min(touched), message)
    return digest, counter


def files_after(step: Step) -> Iterable[tuple[str, File]]:
    """Every file of the tree after the step."""
    yield from ((path, file) for path, file in step.state.files.items() if path not in step.changes)
    yield from step.present()


def read_new_policy(step: Step) -> None:
    """Before part 3, which needs it for enrolments: read the policy that the step brings, and lint it."""
    change = step.changes.get(POLICY_PATH)
    if change is None or change.new is None:
        return
    if change.old is not None and change.old.blob == change.new.blob:
        return
    step.brings_policy = True
    step.new_policy, faults = read_policy(step.data(POLICY_PATH))
    step.refuse_faults(faults)
    if faults:
        step.new_policy = None


def check_policy(step: Step) -> None:
    """Part 8: the new policy follows the one in force, is approved under it, and its new keys enrolled themselves."""
    new, old = step.new_policy, step.state.policy
    if new is None:
        return
    step.refuse_faults(succession(old, new))
    stated = (str(new.version), new.digest, old.digest)
    if needs := _missing(step, POLICY_APPROVAL, AUTHORITIES, stated, old.authorities):
        step.refuse(
            "policy-unapproved", POLICY_PATH, f"policy version {new.version} needs {needs}: `qms approve AUTHORITIES`"
        )
    enrolled = {
        record.key
        for record in step.signed
        if record.format == ENROLMENT and (record.revision, record.sha256, record.supersedes) == stated
    }
    for owner, key in new_keys(old, new):
        if key.blob not in enrolled:
            message = f"the new key {fingerprint(key.blob)} of {owner.id} has not signed this policy"
            step.refuse("enrolment-missing", POLICY_PATH, message)


def _missing(step: Step, form: str, subject: str, stated: tuple[str, str, str], rules: tuple[Rule, ...]) -> str:
    """The roles that are missing under rules about the policy or the guarded set, and who holds them."""
    counting = [
        record
        for record in step.signed
        if record.format == form
        and record.subject == subject
        and (record.revision, record.sha256, record.supersedes) == stated
    ]
    barred = frozenset(record.person for record in counting)
    return who_can(step.state.policy, missing(rules, map(signer, counting)), barred)


def tree_faults(step: Step, units: dict[str, str], policy: Policy) -> Iterable[tuple[str, str]]:
    """`policy-tree`: what no longer fits a new policy, as path and reason.

    Args:
        step: The step that brings the policy.
        units: The documents after it: their ids by unit.
        policy: The new policy.
    """
    classifier = Classifier(policy)
    for path, _ in files_after(step):
        placement = classifier.classify(path)
        if placement.code:
            yield path, "fits no pattern" if placement.code == "path-unclassified" else "fits more than one pattern"
        elif placement.kind is Kind.CLASS and unit_of(path) not in units:
            yield path, "would be part of a document that nobody approved"
    for unit in sorted(units):
        placements = {path: classifier.classify(path) for path in _files_of(step, unit)}
        names = {placement.document_class for placement in placements.values()}
        if len(names) != 1 or names == {""}:
            yield unit, "is no longer whole in one class"


def _files_of(step: Step, unit: str) -> list[str]:
    return files_below(step, unit[:-1]) if is_folder(unit) else [unit]


def adopt_policy(state: State, policy: Policy, data: bytes, commit: str) -> None:
    """Put a policy in force: from the next step on it judges."""
    state.policies.append(policy)
    state.policy_data.append(data)
    state.policy_steps.append(commit)
    state.classifier = Classifier(policy)
    state.recheck_modes = True
