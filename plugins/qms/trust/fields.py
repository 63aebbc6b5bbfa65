"""Front matter, strictly: the closed list of fields that an approved document may have, each of its form.

Source: approval format 1, §2 (front matter). The gate's own checks say more about the same fields, for authors; what
is refused here is refused for ever.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from qms.model.fields import Mapping, Node, Scalar, Sequence
from qms.model.problem import Fault, Place
from qms.model.revision import parse_date

from . import grammar

MAX_LABEL = 40
_REQUIRED = ("id", "title", "type", "revision", "owner")
_CLAIMS = frozenset(
    {"status", "state", "approved", "approver", "approvers", "signed", "signature", "signatures"}
)  # fmt: skip
_CLAIM_STARTS = ("approved-", "approved_", "approval-", "approval_", "signed-", "signed_")
_STANDARD = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_INTERVAL = re.compile(r"[1-9][0-9]{0,2} (month|months|year|years)")
Form = Callable[[Node], bool]


@dataclass(frozen=True, slots=True)
class DocumentFields:
    """What the verifier needs of a document's front matter."""

    id: str
    revision: str
    approval: tuple[str, ...]


def _text(predicate: Callable[[str], bool]) -> Form:
    return lambda node: isinstance(node, Scalar) and predicate(node.text)


def _is_label(text: str) -> bool:
    return grammar.is_text(text, MAX_LABEL)


def _labels(node: Node) -> bool:
    """A list of short texts, not empty."""
    return isinstance(node, Sequence) and bool(node.items) and all(_text(_is_label)(item) for item in node.items)


def _roles(node: Node) -> bool:
    """A list of roles, not empty, no repeats."""
    if not isinstance(node, Sequence) or not node.items:
        return False
    names = [item.text for item in node.texts]
    return len(names) == len(node.items) == len(set(names)) and all(grammar.is_name(name) for name in names)


def _standards(value: Form) -> Form:
    """A mapping from names of standards to something."""
    return lambda node: (
        isinstance(node, Mapping)
        and all(_STANDARD.fullmatch(name.text) is not None and value(item) for name, item in node.entries)
    )


def _reasons(node: Node) -> bool:
    """A mapping from clauses to texts."""
    return isinstance(node, Mapping) and all(
        _is_label(clause.text) and _text(grammar.is_text)(reason) for clause, reason in node.entries
    )


_FORMS: dict[str, Form] = {
    "id": _text(grammar.is_document_id),
    "title": _text(grammar.is_title),
    "type": _text(grammar.is_name),
    "revision": _text(grammar.is_revision),
    "owner": _text(grammar.is_name),
    "effective": _text(lambda text: parse_date(text) is not None),
    "review": _text(lambda text: _INTERVAL.fullmatch(text) is not None),
    "change": _text(grammar.is_text),
    "clauses": _standards(_labels),
    "not-applicable": _standards(_reasons),
    "approval": _roles,
    "read-by": _roles,
    "description": _text(grammar.is_text),
    "icon": _text(grammar.is_text),
    "tags": _labels,
    "hide": _labels,
}


def claims_approval(name: str) -> bool:
    """True for a field that claims an approval or a state."""
    return name in _CLAIMS or name.startswith(_CLAIM_STARTS)


def read_fields(fields: Mapping, path: str, holders: Iterable[str]) -> tuple[DocumentFields | None, list[Fault]]:
    """Judge a document's front matter.

    Args:
        fields: As parsed.
        path: The file, for problems.
        holders: Roles that somebody holds in the policy.

    Returns:
        What the verifier needs, or None when id or revision cannot be trusted; and every fault.
    """
    faults = list(_faults(fields, path, frozenset(holders)))
    identifier, revision = fields.text("id"), fields.text("revision")
    if not grammar.is_document_id(identifier) or not grammar.is_revision(revision):
        return None, faults
    listed = fields.get("approval")
    roles = tuple(item.text for item in listed.texts) if isinstance(listed, Sequence) else ()
    return DocumentFields(identifier, revision, roles), faults


def _faults(fields: Mapping, path: str, holders: frozenset[str]) -> Iterator[Fault]:
    for name in _REQUIRED:
        if name not in fields:
            yield Fault(Place(path, 1), f"the field `{name}:` is missing", code="front-matter-field")
    for key, node in fields.entries:
        name, place = key.text, Place(path, key.line, key.column)
        form = _FORMS.get(name) or (_text(grammar.is_text) if _is_own(name) else None)
        if claims_approval(name):
            yield Fault(place, f"`{name}:` claims what only signed records can say", code="approval-claimed")
        elif form is None:
            yield Fault(place, f"`{name}:` is not a field of a document", code="front-matter-field")
        elif not form(node):
            code = "revision-format" if name == "revision" else "front-matter-value"
            yield Fault(place, f"`{name}:` has a value that is not of its form", code=code)
        elif name == "owner" and fields.text(name) not in holders:
            yield Fault(place, f"nobody holds the role {fields.text(name)} in the policy", code="front-matter-value")


def _is_own(name: str) -> bool:
    """True for a field of the organisation's own, `x-…`."""
    return name.startswith("x-") and grammar.is_name(name[2:])
