"""What waits for approval: a warning for authors. What is refused for want of one, the verifier says itself."""

from __future__ import annotations

from collections.abc import Iterator

from qms.model.document import Document
from qms.model.fields import Sequence
from qms.model.policy import Policy, Rule
from qms.model.problem import Fault
from qms.model.system import QualitySystem
from qms.trust.classify import Classifier
from qms.trust.quorum import slots, who_can


def approval_pending(system: QualitySystem) -> Iterator[Fault]:
    """Every text has been approved.

    A draft is no fault; nobody works by it, and it is not published. The commit that brings it to the protected branch
    brings its approvals too.

    Fix: Finish the text, and let those who are named sign it with `qms approve`; signatures count once committed.
    """
    state = system.approvals.state if system.approvals else None
    if state is None or system.base:
        return
    classifier = Classifier(state.policy)
    refused = {problem.path for problem in system.approvals.problems} if system.approvals else set()
    for document in system.documents:
        life = state.documents.get(document.id)
        if (
            document.id
            and document.path not in refused
            and not (life and any(each.digest == document.digest for each in life.revisions))
        ):
            empty = slots(_rules(document, state.policy, classifier))
            needs = who_can(state.policy, empty)
            message = (
                f"{document.id} revision {document.revision} is a draft; it needs {needs}: `qms approve {document.id}`"
            )
            yield Fault(document.place("revision"), message)


def _rules(document: Document, policy: Policy, classifier: Classifier) -> tuple[Rule, ...]:
    """The rules of a document's class, and the roles that its front matter adds."""
    name = classifier.classify(document.path).document_class
    own = document.fields.get("approval")
    roles = tuple(item.text for item in own.texts) if isinstance(own, Sequence) else ()
    return (*(policy.classes[name].approve if name else ()), *map(Rule, roles))
