"""Single values of the front matter, changed in place: every other byte stays, comments and line ends too."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from qms.errors import QmsError
from qms.model.fields import Mapping, Scalar
from qms.trust.source import read_source
from qms.trust.yamltext import parse_yaml

from .whole import put_whole

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


def exchange_items(data: bytes, path: str, items: Sequence[tuple[Scalar, tuple[str, ...]]]) -> bytes:
    """Exchange items of lists in the front matter, wherever they stand in it.

    Args:
        data: The file.
        path: Its path, for messages.
        items: Each item as it was read, with what is to stand there; several only in a list on one line.

    Raises:
        QmsError: `front-matter-edit`, when the file's front matter cannot be edited safely.
    """
    before = _read(data, path)
    lines = data.decode("utf-8").split("\n")
    for scalar, texts in sorted(items, key=lambda one: (one[0].line, one[0].column), reverse=True):
        line = lines[scalar.line - 1]
        lines[scalar.line - 1] = _replaced(line, scalar, ", ".join(map(written, texts)), path)
    changed = "\n".join(lines).encode()
    exchanged = {(scalar.line, scalar.column): texts for scalar, texts in items}
    if _shape(_read(changed, path)) != _shape(before, exchanged):
        raise _refusal(path, "it is written in a way that cannot be edited item by item")
    return changed


def rewrite(root: Path, path: str, edit: Callable[[bytes], bytes], code: str) -> None:
    """Change a file in one step: whoever reads meanwhile sees all of it or nothing.

    Args:
        root: The top of the work tree.
        path: The file in it.
        edit: From its bytes to the new ones; what it raises leaves the file as it was.
        code: The code of the refusal when the file cannot be read or written.

    Raises:
        QmsError: With that code.
    """
    target = root / path
    try:
        put_whole(target, edit(target.read_bytes()), mode=target.stat().st_mode & 0o777)
    except OSError as error:
        raise QmsError(f"cannot write {path}: {error.strerror}", "Mend that, and try again.", code) from None


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


def _shape(node: object, exchanged: dict[tuple[int, int], tuple[str, ...]] | None = None) -> object:
    """What a node says, without its places; items of lists at some places exchanged."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Mapping):
        return [(key.text, _shape(value, exchanged)) for key, value in node.entries]
    said: list[object] = []
    for item in getattr(node, "items", ()):
        texts = (exchanged or {}).get((item.line, item.column)) if isinstance(item, Scalar) else None
        said += [_shape(item, exchanged)] if texts is None else texts
    return said


def _refusal(path: str, why: str) -> QmsError:
    return QmsError(
        f"the front matter of {path} is left alone: {why}",
        "Write one field a line, or change the fields by hand.",
        "front-matter-edit",
    )
