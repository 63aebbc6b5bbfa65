"""People and roles for pages and files: who holds which role with which keys, and what each role owns and approves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qms.model.policy import Key, KeyState, Person, Policy, Rule
from qms.model.settings import DOCUMENT_TYPES, humanise
from qms.trust.keys import fingerprint

from .language import say
from .view import View

KEY_STATES = {
    KeyState.ACTIVE: ("covered", "Active"),
    KeyState.RETIRED: ("superseded", "Retired"),
    KeyState.COMPROMISED: ("open", "Compromised"),
}
SIGNS = ("published", "Can sign")
NO_KEY = ("na", "No key")
NO_KEY_IN_USE = ("partly", "No key in use")
NO_ROLE = ("superseded", "Holds no role")
GONE = ("superseded", "No longer named")
STATES = (SIGNS, NO_KEY, NO_KEY_IN_USE, NO_ROLE, GONE)


@dataclass(frozen=True, slots=True)
class KeyOf:
    """A key: type, fingerprint, its state with the badge of that, and since which policy; 0 for its first one."""

    algorithm: str
    fingerprint: str
    held: KeyState
    state: str
    name: str
    since: int

    @property
    def word(self) -> str:
        """Its state, as files say it."""
        return f"{self.name} since policy {self.since}" if self.since else self.name

    @property
    def said(self) -> str:
        """Its state, as pages say it."""
        if not self.since:
            return say(self.name)
        return say("%(state)s since policy %(version)s", state=say(self.name), version=self.since)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """Somebody who is or was named by a version of the policy.

    Attributes:
        roles: Ids of the roles held, or held last.
        first: The first version of the policy that names the person, as far as it was verified.
        last: The last one; 0 while the person is named.
    """

    id: str
    name: str
    roles: tuple[str, ...]
    keys: tuple[KeyOf, ...]
    first: int
    last: int

    @property
    def badge(self) -> tuple[str, str]:
        """What the person can do: the badge's shape and its word."""
        if self.last:
            return GONE
        if not self.roles:
            return NO_ROLE
        if not self.keys:
            return NO_KEY
        return SIGNS if any(key.held is KeyState.ACTIVE for key in self.keys) else NO_KEY_IN_USE


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A role: printed name, who holds it today, and the documents it owns by id.

    Attributes:
        approves: What it approves, in words, as files say it.
        said: The same as pages say it.
    """

    id: str
    name: str
    holders: tuple[PersonRow, ...]
    owns: tuple[str, ...]
    approves: tuple[str, ...]
    said: tuple[str, ...]


def policy_of(view: View) -> Policy | None:
    """The policy in force: the one that was verified, else the one that can be read."""
    return view.trust.policy if view.trust else view.system.people.rules


def person_rows(view: View) -> tuple[PersonRow, ...]:
    """Everybody a policy names, by name; those whom no policy names any more come last."""
    policy = policy_of(view)
    policies = view.trust.policies if view.trust else (policy,) if policy else ()
    found: dict[str, PersonRow] = {}
    for one in policies:
        for person in one.people.values():
            first = found[person.id].first if person.id in found else one.version
            found[person.id] = _person(person, first, 0 if one is policies[-1] else one.version)
    return tuple(sorted(found.values(), key=lambda row: (bool(row.last), row.name.casefold(), row.id)))


def _person(person: Person, first: int, last: int) -> PersonRow:
    return PersonRow(person.id, person.name, person.roles, tuple(map(key_of, person.keys)), first, last)


def key_of(key: Key) -> KeyOf:
    """A key of the policy."""
    return KeyOf(key.algorithm, fingerprint(key.blob), key.state, *KEY_STATES[key.state], since=key.since)


def role_rows(view: View) -> tuple[RoleRow, ...]:
    """Every role that is declared, held, or owns a document, by name."""
    policy, people = policy_of(view), [one for one in person_rows(view) if not one.last]
    owned: dict[str, list[str]] = {}
    for document in view.documents:
        if document.owner:
            owned.setdefault(document.owner, []).append(document.id or document.path)
    names = {*(view.system.people.roles or {}), *owned, *(role for one in people for role in one.roles)}
    approves = _approves(policy) if policy else {}
    rows = [
        RoleRow(
            name,
            view.role(name),
            tuple(one for one in people if name in one.roles),
            tuple(owned.get(name, ())),
            tuple(word for word, _ in approves.get(name, ())),
            tuple(said for _, said in approves.get(name, ())),
        )
        for name in names | set(approves)
    ]
    return tuple(sorted(rows, key=lambda row: (row.name.casefold(), row.id)))


def class_name(name: str) -> str:
    """A class of documents as pages say it: in the reader's language where it is called like a type of ours."""
    return say(humanise(name)) if name in DOCUMENT_TYPES else humanise(name)


def _approves(policy: Policy) -> dict[str, list[tuple[str, str]]]:
    """What each role approves, as files and as pages say it, in the order of the policy."""
    found: dict[str, list[tuple[str, str]]] = {}

    def note(rules: Iterable[Rule], what: str, said: str) -> None:
        for role in dict.fromkeys(rule.role for rule in rules):
            found.setdefault(role, []).append((what, said))

    for name, each in policy.classes.items():
        note(each.approve, humanise(name), class_name(name))
    note(policy.authorities, "Policy", say("The policy"))
    note(policy.guarded, "Guarded files", say("Guarded files"))
    return found
