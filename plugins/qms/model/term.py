"""A term of the organisation's own glossary."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """One term and where the glossary explains it.

    Attributes:
        name: As the glossary writes it.
        meaning: The explanation, without markup.
        path: The glossary's file.
        anchor: The anchor on its page that leads to the term.
        standard: The term's number in ISO 9000's vocabulary; empty when it has none of that name.
    """

    name: str
    meaning: str
    path: str
    anchor: str
    standard: str = ""
