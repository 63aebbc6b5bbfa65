"""The signature block at the foot of a printed document: who signed, in which role, what it means, when, which key.

On the screen the control block says the same; on paper it stands at the end, where people look for signatures.
"""

from __future__ import annotations

from dataclasses import dataclass

from qms.model.document import Document
from qms.model.stock import approving
from qms.trust.keys import fingerprint

from .approval import Act, approval_facts
from .templates import render
from .view import View

_SHORT = 12


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature: the act, and the fingerprint of the key that signed it."""

    act: Act
    key: str


def signature_block(view: View, document: Document) -> str:
    """The block of a document as HTML; where nobody signed it, the sentence that says so."""
    outcome = view.system.approvals
    return render(
        "signatures",
        document=document,
        signatures=signatures(view, document),
        verified=outcome.tip[:_SHORT] if outcome and outcome.accepted else "",
    )


def signatures(view: View, document: Document) -> tuple[Signature, ...]:
    """Who approved a document, or took it over, and who reviewed it since; in the order of the control block."""
    revision = view.standings[document.path].accepted
    if revision is None or view.trust is None:
        return ()
    facts = approval_facts(view, revision)
    records = (*approving(view.trust, revision), *reversed(revision.of_meaning("review")))
    acts = (*facts.acts, *facts.reviews)
    return tuple(Signature(act, fingerprint(record.key)) for act, record in zip(acts, records, strict=True))
