"""Checks of words: documents say one thing by one name."""

from __future__ import annotations

from collections.abc import Iterator

from qms.model.problem import Fault
from qms.model.system import QualitySystem

from .common import found


def term_discouraged(system: QualitySystem) -> Iterator[Fault]:
    """Documents use the organisation's words: none that the setting `words` asks them to avoid.

    One word for one thing keeps procedures short and audits free of misunderstandings. The list is the organisation's;
    without one nothing is looked for.

    Fix: Use the word named, or take the entry out of `words` in the settings.
    """
    yield from found(system, "term-discouraged")
