"""The step into the revision that a document has now: one judgement, which the checks of `revisions` share out.

With a base, what the base has published counts, and the document as it stands is the step that the branch would add.
Without one, the first-parent history counts, and edits that no commit has are the step that is still to come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from qms.model.change import Change, Revision
from qms.model.document import Document
from qms.model.problem import Fault
from qms.model.revision import revision_key
from qms.model.system import Base, QualitySystem

from .sequence import Order, allowed, order, when

UNCHANGED = "revision-unchanged"
RETIRED = "id-retired"


def judged(system: QualitySystem) -> Iterator[Fault]:
    """Everything that is wrong with the step into each document's revision. Every fault has its code."""
    if system.base is None:
        for document in system.documents:
            runs = system.published[document.path]
            if runs and revision_key(document.revision):
                yield from _by_history(document, runs)
        return
    withdrawn = {changes[-1].id: changes[-1] for changes in system.base.history.withdrawn.values() if changes[-1].id}
    for document in system.documents_by_id.values():
        yield from _by_base(document, system.base, system.published[document.path], withdrawn)


def _by_history(document: Document, runs: Sequence[Revision]) -> Iterator[Fault]:
    """Judge a document by its own history, which is not empty."""
    number = document.revision
    if runs[-1].number != number:
        yield from _in_order(document, [run.number for run in runs], "Give the document")
        return
    current = runs[-1]
    numbers = [run.number for run in runs]
    if not document.committed:
        first = when(current.changes[0])
        message = f"the file has edits that no commit has, but revision {number} was published on {first}"
        yield _fault(document, UNCHANGED, message, _next("Give the edited text", numbers))
    elif len(current.changes) > 1 and current.texts > 1:
        first, second = when(current.changes[0]), when(second_text(current))
        message = f"revision {number} was published on {first}, and with another text on {second}"
        yield _fault(document, UNCHANGED, message, _next("Give the text", numbers))
    yield from _in_order(document, numbers[:-1], "Go on with", published=True)


def _by_base(
    document: Document, base: Base, runs: Sequence[Revision], withdrawn: Mapping[str, Change]
) -> Iterator[Fault]:
    """Judge a document that the branch has touched by what the base has published under its id."""
    fork, tip = base.fork.get(document.id), base.tip.get(document.id)
    if fork and fork.digest == document.digest:
        return
    if tip is None:
        if document.id in withdrawn:
            message = f"{document.id} was withdrawn from {base.ref} on {when(withdrawn[document.id])}"
            yield Fault(document.place("id"), message, code=RETIRED)
        return
    if tip.digest == document.digest or not revision_key(document.revision) or not revision_key(tip.revision):
        return
    numbers = [run.number for run in runs]
    if not numbers or numbers[-1] != tip.revision:
        numbers.append(tip.revision)
    remedy, since = "Give the document", ""
    if fork is None or fork.digest != tip.digest:
        remedy = f"Merge {base.ref} in and give the document"
        since = f"; {base.ref} has changed the document since this branch left it"
    if document.revision == tip.revision:
        message = f"the text differs from revision {tip.revision} in {base.ref}{since}"
        yield _fault(document, UNCHANGED, message, _next(remedy, numbers))
    else:
        yield from _in_order(document, numbers, remedy, since)


def _in_order(
    document: Document, before: Sequence[str], remedy: str, since: str = "", *, published: bool = False
) -> Iterator[Fault]:
    """What is wrong with a document's revision after those before it. One that is published cannot be taken back."""
    number = document.revision
    found = order(before, number)
    if found is not Order.NEXT:
        words = {
            Order.REUSED: f"revision {number} was used before, and revision {before[-1]} came after it",
            Order.BACKWARDS: f"revision {number} is lower than revision {before[-1]}, the one before it",
            Order.SKIPPED: f"revision {number} does not follow on revision {before[-1]}, the one before it",
        }
        fix = _next(remedy, [*before, number] if published else before)
        yield _fault(document, found.value, words[found] + since, fix)


def second_text(run: Revision) -> Change:
    """The change that published another text under a revision; asked only where there is one."""
    return next(change for change in run.changes if change.content != run.changes[0].content)


def _next(what: str, numbers: Sequence[str]) -> str:
    return f"{what} revision {allowed(numbers)}; say why in `change:`."


def _fault(document: Document, code: str, message: str, fix: str) -> Fault:
    return Fault(document.place("revision"), message, fix, code)
