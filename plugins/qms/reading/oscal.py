"""OSCAL catalogs (JSON) as standards: groups are headings, controls and their enhancements are requirements.

Only identifiers, labels and titles are taken over; parameters and prose are left where they are. What is wrong is told
with its line as far as it can be found in the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from qms.model.problem import Fault, Place
from qms.model.standard import CLAUSE, STANDARD_ID, Clause, Standard
from qms.trust.source import MAX_FILE, line_and_column

MAX_DEPTH = 12
_LONGEST = {"number": 40, "title": 1000, "standard": 60}
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


class _Refused(Exception):  # noqa: N818 - not an error of the program
    """The catalog cannot be read; what is wrong, and the text in the file that shows where."""

    def __init__(self, message: str, identifier: str = "", *, last: bool = False, line: int = 1) -> None:
        super().__init__(message)
        self.identifier = identifier
        self.last = last
        self.line = line


@dataclass(slots=True)
class _Found:
    """The clauses found so far, in the catalog's order."""

    clauses: list[Clause] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)

    def add(self, clause: Clause) -> None:
        if clause.number in self.numbers:
            raise _Refused(f"the identifier `{clause.number}` stands here a second time", clause.number, last=True)
        self.numbers.add(clause.number)
        self.clauses.append(clause)


def read_catalog(data: bytes, path: str) -> tuple[Standard | None, tuple[Fault, ...]]:
    """Read one OSCAL catalog; None when it has an error, which is reported.

    Args:
        data: The JSON, at most 10 MB of it.
        path: The file; its name without the ending becomes the standard's id.
    """
    text = ""
    try:
        if len(data) > MAX_FILE:
            raise _Refused(f"the file has more than {MAX_FILE:,} bytes")  # noqa: TRY301 - one refusal for all
        text = data.decode("utf-8")
        return _standard(_catalog(text), path), ()
    except UnicodeDecodeError as error:
        return None, (_fault(Place(path, data.count(b"\n", 0, error.start) + 1), "the file is not UTF-8 text"),)
    except _Refused as refused:
        return None, (_fault(_place(text, path, refused), str(refused)),)


def _catalog(text: str) -> dict[str, object]:
    try:
        root = json.loads(text, object_pairs_hook=_object, parse_int=str, parse_float=str)
    except json.JSONDecodeError as error:
        raise _Refused(f"this is not JSON: {error.msg.lower()}", line=error.lineno) from None
    except RecursionError:
        raise _Refused("this is not a catalog: it is nested beyond measure") from None
    catalog = root.get("catalog") if isinstance(root, dict) else None
    if not isinstance(catalog, dict):
        raise _Refused("this is no OSCAL catalog: there is no object `catalog` at the top")
    return catalog


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        name = next(name for name in names if names.count(name) > 1)
        identifier = made.get("id")
        where = identifier if isinstance(identifier, str) else ""
        raise _Refused(f"`{name}` stands twice in one object", where)
    return made


def _standard(catalog: dict[str, object], path: str) -> Standard:
    name = re.sub(r"[^a-z0-9]+", "-", PurePosixPath(path).stem.lower()).strip("-")
    if not STANDARD_ID.fullmatch(name) or len(name) > _LONGEST["standard"]:
        raise _Refused("the file's name, which becomes the standard's id, has no letters or digits or too many")
    metadata = catalog.get("metadata")
    if not isinstance(metadata, dict):
        raise _Refused("the catalog has no `metadata`")
    title = _text(metadata, "title")
    edition = f"{title}, {_text(metadata, 'version')}"
    found = _Found()
    _gather(catalog, found)
    if not any(clause.requirement for clause in found.clauses):
        raise _Refused("the catalog has no controls")
    return Standard(name, title, edition, "current", tuple(found.clauses))


def _gather(catalog: dict[str, object], found: _Found) -> None:
    """All clauses of a catalog in its order. A list of what waits, not recursion: depth is refused, not suffered."""
    waiting = [(item, control, "", 1) for item, control in _inside(catalog)][::-1]
    while waiting:
        item, control, parent, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise _Refused(f"groups and controls are nested deeper than {MAX_DEPTH} levels", str(item.get("id", "")))
        here = parent
        if not (control and _property(item, "status").lower() == "withdrawn"):
            clause = _clause(item, parent, control=control)
            found.add(clause)
            here = clause.number
        waiting += [(inner, is_control, here, depth + 1) for inner, is_control in _inside(item)][::-1]


def _inside(item: dict[str, object]) -> Iterator[tuple[dict[str, object], bool]]:
    """The groups and controls right inside of one, each with whether it is a control."""
    for name in ("groups", "controls"):
        inner = item.get(name, [])
        if not isinstance(inner, list) or not all(isinstance(each, dict) for each in inner):
            raise _Refused(f"`{name}` is not a list of objects", str(item.get("id", "")))
        yield from ((each, name == "controls") for each in inner)


def _clause(item: dict[str, object], parent: str, *, control: bool) -> Clause:
    title = _text(item, "title")
    number = item.get("id")
    if number is None and not control:  # a group need not have one
        number = re.sub(r"[^A-Za-z0-9]+", "-", title).strip("-").lower()[: _LONGEST["number"]].rstrip("-")
    if not isinstance(number, str) or not CLAUSE.fullmatch(number) or len(number) > _LONGEST["number"]:
        message = "`id` must be letters and digits in parts joined by `.` or `-`, 40 characters at most"
        raise _Refused(f"{message}; here, at “{title[:60]}”, it is {json.dumps(number)[:60]}", str(number or ""))
    label = _property(item, "label")
    notes = f"Label: {label}." if label and label.casefold() != number.casefold() else ""
    return Clause(number, title, requirement=control, notes=notes, parent=parent)


def _property(item: dict[str, object], name: str) -> str:
    """The value of a property; empty when there is none. Of several labels the first without a class counts."""
    listed = item.get("props")
    props = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    values = [each for each in props if each.get("name") == name and isinstance(each.get("value"), str)]
    best = next((each for each in values if "class" not in each), values[0] if values else None)
    return _clean(str(best["value"])) if best else ""


def _text(item: dict[str, object], name: str) -> str:
    value = item.get(name)
    identifier = str(item.get("id", ""))
    if not isinstance(value, str) or not value.strip():
        raise _Refused(f"`{name}` is missing or no text", identifier)
    if len(value) > _LONGEST["title"]:
        raise _Refused(f"`{name}` has more than {_LONGEST['title']:,} characters", identifier)
    return _clean(value, identifier)


def _clean(text: str, identifier: str = "") -> str:
    one_line = " ".join(text.split())
    if match := _HIDDEN.search(one_line):
        raise _Refused(f"an invisible character (U+{ord(match[0]):04X}) stands in a text", identifier)
    return one_line


def _place(text: str, path: str, refused: _Refused) -> Place:
    """Where an identifier stands; the line of the refusal where none is known."""
    if refused.identifier:
        pattern = rf'"id"\s*:\s*{re.escape(json.dumps(refused.identifier))}'
        if found := list(re.finditer(pattern, text)):
            return Place(path, *line_and_column(text, found[-1 if refused.last else 0].start() + 1))
    return Place(path, refused.line)


def _fault(place: Place, message: str) -> Fault:
    return Fault(place, message, code="standard-malformed")
