"""What was decided, in words: by the gate about the system, and by the verification about the approvals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from qms.model.approval import Decision as TrustDecision
from qms.model.approval import DocumentLife, Outcome
from qms.model.verified import living

from .language import count, digits, say, say_many
from .view import View


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision in words: `state` chooses shape and colour."""

    state: str
    verdict: str
    sentence: str


def gate_decision(view: View) -> Decision:
    """How the gate decided."""
    size = {
        "documents": count(len(view.documents), "document", "documents"),
        "records": count(len(view.records), "record", "records"),
    }
    if view.verdict is None:
        told = say("This site shows %(documents)s and %(records)s as they are; the gate was not asked.", **size)
        return Decision("na", say("Not checked."), told)
    if not view.verdict.accepted:
        told = say_many(
            "%(num)s problem has to be mended before this is published.",
            "%(num)s problems have to be mended before this is published.",
            len(view.verdict.errors),
        )
        return Decision("open", say("Refused."), told)
    if view.verdict.warnings:
        warnings = count(len(view.verdict.warnings), "warning", "warnings")
        told = say("The gate let %(documents)s and %(records)s through, with %(warnings)s.", warnings=warnings, **size)
    else:
        told = say("The gate found nothing wrong in %(documents)s and %(records)s.", **size)
    return Decision("ok", say("Accepted."), told)


def approvals_told(view: View) -> str:
    """How far approvals were verified, in a sentence."""
    outcome = view.system.approvals
    if outcome is None:
        if view.system.people.policy:
            return say("Approvals are not verified: no anchor is named.")
        return say("Approvals are not set up: “published” means part of the common text, not signed by anybody.")
    if not outcome.accepted:
        problems = count(len(outcome.problems), "problem", "problems")
        if outcome.decision is TrustDecision.UNDECIDED:
            return say("The approvals could not be verified: %(problems)s.", problems=problems)
        return say("The approvals are refused: %(problems)s.", problems=problems)
    signatures = count(outcome.signatures, "signature", "signatures")
    steps = count(outcome.steps, "step", "steps")
    if not view.published:
        return say(
            "Approvals: %(signatures)s verified in %(steps)s since the anchor.", signatures=signatures, steps=steps
        )
    return say(
        "Every text shown here is approved and in force: %(signatures)s verified in %(steps)s since the anchor.",
        signatures=signatures,
        steps=steps,
    )


def decided(view: View, outcome: Outcome | None) -> Decision:
    """What the verification decided, in a sentence."""
    if outcome is None and not view.system.people.policy:
        return Decision(
            "na",
            say("Approvals are not set up."),
            say("Nobody has signed anything here, so nothing could be verified."),
        )
    if outcome is None:
        return Decision("na", say("Not verified."), say("No anchor is named, so no approval can be verified."))
    if outcome.decision is TrustDecision.UNDECIDED:
        return Decision("open", say("Undecided."), say("%(problem)s This is not a pass.", problem=_first(outcome)))
    if not outcome.accepted:
        found = say_many(
            "%(num)s problem. The first: %(problem)s",
            "%(num)s problems. The first: %(problem)s",
            len(outcome.problems),
            problem=_first(outcome),
        )
        return Decision("open", say("Refused."), found)
    return Decision(
        "ok", say("Verified."), _approved(living(outcome.state) if outcome.state else (), shown=view.published)
    )


def _approved(lives: Sequence[DocumentLife], *, shown: bool) -> str:
    """What is true of every document, in a sentence."""
    taken = sum(life.current.imported for life in lives)
    values = {"documents": count(len(lives), "document", "documents"), "taken": digits(taken)}
    if shown and taken:
        return say(
            "Every one of %(documents)s shown here, or waiting for its day, was approved as the policy of its time "
            "required; %(taken)s of them by the signed baseline that took them over as they stood.",
            **values,
        )
    if shown:
        return say(
            "Every one of %(documents)s shown here, or waiting for its day, was approved as the policy of its time "
            "required.",
            **values,
        )
    if taken:
        return say(
            "Every one of %(documents)s in force was approved as the policy of its time required; %(taken)s of them "
            "by the signed baseline that took them over as they stood.",
            **values,
        )
    return say("Every one of %(documents)s in force was approved as the policy of its time required.", **values)


def _first(outcome: Outcome) -> str:
    found = outcome.problems[0]
    return f"{found.path}: {found.message}." if found.path else f"{found.message}."
