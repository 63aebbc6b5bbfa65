"""A whole step: parts 1 to 9 in order, and only when nothing stands against it, part 10: the new state.

Source: approval format 1, §7 S and T. The one place that changes a `State`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from qms.model.approval import AcceptedRevision, SignedRecord, TrustProblem
from qms.model.policy import POLICY_PATH, KeyState, Policy

from .authority import (
    adopt_policy,
    check_guarded,
    check_policy,
    files_after,
    guarded_files,
    read_new_policy,
    tree_faults,
)
from .classify import Classifier
from .documents import check_authors, check_documents, signer
from .idle import check_idle, standing_approvals, with_records
from .paths import check_only_added, check_paths
from .quorum import missing, who_can
from .signed import check_records
from .state import State
from .step import MAX_PATHS, Step, problem
from .units import guarded_set


def judge_step(step: Step) -> bool:
    """Judge a step by the policy in force before it. Its problems stay in it.

    Returns:
        True when it is accepted; the state has then moved on. A refused step changes nothing.
    """
    if step.count > MAX_PATHS:
        step.refuse("step-too-large", "", f"the step changes more than {MAX_PATHS:,} paths")
        return False
    check_paths(step)  # 1
    if step.doubled:
        return False  # nobody can say what stands there
    check_only_added(step)  # 2
    read_new_policy(step)  # of 8: enrolments name people of the new policy
    check_records(step)  # 3
    check_documents(step)  # 4 5 6
    check_authors(step)
    guarded = check_guarded(step)  # 7
    check_policy(step)  # 8
    check_idle(step, guarded)  # 9
    if step.new_policy:
        for path, reason in tree_faults(step, _units_after(step), step.new_policy):
            step.refuse("policy-tree", path, f"under the new policy the file {reason}")
    if step.problems:
        return False
    _apply(step, guarded)  # 10
    return True


def _units_after(step: Step) -> dict[str, str]:
    kept = {unit: found for unit, found in step.state.units.items() if unit not in step.units}
    return kept | {unit: found for unit, found in step.units.items() if found}


def _apply(step: Step, guarded: tuple[str, int]) -> None:
    """Part 10."""
    state = step.state
    if step.new_policy:
        guarded = (_guarded_anew(step, step.new_policy), guarded[1])
    state.recheck_modes = False
    state.guarded_digest, state.guarded_counter = guarded
    state.apply_paths(step.changes.items())
    for unit, found in step.units.items():
        if found:
            state.units[unit] = found
        else:
            state.units.pop(unit, None)
    state.lives.update(step.lives)
    new: dict[str, list[SignedRecord]] = defaultdict(list)
    for record in step.signed:
        new[record.subject].append(record)
    for subject, records in new.items():
        if subject in state.lives:
            state.lives[subject] = with_records(state.lives[subject], records)
        else:
            state.records.extend(records)
    state.burnt |= {life.id for life in step.lives.values() if life.retired}
    if step.new_policy:
        adopt_policy(state, step.new_policy, step.data(POLICY_PATH), step.name)
    state.commit = step.name


def _guarded_anew(step: Step, policy: Policy) -> str:
    """The guarded set of the whole tree under the globs of a new policy; its counter stays."""
    files = guarded_files(Classifier(policy), files_after(step))
    return guarded_set((path, file.mode, step.sha256(file)) for path, file in files)


def check_tip(state: State) -> Iterator[TrustProblem]:
    """Part T: documents whose approvals no longer hold are suspended; the state is told which."""
    for identifier, life in state.lives.items():
        if life.retired:
            continue
        current = life.current
        empty = () if current.imported else missing(current.rules, map(signer, holding(state.policy, current)))
        if bool(empty) != life.suspended:
            state.lives[identifier] = replace(life, suspended=bool(empty))
        if empty:
            needs = who_can(state.policy, empty)
            what = f"{identifier} revision {current.revision} is suspended, because approvals no longer hold"
            message = f"{what}: it needs {needs} again: `qms approve {identifier}`"
            yield problem("document-suspended", current.path, "", message)


def holding(policy: Policy, revision: AcceptedRevision) -> list[SignedRecord]:
    """The approvals of a revision that count today: neither withdrawn, nor by a key compromised by then."""
    tainted = {blob: key.since for blob, (_, key) in policy.owners().items() if key.state is KeyState.COMPROMISED}
    return [
        record
        for record in standing_approvals(revision.records)
        if record.key not in tainted or tainted[record.key] > record.version
    ]
