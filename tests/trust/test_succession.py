"""From one policy to the next: what is refused whoever approves it, and what is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qms.model.policy import Bridge, Key, KeyState, Person, Policy
from qms.trust.succession import new_keys, succession
from trust.policies import PREVIOUS, changed, key, policy, public

OLD = policy()
NEXT = replace(OLD, version=3, previous=OLD.digest, digest="b" * 64)
ALL = list(KeyState)
FORWARD = {("active", "active"), ("active", "retired"), ("active", "compromised"), ("retired", "retired"),
           ("retired", "compromised"), ("compromised", "compromised")}  # fmt: skip


def codes(old: Policy, new: Policy) -> list[str]:
    """The codes, each with a message, a remedy and the policy's path."""
    found = succession(old, new)
    assert all(fault.message and fault.fix and fault.place.path == "manual/authorities.yml" for fault in found)
    return [fault.code for fault in found]


def keyed(policy: Policy, *keys: Key, person: str = "mia.admin") -> Policy:
    """The policy with other keys of a person."""
    return replace(policy, people={**policy.people, person: replace(policy.people[person], keys=keys)})


MIAS = OLD.people["mia.admin"].keys[0]


def test_the_same_again_and_a_new_person() -> None:
    assert codes(OLD, NEXT) == []
    people = {**NEXT.people, "new.one": Person("new.one", "New One")}
    assert codes(OLD, replace(NEXT, people=people)) == []
    without = {name: person for name, person in NEXT.people.items() if name != "new.one"}
    assert codes(replace(OLD, people=people), replace(NEXT, people=without)) == []


def test_project() -> None:
    assert codes(OLD, replace(NEXT, project="urn:uuid:other")) == ["policy-project"]


@pytest.mark.parametrize("version", [1, 2, 4])
def test_version(version: int) -> None:
    assert codes(OLD, replace(NEXT, version=version)) == ["policy-version"]


@pytest.mark.parametrize("previous", ["", "c" * 64, OLD.previous])
def test_previous(previous: str) -> None:
    assert codes(OLD, replace(NEXT, previous=previous)) == ["policy-version"]


def test_a_key_is_gone() -> None:
    assert codes(OLD, keyed(NEXT)) == ["key-removed"]
    assert codes(OLD, replace(NEXT, bridges={})) == ["key-removed"]
    gone = {name: person for name, person in NEXT.people.items() if name != "mia.admin"}
    assert codes(OLD, replace(NEXT, people=gone)) == ["key-removed"]
    assert codes(keyed(OLD, replace(MIAS, state=KeyState.RETIRED)), keyed(NEXT)) == ["key-removed"]


def test_a_key_has_moved() -> None:
    jane = NEXT.people["jane.doe"]
    moved = keyed(keyed(NEXT), *jane.keys, MIAS, person="jane.doe")
    assert codes(OLD, moved) == ["key-moved"]
    assert codes(OLD, replace(keyed(NEXT), bridges={**NEXT.bridges, "two": Bridge("two", "gitlab", (MIAS,))})) == [
        "key-moved"
    ]
    assert codes(OLD, keyed(replace(NEXT, bridges={}), MIAS, *OLD.bridges["hub"].keys)) == ["key-moved"]


def test_a_bridge_is_not_the_person_of_the_same_id() -> None:
    robot = Person("robot", "Robot", keys=(Key(public("robot"), b"robot", KeyState.ACTIVE),))
    old = replace(OLD, people={**OLD.people, "robot": robot})
    new = replace(NEXT, people={**OLD.people, "robot": replace(robot, keys=())},
                  bridges={**OLD.bridges, "robot": Bridge("robot", "github", robot.keys)})  # fmt: skip
    assert codes(old, new) == ["key-moved"]


@pytest.mark.parametrize("before", ALL)
@pytest.mark.parametrize("after", ALL)
def test_states(before: KeyState, after: KeyState) -> None:
    since = {KeyState.COMPROMISED: 1}
    old = keyed(OLD, replace(MIAS, state=before, since=since.get(before, 0)))
    new = keyed(NEXT, replace(MIAS, state=after, since=since.get(after, 0)))
    assert codes(old, new) == ([] if (before.value, after.value) in FORWARD else ["key-state"])


@pytest.mark.parametrize(
    ("before", "after", "expected"), [(2, 2, []), (2, 1, []), (1, 2, ["key-state"]), (2, 0, ["key-state"])]
)
def test_since_never_moves_later(before: int, after: int, expected: list[str]) -> None:
    old = keyed(OLD, replace(MIAS, state=KeyState.COMPROMISED, since=before))
    assert codes(old, keyed(NEXT, replace(MIAS, state=KeyState.COMPROMISED, since=after))) == expected


@pytest.mark.parametrize("state", ALL)
def test_a_new_key_is_active(state: KeyState) -> None:
    fresh = Key(public("fresh"), b"fresh", state, 1 if state is KeyState.COMPROMISED else 0)
    new = keyed(NEXT, MIAS, fresh)
    assert codes(OLD, new) == ([] if state is KeyState.ACTIVE else ["key-state"])
    assert new_keys(OLD, new) == ((new.people["mia.admin"], fresh),)


def test_new_keys() -> None:
    assert new_keys(OLD, NEXT) == ()
    text = changed((PREVIOUS, f"previous: {OLD.digest}"), ("version: 2", "version: 3"),
                   (key("bob"), f"{key('bob', 'retired')}, {key('bob-2')}"),
                   (key("hub"), f"{key('hub')}, {key('hub-2')}"))  # fmt: skip
    new = policy(text)
    assert codes(OLD, new) == []
    assert [(owner.id, entry.public) for owner, entry in new_keys(OLD, new)] == [
        ("bob.smith", public("bob-2")), ("hub", public("hub-2"))
    ]  # fmt: skip


def test_every_fault_is_reported() -> None:
    new = replace(keyed(NEXT), project="urn:uuid:x", version=9, previous="")
    assert codes(OLD, new) == ["policy-project", "policy-version", "policy-version", "key-removed"]
