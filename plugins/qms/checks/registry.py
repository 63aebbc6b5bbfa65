"""The explicit list of checks, and the run that names, weighs, de-duplicates and sorts what they yield.

A check is one generator function: its name is the code, the first line of its docstring is the requirement, the
paragraph that begins with `Fix:` is the remedy, and what stands between says why.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator

from qms.model.approval import Outcome
from qms.model.problem import Check, Fault, Place, Problem, Severity, Verdict
from qms.model.system import QualitySystem
from qms.trust.codes import CODES, UNDECIDED

from . import (
    applicability,
    approvals,
    byhand,
    claims,
    clauses,
    evidence,
    files,
    identity,
    issue,
    metadata,
    references,
    revisions,
    suspects,
    texts,
    words,
)
from .common import hint, settings_file

Function = Callable[[QualitySystem], Iterator[Fault]]


def refuse_unknown(system: QualitySystem) -> Iterator[Fault]:
    """The setting `refuse` names codes of checks.

    A code with a slip of the pen would refuse nothing, and nobody would notice.

    Fix: Write the code as `qms explain` lists it.
    """
    known = [check.code for check in CHECKS]
    for code in system.settings.refuse:
        if code not in known:
            message = f"the setting `refuse` names `{code}`, which is no check{hint(code, known)}"
            yield Fault(Place(settings_file(system)), message)


ERRORS: tuple[Function, ...] = (
    texts.text_bom,
    texts.text_cr,
    texts.text_encoding,
    texts.text_control,
    texts.text_bidi,
    texts.yaml_malformed,
    texts.yaml_construct,
    texts.yaml_duplicate_key,
    texts.front_matter_missing,
    files.document_size,
    files.lfs_pointer,
    files.path_symlink,
    files.path_submodule,
    files.path_encoding,
    files.path_character,
    files.document_not_markdown,
    files.folder_index,
    files.folder_name,
    files.standard_malformed,
    files.map_malformed,
    metadata.front_matter_field,
    metadata.front_matter_value,
    metadata.approval_claimed,
    identity.id_missing,
    identity.id_malformed,
    identity.id_duplicate,
    identity.title_missing,
    identity.type_missing,
    identity.type_unknown,
    identity.owner_missing,
    identity.owner_unknown,
    issue.revision_missing,
    issue.revision_format,
    issue.change_missing,
    issue.effective_malformed,
    issue.review_malformed,
    revisions.revision_unchanged,
    revisions.revision_reused,
    revisions.revision_skipped,
    revisions.revision_backwards,
    revisions.id_retired,
    byhand.revision_by_hand,
    refuse_unknown,
    clauses.standard_unknown,
    clauses.clause_unknown,
    clauses.clause_heading,
    clauses.clause_unclaimed,
    claims.claim_malformed,
    claims.claim_unresolved,
    claims.claim_withdrawn,
    applicability.exclusion_refused,
    applicability.exclusion_repeated,
    applicability.exclusion_unjustified,
    suspects.claim_confirmed,
    references.link_broken,
    references.reference_unknown,
    references.reference_withdrawn,
    references.embed_outside,
    evidence.evidence_incomplete,
    evidence.evidence_malformed,
)

WARNINGS: tuple[Function, ...] = (
    revisions.history_unchanged,
    revisions.history_order,
    issue.review_overdue,
    issue.review_due,
    clauses.clause_unanswered,
    applicability.clause_partial,
    applicability.exclusion_contradicted,
    applicability.plan_overdue,
    applicability.plan_answered,
    claims.claim_repeated,
    suspects.claim_suspect,
    approvals.approval_pending,
    references.embed_elsewhere,
    words.term_discouraged,
)


def describe(function: Function, severity: Severity) -> Check:
    """What a check's docstring says, taken apart."""
    requirement, *rest = inspect.cleandoc(function.__doc__ or "").split("\n\n")
    paragraphs = [" ".join(paragraph.split("\n")) for paragraph in rest]
    fix = next((text.removeprefix("Fix: ") for text in paragraphs if text.startswith("Fix: ")), "")
    explain = "\n\n".join(text for text in paragraphs if not text.startswith("Fix: "))
    return Check(function.__name__.replace("_", "-"), severity, requirement, explain, fix)


_RUN: tuple[tuple[Check, Function], ...] = (
    *((describe(function, Severity.ERROR), function) for function in ERRORS),
    *((describe(function, Severity.WARNING), function) for function in WARNINGS),
)
_OWN = frozenset(check.code for check, _ in _RUN)
# What the verifier refuses has its own table: there is no second list of reasons.
APPROVALS: tuple[Check, ...] = tuple(
    Check(code, Severity.ERROR, explained.meaning, "", explained.fix)
    for code, explained in CODES.items()
    if code not in _OWN and code not in UNDECIDED
)
CHECKS: tuple[Check, ...] = (*(check for check, _ in _RUN), *APPROVALS)


def run_checks(system: QualitySystem) -> Verdict:
    """Every problem of a system, each once, sorted by place. The settings' `refuse` turns warnings into errors."""
    problems: set[Problem] = set()
    for check, function in _RUN:
        severity = Severity.ERROR if check.code in system.settings.refuse else check.severity
        for fault in function(system):
            problems.add(Problem(fault.place, severity, check.code, fault.message, fault.fix or check.fix))
    problems |= set(_policy_problems(system))
    told = {(problem.code, problem.place.path) for problem in problems}
    verified = approval_problems(system.approvals) if system.approvals else ()
    problems |= {problem for problem in verified if (problem.code, problem.place.path) not in told}
    return Verdict(tuple(sorted(problems)))


def _policy_problems(system: QualitySystem) -> Iterator[Problem]:
    """What the lint of the policy found in this tree, whether or not anything is verified."""
    for fault in system.faults:
        if fault.code in CODES and fault.code not in _OWN:
            yield Problem(fault.place, Severity.ERROR, fault.code, fault.message, fault.fix or CODES[fault.code].fix)


def approval_problems(outcome: Outcome) -> Iterator[Problem]:
    """What a verification of the history found."""
    for found in outcome.problems:
        yield Problem(Place(found.path), Severity.ERROR, found.code, found.message, found.fix, found.step)
