"""From the `clauses:` of a front matter to claims and plans; what is malformed becomes a fault where it stands.

The grammar of its texts is the model's (`claimtext`); here each text gets its standard and its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qms.model.claimtext import malformed, parse_listed
from qms.model.document import Claim, Document, Plan
from qms.model.fields import Mapping as Fields
from qms.model.fields import Sequence
from qms.model.problem import Fault, Place
from qms.model.settings import Settings
from qms.model.standard import Standard


@dataclass(frozen=True, slots=True)
class Clauses:
    """What a `clauses:` field says."""

    claims: tuple[Claim, ...] = ()
    plans: tuple[Plan, ...] = ()
    faults: tuple[Fault, ...] = ()


def read_clauses(fields: Fields, path: str) -> Clauses:
    """The claims and plans of a `clauses:` field, in the order written.

    A field that is no mapping of lists says nothing here: its shape is judged with that of all fields.
    """
    listed = fields.get("clauses")
    claims: list[Claim] = []
    plans: list[Plan] = []
    faults: list[Fault] = []
    for standard, texts in listed.entries if isinstance(listed, Fields) else ():
        for text in texts.texts if isinstance(texts, Sequence) else ():
            place = Place(path, text.line, text.column)
            found = parse_listed(text.text)
            if found is None:
                faults.append(Fault(place, malformed(text.text), code="claim-malformed"))
            elif found.planned:
                plans.append(Plan(standard.text, found.clause, found.planned, place))
            else:
                claims.append(Claim(standard.text, found.clause, place, kind=found.kind, confirmed=found.confirmed))
    return Clauses(tuple(claims), tuple(plans), tuple(faults))


def with_other_claims(
    documents: tuple[Document, ...], settings: Settings, standards: Mapping[str, Standard]
) -> tuple[Document, ...]:
    """The documents with the claims that the settings ask to be read in other forms, too."""
    from .wild import with_claims  # noqa: PLC0415 - most repositories ask for none

    return with_claims(documents, settings, standards)
