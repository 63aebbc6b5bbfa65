"""Standard packs: the package's own and the organisation's, one YAML file each, checked against one schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from qms.model.fields import Mapping as Fields
from qms.model.fields import Node, Sequence, plain
from qms.model.problem import Fault, Place
from qms.model.standard import Clause, Duty, Standard
from qms.trust.source import decode
from qms.trust.yamltext import parse_yaml

_Text = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
_Number = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$", max_length=40)]


class _DutyFile(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: Literal["document", "record"]
    what: _Text
    condition: str = ""


class _ClauseFile(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    clause: _Number
    title: _Text
    kind: Literal["requirement", "heading"]
    title_by: Annotated[Literal["standard", "us"], Field(alias="title-by")] = "standard"
    asks_for: Annotated[tuple[_DutyFile, ...], Field(alias="asks-for")] = ()
    notes: str = ""


class PackFile(BaseModel):
    """A standard pack as it stands in the file."""

    model_config = ConfigDict(extra="forbid")
    format: Literal["standard-pack/1"]
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    title: _Text
    edition: _Text
    status: Literal["current", "superseded", "withdrawn"]
    confidence: str = ""
    clauses: Annotated[list[_ClauseFile], Field(min_length=1)]


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
    faults: list[Fault] = []
    for path, data in extra.items():
        standard, wrong = read_pack(data, path)
        faults += wrong
        if standard:
            standards[standard.id] = standard
    ours = own_packs()
    for name in sorted(set(wanted).intersection(ours).difference(standards)):
        standard, wrong = read_pack((files("qms") / "standards" / f"{name}.yml").read_bytes(), f"standards/{name}.yml")
        faults += wrong
        if standard:
            standards[name] = standard
    return standards, tuple(sorted({*ours, *standards})), tuple(faults)


def read_pack(data: bytes, path: str) -> tuple[Standard | None, tuple[Fault, ...]]:
    """Read one pack; None when it has an error, which is reported with its line."""
    text, faults = decode(data, path)
    fields, yaml_faults = parse_yaml(text, path) if text else (None, ())
    if fields is None or faults or yaml_faults:
        return None, tuple(_fault(fault.place, fault.message) for fault in (*faults, *yaml_faults)) or (
            _fault(Place(path, 1), "the file is empty"),
        )
    try:
        pack = PackFile.model_validate(plain(fields))
    except ValidationError as error:
        return None, tuple(_explained(detail["loc"], detail["msg"], fields, path) for detail in error.errors())
    numbers: set[str] = set()
    for index, clause in enumerate(pack.clauses):
        if clause.clause in numbers:
            place = locate(fields, ("clauses", index, "clause"), path)
            return None, (_fault(place, f"clause {clause.clause} stands here a second time"),)
        numbers.add(clause.clause)
    return _standard(pack), ()


def locate(fields: Fields, location: Iterable[str | int], path: str) -> Place:
    """The place of the deepest node that a validation error's location reaches."""
    node: Node = fields
    for step in location:
        inner: Node | None = None
        if isinstance(node, Fields) and isinstance(step, str):
            inner = node.get(step)
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            inner = node.items[step]
        if inner is None:
            break
        node = inner
    return Place(path, node.line, node.column)


def _explained(location: tuple[int | str, ...], message: str, fields: Fields, path: str) -> Fault:
    name = next((str(part) for part in reversed(location) if isinstance(part, str)), "the file")
    return _fault(locate(fields, location, path), f"`{name}`: {message.lower()}")


def _fault(place: Place, message: str) -> Fault:
    return Fault(place, message, code="standard-malformed")


def _standard(pack: PackFile) -> Standard:
    clauses = tuple(
        Clause(
            number=clause.clause,
            title=clause.title,
            requirement=clause.kind == "requirement",
            editorial_title=clause.title_by == "us",
            duties=tuple(Duty(duty.kind, duty.what, duty.condition) for duty in clause.asks_for),
            notes=clause.notes,
        )
        for clause in pack.clauses
    )
    return Standard(pack.id, pack.title, pack.edition, pack.status, clauses)


def _folder() -> Iterable[Traversable]:
    return (files("qms") / "standards").iterdir()
