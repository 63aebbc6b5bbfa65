"""Paths of files inside commands that people are told to paste: a name that a stranger chose must not do anything."""

from __future__ import annotations

from shlex import quote

_MAGIC = frozenset("*?[\\")


def pathspec(path: str) -> str:
    """A path as it stands after `git add` or `git rm`: one word for the shell, and for git this file and no other."""
    acts = path.startswith(("-", ":")) or not _MAGIC.isdisjoint(path)
    return quote(f":(literal){path}" if acts else path)
