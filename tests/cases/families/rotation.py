"""From one policy to the next: version, quorum, keys and their enrolment, and files that must still fit."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from cases import keys
from cases.keys import Key, ed25519_key
from cases.policy import Policy, person, render, start_policy
from cases.registry import case
from cases.statements import digest
from cases.story import BOB, BOSS, CARL, JANE, POLICY, Story
from cases.texts import document

NEW = ed25519_key("bob.smith 2")
ANN = ("ann.author", "quality-manager")


def _add(s: Story, policy: Policy, who: str = "bob.smith", key: Key = NEW, **more: str) -> Policy:
    policy["people"][who]["keys"].append(s.entry(key, **more))
    return policy


def _state(policy: Policy, who: str, state: str, **more: str) -> Policy:
    policy["people"][who]["keys"][0] = {"public": policy["people"][who]["keys"][0]["public"], "state": state, **more}
    return policy


def _next(s: Story) -> Policy:
    return deepcopy(s.policy)


@case("policy-rotation", "Policy 2 retires Bob's key and enrols a new one; Jane's approval names policy 1 and counts.")
def _(s: Story) -> None:
    old = s.policy_sha
    s.step(s.rotate(_state(_add(s, _next(s)), "bob.smith", "retired")))
    files = s.issue("QP-01", "3", by=())
    s.step(files, s.act(JANE, of="QP-01", policy=old), s.act(BOB, of="QP-01", how={"key": NEW}))


@case("policy-twice", "Policies 2 and 3; an approval that names policy 1 still counts.")
def _(s: Story) -> None:
    old = s.policy_sha
    s.step(s.rotate(_next(s)))
    s.step(s.rotate(_next(s)))
    s.step(s.issue("QP-01", "3", policy=old))


@case("policy-new-person", "A new person with a key of her own, who then approves.")
def _(s: Story) -> None:
    policy = _next(s)
    policy["people"]["zoe.zuse"] = person("zoe.zuse", "Zoe Zuse", ["quality-manager"], 4000)
    s.entry(ed25519_key("zoe.zuse"))
    s.step(s.rotate(policy))
    s.step(s.issue("QP-01", "3", by=(BOB, ("zoe.zuse", "quality-manager"))))


@case("policy-keys-of-many-types", "Five new keys of five types, each enrolled by itself.")
def _(s: Story) -> None:
    policy = _next(s)
    chosen = (
        keys.rsa_key("jane.doe"),
        keys.ecdsa_key("mia"),
        keys.fido_key("ann"),
        keys.fido_key("carl", keys.SK_ECDSA),
        NEW,
    )
    for who, key in zip(("jane.doe", "mia.admin", "ann.author", "carl.jung", "bob.smith"), chosen, strict=True):
        _add(s, policy, who, key)
    s.step(s.rotate(policy))


@case("policy-two-keys-of-one", "Two new keys of one person: two enrolments, the second numbered.")
def _(s: Story) -> None:
    policy = _add(s, _add(s, _next(s)), key=ed25519_key("bob.smith 3"))
    files = s.rotate(policy, enrol=False)
    about = {"subject": "AUTHORITIES", "revision": "2", "sha256": s.policy_sha, "supersedes": str(policy_before(s))}
    about["policy"] = about["supersedes"]
    first = s.enrol("bob.smith", NEW, s.policy, about)
    s.step(files, first, s.enrol("bob.smith", ed25519_key("bob.smith 3"), s.policy, about | {"number": 2}))


def policy_before(s: Story) -> object:
    """Give the digest of the policy before the current one."""
    return s.policy["previous"]


@case("policy-rules-change", "The rules of a class change; the next revision follows the new ones.")
def _(s: Story) -> None:
    policy = _next(s)
    policy["classes"]["instruction"]["approve"].append({"role": "process-owner"})
    s.step(s.rotate(policy))
    s.step(s.issue("WI-01", "2", by=(BOB, JANE)))


@case(
    "policy-rules-change-old-rules_fail",
    "The rules became stricter; a revision follows the old ones.",
    "approval-missing",
)
def _(s: Story) -> None:
    policy = _next(s)
    policy["classes"]["instruction"]["approve"].append({"role": "process-owner"})
    s.step(s.rotate(policy))
    s.step(s.issue("WI-01", "2"))


@case("policy-class-renamed", "A class has a new name; its documents take it and go on.")
def _(s: Story) -> None:
    policy = _next(s)
    policy["classes"]["procedures"] = policy["classes"].pop("procedure")
    s.step(s.rotate(policy))
    s.step(s.issue("QP-01", "3"))


@case("policy-new-class", "A new class, then its first document.")
def _(s: Story) -> None:
    policy = _next(s)
    policy["classes"]["form"] = {"paths": ["forms/**"], "approve": [{"role": "quality-manager"}]}
    s.step(s.rotate(policy))
    s.step(s.issue("F-1", "1", path="forms/F-1.md"))


@case("policy-and-document", "Policy and document change in one step, each under the old policy.")
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3"), s.rotate(_next(s)))


@case("policy-weakens-its-own-step_fail", "Policy 2 drops a role; the same step needs it no more.", "approval-missing")
def _(s: Story) -> None:
    files = s.issue("QP-01", "3", by=(JANE,))
    policy = _next(s)
    policy["classes"]["procedure"]["approve"] = [{"role": "quality-manager"}]
    s.step(files, s.rotate(policy))


@case(
    "policy-new-key-in-its-own-step_fail",
    "Bob's new key approves a document in the step that enrols it.",
    "key-unknown",
)
def _(s: Story) -> None:
    files = s.issue("QP-01", "3", by=(JANE,))
    files |= s.act(BOB, of="QP-01", how={"key": NEW})
    s.step(files, s.rotate(_add(s, _next(s))))


@case("policy-names-itself_fail", "An approval names the policy that its own step brings.", "record-policy")
def _(s: Story) -> None:
    policy = s.rotate(_next(s))
    s.step(policy, s.issue("QP-01", "3"))


@case(
    "policy-retired-key-in-its-own-step", "A key that this step retires still signs in it: the policy before decides."
)
def _(s: Story) -> None:
    s.step(s.issue("QP-01", "3"), s.rotate(_state(_add(s, _next(s)), "bob.smith", "retired")))


@case("policy-person-without-key-leaves", "A person who never had a key leaves.", start=False)
def _(s: Story) -> None:
    policy = start_policy()
    policy["people"]["zoe"] = {"name": "Zoe Zuse", "roles": ["author"]}
    s.started(policy)
    s.step(s.rotate(start_policy()))


@case(
    "policy-signer-loses-the-role_fail",
    "Jane signed under policy 1; policy 2 takes the role from her.",
    "role-not-held",
)
def _(s: Story) -> None:
    old = s.policy_sha
    policy = _next(s)
    policy["people"]["jane.doe"]["roles"] = ["author"]
    s.step(s.rotate(policy))
    s.step(s.issue("QP-01", "3", by=(BOB,)), s.act(JANE, of="QP-01", policy=old))


@case(
    "policy-signer-gets-the-role-later_fail",
    "Ann gets the role in policy 2; her record names policy 1.",
    "role-not-held",
)
def _(s: Story) -> None:
    old = s.policy_sha
    policy = _next(s)
    policy["people"]["ann.author"]["roles"].append("quality-manager")
    s.step(s.rotate(policy))
    s.step(
        s.issue("QP-01", "3", by=(BOB,), authors=["mia.admin"]),
        s.act(ANN, of="QP-01", policy=old, authors=["mia.admin"]),
    )


@case("policy-signer-new-later_fail", "Zoe comes with policy 2; her record names policy 1.", "person-unknown")
def _(s: Story) -> None:
    old = s.policy_sha
    policy = _next(s)
    policy["people"]["zoe.zuse"] = person("zoe.zuse", "Zoe Zuse", ["quality-manager"], 4000)
    s.entry(ed25519_key("zoe.zuse"))
    s.step(s.rotate(policy))
    s.step(s.issue("QP-01", "3", by=(BOB,)), s.act(("zoe.zuse", "quality-manager"), of="QP-01", policy=old))


@case(
    "policy-key-new-later_fail", "Bob's new key comes with policy 2; the record it signs names policy 1.", "key-unknown"
)
def _(s: Story) -> None:
    old = s.policy_sha
    s.step(s.rotate(_add(s, _next(s))))
    s.step(s.issue("QP-01", "3", by=(JANE,)), s.act(BOB, of="QP-01", policy=old, how={"key": NEW}))


@case("policy-name-changed", "Jane marries: the record names policy 1 and prints the name of policy 1.")
def _(s: Story) -> None:
    old = s.policy_sha
    policy = _next(s)
    policy["people"]["jane.doe"]["name"] = "Jane Smythe"
    s.step(s.rotate(policy))
    s.step(s.issue("QP-01", "3", by=(BOB,)), s.act(JANE, of="QP-01", policy=old, name="Jane Doe"))


@case(
    "policy-name-of-the-other-policy_fail", "The record names policy 1 and prints the name of policy 2.", "name-differs"
)
def _(s: Story) -> None:
    old = s.policy_sha
    policy = _next(s)
    policy["people"]["jane.doe"]["name"] = "Jane Smythe"
    s.step(s.rotate(policy))
    s.step(s.issue("QP-01", "3", by=(BOB,)), s.act(JANE, of="QP-01", policy=old))


@case(
    "retired-key-backdated_fail",
    "Bob's key was retired by policy 2; he signs afterwards with a date before it.",
    "key-inactive",
)
def _(s: Story) -> None:
    s.step(s.rotate(_state(_add(s, _next(s)), "bob.smith", "retired")))
    s.step(s.issue("QP-01", "3", signed_at="2025-12-01T10:00:00Z"))


@case(
    "retired-key-names-the-old-policy_fail",
    "The same, and the record names policy 1, where the key was active.",
    "key-inactive",
)
def _(s: Story) -> None:
    old = s.policy_sha
    s.step(s.rotate(_state(_add(s, _next(s)), "bob.smith", "retired")))
    s.step(s.issue("QP-01", "3", policy=old, signed_at="2025-12-01T10:00:00Z"))


@case("compromised-key-signs_fail", "A compromised key signs.", "key-inactive")
def _(s: Story) -> None:
    s.step(s.rotate(_state(_next(s), "carl.jung", "compromised", since="2")))
    s.step(s.issue("QP-01", "3", by=(BOB, CARL)))


@case("key-retired", "Carl's key is retired and then compromised from then on.")
def _(s: Story) -> None:
    s.step(s.rotate(_state(_next(s), "carl.jung", "retired")))
    s.step(s.rotate(_state(_next(s), "carl.jung", "compromised", since="3")))
    s.step(s.rotate(_state(_next(s), "carl.jung", "compromised", since="2")))
    s.step(s.issue("QP-01", "3"))


for _name, _why, _first, _then, _codes in (
    ("revived", "A retired key is active again.", ("retired", {}), ("active", {}), "key-state"),
    (
        "compromised-revived",
        "A compromised key is active again.",
        ("compromised", {"since": "2"}),
        ("active", {}),
        "key-state",
    ),
    (
        "compromised-retired",
        "A compromised key is merely retired.",
        ("compromised", {"since": "2"}),
        ("retired", {}),
        "key-state",
    ),
    (
        "since-later",
        "`since` moves to a later version.",
        ("compromised", {"since": "2"}),
        ("compromised", {"since": "3"}),
        "key-state",
    ),
):

    @case(f"key-{_name}_fail", _why, *_codes.split())
    def _(s: Story, first: tuple[str, dict[str, str]] = _first, then: tuple[str, dict[str, str]] = _then) -> None:
        s.step(s.rotate(_state(_next(s), "carl.jung", first[0], **first[1])))
        s.step(s.rotate(_state(_next(s), "carl.jung", then[0], **then[1])))


for _name, _state_of, _more in (("retired", "retired", {}), ("compromised", "compromised", {"since": "2"})):

    @case(f"key-new-{_name}_fail", f"A new key comes in as {_name}.", "key-state")
    def _(s: Story, state: str = _state_of, more: dict[str, str] = _more) -> None:
        policy = _next(s)
        policy["people"]["bob.smith"]["keys"].append(s.entry(NEW, state, **more))
        s.step(s.rotate(policy))


@case("key-removed_fail", "Carl's key is gone.", "key-removed")
def _(s: Story) -> None:
    policy = _next(s)
    policy["people"]["carl.jung"]["keys"] = []
    s.step(s.rotate(policy))


@case("key-removed-with-its-person_fail", "Carl is gone, and his key with him.", "key-removed")
def _(s: Story) -> None:
    policy = _next(s)
    del policy["people"]["carl.jung"]
    s.step(s.rotate(policy))


@case("key-exchanged_fail", "A new key stands in the place of the old one.", "key-removed")
def _(s: Story) -> None:
    policy = _next(s)
    policy["people"]["bob.smith"]["keys"] = [s.entry(NEW)]
    s.step(s.rotate(policy))


@case("key-moved_fail", "Carl's key is Ann's from now on.", "key-moved")
def _(s: Story) -> None:
    policy = _next(s)
    policy["people"]["ann.author"]["keys"] += policy["people"]["carl.jung"]["keys"]
    policy["people"]["carl.jung"]["keys"] = []
    s.step(s.rotate(policy))


@case("keys-swapped_fail", "Carl and Jane swap keys.", "key-moved")
def _(s: Story) -> None:
    people = (policy := _next(s))["people"]
    people["carl.jung"]["keys"], people["jane.doe"]["keys"] = people["jane.doe"]["keys"], people["carl.jung"]["keys"]
    s.step(s.rotate(policy))


@case("key-moved-to-a-bridge_fail", "Carl's key becomes a bridge's.", "key-moved")
def _(s: Story) -> None:
    policy = _next(s)
    policy["bridges"] = {"hub": {"forge": "github", "keys": policy["people"]["carl.jung"]["keys"]}}
    policy["people"]["carl.jung"]["keys"] = []
    s.step(s.rotate(policy))


@case("person-renamed-with-key_fail", "Carl gets another id in the policy: his key would move.", "key-moved")
def _(s: Story) -> None:
    policy = _next(s)
    policy["people"]["carl.young"] = policy["people"].pop("carl.jung")
    s.step(s.rotate(policy))


@case("enrolment-missing_fail", "A new key without its enrolment.", "enrolment-missing")
def _(s: Story) -> None:
    s.step(s.rotate(_add(s, _next(s)), enrol=False))


@case("enrolment-one-of-two_fail", "Two new keys, one enrolment.", "enrolment-missing")
def _(s: Story) -> None:
    policy = _add(s, _next(s), "jane.doe", ed25519_key("jane.doe 2"))
    files = s.rotate(_add(s, policy))
    s.step({path: data for path, data in files.items() if "enrolment.process-owner" not in str(path)})


def _enrolled(s: Story, **how: Any) -> None:  # noqa: ANN401 - passed on
    """Enrol Bob's new key, with something done differently."""
    old = s.policy_sha
    files = s.rotate(_add(s, _next(s)), enrol=False)
    about = {"subject": "AUTHORITIES", "revision": "2", "sha256": s.policy_sha, "supersedes": old, "policy": old}
    s.step(files, s.enrol("bob.smith", NEW, s.policy, about | how))


for _name, _why, _how, _codes in (
    (
        "old-key",
        "Bob's old key signs the enrolment of the new one.",
        {"how": {"key": ed25519_key("bob.smith")}},
        "key-owner",
    ),
    (
        "other-person",
        "Jane's key signs the enrolment of Bob's.",
        {"how": {"key": ed25519_key("jane.doe")}},
        "key-owner",
    ),
    (
        "stranger",
        "A key that nobody knows signs the enrolment.",
        {"how": {"key": ed25519_key("eve")}},
        "key-owner key-unknown",
    ),
    ("fingerprint", "The fingerprint is the old key's.", {"key": ed25519_key("bob.smith").fingerprint}, "key-owner"),
    ("fingerprint-form", "A fingerprint with padding.", {"key": NEW.fingerprint + "="}, "record-field"),
    ("no-fingerprint", "No fingerprint.", {"key": None}, "record-field"),
    ("digest", "The enrolment names another policy.", {"sha256": "0" * 64}, "enrolment-missing record-idle"),
    (
        "supersedes",
        "The enrolment names another predecessor.",
        {"supersedes": "0" * 64},
        "enrolment-missing record-idle",
    ),
    (
        "namespace",
        "Signed as an approval of the policy.",
        {"how": {"namespace": "qms-policy-v1"}},
        "signature-namespace",
    ),
    (
        "invalid",
        "The signature does not verify.",
        {"how": {"signature": lambda b: b[:-1] + bytes([b[-1] ^ 1])}},
        "signature-invalid",
    ),
    ("policy", "The enrolment names no policy of the chain.", {"policy": "0" * 64}, "record-policy"),
    ("role", "A role that Bob does not hold.", {"role": "toolsmith"}, "role-not-held"),
    ("name", "Another name than the new policy's.", {"name": "Robert Smith"}, "name-differs"),
):

    @case(f"enrolment-{_name}_fail", _why, *_codes.split())
    def _(s: Story, how: dict[str, Any] = _how) -> None:
        _enrolled(s, **how)


@case("enrolment-other-role", "An enrolment in another role that the new policy gives.")
def _(s: Story) -> None:
    _enrolled(s, role="managing-director")


@case("policy-approval-names-an-older-policy_fail", "Policy 3's approval names policy 1.", "record-policy")
def _(s: Story) -> None:
    old = s.policy_sha
    s.step(s.rotate(_next(s)))
    s.step(s.rotate(_next(s), policy=old))


for _name, _why, _by in (
    ("unapproved", "Nobody signed policy 2.", ()),
    ("one-of-two", "One of two roles signed policy 2.", (JANE,)),
    ("wrong-role", "Bob signed policy 2 as process owner.", (BOB, JANE)),
):

    @case(f"policy-{_name}_fail", _why, "policy-unapproved")
    def _(s: Story, by: tuple[tuple[str, str], ...] = _by) -> None:
        s.step(s.rotate(_next(s), by))


@case("policy-approves-itself_fail", "Policy 2 makes Ann quality manager, and she signs it as such.", "role-not-held")
def _(s: Story) -> None:
    policy = _next(s)
    policy["people"]["ann.author"]["roles"].append("quality-manager")
    s.step(s.rotate(policy, (BOSS, ANN)))


@case("policy-weakens-its-own-quorum_fail", "Policy 2 asks for one role; one signed it.", "policy-unapproved")
def _(s: Story) -> None:
    policy = _next(s) | {"authorities": {"approve": [{"role": "quality-manager"}]}}
    s.step(s.rotate(policy, (JANE,)))


@case(
    "policy-one-person-two-roles_fail",
    "Bob holds both roles and signs policy 2 for both.",
    "policy-unapproved",
    start=False,
)
def _(s: Story) -> None:
    policy = start_policy()
    policy["people"]["bob.smith"]["roles"].append("quality-manager")
    s.started(policy)
    s.step(s.rotate(_next(s), (BOSS, ("bob.smith", "quality-manager"))))


@case(
    "policy-changed-after-signing_fail",
    "A comment was added after the policy was signed.",
    "policy-unapproved",
    "record-idle",
)
def _(s: Story) -> None:
    files = s.rotate(_next(s))
    s.step(files | {POLICY: files[POLICY] + b"# later\n"})


@case(
    "policy-authorities-are-strict-rules",
    "Two quality managers are asked for by the authorities, and signed.",
    start=False,
)
def _(s: Story) -> None:
    s.started(start_policy() | {"authorities": {"approve": [{"role": "quality-manager", "at-least": "2"}]}})
    s.step(s.rotate(_next(s), (JANE, CARL)))


for _name, _why, _members, _codes in (
    (
        "project",
        "The next policy is another project's.",
        {"project": "urn:uuid:6f0b2b1e-0000-4000-8000-000000000002"},
        "policy-project",
    ),
    ("version-skipped", "Version 1, then 3.", {"version": "3"}, "policy-version"),
    ("previous-other", "Version 2 names another predecessor.", {"previous": "0" * 64}, "policy-version"),
    ("version-missing-previous", "Version 2 names no predecessor.", {"previous": None}, "policy-field"),
):

    @case(f"policy-next-{_name}_fail", _why, *_codes.split())
    def _(s: Story, members: dict[str, Any] = _members) -> None:
        s.step(s.rotate(_next(s), members=members, revision=members.get("version", "2")))


@case("policy-comment-added_fail", "Only a comment was added, the version stays.", "policy-version")
def _(s: Story) -> None:
    s.step({POLICY: s.read(POLICY) + b"# comment\n"})


@case(
    "policy-same-version-approved_fail",
    "A comment was added, the version stays, and the quorum signed it.",
    "policy-version",
)
def _(s: Story) -> None:
    data = s.read(POLICY) + b"# comment\n"
    about = {"subject": "AUTHORITIES", "revision": "1", "sha256": digest(data), "supersedes": s.policy_sha}
    s.step({POLICY: data}, s.acts((BOSS, JANE), **about))


@case("policy-rolled-back_fail", "Policy 2 goes back to policy 1 byte for byte.", "policy-version")
def _(s: Story) -> None:
    old = s.read(POLICY)
    s.step(s.rotate(_next(s)))
    s.step({POLICY: old})


@case("policy-rolled-back-approved_fail", "Policy 1 comes back, approved as version 3.", "policy-version")
def _(s: Story) -> None:
    old = s.read(POLICY)
    s.step(s.rotate(_next(s)))
    s.step(s.rotate(_next(s), edit=lambda _: old))


@case("policy-skips-one_fail", "Policy 3 is made on top of policy 1.", "policy-version")
def _(s: Story) -> None:
    first = s.policy_sha
    s.step(s.rotate(_next(s)))
    s.step(s.rotate(_next(s), members={"previous": first}))


@case("policy-deleted_fail", "The policy was removed.", "policy-deleted")
def _(s: Story) -> None:
    s.step({POLICY: None})


@case("policy-renamed_fail", "The policy has a new name.", "policy-deleted")
def _(s: Story) -> None:
    s.step({POLICY: None, "notes/authorities.yml": s.read(POLICY)})


@case("policy-becomes-a-folder_fail", "A folder stands in the place of the policy.", "policy-deleted")
def _(s: Story) -> None:
    s.step({POLICY: None, f"{POLICY}/x": s.read(POLICY)})


@case("policy-tree-note-unclassified_fail", "Under the next policy a note fits no pattern.", "policy-tree")
def _(s: Story) -> None:
    s.step({"notes/a": b"x\n"})
    s.step(s.rotate(_next(s) | {"uncontrolled": ["README.md"]}))


@case("policy-tree-adopts-a-file_fail", "A new pattern takes a note into a class, unapproved.", "policy-tree")
def _(s: Story) -> None:
    s.step({"notes/QP-09.md": document("QP-09", "1")})
    policy = _next(s)
    policy["classes"]["procedure"]["paths"].append("notes/**")
    s.step(s.rotate(policy))


@case(
    "policy-tree-drops-a-document_fail", "A pattern is taken away: an instruction would be uncontrolled.", "policy-tree"
)
def _(s: Story) -> None:
    policy = _next(s)
    policy["classes"]["instruction"]["paths"] = ["work/**"]
    policy["uncontrolled"].append("instructions/**")
    s.step(s.rotate(policy))


@case(
    "policy-tree-two-classes_fail",
    "Under the next policy a document is in two classes.",
    "policy-tree",
    "path-ambiguous",
)
def _(s: Story) -> None:
    policy = _next(s)
    policy["classes"]["all"] = {"paths": ["procedures/QP-01.md"], "approve": [{"role": "quality-manager"}]}
    s.step(s.rotate(policy))


@case(
    "policy-tree-splits-a-folder_fail",
    "Under the next policy a folder document is half in another class.",
    "policy-tree",
    "path-ambiguous",
)
def _(s: Story) -> None:
    files = {"index.md": document("QP-02", "1"), "form.csv": b"a\n"}
    s.step(s.issue("QP-02", "1", files, path="procedures/QP-02"))
    policy = _next(s)
    policy["classes"]["procedure"]["paths"] = ["procedures/*", "procedures/*/*.md"]
    policy["classes"]["form"] = {"paths": ["procedures/*/*.csv"], "approve": [{"role": "quality-manager"}]}
    s.step(s.rotate(policy))


@case(
    "policy-tree-guards-a-document_fail",
    "Under the next policy a document is guarded too.",
    "policy-tree",
    "path-ambiguous",
)
def _(s: Story) -> None:
    policy = _next(s)
    policy["guarded"]["paths"].append("procedures/**")
    s.step(s.rotate(policy))


@case(
    "policy-tree-file-of-the-step_fail",
    "The step brings a policy and a file that only the old one places.",
    "policy-tree",
)
def _(s: Story) -> None:
    s.step(s.rotate(_next(s) | {"uncontrolled": ["README.md"]}), {"notes/a": b"x\n"})


@case(
    "policy-places-only-later_fail",
    "The step brings a policy and a file that only the new one places.",
    "path-unclassified",
)
def _(s: Story) -> None:
    policy = _next(s)
    policy["uncontrolled"].append("drafts/**")
    s.step(s.rotate(policy), {"drafts/a": b"x\n"})


@case("policy-places-from-the-next-step", "A file that the new policy places comes a step later.")
def _(s: Story) -> None:
    policy = _next(s)
    policy["uncontrolled"].append("drafts/**")
    s.step(s.rotate(policy))
    s.step({"drafts/a": b"x\n"})


@case("policy-moves-a-class", "A class gets another pattern and a document moves under both in the next step.")
def _(s: Story) -> None:
    policy = _next(s)
    policy["classes"]["instruction"]["paths"].append("work/**")
    s.step(s.rotate(policy))
    s.step({"instructions/WI-01.md": None, "work/WI-01.md": s.read("instructions/WI-01.md")})


@case(
    "policy-takes-a-document-to-another-class",
    "The authorities move a document to another class by pattern; it goes on there.",
)
def _(s: Story) -> None:
    policy = _next(s)
    policy["classes"]["instruction"]["paths"] = ["work/**"]
    policy["classes"]["procedure"]["paths"].append("instructions/**")
    s.step(s.rotate(policy))
    s.step(s.issue("WI-01", "2", by=(BOB, JANE)))


@case("policy-digest-is-of-bytes", "Quotes and comments differ, the version goes on: a policy is its bytes.")
def _(s: Story) -> None:
    s.step(s.rotate(_next(s), edit=lambda data: data.replace(b"version: 2", b"version: '2' # two") + b"# end\n"))


@case(
    "policy-digest-of-other-bytes_fail",
    "The approvals name the digest of another layout of the same policy.",
    "policy-unapproved",
    "record-idle",
)
def _(s: Story) -> None:
    policy = _next(s)
    shown = render(policy | {"version": "2", "previous": s.policy_sha}) + b"\n"
    s.step(s.rotate(policy, sha256=digest(shown)))
