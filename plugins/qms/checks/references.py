"""Checks of what texts refer to: links lead somewhere, identifiers exist, and nothing is pulled in from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import basename

from qms.model.document import Document, Reference, ReferenceKind
from qms.model.problem import Fault
from qms.model.record import Record
from qms.model.system import QualitySystem

from .common import Names
from .links import Places, Target, resolve

_PREFIX = re.compile(r"([A-Z]{1,8}(?:-[A-Z]{1,8})*)-[0-9]")
_INCLUDES = ("--8<--", "{!", "{%")
_NO_INCLUDES = "Write the text itself in its place; where the signs are meant, put a space between them, in code, too."


def link_broken(system: QualitySystem) -> Iterator[Fault]:
    """A link within the repository leads to a file that exists, and to a section that exists.

    Or to a page that the site makes, such as `verification/QP-04.md` or `history/procedures/QP-04.md`. A record keeps
    the links of its day: one that led to a document since moved or withdrawn is left alone.

    Fix: Correct the path, relative to the file the link stands in, or take the link out.
    """
    places = Places(system)
    names = {basename(unit.path): unit.path for unit in _units(system)}
    told = _told(system)
    for unit, reference, target in _links(system):
        if reference in told:
            continue
        if not target.path:
            yield Fault(reference.place, f"the link {reference.target} leads out of the repository")
            continue
        path = places.find(target.path)
        if path:
            yield from _anchor(places, reference, path, target.anchor)
        elif not places.withdrawn(target.path) and not (isinstance(unit, Record) and places.was(target.path)):
            name = names.get(basename(target.path), "")
            there = f"; {name} has that name" if name and basename(name) != "index.md" else ""
            why = places.why_not(target.path) or f"there is no file {target.path}{there}"
            yield Fault(reference.place, why)


def reference_unknown(system: QualitySystem) -> Iterator[Fault]:
    """Every identifier that looks like one of ours names a document or a record.

    It looks like ours when some document or record has the same letters before its number.

    Fix: Correct the identifier; put an example into code marks, as in `QP-99`.
    """
    ids = {*system.documents_by_id, *system.records_by_id, *system.withdrawn}
    prefixes = {_prefix(name) for name in ids} - {""}
    known, told = Names(ids), _told(system)
    for unit in _units(system):
        refs = unit.refs if isinstance(unit, Record) else ()
        for reference in (*refs, *unit.references):
            name = reference.target
            if reference.kind is ReferenceKind.MENTION and name not in known and _prefix(name) in prefixes:
                if reference in told:
                    continue
                yield Fault(reference.place, f"there is no document or record {name}{known.hint(name)}")


def reference_withdrawn(system: QualitySystem) -> Iterator[Fault]:
    """No document refers to a withdrawn one.

    A record may: it says what was so on its day.

    Fix: Refer to what replaced it; to tell of the past, put the identifier into code marks, as in `QP-99`.
    """
    if not system.history.withdrawn:
        return
    places, told = Places(system), _told(system)
    for document in system.documents:
        for reference in document.references:
            gone = ""
            if reference.kind is ReferenceKind.MENTION and reference.target in system.withdrawn:
                gone = reference.target
            elif reference.kind is ReferenceKind.LINK:
                target = resolve(reference.target, reference.place.path)
                if target and target.path and not places.find(target.path):
                    gone = places.withdrawn(target.path)
            if gone and reference not in told:
                yield Fault(reference.place, f"{gone} is withdrawn")


def embed_outside(system: QualitySystem) -> Iterator[Fault]:
    """A document pulls in nothing that is not part of it.

    What an approval covers is the document's own files; a figure elsewhere could change under it.

    Fix: Make the document a folder (`QP-04-title/index.md`) with the file in it, or link to the file instead.
    """
    for document in system.documents:
        for reference in document.references:
            if reference.kind is ReferenceKind.EMBED:
                if reference.target in _INCLUDES:
                    message = f"`{reference.target}` would pull in text when the page is built"
                    yield Fault(reference.place, message, _NO_INCLUDES)
                else:
                    message = f"the document shows {reference.target}, which is not one of its files"
                    yield Fault(reference.place, message)


def embed_elsewhere(system: QualitySystem) -> Iterator[Fault]:
    """A text shows nothing from another site, and nothing in it runs on the page or restyles it.

    What stands elsewhere can change after the approval, and whoever keeps it learns who reads. The site leaves it out.

    Fix: Put the figure into the document's own folder (`QP-04-title/index.md`); link to what else stands elsewhere.
    """
    for unit in _units(system):
        for reference in unit.references:
            if reference.kind is ReferenceKind.ELSEWHERE:
                what = reference.target
                shown = f"the text has {what}, which the site leaves out"
                if not what.startswith("`"):
                    shown = f"the text shows {what}, which is on another site; a page has only a link to it"
                yield Fault(reference.place, shown)


def _units(system: QualitySystem) -> Iterator[Document | Record]:
    yield from system.documents
    yield from system.records


def _told(system: QualitySystem) -> frozenset[Reference]:
    """What tables of clauses name that is not there: `claim-unresolved` and `claim-withdrawn` tell of it."""
    return frozenset(reference for document in system.documents for reference in document.unplaced)


def _links(system: QualitySystem) -> Iterator[tuple[Document | Record, Reference, Target]]:
    """Every link that leads to a place in the repository, or out of it."""
    for unit in _units(system):
        for reference in unit.references:
            if reference.kind is ReferenceKind.LINK:
                target = resolve(reference.target, reference.place.path)
                if target:
                    yield unit, reference, target


def _anchor(places: Places, reference: Reference, path: str, anchor: str) -> Iterator[Fault]:
    anchors = places.anchors(path) if anchor else None
    if anchors is not None and anchor not in anchors:
        yield Fault(reference.place, f"{path} has no section #{anchor}{anchors.hint(anchor)}")


def _prefix(name: str) -> str:
    """The letters before an identifier's number: `QM-WI` of QM-WI-012."""
    match = _PREFIX.match(name)
    return match[1] if match else ""
