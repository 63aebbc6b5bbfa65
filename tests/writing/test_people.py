"""The first people, as typed, and the rules chosen for them."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from qms.errors import QmsError
from qms.trust.policy import read_policy
from qms.writing.people import NewPerson, parse_person, person_id
from qms.writing.policy import make_plan, policy_text, quoted
from sshkeys import ed25519, rsa_key

PROJECT = "urn:uuid:6f0b2b1e-0000-4000-8000-000000000001"
ROLES = ("managing-director", "quality-manager", "process-owner", "toolsmith", "boss")


def made(name: str, *roles: str, signs: bool = True) -> NewPerson:
    public = ed25519(seed=name.encode()).public if signs else ""
    return NewPerson(name, name.title(), f"{name}@example.org", public, roles)


def test_a_person_is_read_with_the_key_beside_the_private_one(tmp_path: Path):
    (tmp_path / "my key").write_text("a private key that is never read")
    (tmp_path / "my key").chmod(0)
    (tmp_path / "my key.pub").write_text(f"{ed25519().public} jane@laptop\n")
    for file in ("my key", "my key.pub"):
        jane = parse_person(f'Jane  Doe <Jane@Example.org> "{tmp_path / file}" quality-manager, toolsmith toolsmith')
        assert (jane.id, jane.email, jane.roles) == ("jane.doe", "jane@example.org", ("quality-manager", "toolsmith"))
        assert jane.key == ed25519().public
        assert jane.fingerprint.startswith("SHA256:")


def test_a_key_may_be_typed_itself_and_may_be_missing():
    assert parse_person(f"Jane Doe <j@x.org> {ed25519().public} boss").key == ed25519().public
    ann = parse_person("Ann Author <ann@x.org>")
    assert (ann.key, ann.roles, ann.signs, ann.fingerprint) == ("", (), False, "")
    assert parse_person("Ann Author <ann@x.org> boss").roles == ("boss",)


@pytest.mark.parametrize(
    ("name", "email", "expected"),
    [
        ("Jane Doe", "x@y.z", "jane.doe"),
        ("Jörg Müller-Lüdenscheidt", "x@y.z", "jorg.muller-ludenscheidt"),
        ("Bob O'Roe", "x@y.z", "bob.oroe"),
        ("Dr. J. P. Smith", "x@y.z", "dr.j.p.smith"),
        ("王小明", "xm.wang@y.z", "xm.wang"),
    ],
)
def test_an_id_is_made_from_the_name_or_the_address(name: str, email: str, expected: str):
    assert person_id(name, email) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", "Jane Doe", "Jane Doe jane@x.org", "Jane Doe <jane>", "<j@x.org>", "Jane <j@x.org> Boss",
        "Jane <j@x.org> bridge",
        "Jane <j@x.org> 'open", "王小明 <1@x.org>", "A\u202eB <a@x.org>", "Jane <j@x.org> missing.pub boss",
        f"Jane <j@x.org> {ed25519().public[:-4]} boss",
    ],
)  # fmt: skip
def test_what_is_no_person_is_refused_with_an_example_or_a_remedy(text: str):
    with pytest.raises(QmsError) as refused:
        parse_person(text)
    assert refused.value.code in ("person-malformed", "key-unusable")
    assert "--person" in refused.value.fix or "ssh-keygen" in refused.value.fix


def test_a_weak_key_is_refused(tmp_path: Path):
    (tmp_path / "old.pub").write_text(rsa_key(2048).public)
    with pytest.raises(QmsError, match="is weak"):
        parse_person(f"Jane <j@x.org> {tmp_path}/old.pub boss")


def test_any_people_who_can_sign_at_all_get_rules_they_can_meet():
    """Every mix of up to three people with up to two roles: the verifier itself accepts the policy."""
    pairs = [(), *((role,) for role in ROLES), *combinations(ROLES, 2)]
    mixes = [(one,) for one in pairs if one]
    mixes += [(one, two) for one in pairs for two in pairs if one or two]
    mixes += [(one, two, ("quality-manager",)) for one in pairs for two in pairs]
    for mix in mixes:
        people = [made(name, *roles) for name, roles in zip(("ann", "bob", "eve"), mix, strict=False)]
        plan = make_plan(people)
        policy, faults = read_policy(policy_text(PROJECT, people, plan).encode())
        assert policy, (mix, faults)
        assert plan.alone == (len(people) == 1)


def test_one_person_approves_their_own_documents_and_the_policy_says_so():
    text = policy_text(PROJECT, [made("jo", "quality-manager")], make_plan([made("jo", "quality-manager")]))
    assert text.count("self-approval: true") == 2
    two = [made("jo", "quality-manager"), made("ann", signs=False)]
    assert "self-approval" not in policy_text(PROJECT, two, make_plan(two))


def test_whoever_writes_leaves_enough_others_to_approve():
    people = [
        made("jane", "quality-manager"),
        made("bob", "process-owner", "managing-director"),
        made("ann", signs=False),
    ]
    plan = make_plan(people, "jane@example.org")
    assert plan.author.id == "ann"
    assert plan.roles["procedures"] == ("process-owner", "quality-manager")
    people.append(made("carl", "quality-manager"))
    assert make_plan(people, "Jane@example.org").author.id == "jane"


def test_nobody_who_can_sign_is_refused():
    for people in ([made("ann", signs=False)], [made("ann", "boss", signs=False)], [made("ann")]):
        with pytest.raises(QmsError, match="nobody has both a key and a role"):
            make_plan(people)


def test_two_people_with_one_key_are_refused_in_words():
    twin = made("jane", "boss")
    people = [twin, NewPerson("bob", "Bob", "bob@example.org", twin.key, ("boss",))]
    with pytest.raises(QmsError, match="these people make no good policy"):
        policy_text(PROJECT, people, make_plan(people))


@pytest.mark.parametrize("text", ["plain", "it's", 'a "b"', "x: y # z", "- {[", "back\\slash"])
def test_quoted_texts_stay_what_they_are(text: str):
    from qms.trust.yamltext import parse_yaml  # noqa: PLC0415 - the judge of one test

    fields, faults = parse_yaml(f"x: {quoted(text)}\n", "")
    assert not faults
    assert fields
    assert fields.text("x") == text
