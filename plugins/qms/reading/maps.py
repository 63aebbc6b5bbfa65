"""Maps between editions of standards: the package's own and the organisation's, one YAML file each.

Two editions that something names and that no single map joins get one put together from the maps between them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import reduce
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import permutations

from qms.model.editions import EditionMap, compose, map_id, route
from qms.model.problem import Fault, Place
from qms.model.standard import Standard

from .mapfile import misfits, read_map
from .standards import read_standards

_BETWEEN = "--"


def own_maps() -> tuple[tuple[str, str], ...]:
    """The editions that the package's maps join, told by the names of their files."""
    names = (entry.name.removesuffix(".yml") for entry in _folder().iterdir() if entry.name.endswith(".yml"))
    pairs = (name.partition(_BETWEEN) for name in names)
    return tuple(sorted((source, target) for source, _, target in pairs))


def known_maps(extra: Mapping[str, bytes]) -> tuple[tuple[str, str], ...]:
    """The editions that any map joins, older first. Of the package's maps no file is opened.

    Args:
        extra: The organisation's own maps by path.
    """
    return tuple(sorted({*own_maps(), *_read_own(extra)[0]}))


def read_maps(
    editions: AbstractSet[str], extra: Mapping[str, bytes], standards: Mapping[str, Standard] | None = None
) -> tuple[tuple[EditionMap, ...], tuple[tuple[str, str], ...], tuple[Fault, ...]]:
    """Load the maps between editions.

    Args:
        editions: Ids of standards that settings, documents or records name: a map is loaded when it joins two of them,
            and put together from several when only a chain does.
        extra: The organisation's own maps by path; they win over ours between the same editions.
        standards: The packs that are loaded: the organisation's own maps must fit them.

    Returns:
        The maps, the editions that any map joins (loaded or not), and what is wrong with maps.
    """
    packs = dict(standards or {})
    own, faults = _read_own(extra, packs)
    loaded: dict[tuple[str, str], EditionMap | None] = dict(own)
    known = known_maps(extra)

    def load(pair: tuple[str, str]) -> EditionMap | None:
        if pair not in loaded and pair not in own_maps():
            loaded[pair] = None  # the organisation's own, and it has an error
        if pair not in loaded:
            loaded[pair], wrong = _read_ours(pair)
            faults.extend(wrong)
        return loaded[pair]

    found: list[EditionMap] = []
    for source, target in permutations(sorted(editions), 2):
        if chain := route(known, source, target):
            found += _joined([load(pair) for pair in chain], lambda name: _pack(name, packs))
    return tuple(found), known, tuple(faults)


def _read_own(
    extra: Mapping[str, bytes], standards: Mapping[str, Standard] | None = None
) -> tuple[dict[tuple[str, str], EditionMap], list[Fault]]:
    """The organisation's own maps that have no error, and what is wrong with the others."""
    found: dict[tuple[str, str], EditionMap] = {}
    paths: dict[tuple[str, str], str] = {}
    faults: list[Fault] = []
    known = standards or {}
    for path, data in extra.items():
        edition, fields, wrong = read_map(data, path)
        faults += wrong
        if edition is None or fields is None:
            continue
        pair = edition.source, edition.target
        if pair in paths:
            message = f"{paths[pair]} maps {edition.source} to {edition.target} already"
            faults.append(Fault(Place(path, 1), message, code="map-malformed"))
            continue
        paths[pair] = path
        if odd := tuple(misfits(edition, fields, path, known.get(edition.source), known.get(edition.target))):
            faults += odd
        else:
            found[pair] = edition
    return found, faults


def _read_ours(pair: tuple[str, str]) -> tuple[EditionMap | None, tuple[Fault, ...]]:
    name = f"{map_id(*pair)}.yml"
    edition, _, faults = read_map((_folder() / name).read_bytes(), f"standards/maps/{name}")
    return edition, faults


def _joined(chain: list[EditionMap | None], pack: Callable[[str], Standard | None]) -> Iterable[EditionMap]:
    """The maps of a chain as one; nothing when one of them has an error."""
    whole = [edition for edition in chain if edition]
    if len(whole) < len(chain):
        return
    joined = reduce(lambda first, second: compose(first, second, pack(second.source)), whole)
    if len(whole) > 1:
        joined = replace(joined, title=f"{whole[0].title.partition(' to ')[0]} to {whole[-1].title.split(' to ')[-1]}")
    yield joined


def _pack(name: str, packs: dict[str, Standard]) -> Standard | None:
    """A pack in the middle of a chain: it is seldom claimed, so it is read when it is asked for."""
    if name not in packs:
        packs |= read_standards([name], {})[0]
    return packs.get(name)


def _folder() -> Traversable:
    return files("qms") / "standards" / "maps"
