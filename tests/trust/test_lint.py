"""Lint: what is shared, what looks alike, and rules that nobody can meet; each beside what must pass."""
# ruff: noqa: RUF001 - letters that look alike are tested here

from __future__ import annotations

import pytest

from qms.trust.lint import lint
from qms.trust.skeleton import skeletons
from trust.policies import ANN, MIA, POLICY, PROCEDURE, changed, codes, faults, key, policy, public

HUB = f"hub: {{forge: github, keys: [{key('hub')}]}}"
SERVICES = "services: [noreply@example.org]"
RULE = "approve: [{role: owner}, {role: quality}]}"
EITHER = "approve: [{role: owner, evidence: [forge, signature]}]}"
SMITH = "approve: [{role: toolsmith}]"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (public("ann"), public("bob")), (public("ann"), public("hub")),
        (f"[{key('ann')}]", f"[{key('ann')}, {key('ann', 'retired')}]"),
        (f"[{key('ann')}]", f"[{key('ann')}, {key('bob', 'retired')}]"),
        ("ann@example.org", "bob@example.org"), ("ann@example.org", "Bob@Example.org"),
        ("ann@example.org", "noreply@example.org"), (SERVICES, "services: [ANN@example.org]"),
        ("github:1", "github:2"), (HUB, f"{HUB}\n  hub-two: {{forge: gitlab, keys: [{key('hub')}]}}"),
        ("[ann@example.org]", "[ann@example.org, ANN@example.org]"),
        (f"[{key('ann')}]", f"[{key('ann')}, {key('ann')}]"),
    ],
)  # fmt: skip
def test_shared(old: str, new: str) -> None:
    assert "policy-shared" in codes(changed((old, new)))


def test_what_is_not_shared() -> None:
    text = changed(("github:1", "gitlab:2"), (f"[{key('ann')}]", f"[{key('ann', fido=True)}, {key('ann')}]"))
    assert codes(text) == []


def test_a_shared_key_is_named_with_both_owners() -> None:
    (fault,) = faults(changed((public("hub"), public("ann"))))
    assert "bridge hub" in fault.message
    assert "person ann.author" in fault.message
    assert fault.place.line == POLICY[: POLICY.index(HUB)].count("\n") + 1


@pytest.mark.parametrize(
    "name",
    [
        "Jane Doe", "jane doe", "JANE DOE", "Janedoe", "Jane-Doe", "Ja'ne Doe", "Ja’ne Doe",
        "Jane\u00a0Doe", "Jane\u2011Doe",
        "Jäne Doé", "Jаne Doe", "Jane Dоe", "Јane Doe", "Jane D0e", "Jane Dοe", "Ｊane Doe", "𝐉ane Doe",
        "JANΕ DOE", "JAΝE DOE", "Jane‐Doe", "Jane—Doe", "Jane−Doe", "jaոe doe", "ꓙane Doe", "Ꭻane Doe", "hub",
    ],
)  # fmt: skip
def test_confusable(name: str) -> None:  # letters of other scripts on purpose
    assert codes(changed(("Ann Author", name))) == ["policy-confusable"]


@pytest.mark.parametrize(
    "name", ["Jan Doe", "June Doe", "Jane Roe", "Jane D. Doe", "Jane.Doe", "Jane_Doe", "Жанна До", "Ιωάννα Ντο"]
)
def test_not_confusable(name: str) -> None:
    assert codes(changed(("Ann Author", name))) == []


def test_each_listed_letter() -> None:
    pairs = (  # as the format lists them
        "а a е e о o р p с c у y х x і i ј j ѕ s ԁ d һ h к k м m т t в b н h "
        "α a ο o ν v ρ p ι i κ k τ t υ u χ x β b η n ı i 0 o 1 l"
    )
    listed = pairs.split()
    for look, letter in zip(listed[::2], listed[1::2], strict=True):
        assert skeletons(f"q{look}") & skeletons(f"q{letter}"), look
        assert skeletons(f"q{look.upper()}") & skeletons(f"q{letter}"), look


def test_different_ascii_names_never_look_alike() -> None:
    kept = [chr(code) for code in range(0x21, 0x7F) if chr(code) not in "-'01" and not chr(code).isupper()]
    looks = {look for character in kept for look in skeletons(character)}
    assert looks == set(kept)
    assert skeletons("rn") != skeletons("m")


@pytest.mark.parametrize(
    "changes",
    [
        [("roles: [quality]", "roles: [author]")],  # nobody holds the role
        [(key("jane"), key("jane", "retired"))],
        [(key("jane"), key("jane", "compromised", "2"))],
        [(f"keys: [{key('jane')}]", "keys: []")],
        [("approve: [{role: toolsmith}]", "approve: [{role: toolsmith, at-least: 2}]")],
        [("approve: [{role: toolsmith}]", "approve: [{role: toolsmith, key: user-verified}]")],
        [("{role: director}, {role: quality}", "{role: director}, {role: owner}")],  # both are Bob
        [(RULE, "approve: [{role: owner, evidence: [forge]}]}"), (HUB, HUB.replace("forge: github", "forge: gitlab"))],
        [(RULE, "approve: [{role: owner, evidence: [forge]}]}"), (HUB, HUB.replace("active", "retired"))],
        [(RULE, "approve: [{role: owner, evidence: [forge]}]}"), ("github:2", "gitlab:2")],
        [(RULE, "approve: [{role: toolsmith, evidence: [forge]}]}")],  # Mia has no forge id
    ],
)
def test_unreachable(changes: list[tuple[str, str]]) -> None:
    assert set(codes(changed(*changes))) == {"quorum-unreachable"}


@pytest.mark.parametrize(
    "changes",
    [
        [(key("jane"), f"{key('old', 'retired')}, {key('jane')}")],
        [(SMITH, f"{SMITH[:-2]}, key: user-verified}}]"), (key("mia"), key("mia", fido=True))],
        [(key("mia"), key("mia", fido=True))],  # such a key signs where nobody asks for it, too
        [(RULE, "approve: [{role: owner, evidence: [forge]}]}")],
        [(RULE, EITHER), (key("bob"), f"{key('bob')}, {key('old', 'retired')}")],
        [(RULE, EITHER), (HUB, HUB.replace("active", "retired"))],
        [("roles: [author]", "roles: [owner]"), (RULE, "approve: [{role: owner, at-least: 2}]}")],
    ],
)  # fmt: skip
def test_reachable(changes: list[tuple[str, str]]) -> None:
    assert codes(changed(*changes)) == []


def test_a_fido_key_that_is_retired_verifies_nobody() -> None:
    text = changed(
        ("approve: [{role: toolsmith}]", "approve: [{role: toolsmith, key: user-verified}]"),
        (key("mia"), f"{key('mia')}, {key('fido', 'retired', fido=True)}"),
    )
    assert codes(text) == ["quorum-unreachable"]


def everybody(people: int, *, alone: bool) -> str:
    """Two owners are asked for; so many people besides are no owners."""
    two = "approve: [{role: owner, at-least: 2}]" + (", self-approval: true}" if alone else "}")
    more = "roles: [owner, director, toolsmith]"
    drop = [(f"  {ANN}\n", ""), (f"  {MIA}\n", "")][: 4 - people]
    roles = [
        ("roles: [quality]", "roles: [owner, quality]"),
        ("roles: [owner, director]", more),
    ]
    return changed(*drop, *roles, (RULE, two))


def test_somebody_must_be_left_to_be_the_author() -> None:
    assert codes(everybody(3, alone=False)) == []
    (fault,) = faults(everybody(2, alone=False))
    assert (fault.code, "author" in fault.message) == ("quorum-unreachable", True)
    assert fault.place.line == everybody(2, alone=False).split(f"  {PROCEDURE[:10]}")[0].count("\n") + 1
    assert codes(everybody(2, alone=True)) == []


def test_authorities_and_guarded_may_take_everybody() -> None:
    text = everybody(2, alone=True)
    assert "{role: director}, {role: quality}" in text
    assert codes(text) == []
    assert codes(changed((SMITH, "approve: [{role: toolsmith}, {role: owner}]"), text=text)) == []


@pytest.mark.parametrize(
    ("old", "new", "part"),
    [
        ("Ann Author", "Jane Doe", "jane.doe:"),
        ("  hub:", "  janedoe:", "janedoe:"),
        ("noreply@example.org", "bob@example.org", "[bob@example.org]"),
        ("{role: director}, ", "{role: nobody}, ", "{approve: [{role: nobody}"),
        ("{role: toolsmith}", "{role: nobody}", "{paths: [mkdocs"),
        (RULE, "approve: [{role: nobody}]}", "procedure:"),
    ],
)
def test_places(old: str, new: str, part: str) -> None:
    text = changed((old, new))
    (fault,) = faults(text)
    assert text.split("\n")[fault.place.line - 1][fault.place.column - 1 :].startswith(part)


def test_without_places_the_file_is_named() -> None:
    good = policy()
    assert lint(good) == ()
    (fault, *_) = lint(type(good)(**{name: getattr(good, name) for name in good.__slots__} | {"people": {}}))
    assert (fault.place.path, fault.place.line) == ("manual/authorities.yml", 0)


def test_lint_waits_for_what_cannot_be_read() -> None:
    text = changed(("roles: [quality]", "roles: [Quality]"), (SERVICES, "services: [a@b, a@b]"))
    assert codes(text) == ["policy-field", "policy-field"]
