"""What a ref's name leads to."""

from __future__ import annotations

from .call import run
from .repository import Repository


def ref_behind(repository: Repository, ref: str) -> str:
    """The ref that is written when this one is: itself, or what a symbolic ref leads to."""
    done = run(repository.root, ("symbolic-ref", "--quiet", ref))
    return ref if done.returncode else done.stdout.decode(errors="surrogateescape").strip()
