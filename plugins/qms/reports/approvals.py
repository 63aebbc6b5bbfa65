"""What a verification found: numbered for people, and as data for programs.

The members `verdict` and `problems` are those of approval format 1, §8; the others are this project's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qms.model.approval import AcceptedRevision, Decision, Outcome, TrustProblem, TrustState
from qms.model.demonstration import PROJECT as DEMONSTRATION
from qms.model.verified import SHORT, living, told

from .escape import line_start, one_line
from .style import BOLD, DIM, GREEN, RED, YELLOW, count, paint


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
    problems: tuple[TrustProblem, ...]
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
        problems=outcome.problems,
        anchor=AnchorRow(anchor.commit, anchor.policy_sha256, anchor.project, source) if anchor else None,
        tip=outcome.tip,
        steps=outcome.steps,
        signatures=outcome.signatures,
        policy_version=state.policy.version if state else 0,
        demonstration=anchor is not None and anchor.project == DEMONSTRATION,
        documents=tuple(_documents(state)) if state and outcome.accepted else (),
    )


def _documents(state: TrustState) -> Iterator[VerifiedDocument]:
    for life in living(state):
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


def _rows(revision: AcceptedRevision) -> Iterator[ApprovalRow]:
    for record in revision.records:
        yield ApprovalRow(record.meaning, record.role, record.person, record.name, record.signed_at, record.path)


def verification_text(outcome: Outcome, source: str = "", *, color: bool = False) -> str:
    """What was done, step by step, and the decision."""
    lines = [*_steps(outcome, source)]
    for found in outcome.problems:
        where = f"{found.path}: " if found.path else ""
        step = f" (step {found.step[:SHORT]})" if found.step else ""
        lines.append(
            f"{paint(line_start(where), BOLD, color=color)}{paint(found.code, RED, color=color)} "
            f"{one_line(found.message)}{step}"
        )
        lines.append(paint(f"  help: {one_line(found.fix)}", DIM, color=color))
    decided = {
        Decision.ACCEPTED: (f"Accepted: {outcome.tip}", GREEN),
        Decision.REFUSED: (f"Refused: {count(len(outcome.problems), 'problem')}.", RED),
        Decision.UNDECIDED: ("Undecided: this is not a pass.", YELLOW),
    }
    words, style = decided[outcome.decision]
    return "\n".join((*lines, paint(words, style, color=color))) + "\n"


def _steps(outcome: Outcome, source: str) -> Iterator[str]:
    found = told(outcome, source)
    if found:
        yield str(found.anchor)
        yield from (f"{number}. {sentence}" for number, sentence in enumerate(found.steps, start=1))
        if found.demonstration:
            yield found.demonstration
