"""Checks that pass on what reading found in the bytes of a file and in its front matter's YAML.

Source: approval format 1, §1 (text rules), §2 (restricted YAML).
"""

from __future__ import annotations

from collections.abc import Iterator

from qms.model.problem import Fault
from qms.model.system import QualitySystem

from .common import found


def text_bom(system: QualitySystem) -> Iterator[Fault]:
    """A file does not begin with a byte order mark.

    The mark is invisible, yet it is part of what is approved, and the front matter no longer stands at the start.

    Fix: Save the file as UTF-8 without a byte order mark.
    """
    yield from found(system, "text-bom")


def text_cr(system: QualitySystem) -> Iterator[Fault]:
    """Lines end with a line feed alone, never with a carriage return.

    Two computers that end lines in different ways would approve two different texts.

    Fix: Save the file with LF line ends; the line `*.md text eol=lf` in .gitattributes keeps them.
    """
    yield from found(system, "text-cr")


def text_encoding(system: QualitySystem) -> Iterator[Fault]:
    """A document and a record are UTF-8 text.

    Fix: Save the file as UTF-8; a file that is no text does not end in .md.
    """
    yield from found(system, "text-encoding")


def text_control(system: QualitySystem) -> Iterator[Fault]:
    """No control characters stand in a text, tabs and line ends aside.

    Nobody sees them, and programs disagree on what they mean.

    Fix: Delete the character at the place named.
    """
    yield from found(system, "text-control")


def text_bidi(system: QualitySystem) -> Iterator[Fault]:
    """No characters stand in a text that turn the direction of writing.

    They show a reader, and an approver, another order of words than the one that is stored.

    Fix: Delete the character at the place named.
    """
    yield from found(system, "text-bidi")


def yaml_malformed(system: QualitySystem) -> Iterator[Fault]:
    """Front matter is restricted YAML: one mapping of names and values.

    Fix: Mend the line named; quote a value that holds `: ` or ` #`, and use spaces, not tabs.
    """
    yield from found(system, "yaml-malformed")


def yaml_construct(system: QualitySystem) -> Iterator[Fault]:
    """Front matter uses no YAML construct that can make two readers see two things.

    Anchors, aliases, tags, merge keys, block texts and escapes are left out; every value stands on one line.

    Fix: Write the value out, on one line.
    """
    yield from found(system, "yaml-construct")


def yaml_duplicate_key(system: QualitySystem) -> Iterator[Fault]:
    """No name stands twice in one mapping.

    Otherwise a second `revision:` would quietly win over the first.

    Fix: Keep one of the two.
    """
    yield from found(system, "yaml-duplicate-key")


def front_matter_missing(system: QualitySystem) -> Iterator[Fault]:
    """A document and a record begin with front matter between two lines `---`.

    Fix: Begin the file with a line `---`, its fields (`id:`, `title:` and so on) and a second line `---`.
    """
    yield from found(system, "front-matter-missing")
