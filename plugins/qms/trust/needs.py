"""What a change still needs, and who can give it: read off a step that was judged, never judged anew.

`needs` tells which documents, policy and guarded files of a change (`judge_change`) ask for signatures. The gate's
message, `qms approve` and `qms status --mine` are told by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from qms.model.approval import AcceptedRevision, SignedRecord, TrustProblem
from qms.model.policy import POLICY_PATH, Rule

from .authority import ENROLMENT, GUARD_APPROVAL, POLICY_APPROVAL
from .branch import MERGE
from .change import UNSIGNED, Judged
from .documents import APPROVALS, RETIREMENTS, signer, touched_units
from .idle import is_about, with_records
from .judge import holding
from .need import Need
from .quorum import missing
from .record import AUTHORITIES, GUARDED
from .step import Step
from .succession import new_keys
from .units import index_of, unit_of


def needs(judged: Judged) -> tuple[Need, ...]:
    """Everything of a change that asks for signatures or cannot be accepted, signed in full or not.

    Documents come first, in the order of their ids, suspended ones that the change leaves alone among them; then the
    policy, then the guarded set.
    """
    step = judged.step
    if step is None:
        return ()
    return (*sorted(_documents(judged, step), key=lambda need: need.subject), *_policy(judged, step), *_guarded(judged))


def standing_need(judged: Judged, identifier: str) -> Need | None:
    """A document in force as something to add a late approval to; None when there is none of this id."""
    life = judged.before.documents.get(identifier)
    if life is None or life.retired:
        return None
    new = [record for record in judged.step.signed if record.subject == identifier] if judged.step else []
    current = with_records(life, judged.good(new)).current
    document_class = judged.class_of(current.path)
    rules = current.rules or (
        *(document_class.approve if document_class else ()), *(Rule(role) for role in current.approval),
    )  # fmt: skip
    given = tuple(holding(judged.new_policy or judged.policy, current))
    empty = missing(rules, map(signer, given))
    free = document_class is not None and document_class.self_approval
    authors = {name for record in given for name in record.authors} | judged.branch_authors
    return replace(
        _approval(current),
        rules=rules,
        given=given,
        missing=empty,
        authors=frozenset() if free else frozenset(authors),
        late=True,
    )


def _approval(revision: AcceptedRevision) -> Need:
    return Need(
        format="approval/1",
        meaning="approval",
        subject=revision.id,
        revision=revision.revision,
        sha256=revision.digest,
        supersedes=revision.supersedes,
        path=revision.path,
        files=revision.files,
    )


def _documents(judged: Judged, step: Step) -> Iterator[Need]:
    """Changed and vanished documents, those that cannot be read, and suspended ones."""
    told: set[str] = set()
    for identifier, life in step.lives.items():
        told.add(identifier)
        before = judged.before.documents.get(identifier)
        if life.retired == MERGE:
            yield _retirement(judged, step, life.current)
        elif before is None or before.retired or before.current.digest != life.current.digest:
            yield _changed(judged, step, life.current)
    for unit in sorted(touched_units(step)):
        identifier = step.units.get(unit) or _was(judged, unit)
        faults = _against(judged.problems, _inside(unit))
        if faults and identifier not in told:
            told.add(identifier)
            yield Need("approval/1", "approval", identifier or unit, "", "", "", index_of(unit), unready=faults)
    for identifier, life in judged.before.documents.items():
        # An imported revision has no rules to fall short of.
        if identifier not in told and not life.retired and not life.current.imported:
            need = standing_need(judged, identifier)
            if need and need.missing:
                yield need


def _was(judged: Judged, unit: str) -> str:
    """The document that stood in a unit; empty when there was none."""
    for identifier, life in judged.before.documents.items():
        if not life.retired and unit_of(life.current.path) == unit:
            return identifier
    return ""


def _changed(judged: Judged, step: Step, revision: AcceptedRevision) -> Need:
    given = tuple(
        record for record in step.signed if record.meaning in APPROVALS and is_about(record, revision)
    )  # fmt: skip
    return _document(judged, replace(_approval(revision), rules=revision.rules, given=given), revision)


def _retirement(judged: Judged, step: Step, revision: AcceptedRevision) -> Need:
    given = tuple(
        record
        for record in step.signed
        if record.meaning in RETIREMENTS and is_about(record, revision, retirement=True)
    )
    document_class = judged.class_of(revision.path)
    rules = (*(document_class.approve if document_class else ()), *(Rule(role) for role in revision.approval))
    need = replace(_approval(revision), meaning="retirement", supersedes=revision.digest, rules=rules, given=given)
    return _document(judged, need, revision)


def _document(judged: Judged, need: Need, revision: AcceptedRevision) -> Need:
    """What is missing of a document's signatures, who may not give them, and what else stands against it."""
    document_class = judged.class_of(revision.path)
    free = document_class is not None and document_class.self_approval
    given = judged.good(need.given)
    counting = (*given, *(revision.records if need.meaning == "retirement" else ()))
    authors = {author for record in counting for author in record.authors} | judged.branch_authors
    return replace(
        need,
        given=given,
        missing=missing(need.rules, map(signer, given)),
        authors=frozenset() if free else frozenset(authors),
        unready=_against(judged.problems, _inside(unit_of(revision.path))),
    )


def _policy(judged: Judged, step: Step) -> Iterator[Need]:
    if not step.brings_policy:
        return
    new, old = step.new_policy, judged.policy
    unready = tuple(
        problem
        for problem in judged.problems
        if (problem.path == POLICY_PATH or problem.code == "policy-tree") and problem.code not in UNSIGNED
    )
    need = Need("policy-approval/1", "approval", AUTHORITIES, "", "", old.digest, POLICY_PATH, unready=unready)
    if new is None:
        yield need
        return
    stated = (str(new.version), new.digest, old.digest)
    given = _about(step, POLICY_APPROVAL, stated)
    enrolled = {record.key for record in _about(step, ENROLMENT, stated)}
    file = step.after(POLICY_PATH)
    yield replace(
        need,
        revision=stated[0],
        sha256=stated[1],
        files=((POLICY_PATH, file.blob),) if file else (),
        rules=old.authorities,
        given=given,
        missing=missing(old.authorities, map(signer, given)),
        keys=tuple((owner, key.blob) for owner, key in new_keys(old, new) if key.blob not in enrolled),
    )


def _guarded(judged: Judged) -> Iterator[Need]:
    digest, counter = judged.guarded
    step = judged.step
    if step is None or counter == judged.before.guarded_counter:
        return
    stated = (str(counter), digest, judged.before.guarded_digest)
    given = _about(step, GUARD_APPROVAL, stated)
    rules = judged.policy.guarded
    touched = judged.guarded_paths
    unready = _against(judged.problems, touched.__contains__)
    yield Need(
        GUARD_APPROVAL, "approval", GUARDED, *stated, path=touched[0],
        rules=rules, given=given, missing=missing(rules, map(signer, given)), unready=unready,
    )  # fmt: skip


def _about(step: Step, form: str, stated: Sequence[str]) -> tuple[SignedRecord, ...]:
    return tuple(
        record
        for record in step.signed
        if record.format == form and (record.revision, record.sha256, record.supersedes) == tuple(stated)
    )


def _inside(unit: str) -> Callable[[str], bool]:
    return lambda path: unit_of(path) == unit


def _against(problems: Iterable[TrustProblem], concerns: Callable[[str], bool]) -> tuple[TrustProblem, ...]:
    """The problems of some paths that no signature would mend."""
    return tuple(problem for problem in problems if problem.code not in UNSIGNED and concerns(problem.path))
