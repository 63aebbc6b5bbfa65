"""What a verification did, told in sentences: the same ones in a terminal and on the site's page about it.

Pure: from an outcome to words. Who prints them numbers them, and says what stands against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .approval import DocumentLife, Outcome, TrustState
from .demonstration import PROJECT as DEMONSTRATION

SHORT = 12
"""How many digits of a commit are enough for people."""
OUTSIDE = "outside"
"""The source of an anchor that came from outside the repository, where nothing more is known of it."""
SETTINGS = "settings"
"""The source of an anchor that the repository itself names."""
_PROVES = {
    "option": "given by --anchor",
    "environment": "given by QMS_ANCHOR",
    OUTSIDE: "given from outside the repository: this also proves where the history comes from",
    SETTINGS: "named by the repository itself: this proves that the history is consistent, not where it comes from",
}


@dataclass(frozen=True, slots=True)
class Told:
    """A verification in sentences.

    Attributes:
        anchor: Where it began, and what that proves.
        steps: What was done, in order; only what passed.
        demonstration: A warning where the keys are public; empty otherwise.
    """

    anchor: str
    steps: tuple[str, ...]
    demonstration: str


def told(outcome: Outcome, source: str = "") -> Told | None:
    """What a verification did; None where it had no anchor to begin from.

    Args:
        outcome: What was found.
        source: Who named the anchor: `option`, `environment`, `outside` or `settings`; empty where that is not known.
    """
    anchor = outcome.anchor
    if not anchor:
        return None
    shown = outcome.accepted and anchor.project == DEMONSTRATION
    return Told(
        f"Anchor {anchor.commit[:SHORT]}, {_PROVES.get(source, 'given')}.",
        tuple(_steps(outcome)),
        "This is the demonstration company: its keys are public, and its approvals prove nothing about people."
        if shown
        else "",
    )


def living(state: TrustState) -> tuple[DocumentLife, ...]:
    """The documents that are not retired, by id."""
    return tuple(life for _, life in sorted(state.documents.items()) if not life.retired)


def _steps(outcome: Outcome) -> Iterator[str]:
    yield "The whole history is here: not shallow, no grafts, nothing replaced; what was read hashes to its id."
    state = outcome.state
    if not state:
        return
    yield f"The anchor is on the first-parent chain, with the policy it names (version {state.policies[0].version})."
    yield (
        f"{_count(outcome.steps, 'step')} judged, each by the policy before it; "
        f"{_count(outcome.signatures, 'signature')} verified."
    )
    if not outcome.accepted:
        yield f"Up to {state.commit[:SHORT]} every step is accepted."
        return
    suspended = [life.id for life in living(state) if life.suspended]
    which = f"suspended: {', '.join(suspended)}" if suspended else "none suspended"
    yield (
        f"At {outcome.tip[:SHORT]}: {_count(len(living(state)), 'document')} in force, {which}; "
        f"policy version {state.policy.version}."
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun if number == 1 else noun + 's'}"
