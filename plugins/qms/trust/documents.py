"""Parts 4 to 6 of a step: which documents it changes, and whether each change and each end is approved.

Source: approval format 1, §7 S 4 to 6 and §6 (author rule).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from qms.model.approval import AcceptedRevision, DocumentLife, SignedRecord
from qms.model.policy import Policy, Rule

from .classify import Kind
from .document import document_digest, read_document
from .fields import DocumentFields
from .grammar import is_successor
from .paths import files_below
from .quorum import Signer, missing, who_can
from .step import Step
from .units import index_of, is_folder, unit_of

APPROVALS = ("approval", "forge-approval")
RETIREMENTS = ("retirement", "forge-retirement")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document as it stands after the step: where, which files, its digest, class and front matter."""

    unit: str
    files: tuple[tuple[str, str], ...]
    digest: str
    document_class: str
    fields: DocumentFields


def check_documents(step: Step) -> None:
    """Parts 4 to 6."""
    touched = touched_units(step)
    found = {unit: _candidate(step, unit) for unit in sorted(touched)}
    candidates = [candidate for candidate in found.values() if candidate]
    step.units = {unit: candidate.fields.id if candidate else "" for unit, candidate in found.items()}
    _check_duplicates(step, candidates, touched)
    named = {candidate.fields.id for candidate in candidates}
    for candidate in candidates:
        _check_changed(step, candidate)
    for unit in sorted(touched & step.state.units.keys()):
        if step.state.units[unit] not in named:
            _check_vanished(step, step.state.lives[step.state.units[unit]])


def touched_units(step: Step) -> set[str]:
    """Part 4: units with a changed, added or removed file."""
    return {unit_of(path) for path in step.changes if step.kind(path) is Kind.CLASS}


def read_candidates(step: Step) -> list[Candidate]:
    """Every document that the step touches, judged by itself; a part of a document that cannot be read is refused."""
    return [candidate for unit in sorted(touched_units(step)) if (candidate := _candidate(step, unit))]


def holders(policy: Policy) -> frozenset[str]:
    """The roles that somebody holds."""
    return frozenset(role for person in policy.people.values() for role in person.roles)


def unit_files(step: Step, unit: str) -> list[str]:
    """The files of a unit after the step that are in a class, sorted by path."""
    paths = files_below(step, unit[:-1]) if is_folder(unit) else [unit] if step.after(unit) else []
    return [path for path in paths if step.kind(path) is Kind.CLASS]


def _candidate(step: Step, unit: str) -> Candidate | None:
    """Part 5, first half: what stands in a unit after the step, judged by itself; None when no document is left."""
    paths = unit_files(step, unit)
    if not paths:
        return None
    fields, faults = read_document(unit, {path: step.data(path) for path in paths}, holders(step.state.policy))
    step.refuse_faults(faults)
    if fields is None:
        return None
    files = [(path, file) for path in paths if (file := step.after(path))]
    digests = {path: step.sha256(file) for path, file in files}
    return Candidate(
        unit=unit,
        files=tuple((path, file.blob) for path, file in files),
        digest=document_digest(unit, paths, digests.__getitem__),
        document_class=step.class_of(index_of(unit)),
        fields=fields,
    )


def _check_duplicates(step: Step, candidates: Iterable[Candidate], touched: set[str]) -> None:
    """No two units with one id, the untouched ones among them."""
    found = Counter(candidate.fields.id for candidate in candidates)
    for candidate in candidates:
        identifier = candidate.fields.id
        before = step.state.living(identifier)
        if found[identifier] > 1 or (before and unit_of(before.path) not in touched):
            step.refuse("id-duplicate", index_of(candidate.unit), f"another document has the id {identifier} too")


def _check_changed(step: Step, found: Candidate) -> None:
    """Part 5, second half: the successor of what was in force, approved by all rules of its class."""
    identifier, path = found.fields.id, index_of(found.unit)
    if identifier in step.state.burnt:
        step.refuse("id-retired", path, f"{identifier} was retired; its id is never used again")
        return
    before = step.state.living(identifier)
    if before and step.class_of(before.path) != found.document_class:
        was = step.class_of(before.path)
        step.refuse("class-changed", path, f"{identifier} moved from the class {was} to {found.document_class}")
    if before and before.digest == found.digest:
        moved = replace(before, path=path, files=found.files)
        step.lives[identifier] = _with_current(step.state.lives[identifier], moved)
        return
    if not _check_order(step, found, before):
        return
    supersedes = before.digest if before else ""
    counting = _counting(step, found.fields, found.digest, supersedes)
    document_class = step.state.policy.classes[found.document_class] if found.document_class else None
    rules = (*(document_class.approve if document_class else ()), *map(Rule, found.fields.approval))
    if empty := missing(rules, map(signer, counting)):
        barred = step.branch_authors | {each for record in counting for each in (*record.authors, record.person)}
        needs = who_can(step.state.policy, empty, barred)
        message = f"{identifier} revision {found.fields.revision} needs {needs}: `qms approve {identifier}`"
        step.refuse("approval-missing", path, message)
    accepted = AcceptedRevision(
        id=identifier,
        revision=found.fields.revision,
        digest=found.digest,
        supersedes=supersedes,
        path=path,
        files=found.files,
        document_class=found.document_class,
        rules=rules,
        approval=found.fields.approval,
        records=(),
        imported=False,
        step=step.name,
        when=step.when,
        version=step.state.policy.version,
    )
    life = step.state.lives.get(identifier)
    step.lives[identifier] = DocumentLife(identifier, (*(life.revisions if life else ()), accepted))


def _check_order(step: Step, found: Candidate, before: AcceptedRevision | None) -> bool:
    identifier, revision, path = found.fields.id, found.fields.revision, index_of(found.unit)
    if before is None:
        if revision != "1":
            step.refuse("revision-order", path, f"{identifier} is new: its first revision is 1, not {revision}")
        return revision == "1"
    if revision == before.revision:
        message = f"{identifier} differs from revision {revision}, which was approved"
        step.refuse("revision-unchanged", path, message)
        return False
    if not is_successor(revision, before.revision):
        step.refuse("revision-order", path, f"{identifier}: revision {revision} does not follow {before.revision}")
        return False
    return True


def _counting(step: Step, fields: DocumentFields, digest: str, supersedes: str) -> list[SignedRecord]:
    """The new approvals for exactly this revision; one that names another predecessor is refused."""
    named = [
        record
        for record in step.signed
        if record.meaning in APPROVALS
        and (record.subject, record.revision, record.sha256) == (fields.id, fields.revision, digest)
    ]
    for record in named:
        if record.supersedes != supersedes:
            message = f"the record names another text that {fields.id} revision {fields.revision} replaces"
            step.refuse("record-supersedes", record.path, message)
    return [record for record in named if record.supersedes == supersedes]


def _check_vanished(step: Step, life: DocumentLife) -> None:
    """Part 6: retired by all rules, for exactly the revision in force."""
    current = life.current
    stated = (current.id, current.revision, current.digest, current.digest)
    counting = [
        record
        for record in step.signed
        if record.meaning in RETIREMENTS
        and (record.subject, record.revision, record.sha256, record.supersedes) == stated
    ]
    name = step.class_of(current.path)
    rules = (*(step.state.policy.classes[name].approve if name else ()), *map(Rule, current.approval))
    if empty := missing(rules, map(signer, counting)):
        barred = frozenset(each for record in counting for each in (*record.authors, record.person))
        needs = who_can(step.state.policy, empty, barred)
        what = f"{current.id} revision {current.revision} is gone, and its retirement"
        message = f"{what} needs {needs}: `qms retire {current.id}`"
        step.refuse("retirement-missing", current.path, message)
    step.lives[current.id] = replace(life, retired=step.name, retired_when=step.when)


def check_authors(step: Step) -> None:
    """§6, author rule: nobody approves or retires what he wrote, late approvals included."""
    for record in step.signed:
        if record.meaning in (*APPROVALS, *RETIREMENTS) and record.format in ("approval/1", "forge-approval/1"):
            unlisted = step.branch_authors - set(record.authors)
            if unlisted:
                message = f"the approval does not list {', '.join(sorted(unlisted))}, who wrote on the branch"
                step.refuse("author-unlisted", record.path, message)
    about = {record.subject for record in step.signed if record.meaning in (*APPROVALS, *RETIREMENTS)}
    for identifier in sorted(about):
        life = step.lives.get(identifier) or step.state.lives.get(identifier)
        if life is None:
            continue
        current = life.current
        new = [record for record in step.signed if _is_about(record, current)]
        name = step.class_of(current.path)
        if name and step.state.policy.classes[name].self_approval:
            continue
        counting = [*(record for record in current.records if _is_about(record, current)), *new]
        authors = {author for record in counting for author in record.authors} | step.branch_authors
        for record in counting:
            if record.person in authors:
                message = f"{record.person} is an author of {current.id} revision {current.revision}, and approves it"
                step.refuse("author-approves", record.path, message)


def _is_about(record: SignedRecord, current: AcceptedRevision) -> bool:
    """True for an approval or retirement of exactly this revision."""
    return record.meaning in (*APPROVALS, *RETIREMENTS) and (
        record.subject, record.revision, record.sha256,
    ) == (current.id, current.revision, current.digest)  # fmt: skip


def signer(record: SignedRecord) -> Signer:
    """A record as the rules see it."""
    return Signer(record.person, record.role, record.evidence, record.user_verified)


def _with_current(life: DocumentLife, current: AcceptedRevision) -> DocumentLife:
    return replace(life, revisions=(*life.revisions[:-1], current))
