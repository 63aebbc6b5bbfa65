"""From the files of one tree to a system, without its history: documents, records, standards, maps, people, terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from qms.errors import QmsError
from qms.model.change import History
from qms.model.document import Document
from qms.model.record import Record
from qms.model.settings import Settings
from qms.model.system import QualitySystem

from .claims import with_other_claims
from .documents import POLICY, read_documents
from .glossary import discouraged_words, read_glossary
from .maps import known_maps, read_maps
from .people import read_people
from .records import read_records
from .standards import read_standards
from .tree import Tree


def assemble(tree: Tree, settings: Settings, today: date) -> QualitySystem:
    """The system as it stands in a tree.

    Raises:
        QmsError: The settings name a file that is not there.
    """
    documents, document_faults = read_documents(tree, settings)
    records, record_faults = read_records(tree, settings)
    packs, maps = _load(tree, "packs", settings.packs), _load(tree, "maps", settings.maps)
    named = _named(documents, records, settings)
    standards, known, pack_faults = read_standards(named, packs)
    if settings.claims_from:
        documents = with_other_claims(documents, settings, standards)
    # Claims may come from the edition before: as a number that its standard has not, or in an earlier revision.
    older = {source for source, target in known_maps(maps) if target in standards}
    read, joined, map_faults = read_maps(named | older, maps, standards)
    people, policy_faults = read_people(tree.load([POLICY]).get(POLICY), POLICY, settings)
    return QualitySystem(
        settings=settings,
        documents=documents,
        records=records,
        standards=standards,
        people=people,
        history=History(),
        paths=frozenset(tree.files),
        today=today,
        known_standards=known,
        commit=tree.commit,
        faults=(
            *document_faults,
            *record_faults,
            *pack_faults,
            *map_faults,
            *policy_faults,
            *discouraged_words(documents, settings),
        ),
        maps=read,
        known_maps=joined,
        glossary=read_glossary(documents, settings),
    )


def _load(tree: Tree, setting: str, paths: tuple[str, ...]) -> Mapping[str, bytes]:
    found = tree.load(paths)
    if missing := [path for path in paths if path not in found]:
        raise QmsError(f"settings: `{setting}`: there is no file {missing[0]}", "Mend the path.", "settings-malformed")
    return found


def _named(documents: Iterable[Document], records: Iterable[Record], settings: Settings) -> set[str]:
    """The standards that anything names."""
    claims = (claim.standard for document in documents for claim in document.claims if claim.standard)
    evidence = (claim.standard for record in records for claim in record.claims)
    excluded = (exclusion.standard for document in documents for exclusion in document.exclusions)
    planned = (plan.standard for document in documents for plan in document.plans)
    kinds = (name for kind in settings.record_kinds.values() for name in kind.clauses)
    short = settings.standard_names.values() if settings.claims_from else ()
    return {*claims, *evidence, *excluded, *planned, *kinds, *short, *(settings.standards or ())}
