"""Which anchor a verification starts from, and what that proves.

An anchor from outside proves where the history comes from. One that the repository itself names proves only that the
history is consistent since then.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from qms import trust
from qms.git import Repository
from qms.model.approval import Anchor
from qms.model.settings import Settings

from .settings import settings_of
from .tree import Tree, commit_tree

VARIABLE = "QMS_ANCHOR"
DEFAULT = ".anchor.json"


class AnchorSource(StrEnum):
    """Who named the anchor."""

    OPTION = "option"
    ENVIRONMENT = "environment"
    SETTINGS = "settings"


@dataclass(frozen=True, slots=True)
class FoundAnchor:
    """An anchor and who named it."""

    anchor: Anchor
    source: AnchorSource

    @property
    def outside(self) -> bool:
        """True when it came from outside the repository."""
        return self.source is not AnchorSource.SETTINGS


def find_anchor(root: Path, given: str | None, settings: Settings | None = None) -> FoundAnchor | None:
    """The anchor to start from: the one given, else `QMS_ANCHOR`, else the one the settings name; None without any.

    Args:
        root: The top of the repository.
        given: The file an option names.
        settings: The settings, whose `anchor` is a path in the repository; without them only what is outside counts.

    Raises:
        QmsError: `anchor-unreadable`, when the one that is named cannot be read.
    """
    if given:
        return FoundAnchor(trust.read_anchor(Path(given)), AnchorSource.OPTION)
    if value := os.environ.get(VARIABLE, "").strip():
        inline = value.startswith("{")
        anchor = trust.parse_anchor(value.encode(), Path(VARIABLE)) if inline else trust.read_anchor(Path(value))
        return FoundAnchor(anchor, AnchorSource.ENVIRONMENT)
    if settings is None:
        return None
    named = root / (settings.anchor or DEFAULT)
    if settings.anchor or named.exists():
        return FoundAnchor(trust.read_anchor(named), AnchorSource.SETTINGS)
    return None


def anchor_for(
    repository: Repository, given: str | None, tree: Tree, settings: Settings, base: str = ""
) -> FoundAnchor | None:
    """The anchor given from outside; else the one the base of a branch names, never the branch; else the tree's.

    Args:
        repository: What is read.
        given: The file an option names.
        tree: The tree that is read.
        settings: Its settings.
        base: The commit a branch is judged against; empty without one.

    Raises:
        QmsError: `anchor-unreadable`, or broken settings in the base.
    """
    if found := find_anchor(repository.root, given):
        return found
    if base:
        committed = commit_tree(repository, base)
        return anchor_in(committed, settings_of(committed))
    return anchor_in(tree, settings) if tree.commit else find_anchor(repository.root, None, settings)


def anchor_in(tree: Tree, settings: Settings) -> FoundAnchor | None:
    """The anchor that a commit itself names; None when it names none.

    Raises:
        QmsError: `anchor-unreadable`, when the one it names is missing or cannot be read.
    """
    name = settings.anchor or DEFAULT
    data = tree.load([name]).get(name)
    if data is None and not settings.anchor:
        return None
    return FoundAnchor(trust.parse_anchor(data or b"", Path(name)), AnchorSource.SETTINGS)
