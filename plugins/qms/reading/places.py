"""Where the revision in force stands in the published view, while the newest tree may hold the next one.

A moved document keeps its text in force at its new place. One that turned from a file into a folder, or back, cannot:
the links in it would lead elsewhere. It stays where it was, or beside that where something else stands there by now.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from posixpath import dirname

from qms.model.approval import AcceptedRevision, TrustState
from qms.trust.units import is_folder, unit_of

Placed = tuple[tuple[str, str], ...]  # path and object id of each file of a revision


def place(state: TrustState, chosen: Mapping[str, AcceptedRevision], others: Collection[str]) -> list[Placed]:
    """The files of every revision in force, each where the view shows it.

    Args:
        state: What the verification accepted.
        chosen: The revision in force, by document id.
        others: Paths of the view that belong to no document.
    """
    now = {name: unit_of(state.documents[name].current.path) for name in chosen}
    turned = [name for name, revision in chosen.items() if is_folder(unit_of(revision.path)) != is_folder(now[name])]
    placed = [_at(revision, now[name]) for name, revision in chosen.items() if name not in turned]
    taken = {*others, *(path for found in placed for path, _ in found)}
    for name in sorted(turned):
        was = unit_of(chosen[name].path)
        homes = (was, _beside(was, chosen[name].revision))
        found = next((one for one in (_at(chosen[name], home) for home in homes) if _fits(one, taken)), ())
        placed.append(found)  # Nothing, where both are taken: that is refused later, by name.
        taken.update(path for path, _ in found)
    return placed


def _at(revision: AcceptedRevision, home: str) -> Placed:
    """A revision's files with another folder, or another path of its one file."""
    was = unit_of(revision.path)
    return tuple((home + path.removeprefix(was), blob) for path, blob in revision.files)


def _beside(unit: str, revision: str) -> str:
    """Another home for a unit, which names the revision; a folder still begins with the document's id."""
    if is_folder(unit):
        return f"{unit.removesuffix('/')}-revision-{revision}/"
    return f"{unit.removesuffix('.md')}.revision-{revision}.md"


def _fits(files: Placed, taken: Collection[str]) -> bool:
    """True when no file stands at one of these paths, at a folder of them, or below one of them."""
    folders = {parent for path in taken for parent in _parents(path)}
    return not any(path in taken or path in folders or _parents(path) & set(taken) for path, _ in files)


def _parents(path: str) -> set[str]:
    found = set[str]()
    while path := dirname(path):
        found.add(path)
    return found
