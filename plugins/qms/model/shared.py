"""Clauses that several claimed standards have in common: an integrated system answers them once."""

from __future__ import annotations

from .editions import route
from .standard import Clause, Standard
from .system import QualitySystem

Shared = dict[tuple[str, str], tuple[tuple[Standard, Clause], ...]]


def shared_clauses(system: QualitySystem) -> Shared:
    """For each claimed requirement the same one in the other claimed standards, by standard's id and number.

    The same is what has the same number and the same short title, as the common structure of management system
    standards has it. Editions of one standard are not counted: a map leads from one to the other.
    """
    found: dict[tuple[str, str], list[tuple[Standard, Clause]]] = {}
    for standard in system.claimed:
        for other in system.claimed:
            if other is standard or _editions(system, standard.id, other.id):
                continue
            for clause in standard.requirements:
                same = other.numbers.get(clause.number)
                if same and same.requirement and same.title.casefold() == clause.title.casefold():
                    found.setdefault((standard.id, clause.number), []).append((other, same))
    return {key: tuple(each) for key, each in found.items()}


def _editions(system: QualitySystem, one: str, other: str) -> bool:
    return bool(route(system.known_maps, one, other) or route(system.known_maps, other, one))
