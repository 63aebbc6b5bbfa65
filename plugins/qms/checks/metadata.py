"""Checks of the front matter as a whole: no unknown fields, no claim of an approval, values of the right shape.

Source: approval format 1, §2. What single required fields must say is judged in `identity` and `issue`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from qms.model.document import Document
from qms.model.fields import Mapping, Node, Scalar, Sequence
from qms.model.problem import Fault
from qms.model.revision import ROLE
from qms.model.standard import STANDARD_ID
from qms.model.system import QualitySystem

from .common import at, hint

FIELDS = (
    "id", "title", "type", "revision", "owner", "effective", "review", "change", "clauses", "not-applicable",
    "approval", "read-by", "description", "icon", "tags", "hide",
)  # fmt: skip
_MOST_TEXT, _MOST_TITLE, _MOST_SHORT = 500, 200, 40
_OWN_FIELD = re.compile(rf"x-{ROLE.pattern}")
_CLAIM = re.compile(r"status|state|approve[dr]|approvers|signed|signatures?|(?:approved|approval|signed)[-_].*")
_Wrong = Iterator[tuple[Node, str]]


def front_matter_field(system: QualitySystem) -> Iterator[Fault]:
    """A document's front matter has no fields but the known ones.

    The list is closed, so that a misspelt `reveiw:` is never taken for a document without a review. `satisfies:` is
    known where the setting `claims-from` asks for it.

    Fix: Correct the name or take the field out; a field of your own has a name such as `x-department`.
    """
    for document, key in _keys(system):
        if key.text not in FIELDS and not _OWN_FIELD.fullmatch(key.text) and not _CLAIM.fullmatch(key.text.casefold()):
            if key.text != "satisfies":
                yield Fault(at(document.path, key), f"there is no field `{key.text}`{hint(key.text, FIELDS)}")
            elif "satisfies" not in system.settings.claims_from:
                message = "there is no field `satisfies`: write it as `clauses:`"
                yield Fault(at(document.path, key), f"{message}, or read it with `qms clauses --read satisfies`")


def approval_claimed(system: QualitySystem) -> Iterator[Fault]:
    """Front matter never claims a state, an approval or a signature.

    A state is derived from history, records and dates; an approval is a signed record. What is typed proves nothing.

    Fix: Take the field out; the site shows the state.
    """
    for document, key in _keys(system):
        if _CLAIM.fullmatch(key.text.casefold()):
            yield Fault(at(document.path, key), f"`{key.text}` claims what only a signed record can show")


def front_matter_value(system: QualitySystem) -> Iterator[Fault]:
    """Every field of the front matter has a value of its form.

    Fix: Write the value as the table of fields has it, for example `clauses: {iso-9001-2026: [7.5.1, 7.5.2]}`.
    """
    for document in system.documents:
        refused = {fault.place for fault in document.faults}
        for key, node in document.fields.entries:
            shape = _SHAPES.get(key.text, _text if _OWN_FIELD.fullmatch(key.text) else None)
            for wrong, what in shape(node) if shape else ():
                place = at(document.path, wrong)
                if place not in refused:
                    yield Fault(place, f"`{key.text}`: {what}")


def _keys(system: QualitySystem) -> Iterator[tuple[Document, Scalar]]:
    for document in system.documents:
        for key, _ in document.fields.entries:
            yield document, key


def _text(node: Node, most: int = _MOST_TEXT, forbidden: str = "") -> _Wrong:
    if not isinstance(node, Scalar):
        yield node, "this must be one text"
    elif not node.text:
        yield node, "there is no text"
    elif len(node.text) > most:
        yield node, f"the text has more than {most} characters"
    elif node.text != node.text.strip():
        yield node, "a space stands before or after the text"
    elif any(character in node.text for character in forbidden):
        yield node, f"none of the characters {' '.join(forbidden)} may stand here"


def _title(node: Node) -> _Wrong:
    if not isinstance(node, Scalar) or node.text.strip():  # an empty one is `title-missing`
        yield from _text(node, _MOST_TITLE, "<>")


def _change(node: Node) -> _Wrong:
    if not isinstance(node, Scalar) or node.text.strip():  # an empty one is `change-missing`
        yield from _text(node)


def _list(node: Node, item: Callable[[Node], _Wrong]) -> _Wrong:
    if not isinstance(node, Sequence):
        yield node, "this must be a list, such as [a, b]"
    elif not node.items:
        yield node, "the list is empty; leave the field out"
    else:
        for one in node.items:
            yield from item(one)


def _short(node: Node) -> _Wrong:
    yield from _text(node, _MOST_SHORT)


def _shorts(node: Node) -> _Wrong:
    yield from _list(node, _short)


def _role(node: Node) -> _Wrong:
    if not isinstance(node, Scalar) or not ROLE.fullmatch(node.text) or len(node.text) > _MOST_SHORT:
        yield node, "this must be a role, such as quality-manager"


def _roles(node: Node) -> _Wrong:
    yield from _list(node, _role)
    seen: set[str] = set()
    for role in node.texts if isinstance(node, Sequence) else ():
        if role.text in seen:
            yield role, f"{role.text} stands here a second time"
        seen.add(role.text)


def _by_standard(node: Node, inner: Callable[[Node], _Wrong]) -> _Wrong:
    if not isinstance(node, Mapping):
        yield node, "this must name a standard first, such as {iso-9001-2026: …}"
        return
    for standard, value in node.entries:
        if STANDARD_ID.fullmatch(standard.text):
            yield from inner(value)
        else:
            yield standard, f"`{standard.text}` is no standard's id, such as iso-9001-2026"


def _reasons(node: Node) -> _Wrong:
    if not isinstance(node, Mapping):
        yield node, "this must be clauses with their reasons, such as {7.1.5.2: No measuring equipment.}"
        return
    for _, reason in node.entries:
        if not isinstance(reason, Scalar) or reason.text.strip():  # an empty one is `exclusion-unjustified`
            yield from _text(reason)


_SHAPES: dict[str, Callable[[Node], _Wrong]] = {
    "title": _title,
    "change": _change,
    "clauses": lambda node: _by_standard(node, _shorts),
    "not-applicable": lambda node: _by_standard(node, _reasons),
    "approval": _roles,
    "read-by": _roles,
    "description": _text,
    "icon": _text,
    "tags": _shorts,
    "hide": _shorts,
}
