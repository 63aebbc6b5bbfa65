"""What a verification found: numbered for people, and as data for programs.

The members `verdict` and `problems` are those of approval format 1, §8; the others are this project's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qms.model.approval import AcceptedRevision, Decision, DocumentLife, Outcome, TrustState
from qms.model.demonstration import PROJECT as DEMONSTRATION

from .escape import line_start, one_line
from .style import BOLD, DIM, GREEN, RED, YELLOW, count, paint

_SHORT = 12
_PROVES = {
    "option": "given by --anchor",
    "environment": "given by QMS_ANCHOR",
    "settings": "named by the repository itself: this proves that the history is consistent, not where it comes from",
}


@dataclass(frozen=True, slots=True)
class VerificationProblem:
    """One reason not to accept. `step` is a commit, `merge` in a branch check, or empty."""

    code: str
    path: str
    step: str
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class AnchorRow:
    """Where the walk began; `source` tells who named it: `option`, `environment` or `settings`."""

    commit: str
    policy_sha256: str
    project: str
    source: str


@dataclass(frozen=True, slots=True)
class ApprovalRow:
    """One record that a revision rests on, as it was signed."""

    meaning: str
    role: str
    person: str
    name: str
    signed_at: str
    path: str


@dataclass(frozen=True, slots=True)
class VerifiedDocument:
    """A document that is in force at the commit that was judged."""

    id: str
    revision: str
    sha256: str
    path: str
    step: str
    imported: bool
    suspended: bool
    records: tuple[ApprovalRow, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """What `qms verify --format json` prints. `documents` is empty unless all was accepted."""

    verdict: Decision
    problems: tuple[VerificationProblem, ...]
    anchor: AnchorRow | None
    tip: str
    steps: int
    signatures: int
    policy_version: int
    demonstration: bool
    documents: tuple[VerifiedDocument, ...]


def verification(outcome: Outcome, source: str = "") -> Verification:
    """The data of a verification.

    Args:
        outcome: What was found.
        source: Who named the anchor; empty where there was none.
    """
    anchor, state = outcome.anchor, outcome.state
    return Verification(
        verdict=outcome.decision,
        problems=tuple(
            VerificationProblem(found.code, found.path, found.step, found.message, found.fix)
            for found in outcome.problems
        ),
        anchor=AnchorRow(anchor.commit, anchor.policy_sha256, anchor.project, source) if anchor else None,
        tip=outcome.tip,
        steps=outcome.steps,
        signatures=outcome.signatures,
        policy_version=state.policy.version if state else 0,
        demonstration=anchor is not None and anchor.project == DEMONSTRATION,
        documents=tuple(_documents(state)) if state and outcome.accepted else (),
    )


def _documents(state: TrustState) -> Iterator[VerifiedDocument]:
    for life in _living(state):
        current = life.current
        yield VerifiedDocument(
            id=current.id,
            revision=current.revision,
            sha256=current.digest,
            path=current.path,
            step=current.step,
            imported=current.imported,
            suspended=life.suspended,
            records=tuple(_rows(current)),
        )


def _living(state: TrustState) -> list[DocumentLife]:
    return [life for _, life in sorted(state.documents.items()) if not life.retired]


def _rows(revision: AcceptedRevision) -> Iterator[ApprovalRow]:
    for record in revision.records:
        yield ApprovalRow(record.meaning, record.role, record.person, record.name, record.signed_at, record.path)


def verification_text(outcome: Outcome, source: str = "", *, color: bool = False) -> str:
    """What was done, step by step, and the decision."""
    lines = [*_steps(outcome, source)]
    for found in outcome.problems:
        where = f"{found.path}: " if found.path else ""
        step = f" (step {found.step[:_SHORT]})" if found.step else ""
        lines.append(
            f"{paint(line_start(where), BOLD, color=color)}{paint(found.code, RED, color=color)} "
            f"{one_line(found.message)}{step}"
        )
        lines.append(paint(f"  help: {one_line(found.fix)}", DIM, color=color))
    told = {
        Decision.ACCEPTED: (f"Accepted: {outcome.tip}", GREEN),
        Decision.REFUSED: (f"Refused: {count(len(outcome.problems), 'problem')}.", RED),
        Decision.UNDECIDED: ("Undecided: this is not a pass.", YELLOW),
    }
    words, style = told[outcome.decision]
    return "\n".join((*lines, paint(words, style, color=color))) + "\n"


def _steps(outcome: Outcome, source: str) -> Iterator[str]:
    anchor, state = outcome.anchor, outcome.state
    if not anchor:
        return
    yield f"Anchor {anchor.commit[:_SHORT]}, {_PROVES.get(source, 'given')}."
    yield "1. The whole history is here: not shallow, no grafts, nothing replaced; what was read hashes to its id."
    if not state:
        return
    yield f"2. The anchor is on the first-parent chain, with the policy it names (version {state.policies[0].version})."
    yield (
        f"3. {count(outcome.steps, 'step')} judged, each by the policy before it; "
        f"{count(outcome.signatures, 'signature')} verified."
    )
    living = _living(state)
    suspended = [life.id for life in living if life.suspended]
    told = f"suspended: {', '.join(suspended)}" if suspended else "none suspended"
    if not outcome.accepted:
        yield f"4. Up to {state.commit[:_SHORT]} every step is accepted."
        return
    yield (
        f"4. At {outcome.tip[:_SHORT]}: {count(len(living), 'document')} in force, "
        f"{told}; policy version {state.policy.version}."
    )
    if anchor.project == DEMONSTRATION:
        yield "This is the demonstration company: its keys are public, and its approvals prove nothing about people."
