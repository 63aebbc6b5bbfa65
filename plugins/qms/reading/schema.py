"""A YAML file of a closed format, checked against its pydantic model; what is wrong is told with its line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, TypeVar

from pydantic import BaseModel, StringConstraints, ValidationError

from qms.model.fields import Mapping as Fields
from qms.model.fields import Node, Sequence, plain
from qms.model.problem import Fault, Place
from qms.trust.source import decode
from qms.trust.yamltext import parse_yaml

_MEANINGS = {
    "extra_forbidden": "there is no such field",
    "missing": "it is missing",
    "string_pattern_mismatch": "letters and digits only, in parts joined by `-` (in a clause's number by `.` too)",
}
Text = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Prose = Annotated[str, StringConstraints(max_length=4000)]
Number = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$", max_length=40)]
StandardId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Model = TypeVar("Model", bound=BaseModel)
# Where something is wrong, as steps from the root of the file, and what.
Wrong = tuple[tuple[str | int, ...], str]


def read_fields(data: bytes, path: str) -> tuple[Fields | None, tuple[Fault, ...]]:
    """The bytes of a file as restricted YAML; None when it has an error."""
    text, faults = decode(data, path)
    fields, yaml_faults = parse_yaml(text, path) if text.strip() else (None, ())
    if fields is None or faults or yaml_faults:
        return None, (*faults, *yaml_faults) or (Fault(Place(path, 1), "the file is empty"),)
    return fields, ()


def validated(model: type[Model], fields: Fields, path: str) -> tuple[Model | None, tuple[Fault, ...]]:
    """The fields as the format's model; None when they do not keep to it."""
    try:
        return model.model_validate(plain(fields)), ()
    except ValidationError as error:
        return None, tuple(
            _explained(found["loc"], found["type"], found["msg"], fields, path) for found in error.errors()
        )


def locate(fields: Fields, location: Iterable[str | int], path: str) -> Place:
    """The place of the deepest node that a location reaches."""
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


def _explained(location: tuple[int | str, ...], kind: str, message: str, fields: Fields, path: str) -> Fault:
    name = next((str(part) for part in reversed(location) if isinstance(part, str)), "the file")
    return Fault(locate(fields, location, path), f"`{name}`: {_MEANINGS.get(kind, message.lower())}")


def json_schema(model: type[BaseModel], title: str) -> str:
    """The JSON Schema of a format, for editors and for whoever writes such files by program.

    Args:
        model: The root of the format.
        title: The format's name and version, such as `standard-pack/1`.
    """
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:qms:{title}", "title": title}
    found = {name: part for name, part in model.model_json_schema(by_alias=True).items() if name != "title"}
    return json.dumps(head | found, indent=2, ensure_ascii=False) + "\n"
