"""Standard packs: the package's own and the organisation's, one file each, in the format `standard-pack/1`.

What the format is for people stands in standards/README.md. A file that ends in .json is an OSCAL catalog (oscal.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from qms.model.problem import Fault, Place
from qms.model.standard import Applicability, Clause, Duty, Standard, is_within, parents

from .schema import Number, Prose, StandardId, Text, Wrong, locate, read_fields, validated

_CLOSED = ConfigDict(extra="forbid", populate_by_name=True, defer_build=True)


class DutyFile(BaseModel):
    """A document or record that a clause asks for."""

    model_config = _CLOSED
    kind: Literal["document", "record"]
    what: Text
    condition: Prose = ""
    confidence: Prose = ""


class ClauseFile(BaseModel):
    """One clause."""

    model_config = _CLOSED
    clause: Number
    title: Text
    kind: Literal["requirement", "heading"]
    title_by: Annotated[Literal["standard", "us"], Field(alias="title-by")] = "standard"
    under: Number | None = None
    asks_for: Annotated[tuple[DutyFile, ...], Field(alias="asks-for")] = ()
    confidence: Prose = ""
    notes: Prose = ""


class TermFile(BaseModel):
    """One term of a vocabulary."""

    model_config = _CLOSED
    term: Number
    name: Text
    admitted: tuple[Text, ...] = ()
    confidence: Prose = ""


class NotApplicableFile(BaseModel):
    """Which clauses may be declared not applicable; any when `only` is left out, none when it is empty."""

    model_config = _CLOSED
    only: tuple[Number, ...] | None = None
    rule: Text


class PackFile(BaseModel):
    """A standard pack as it stands in the file."""

    model_config = _CLOSED
    format: Literal["standard-pack/1"]
    id: StandardId
    title: Text
    edition: Text
    status: Literal["current", "superseded", "withdrawn"]
    supersedes: StandardId | None = None
    confidence: Prose = ""
    notes: Prose = ""
    not_applicable: Annotated[NotApplicableFile | None, Field(alias="not-applicable")] = None
    clauses: Annotated[list[ClauseFile], Field(min_length=1)]
    terms: tuple[TermFile, ...] = ()


def own_packs() -> tuple[str, ...]:
    """Ids of the packs that come with the package."""
    return tuple(sorted(entry.name.removesuffix(".yml") for entry in _folder() if entry.name.endswith(".yml")))


def read_standards(
    wanted: Iterable[str], extra: Mapping[str, bytes]
) -> tuple[dict[str, Standard], tuple[str, ...], tuple[Fault, ...]]:
    """Load packs.

    Args:
        wanted: Ids of standards that settings, documents or records name.
        extra: The organisation's own pack files by path. They win over ours of the same id.

    Returns:
        The standards by id, the ids of all there are, and what is wrong with packs.
    """
    standards: dict[str, Standard] = {}
    paths: dict[str, str] = {}
    faults: list[Fault] = []
    for path, data in extra.items():
        standard, wrong = _read_catalog(data, path) if path.endswith(".json") else read_pack(data, path)
        faults += wrong
        if standard and standard.id in standards:
            faults.append(_fault(Place(path, 1), f"{paths[standard.id]} is a pack of `{standard.id}` already"))
        elif standard:
            standards[standard.id], paths[standard.id] = standard, path
    ours = own_packs()
    for name in sorted(set(wanted).intersection(ours).difference(standards)):
        standard, wrong = read_pack((files("qms") / "standards" / f"{name}.yml").read_bytes(), f"standards/{name}.yml")
        faults += wrong
        if standard:
            standards[name] = standard
    return standards, tuple(sorted({*ours, *standards})), tuple(faults)


def read_pack(data: bytes, path: str) -> tuple[Standard | None, tuple[Fault, ...]]:
    """Read one pack; None when it has an error, which is reported with its line."""
    fields, wrong = read_fields(data, path)
    if fields is None:
        return None, tuple(_fault(fault.place, fault.message) for fault in wrong)
    pack, wrong = validated(PackFile, fields, path)
    if pack is None:
        return None, tuple(_fault(fault.place, fault.message) for fault in wrong)
    above = _above(pack)
    if found := (*_repeated(pack), *_misplaced(pack, above), *_beside(pack)):
        return None, tuple(_fault(locate(fields, location, path), message) for location, message in found)
    return _standard(pack, above), ()


def _read_catalog(data: bytes, path: str) -> tuple[Standard | None, tuple[Fault, ...]]:
    from .oscal import read_catalog  # noqa: PLC0415 - few repositories have one

    return read_catalog(data, path)


def _above(pack: PackFile) -> dict[str, str]:
    """The clause that each clause stands under."""
    told = {clause.clause: clause.under for clause in pack.clauses if clause.under is not None}
    return parents(clause.clause for clause in pack.clauses) | told


def _repeated(pack: PackFile) -> Iterator[Wrong]:
    numbers: set[str] = set()
    for index, clause in enumerate(pack.clauses):
        if clause.clause in numbers:
            yield ("clauses", index, "clause"), f"clause {clause.clause} stands here a second time"
        numbers.add(clause.clause)
    terms: set[str] = set()
    for index, term in enumerate(pack.terms):
        if term.term in terms:
            yield ("terms", index, "term"), f"term {term.term} stands here a second time"
        terms.add(term.term)


def _misplaced(pack: PackFile, above: Mapping[str, str]) -> Iterator[Wrong]:
    """Clauses whose parent is none, is themselves in the end, or comes only after them."""
    order = {clause.clause: index for index, clause in enumerate(pack.clauses)}
    for index, clause in enumerate(pack.clauses):
        parent = above[clause.clause]
        place = ("clauses", index, "under" if clause.under else "clause")
        if parent and parent not in order:
            yield place, f"`under`: the pack has no clause {parent}"
        elif parent and _circular(clause.clause, above):
            yield place, f"`under`: clause {clause.clause} stands under itself in the end"
        elif parent and order[parent] > order[clause.clause]:
            yield place, f"clause {clause.clause} stands before clause {parent}, which it is under"


def _circular(number: str, above: Mapping[str, str]) -> bool:
    seen = {number}
    here = above[number]
    while here and here not in seen:
        seen.add(here)
        here = above.get(here, "")
    return here == number


def _beside(pack: PackFile) -> Iterator[Wrong]:
    """What else does not fit together."""
    if pack.supersedes == pack.id:
        yield ("supersedes",), f"`supersedes`: {pack.id} cannot supersede itself"
    only = pack.not_applicable.only or () if pack.not_applicable else ()
    for index, top in enumerate(only):
        if not any(is_within(clause.clause, top) for clause in pack.clauses):
            yield ("not-applicable", "only", index), f"`only`: the pack has no clause {top} and none below it"


def _standard(pack: PackFile, above: Mapping[str, str]) -> Standard:
    allowed = pack.not_applicable
    return Standard(
        pack.id,
        pack.title,
        pack.edition,
        pack.status,
        tuple(replace(_clause(clause), parent=above[clause.clause]) for clause in pack.clauses),
        supersedes=pack.supersedes or "",
        applicability=Applicability(allowed.only, allowed.rule) if allowed else Applicability(),
        confidence=pack.confidence,
        notes=pack.notes,
        terms=tuple((term.term, name) for term in pack.terms for name in (term.name, *term.admitted)),
    )


def _clause(clause: ClauseFile) -> Clause:
    return Clause(
        number=clause.clause,
        title=clause.title,
        requirement=clause.kind == "requirement",
        editorial_title=clause.title_by == "us",
        duties=tuple(Duty(duty.kind, duty.what, duty.condition, duty.confidence) for duty in clause.asks_for),
        notes=clause.notes,
        confidence=clause.confidence,
    )


def _fault(place: Place, message: str) -> Fault:
    return Fault(place, message, code="standard-malformed")


def _folder() -> Iterable[Traversable]:
    return (files("qms") / "standards").iterdir()
