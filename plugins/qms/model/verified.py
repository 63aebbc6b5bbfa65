"""What a verification did, told in sentences: the same ones in a terminal and on the site's page about it.

Pure: from an outcome to words. Who prints them numbers them, and says what stands against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .approval import DocumentLife, Outcome, TrustState
from .demonstration import PROJECT as DEMONSTRATION
from .phrase import Phrase, phrase, phrases

SHORT = 12
"""How many digits of a commit are enough for people."""
OUTSIDE = "outside"
"""The source of an anchor that came from outside the repository, where nothing more is known of it."""
SETTINGS = "settings"
"""The source of an anchor that the repository itself names."""


@dataclass(frozen=True, slots=True)
class Told:
    """A verification in sentences.

    Attributes:
        anchor: Where it began, and what that proves.
        steps: What was done, in order; only what passed.
        demonstration: A warning where the keys are public; empty otherwise.
    """

    anchor: Phrase
    steps: tuple[Phrase, ...]
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
        _anchor(anchor.commit[:SHORT], source),
        tuple(_steps(outcome)),
        "This is the demonstration company: its keys are public, and its approvals prove nothing about people."
        if shown
        else "",
    )


def _anchor(commit: str, source: str) -> Phrase:
    if source == "option":
        return phrase("Anchor %(commit)s, given by --anchor.", commit=commit)
    if source == "environment":
        return phrase("Anchor %(commit)s, given by QMS_ANCHOR.", commit=commit)
    if source == OUTSIDE:
        return phrase(
            "Anchor %(commit)s, given from outside the repository: this also proves where the history comes from.",
            commit=commit,
        )
    if source == SETTINGS:
        return phrase(
            "Anchor %(commit)s, named by the repository itself: this proves that the history is consistent, not where "
            "it comes from.",
            commit=commit,
        )
    return phrase("Anchor %(commit)s, given.", commit=commit)


def living(state: TrustState) -> tuple[DocumentLife, ...]:
    """The documents that are not retired, by id."""
    return tuple(life for _, life in sorted(state.documents.items()) if not life.retired)


def _steps(outcome: Outcome) -> Iterator[Phrase]:
    yield phrase("The whole history is here: not shallow, no grafts, nothing replaced; what was read hashes to its id.")
    state = outcome.state
    if not state:
        return
    yield phrase(
        "The anchor is on the first-parent chain, with the policy it names (version %(version)s).",
        version=str(state.policies[0].version),
    )
    yield phrase(
        "%(steps)s judged, each by the policy before it; %(signatures)s verified.",
        steps=phrases("%(num)s step", "%(num)s steps", outcome.steps),
        signatures=phrases("%(num)s signature", "%(num)s signatures", outcome.signatures),
    )
    if not outcome.accepted:
        yield phrase("Up to %(commit)s every step is accepted.", commit=state.commit[:SHORT])
        return
    yield _in_force(outcome.tip[:SHORT], state)


def _in_force(commit: str, state: TrustState) -> Phrase:
    lives, version = living(state), str(state.policy.version)
    documents = phrases("%(num)s document", "%(num)s documents", len(lives))
    if suspended := ", ".join(life.id for life in lives if life.suspended):
        return phrase(
            "At %(commit)s: %(documents)s in force, suspended: %(suspended)s; policy version %(version)s.",
            commit=commit,
            documents=documents,
            suspended=suspended,
            version=version,
        )
    return phrase(
        "At %(commit)s: %(documents)s in force, none suspended; policy version %(version)s.",
        commit=commit,
        documents=documents,
        version=version,
    )
