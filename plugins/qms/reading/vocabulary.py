"""The vocabulary of ISO 9000: where the standard has a term that the organisation's glossary explains, too."""

from __future__ import annotations

from .standards import read_standards

VOCABULARY = "iso-9000-2015"
"""The newest edition whose term numbers are known."""


def vocabulary() -> dict[str, str]:
    """The standard's terms in small letters, each with its edition and number, such as `ISO 9000:2015, 3.6.4`."""
    standards, _, _ = read_standards([VOCABULARY], {})
    standard = standards[VOCABULARY]
    return {name.casefold(): f"{standard.name}, {number}" for number, name in standard.terms}
