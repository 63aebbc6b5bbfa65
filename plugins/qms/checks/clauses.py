"""Checks of clauses: what is claimed exists and is claimed where it counts, and nothing that is claimed stays open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from qms.model.coverage import Answer, cover
from qms.model.document import Document
from qms.model.problem import Fault, Place
from qms.model.standard import CLAUSE, Clause, Standard, natural
from qms.model.system import QualitySystem

from .claims import is_garbled
from .common import hint, listed, settings_file

_LONGEST = 40  # characters of a clause number
_FAR = 10**_LONGEST
_MOST_HINTS, _MOST_NAMED = 200, 6


@dataclass(frozen=True, slots=True)
class _Named:
    """A clause of a standard, named somewhere: in a document, a record or the settings."""

    standard: str
    clause: str
    place: Place


def standard_unknown(system: QualitySystem) -> Iterator[Fault]:
    """Every standard that the settings claim has a pack.

    Fix: Correct the id in `standards`, or add the standard's pack to `packs` in the settings.
    """
    for name in system.settings.standards or ():
        if name not in system.known_standards and not _unread(system):
            message = f"the settings claim `{name}`, which nobody knows{hint(name, system.known_standards)}"
            yield Fault(Place(settings_file(system)), message)


def clause_unknown(system: QualitySystem) -> Iterator[Fault]:
    """Every clause that is named exists in its standard.

    A section's bare number counts for each standard under which the front matter lists it, so it must be listed there.
    A number of another edition is told with what became of it, where a map between the editions is known.

    Fix: Correct the number or the standard's id; list a section's clause in `clauses:` of the front matter too.
    """
    hints, unread = _MOST_HINTS, _unread(system)
    for named in _named(system):
        standard = system.standards.get(named.standard)
        if standard is None:
            if named.standard not in system.known_standards and not unread:
                message = f"nobody knows the standard `{named.standard}`{hint(named.standard, system.known_standards)}"
                yield Fault(named.place, message)
        elif named.clause not in standard.numbers:
            placed = _elsewhere(system, standard, named.clause)
            near = _nearest(standard, named.clause) if hints and not placed else None
            hints -= bool(hints) and not placed
            nearest = f"; the nearest is {near.number}, {near.title}" if near else placed
            yield Fault(named.place, f"{standard.name} has no clause {named.clause}{nearest}")
    for document in system.documents:
        yield from _unlisted(document)


def clause_heading(system: QualitySystem) -> Iterator[Fault]:
    """What is claimed, or declared not applicable, is a requirement and not a mere heading.

    A heading requires nothing; whoever claims it leaves open which of its clauses are met.

    Fix: Name the clauses below it that the text answers.
    """
    for named in _named(system):
        standard = system.standards.get(named.standard)
        clause = standard.numbers.get(named.clause) if standard else None
        if standard and clause and not clause.requirement:
            below = [leaf.number for leaf in standard.below(clause.number)]
            message = f"{standard.name}, {clause.number} {clause.title} is a heading"
            yield Fault(named.place, message + (f"; below it are {listed(below, 12)}" if below else ""))


def clause_unclaimed(system: QualitySystem) -> Iterator[Fault]:
    """Clauses are named only of standards that the organisation claims to meet.

    Fix: Add the standard to `standards` in the settings, or take its clauses out.
    """
    claimed = system.settings.standards
    if claimed is None:
        return
    seen: set[tuple[str, str]] = set()
    for named in _named(system):
        key = (named.place.path, named.standard)
        if named.standard in system.standards and named.standard not in claimed and key not in seen:
            seen.add(key)
            yield Fault(named.place, f"{named.standard} is not among the standards that the settings claim")


def clause_unanswered(system: QualitySystem) -> Iterator[Fault]:
    """Every requirement of a claimed standard is answered by a document, planned or declared not applicable.

    Claimed is what the setting `standards` names; a manual that grows need not claim anything yet. It is
    reported where the answer would be declared: at `not-applicable:` of the document that has one, otherwise in the
    settings.

    Fix: Name the clause in `clauses:` of the document that answers it, or in `not-applicable:` with the reason.
    """
    for standard in system.claimed if system.settings.standards is not None else ():
        place = _declared_at(system)
        # A declaration that does not count is a problem of its own.
        declared = {one.clause for each in system.documents for one in each.exclusions if one.standard == standard.id}
        for row in cover(system, standard):
            if row.answer is Answer.OPEN and row.clause.number not in declared:
                yield Fault(place, f"{standard.name}, {row.clause.number} {row.clause.title}: {row.reason}")


def _named(system: QualitySystem) -> Iterator[_Named]:
    """Every clause that is named together with its standard."""
    for document in system.documents:
        for claim in document.claims:
            if claim.standard and not is_garbled(claim):
                yield _Named(claim.standard, claim.clause, claim.place)
        yield from (_Named(plan.standard, plan.clause, plan.place) for plan in document.plans)
        yield from (_Named(one.standard, one.clause, one.place) for one in document.exclusions)
    for record in system.records:
        for claim in record.claims:
            yield _Named(claim.standard, claim.clause, claim.place)
    for kind in system.settings.record_kinds.values():
        for standard, numbers in kind.clauses.items():
            for number in numbers:
                yield _Named(standard, number, Place(settings_file(system)))


def _unlisted(document: Document) -> Iterator[Fault]:
    """Bare numbers of sections that the front matter lists under no standard."""
    whole = {claim.clause for claim in document.claims if claim.standard and not claim.anchor}
    for claim in document.claims:
        if not claim.standard and claim.clause not in whole and not is_garbled(claim):
            message = f"the section claims clause {claim.clause}, which the front matter lists under no standard"
            yield Fault(claim.place, message)


def _unread(system: QualitySystem) -> bool:
    """True when a pack cannot be read: then any standard that nobody knows may be the one it holds."""
    return any(fault.code == "standard-malformed" for fault in system.faults)


def _elsewhere(system: QualitySystem, standard: Standard, number: str) -> str:
    """What a number of another edition is in this one, for a message; empty where no map knows it."""
    for edition in system.maps:
        if edition.target == standard.id and number in edition.by_origin:
            other, here = edition.source, edition.targets(number)
            gone = f"it was removed ({number} is of {other})"
        elif edition.source == standard.id and number in edition.by_target:
            other, here = edition.target, edition.origins(number)
            gone = f"it is new in {other}"
        else:
            continue
        if not here:
            return f": {gone}"
        named = [f"{one} {standard.numbers[one].title}" if one in standard.numbers else one for one in here]
        return f": it is {' and '.join(named[:_MOST_NAMED])} here ({number} is of {other})"
    return ""


def _nearest(standard: Standard, number: str) -> Clause | None:
    """The requirement that shares most of a number's beginning, then comes closest; None if none begins so."""
    if not CLAUSE.fullmatch(number) or len(number) > _LONGEST:
        return None
    folded = number.casefold()
    if same := next((clause for clause in standard.requirements if clause.number.casefold() == folded), None):
        return same
    wanted = natural(number)
    near = min(standard.requirements, key=lambda clause: _distance(wanted, natural(clause.number)), default=None)
    return near if near and natural(near.number)[0] == wanted[0] else None


def _distance(wanted: Sequence[tuple[int, int | str]], there: Sequence[tuple[int, int | str]]) -> tuple[int, int, int]:
    """How far a clause number is from another: parts in common, gap in the first part that differs, length."""
    common = next((index for index, (a, b) in enumerate(zip(wanted, there, strict=False)) if a != b), -1)
    if common < 0:  # one is the beginning of the other
        return (-min(len(wanted), len(there)), _FAR, len(there))
    ours, theirs = wanted[common][1], there[common][1]
    gap = abs(ours - theirs) if isinstance(ours, int) and isinstance(theirs, int) else _FAR
    return (-common, gap, len(there))


def _declared_at(system: QualitySystem) -> Place:
    for document in system.documents:
        if document.exclusions:
            return document.place("not-applicable")
    return Place(settings_file(system))
