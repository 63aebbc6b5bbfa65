"""Two editions that somebody asks about, with the map between them, whether or not the repository names them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

from qms import git
from qms.errors import QmsError
from qms.model.editions import EditionMap, route
from qms.model.system import QualitySystem

from .maps import read_maps
from .standards import read_standards
from .starting import tree_at


def with_editions(root: Path, system: QualitySystem, source: str, target: str) -> tuple[QualitySystem, EditionMap]:
    """A system that holds two editions, and the map between them.

    Args:
        root: A folder in its repository.
        system: What was read there.
        source: Id of the older edition.
        target: Id of the newer one.

    Returns:
        The system with what it lacked of packs and maps, and the map: one there is, or several put together.

    Raises:
        QmsError: `standard-unknown`, when there is no such pack; `map-unknown`, when nothing leads from one to the
            other; `standard-malformed`, when one of the files cannot be used.
    """
    for wanted in (source, target):
        _require(wanted, system.known_standards)
    if not route(system.known_maps, source, target):
        raise _no_map(system, source, target)
    found = _between(system, source, target)
    if found is None or not {source, target} <= set(system.standards):
        system = _loaded(root, system, source, target)
        found = _between(system, source, target)
    if found is None:
        raise _broken(system, source, target)
    return system, found


def _between(system: QualitySystem, source: str, target: str) -> EditionMap | None:
    return next((each for each in system.maps if (each.source, each.target) == (source, target)), None)


def _loaded(root: Path, system: QualitySystem, source: str, target: str) -> QualitySystem:
    """The system with both packs and the map, as far as they can be read."""
    _, tree = tree_at(git.open_repository(root), system.commit or None, None, datetime.now(UTC))
    wanted = frozenset((source, target))
    packs, _, pack_faults = read_standards(wanted, tree.load(system.settings.packs))
    standards = packs | dict(system.standards)
    maps, _, map_faults = read_maps(wanted, tree.load(system.settings.maps), standards)
    more = tuple(each for each in maps if _between(system, each.source, each.target) is None)
    faults = tuple(dict.fromkeys((*system.faults, *pack_faults, *map_faults)))
    return replace(system, standards=standards, maps=(*system.maps, *more), faults=faults)


def _require(wanted: str, known: tuple[str, ...]) -> None:
    if wanted not in known:
        near = get_close_matches(wanted, known, n=1)
        fix = f"Did you mean {near[0]}?" if near else f"Name two of {', '.join(known)}."
        raise QmsError(f"there is no standard {wanted}", fix, "standard-unknown")


def _no_map(system: QualitySystem, source: str, target: str) -> QmsError:
    message = f"no map leads from {source} to {target}"
    if route(system.known_maps, target, source):
        return QmsError(message, f"Name the older edition first: --transition {target} {source}.", "map-unknown")
    there = ", ".join(f"{older} to {newer}" for older, newer in sorted(system.known_maps))
    fix = f"There are maps from {there}; or" if there else "There are no maps here:"
    return QmsError(message, f"{fix} name a file of your own under `maps` in the settings.", "map-unknown")


def _broken(system: QualitySystem, source: str, target: str) -> QmsError:
    wrong = next((fault for fault in system.faults if fault.code in ("standard-malformed", "map-malformed")), None)
    told = f": {wrong.place}: {wrong.message}" if wrong else ""
    message = f"the map from {source} to {target} cannot be used{told}"
    return QmsError(message, "Mend the file; `qms check` tells more.", "standard-malformed")
