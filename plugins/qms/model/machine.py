"""What the toolchain needs of a machine and of a repository, and whether it is there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is needed.

    Attributes:
        name: What it is.
        ok: True when it is there and good enough.
        found: What was found, such as a version; may be empty.
        fix: How to get it; empty when it is there.
        needed: False for what only the site or a fuller verdict needs: the gate runs without it.
    """

    name: str
    ok: bool
    found: str = ""
    fix: str = ""
    needed: bool = True
