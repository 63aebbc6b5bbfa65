"""Rules and persons: the matching against brute force, and what each part of a rule asks for."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qms.model.policy import Rule
from qms.trust.quorum import Signer, Slot, met, missing, slots

ROLES = ("a", "b", "c")
EVIDENCE = (("signature",), ("forge",), ("signature", "forge"))


def most(wanted: tuple[Slot, ...], signers: list[Signer]) -> int:
    """How many slots can be filled, by trying everybody who is left, and nobody, for each."""
    if not wanted:
        return 0
    first, *others = wanted
    fitting = {
        signer.person
        for signer in signers
        if signer.role == first.role
        and signer.evidence in first.evidence
        and (signer.user_verified or not first.user_verified)
    }
    rest = tuple(others)
    filled = (1 + most(rest, [each for each in signers if each.person != person]) for person in fitting)
    return max(filled, default=0) if not rest else max(most(rest, signers), *filled, 0)


_rules = st.lists(
    st.builds(Rule, st.sampled_from(ROLES), st.integers(1, 2), st.sampled_from(EVIDENCE), st.booleans()), max_size=2
)
_signers = st.lists(
    st.builds(
        Signer, st.sampled_from("pqrs"), st.sampled_from(ROLES), st.sampled_from(("signature", "forge")), st.booleans()
    ),
    max_size=7,
)


@settings(max_examples=200, deadline=None)
@given(_rules, _signers, st.randoms(use_true_random=False))
def test_brute_force_agrees(rules: list[Rule], signers: list[Signer], chance: random.Random) -> None:
    wanted = slots(rules)
    filled = most(wanted, signers)
    empty = missing(rules, signers)
    assert met(rules, signers) is (filled == len(wanted))
    assert len(empty) == len(wanted) - filled
    shuffled = list(signers)
    chance.shuffle(shuffled)
    assert missing(rules, shuffled) == empty


_wide = st.lists(st.tuples(st.sampled_from("pqrstu"), st.sampled_from(ROLES)), max_size=14)


@settings(deadline=None)
@given(st.lists(st.sampled_from(ROLES), max_size=5), _wide)
def test_brute_force_agrees_on_roles(roles: list[str], held: list[tuple[str, str]]) -> None:
    rules = [Rule(role) for role in roles]
    signers = [Signer(person, role) for person, role in held]
    assert len(missing(rules, signers)) == len(roles) - most(slots(rules), signers)


def test_brute_force_agrees_on_many_crowded_cases() -> None:
    """As many slots as persons and few roles each: nearly every answer needs somebody to move."""
    chance = random.Random(1)  # noqa: S311 - the same cases every time
    for _ in range(3000):
        roles = [chance.choice("abcdef") for _ in range(chance.randint(3, 6))]
        held = [(person, role) for person in "pqrstu" for role in chance.sample("abcdef", chance.randint(0, 2))]
        signers = [Signer(person, role) for person, role in held]
        chance.shuffle(signers)
        rules = [Rule(role) for role in roles]
        assert len(missing(rules, signers)) == len(roles) - most(slots(rules), signers), (roles, signers)


def test_slots() -> None:
    rules = (Rule("a", 2), Rule("b", 1, ("forge",), user_verified=True))
    assert slots(rules) == (Slot("a"), Slot("a"), Slot("b", ("forge",), user_verified=True))


def test_greedy_choice_would_be_wrong() -> None:
    rules = (Rule("a"), Rule("b"))
    assert met(rules, [Signer("p", "a"), Signer("p", "b"), Signer("q", "a")])
    assert met(rules, [Signer("q", "a"), Signer("p", "b"), Signer("p", "a")])


def test_one_person_fills_one_slot_only() -> None:
    signers = [Signer("p", "a"), Signer("p", "b")]
    assert missing((Rule("a"), Rule("b")), signers) == (Slot("b"),)
    assert missing((Rule("b"), Rule("a")), signers) == (Slot("a"),)
    assert not met((Rule("a", 2),), [Signer("p", "a"), Signer("p", "a")])
    assert met((Rule("a", 2),), [Signer("p", "a"), Signer("q", "a")])


def test_a_long_chain_of_moves() -> None:
    """Each new slot makes everybody before it move on; and it does so without recursion."""
    count = 400
    rules = [Rule(f"r{number}") for number in range(count)]
    signers = [Signer(f"p{n}", f"r{n}") for n in range(count - 1)]
    signers += [Signer(f"p{n}", f"r{n + 1}") for n in range(count - 1)]
    assert len(missing(rules, signers)) == 1
    assert met(rules, [Signer(f"p{count}", "r0"), *signers])


@pytest.mark.parametrize(
    ("rule", "signer", "expected"),
    [
        (Rule("a"), Signer("p", "a"), True),
        (Rule("a"), Signer("p", "b"), False),
        (Rule("a"), Signer("p", "a", "forge"), False),
        (Rule("a", evidence=("forge",)), Signer("p", "a"), False),
        (Rule("a", evidence=("forge",)), Signer("p", "a", "forge"), True),
        (Rule("a", evidence=("signature", "forge")), Signer("p", "a", "forge"), True),
        (Rule("a", evidence=()), Signer("p", "a"), False),
        (Rule("a", user_verified=True), Signer("p", "a"), False),
        (Rule("a", user_verified=True), Signer("p", "a", user_verified=True), True),
        (Rule("a"), Signer("p", "a", user_verified=True), True),
    ],
)
def test_what_fills_a_slot(rule: Rule, signer: Signer, expected: bool) -> None:  # noqa: FBT001
    assert met((rule,), (signer,)) is expected


def test_no_rules_are_met_by_nobody() -> None:
    assert met((), ())
    assert missing((Rule("a", 2),), ()) == (Slot("a"), Slot("a"))
