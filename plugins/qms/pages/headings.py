"""The documents under the headings of their types, as the navigation and the overview list them."""

from __future__ import annotations

from qms.model.document import Document
from qms.model.settings import DOCUMENT_TYPES

from .language import say
from .view import View

PLURALS = {
    "policy": "Policies",
    "manual": "Manual",
    "procedure": "Procedures",
    "work-instruction": "Work instructions",
    "form": "Forms",
}


def by_type(view: View) -> dict[str, tuple[Document, ...]]:
    """The documents under the heading of their type, in the order of the types; empty types left out."""
    own = view.system.settings.types
    headings = {
        name: say(PLURALS[name]) if name in DOCUMENT_TYPES and name not in own else printed
        for name, printed in view.type_names.items()
    } | {"": say("Other documents")}
    grouped: dict[str, list[Document]] = {name: [] for name in headings}
    for document in view.documents:
        grouped[document.type].append(document)
    return {headings[name]: tuple(found) for name, found in grouped.items() if found}
