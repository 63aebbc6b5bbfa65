"""Roles and authorities: who may approve what, with which key, since when and by whose word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qms.model import site as addresses
from qms.model.approval import SignedRecord, TrustState
from qms.model.policy import Bridge, Person

from .approval import FORGES, Act, listed, rule_words, signed_act
from .decisions import decided
from .language import say
from .page import Heading, Page
from .persons import KeyOf, class_name, key_of
from .templates import render
from .verification import is_demonstration
from .view import View

_SHORT = 12


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody with keys: printed name, id, roles in words, and keys."""

    name: str
    id: str
    roles: str
    keys: tuple[KeyOf, ...]


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class of documents: its name, where they stand, and whose approval they need."""

    name: str
    paths: tuple[str, ...]
    rules: str
    self_approval: bool


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version of the policy or of the guarded files: number, digest, the commit that brought it, who approved it."""

    number: str
    digest: str
    step: str
    acts: tuple[Act, ...]
    origin: str = ""


def authorities_pages(view: View) -> tuple[Page, ...]:
    """The page, where there is a policy that can be read; none otherwise."""
    state = view.trust
    policy = state.policy if state else view.system.people.rules
    if policy is None:
        return ()
    title = say("Roles and authorities")
    html = render(
        "authorities",
        link=view.links_from(addresses.AUTHORITIES),
        view=view,
        title=title,
        told=decided(view, view.system.approvals),
        demonstration=is_demonstration(policy),
        policy=policy,
        people=[_owner(view, person) for person in sorted(policy.people.values(), key=lambda each: each.name)],
        bridges=[_owner(view, bridge) for bridge in policy.bridges.values()],
        classes=[
            ClassRow(class_name(name), each.paths, rule_words(view, each.approve), each.self_approval)
            for name, each in policy.classes.items()
        ],
        authorities=rule_words(view, policy.authorities),
        guarded=rule_words(view, policy.guarded),
        versions=list(_versions(view, state)) if state else [],
        changes=list(_guarded(view, state)) if state else [],
        short=_SHORT,
    )
    sections = [(say("People"), "people"), (say("What needs whose approval"), "rules")]
    sections += [(say("Versions of the policy"), "versions")] if state else []
    headings = tuple(Heading(name, anchor) for name, anchor in sections)
    return (Page(addresses.AUTHORITIES, title, html, hide=("navigation",), searched=True, headings=headings),)


def _owner(view: View, owner: Person | Bridge) -> Owner:
    keys = tuple(map(key_of, owner.keys))
    if isinstance(owner, Bridge):
        forge = FORGES.get(owner.forge, owner.forge)
        return Owner(owner.id, "", say("Records reviews on %(forge)s; approves nothing itself", forge=forge), keys)
    return Owner(owner.name, owner.id, listed(map(view.role, owner.roles)), keys)


def _versions(view: View, state: TrustState) -> Iterator[VersionRow]:
    """Every version of the policy since the anchor, newest first."""
    pairs = list(zip(state.policies, state.policy_steps, strict=True))
    for number, (policy, step) in reversed(list(enumerate(pairs))):
        acts = _acts(view, state, "policy-approval/1", str(policy.version))
        origin = "" if number else say("Named by the anchor")
        yield VersionRow(str(policy.version), policy.digest, step, acts, origin)


def _guarded(view: View, state: TrustState) -> Iterator[VersionRow]:
    """Every change of guarded files since the anchor, newest first."""
    numbers: dict[str, SignedRecord] = {
        record.revision: record for record in state.records if record.format == "guard-approval/1"
    }
    for number, record in sorted(numbers.items(), key=lambda item: int(item[0]), reverse=True):
        yield VersionRow(number, record.sha256, record.step, _acts(view, state, record.format, number))


def _acts(view: View, state: TrustState, form: str, number: str) -> tuple[Act, ...]:
    records: Iterable[SignedRecord] = state.records
    return tuple(signed_act(view, record) for record in records if record.format == form and record.revision == number)
