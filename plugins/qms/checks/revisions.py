"""Checks of revisions over time: every text has a number of its own, and the numbers go up step by step.

The step into the revision a document has now can still be mended and is an error. Older steps cannot; they are
reported as warnings, so that nobody has to find out again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qms.model.change import Revision
from qms.model.document import Document
from qms.model.problem import Fault
from qms.model.revision import revision_key
from qms.model.system import QualitySystem

from .sequence import Order, orders, when
from .steps import RETIRED, UNCHANGED, judged, second_text


def revision_unchanged(system: QualitySystem) -> Iterator[Fault]:
    """A changed text has a new revision, down to the last comma.

    A reader who knows revision 3 must be able to rely on it: one number, one text. Several commits of one draft on a
    branch are one revision when the branch is judged against its base (`--against`).

    Fix: Give the document its next revision and say why in `change:`.
    """
    yield from _of(system, UNCHANGED)


def revision_reused(system: QualitySystem) -> Iterator[Fault]:
    """A revision's number is used once.

    Going back to an earlier text is a new revision too: whoever reads `2` must not have to ask which one.

    Fix: Give the document the next revision that was never used.
    """
    yield from _of(system, Order.REUSED.value)


def revision_skipped(system: QualitySystem) -> Iterator[Fault]:
    """A revision follows on the one before: after `3` comes `3.1` or `4`, after `3.1` comes `3.2` or `4`.

    A number left out looks like a revision that went missing. What a branch tried out and took back does not count
    when the branch is judged against its base (`--against`).

    Fix: Give the document the next revision.
    """
    yield from _of(system, Order.SKIPPED.value)


def revision_backwards(system: QualitySystem) -> Iterator[Fault]:
    """A revision is higher than the one before it.

    Fix: Give the document the next revision.
    """
    yield from _of(system, Order.BACKWARDS.value)


def id_retired(system: QualitySystem) -> Iterator[Fault]:
    """The identifier of a withdrawn document is never used again.

    Records and printed copies still name it, and mean the old document.

    Fix: Give the document an identifier that was never used.
    """
    yield from _of(system, RETIRED)


def history_unchanged(system: QualitySystem) -> Iterator[Fault]:
    """Every text that was ever published had a revision of its own.

    Later revisions stand, so the text that readers use now is not in doubt; the past one is.

    Fix: Nothing can be mended any more; if somebody may have worked by the wrong text, record a nonconformity.
    """
    for document, runs in _past(system):
        for run in runs:
            if len(run.changes) > 1 and run.texts > 1:
                message = (
                    f"revision {run.number}, published on {when(run.changes[0])}, had another text from "
                    f"{when(second_text(run))} on; later revisions stand"
                )
                yield Fault(document.place("revision"), message)


def history_order(system: QualitySystem) -> Iterator[Fault]:
    """The revisions of a document were published one after the other, none left out or used twice.

    Fix: Nothing can be mended any more; go on from the highest revision.
    """
    words = {
        Order.REUSED: "was used a second time",
        Order.BACKWARDS: "is lower than the one before",
        Order.SKIPPED: "does not follow on the one before",
    }
    for document, runs in _past(system):
        for index, order in orders([run.number for run in runs]):
            run, before = runs[index], runs[index - 1]
            message = (
                f"revision {run.number}, published on {when(run.changes[0])} after revision {before.number}, "
                f"{words[order]}; later revisions stand"
            )
            yield Fault(document.place("revision"), message)


def _of(system: QualitySystem, code: str) -> Iterator[Fault]:
    for fault in judged(system):
        if fault.code == code:
            yield fault


def _past(system: QualitySystem) -> Iterator[tuple[Document, Sequence[Revision]]]:
    """Each document with the revisions that later ones have replaced."""
    for document in system.documents:
        runs = system.published[document.path]
        replaced = runs and runs[-1].number != document.revision and revision_key(document.revision) is not None
        yield document, runs if replaced and system.base is None else runs[:-1]
