"""What is in preparation, as the register and its files announce it: never the text."""

from __future__ import annotations

from dataclasses import dataclass

from qms.model.settings import humanise
from qms.model.system import Preparation

from .language import say
from .overview import preparation_state
from .view import NOTHING, View


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text in preparation as the register announces it; `path` is the page of its earlier revision, if any."""

    announced: Preparation
    path: str
    state: str
    word: str
    type: str
    owner: str


def prepared(view: View) -> tuple[Prepared, ...]:
    """Everything in preparation, in the order people expect."""
    return tuple(_prepared(view, one) for one in view.preparing.values())


def _prepared(view: View, one: Preparation) -> Prepared:
    state, word = preparation_state(one)
    shown = view.system.documents_by_id.get(one.id)
    return Prepared(
        announced=one,
        path=shown.path if shown else "",
        state=state,
        word=word,
        type=view.type_names.get(one.type) or humanise(one.type) or NOTHING,
        owner=view.role(one.owner) if one.owner else NOTHING,
    )


def coming(one: Preparation) -> str:
    """What the row of the revision in force says about the one to come."""
    named: dict[str, object] = {"revision": one.revision}
    if not one.approved:
        if not one.revision:
            return say("a new revision, in preparation")
        return say("revision %(revision)s, in preparation", **named)
    if one.effective:
        named["date"] = one.effective
        if not one.revision:
            return say("a new revision from %(date)s", **named)
        return say("revision %(revision)s from %(date)s", **named)
    return say("revision %(revision)s, approved", **named) if one.revision else say("a new revision, approved")
