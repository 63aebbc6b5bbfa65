"""Part 9 of a step: every new record supports something in its tree. No record is parked for later.

Source: approval format 1, §7 S 9.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from qms.model.approval import AcceptedRevision, DocumentLife, SignedRecord

from .authority import ENROLMENT, GUARD_APPROVAL, POLICY_APPROVAL
from .documents import APPROVALS, RETIREMENTS
from .step import Step
from .succession import new_keys

LATER = ("review", "acknowledgement")
WITHDRAWAL = "withdrawal"


def check_idle(step: Step, guarded: tuple[str, int]) -> None:
    """Part 9: refuse records that support nothing, and mark the others as used.

    Args:
        step: The step, its parts 1 to 8 judged.
        guarded: The digest and the counter of the guarded set after it.
    """
    for record in step.signed:
        if _is_used(step, record, guarded):
            step.used.add(record.path)
        else:
            step.refuse("record-idle", record.path, f"the {record.meaning} supports nothing in this step")


def _is_used(step: Step, record: SignedRecord, guarded: tuple[str, int]) -> bool:
    stated = (record.revision, record.sha256, record.supersedes)
    old, new = step.state.policy, step.new_policy
    if record.format == POLICY_APPROVAL:
        return new is not None and stated == (str(new.version), new.digest, old.digest)
    if record.format == ENROLMENT:
        about = new is not None and stated == (str(new.version), new.digest, old.digest)
        return about and new is not None and record.key in {key.blob for _, key in new_keys(old, new)}
    if record.format == GUARD_APPROVAL:
        digest, counter = guarded
        changed = counter != step.state.guarded_counter
        return changed and stated == (str(counter), digest, step.state.guarded_digest)
    if record.format == "import/1":
        return False
    return _is_used_by_document(step, record)


def _is_used_by_document(step: Step, record: SignedRecord) -> bool:
    life = step.lives.get(record.subject) or step.state.lives.get(record.subject)
    if life is None:
        return False
    if record.meaning in RETIREMENTS:
        return life.retired == step.name and is_about(record, life.current, retirement=True)
    if life.retired or not is_about(record, life.current):
        return False
    if record.meaning in (*APPROVALS, *LATER):
        return True
    before = step.state.living(record.subject)
    return (
        record.meaning == WITHDRAWAL
        and before is not None
        and is_about(record, before)
        and any(
            (given.person, given.role) == (record.person, record.role) for given in standing_approvals(before.records)
        )
    )


def is_about(record: SignedRecord, current: AcceptedRevision, *, retirement: bool = False) -> bool:
    """True when a record names exactly a revision and what it replaced; a retirement names its digest twice."""
    supersedes = current.digest if retirement else current.supersedes
    stated = (record.subject, record.revision, record.sha256, record.supersedes)
    return stated == (current.id, current.revision, current.digest, supersedes)


def standing_approvals(records: Iterable[SignedRecord]) -> list[SignedRecord]:
    """The approvals among a revision's records, in the order added, that were not withdrawn after."""
    standing: list[SignedRecord] = []
    for record in records:
        if record.meaning in APPROVALS:
            standing.append(record)
        elif record.meaning == WITHDRAWAL:
            taken = (record.person, record.role)
            standing = [given for given in standing if (given.person, given.role) != taken]
    return standing


def with_records(life: DocumentLife, new: Sequence[SignedRecord]) -> DocumentLife:
    """A life with the records of a step added to its current revision.

    Withdrawals come first: they take back what counted before the step, never what comes with them.
    """
    current = life.current
    ordered = sorted(new, key=lambda record: (record.meaning != WITHDRAWAL, record.path))
    records = (*current.records, *ordered)
    return replace(life, revisions=(*life.revisions[:-1], replace(current, records=records)))
