"""Single values of the front matter, changed in place: every other byte stays, comments and line ends too."""

from __future__ import annotations

import re

from qms.errors import QmsError
from qms.model.fields import Mapping, Scalar
from qms.trust.source import read_source
from qms.trust.yamltext import parse_yaml

_QUOTED = re.compile(r"""'(?:[^']|'')*'|"[^"]*\"""")


def written(text: str) -> str:
    """A text as a value of front matter: plain where that says the same, otherwise quoted."""
    fields, faults = parse_yaml(f"x: {text}\n", "")
    if fields and not faults and fields.text("x") == text and len(fields.entries) == 1:
        return text
    return "'" + text.replace("'", "''") + "'"


def set_values(data: bytes, path: str, values: dict[str, str], after: str) -> bytes:
    """Change or add front matter fields.

    Args:
        data: The file.
        path: Its path, for messages.
        values: Texts by field.
        after: The field after whose line a missing one is added.

    Raises:
        QmsError: `front-matter-edit`, when the file's front matter cannot be edited safely.
    """
    fields = _read(data, path)
    lines = data.decode("utf-8").split("\n")
    added = []
    for name, value in values.items():
        scalar = fields.scalar(name)
        if scalar is None and name in fields:
            raise _refusal(path, f"`{name}` is not one text")
        if scalar is None:
            added.append(f"{name}: {written(value)}")
        else:
            lines[scalar.line - 1] = _replaced(lines[scalar.line - 1], scalar, written(value), path)
    if added:
        anchor = fields.scalar(after)
        if anchor is None:
            raise _refusal(path, f"there is no `{after}`")
        end = "\r" if lines[anchor.line - 1].endswith("\r") else ""
        lines[anchor.line : anchor.line] = [f"{line}{end}" for line in added]
    changed = "\n".join(lines).encode()
    _require_same(fields, _read(changed, path), values, path)
    return changed


def _read(data: bytes, path: str) -> Mapping:
    source = read_source(data, path)
    if not source.fields.entries or any(fault.code == "text-encoding" for fault in source.faults):
        raise _refusal(path, "it cannot be read")
    return source.fields


def _replaced(line: str, scalar: Scalar, value: str, path: str) -> str:
    """A line with one value exchanged; what stands before and after it stays."""
    start = scalar.column - 1
    match = _QUOTED.match(line, start)
    end = match.end() if match else start + len(scalar.text)
    if not match and line[start:end] != scalar.text:
        raise _refusal(path, f"line {scalar.line} is not written as it reads")
    return line[:start] + value + line[end:]


def _require_same(before: Mapping, after: Mapping, values: dict[str, str], path: str) -> None:
    """The edit did what it should: the fields have their values, and all others theirs."""
    kept = [(key.text, _shape(node)) for key, node in before.entries if key.text not in values]
    found = [(key.text, _shape(node)) for key, node in after.entries if key.text not in values]
    if kept != found or any(after.text(name) != value for name, value in values.items()):
        raise _refusal(path, "it is written in a way that cannot be edited field by field")


def _shape(node: object) -> object:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return [(key.text, _shape(value)) for key, value in node.entries]
    return [_shape(item) for item in getattr(node, "items", ())]


def _refusal(path: str, why: str) -> QmsError:
    return QmsError(
        f"the front matter of {path} is left alone: {why}",
        "Write one field a line, or change the fields by hand.",
        "front-matter-edit",
    )
