"""Reading the policy: one bad specimen for each field and refusal, beside what must pass."""
# ruff: noqa: RUF001 - a real apostrophe in a name

from __future__ import annotations

import hashlib

import pytest

from qms.model.policy import Bridge, KeyState, Rule
from qms.trust.policy import read_policy
from trust.policies import (
    ANN,
    AUTHORITIES,
    BOB,
    GUARDED,
    MIA,
    POLICY,
    PREVIOUS,
    PROCEDURE,
    PROJECT,
    UNCONTROLLED,
    changed,
    codes,
    faults,
    key,
    policy,
    public,
)

EVIDENCE = 'evidence: ["records/audits/**"]'
SERVICES = "services: [noreply@example.org]"
HUB = f"hub: {{forge: github, keys: [{key('hub')}]}}"
RULE = "approve: [{role: owner}, {role: quality}]}"
PATHS = 'paths: ["procedures/**"]'
HER_KEY = key("mia")


def padded(size: int) -> bytes:
    """The good policy with a comment that makes it so many bytes long."""
    return POLICY.encode() + b"#" * (size - len(POLICY) - 1) + b"\n"


def test_a_good_policy() -> None:
    read = policy()
    assert read.digest == hashlib.sha256(POLICY.encode()).hexdigest()
    assert (read.project, read.version, read.previous) == (PROJECT.split('"')[1], 2, "a" * 64)
    assert list(read.people) == ["ann.author", "bob.smith", "jane.doe", "mia.admin"]
    bob = read.people["bob.smith"]
    assert (bob.name, bob.roles, bob.emails, bob.forge) == (
        "Bob Smith", ("owner", "director"), ("bob@example.org",), ("github:2",)
    )  # fmt: skip
    assert (bob.keys[0].public, bob.keys[0].state, bob.keys[0].since) == (public("bob"), KeyState.ACTIVE, 0)
    assert read.people["mia.admin"].emails == ()
    assert read.classes["procedure"].paths == ("procedures/**",)
    assert read.classes["procedure"].approve == (Rule("owner"), Rule("quality"))
    assert not read.classes["procedure"].self_approval
    assert read.authorities == (Rule("director"), Rule("quality"))
    assert (read.guarded_paths, read.guarded) == (("mkdocs.yml", ".github/**"), (Rule("toolsmith"),))
    assert (read.uncontrolled, read.evidence) == (("README.md", "notes/**"), ("records/audits/**",))
    assert read.bridges["hub"] == Bridge("hub", "github", read.bridges["hub"].keys)
    assert read.services == ("noreply@example.org",)
    assert set(read.owners()) == set(read.keys())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (EVIDENCE + "\n", ""), (SERVICES, ""), (SERVICES, "services: []"), (f"bridges:\n  {HUB}\n", ""),
        (f"bridges:\n  {HUB}", "bridges: {}"), (UNCONTROLLED, "uncontrolled: []"),
        ("format: quality-policy/1", 'format: "quality-policy/1"   # a comment'),
        ("version: 2", "version: '2'"), ("roles: [author]", "roles: []"), (f"version: 2\n{PREVIOUS}", "version: 1"),
        ("version: 2", "version: 999999"), ("[owner, director]", "[owner, director, x-9-y]"),
        ("emails: [ann@example.org]", "emails: []"), ("[ann@example.org]", "[Ann@Example.Org, b@c]"),
        ('"github:1"', '"gitlab:1", "gitea:9223372036854775807"'), ("Ann Author", "Änn O’Åuthor-Ünal"),
        (RULE, "approve: [{role: owner, at-least: 1, evidence: [forge, signature]}], self-approval: true}"),
        (RULE, RULE[:-1] + ", self-approval: false}"), (PATHS, 'paths: ["*", "**/x", ".a*/**"]'),
        (HER_KEY, f"{HER_KEY}, {key('old', 'retired')}, {key('lost', 'compromised', '2')}"),
        (HER_KEY, f"{HER_KEY}, {key('lost', 'compromised', '1')}"), (HER_KEY, key("mia", fido=True)),
    ],
)  # fmt: skip
def test_allowed(old: str, new: str) -> None:
    assert faults(changed((old, new))) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # the file
        ("format: quality-policy/1\n", ""), ("quality-policy/1", "quality-policy/2"), ("format: q", "format: Q"),
        ("quality-policy/1", "[quality-policy/1]"), (PROJECT + "\n", ""), ("urn:uuid:6f", "urn:uuid:6F"),
        ("version: 2\n", ""), ("version: 2", "version: 0"), ("version: 2", "version: 02"),
        ("version: 2", "version: 1000000"), ("version: 2", "version: 1"), (PREVIOUS + "\n", ""),
        (PREVIOUS, PREVIOUS[:-1]), (PREVIOUS, f"previous: {'A' * 64}"), (SERVICES, SERVICES + "\nextra: 1"),
        (AUTHORITIES + "\n", ""), (GUARDED + "\n", ""), (UNCONTROLLED + "\n", ""), (f"classes:\n  {PROCEDURE}\n", ""),
        (f"classes:\n  {PROCEDURE}", "classes: {}"), (f"classes:\n  {PROCEDURE}", "classes: []"),
        (f"classes:\n  {PROCEDURE}", "classes: none"),
        # people
        ("ann.author:", "Ann.author:"), ("ann.author:", "ann.1author:"), ("ann.author:", f"{'a' * 61}:"),
        (ANN, "ann.author: [x]"), (ANN, "ann.author: x"), ('name: "Ann Author", ', ""), ("roles: [author], ", ""),
        ('"Ann Author"', '"Ann <Author>"'), ('"Ann Author"', '" Ann"'), ('"Ann Author"', f'"{"x" * 201}"'),
        ('"Ann Author"', "[Ann]"), ("roles: [author]", "roles: author"), ("roles: [author]", "roles: [Author]"),
        ("roles: [author]", "roles: [bridge]"), ("roles: [author]", "roles: [author, author]"),
        ("roles: [author]", "roles: [[author]]"), ("roles: [author]", f"roles: [{'a' * 41}]"),
        ("roles: [author]", "roles: {author: x}"), ("[ann@example.org]", "ann@example.org"),
        ("[ann@example.org]", "[ann]"), ("[ann@example.org]", "[{a: b}]"), ("[ann@example.org]", "[a@b@c]"),
        ('["github:1"]', '"github:1"'), ('"github:1"', '"github:ann"'), ('"github:1"', '"github:0"'),
        ('"github:1"', '"bitbucket:1"'), (ANN, ANN[:-1] + ", phone: 1}"),
        # keys
        (f"[{HER_KEY}]", HER_KEY), (f"[{HER_KEY}]", "[x]"), (HER_KEY, "{state: active}"),
        (HER_KEY, HER_KEY.replace(", state: active", "")), (HER_KEY, HER_KEY.replace("active", "Active")),
        (HER_KEY, HER_KEY.replace("active", "revoked")), (HER_KEY, HER_KEY.replace("active", "[active]")),
        (HER_KEY, HER_KEY[:-1] + ", comment: x}"), (HER_KEY, "{public: [x], state: active}"),
        (HER_KEY, f"{HER_KEY}, {key('lost', 'compromised')}"),
        (HER_KEY, f"{HER_KEY}, {key('lost', 'compromised', '3')}"),
        (HER_KEY, f"{HER_KEY}, {key('lost', 'compromised', '0')}"),
        (HER_KEY, f"{HER_KEY}, {key('old', 'retired', '1')}"),
        (HER_KEY, f"{key('mia', since='1')}"), (HER_KEY, f"{HER_KEY}, {key('lost', 'compromised', '[1]')}"),
        # classes, authorities, guarded
        ("procedure:", "Procedure:"), ("procedure:", "a.b:"), (PROCEDURE, "procedure: x"), (PATHS + ", ", ""),
        (PATHS, "paths: []"), (PATHS, "paths: x"), (PATHS, "paths: [[x]]"), (PATHS, "paths: [a, a]"),
        (", " + RULE, "}"), (RULE, "approve: []}"), (RULE, "approve: {role: owner}}"), (RULE, "approve: [owner]}"),
        (RULE, RULE[:-1] + ", self-approval: yes}"), (RULE, RULE[:-1] + ", self-approval: True}"),
        (RULE, RULE[:-1] + ", paths-x: a}"), (RULE, "approve: [{role: owner}, {role: owner}]}"),
        (AUTHORITIES, "authorities: [{role: director}]"), (AUTHORITIES, "authorities: {}"),
        (AUTHORITIES, "authorities: {approve: []}"), (AUTHORITIES, AUTHORITIES[:-1] + ", paths: [a]}"),
        (GUARDED, "guarded: {approve: [{role: toolsmith}]}"), (GUARDED, "guarded: {paths: [mkdocs.yml]}"),
        (GUARDED, "guarded: {paths: [], approve: [{role: toolsmith}]}"),
        (GUARDED, GUARDED[:-1] + ", self-approval: true}"), (GUARDED, "guarded: x"),
        (UNCONTROLLED, "uncontrolled: x"), (EVIDENCE, "evidence: []"), (EVIDENCE, "evidence: {a: b}"),
        # bridges, services
        (HUB, HUB.replace("hub:", "h.b:")), (HUB, HUB.replace("github", "bitbucket")), (HUB, "hub: {forge: github}"),
        (HUB, "hub: {keys: []}"), (HUB, HUB[:-1] + ", roles: [a]}"), (HUB, "hub: x"), (f"\n  {HUB}", " [a]"),
        (SERVICES, "services: x@y"), (SERVICES, "services: [x]"), (SERVICES, "services: [X@y, x@Y]"),
    ],
)  # fmt: skip
def test_fields(old: str, new: str) -> None:
    assert "policy-field" in codes(changed((old, new)))


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("{role: owner, at-least: 0}", "policy-field"), ("{role: owner, at-least: 21}", "policy-field"),
        ("{role: owner, at-least: 01}", "policy-field"), ("{role: owner, at-least: two}", "policy-field"),
        ("{role: owner, at-least: 20}", "quorum-unreachable"), ("{at-least: 1}", "policy-field"),
        ("{role: bridge}", "policy-field"), ("{role: Owner}", "policy-field"), ("{role: owner, x: y}", "policy-field"),
        ("{role: owner, evidence: forge}", "policy-field"), ("{role: owner, evidence: [email]}", "policy-field"),
        ("{role: owner, evidence: [forge, forge]}", "policy-field"), ("{role: owner, evidence: []}", "policy-field"),
        ("{role: owner, evidence: []}", "quorum-unreachable"), ("{role: owner, key: any}", "policy-field"),
        ("{role: owner, evidence: [forge], key: user-verified}", "policy-field"),
        ("{role: owner, evidence: [signature], key: user-verified}", "quorum-unreachable"),
    ],
)  # fmt: skip
def test_rules(rule: str, code: str) -> None:
    assert code in codes(changed((RULE, f"approve: [{rule}]}}")))


@pytest.mark.parametrize("part", [AUTHORITIES, GUARDED])
def test_a_forge_counts_in_classes_only(part: str) -> None:
    rule = "{role: owner, evidence: [signature, forge]}"
    forged = part[: part.index("approve")] + f"approve: [{rule}]}}"
    assert codes(changed((part, forged))) == ["policy-field"]
    assert codes(changed((RULE, f"approve: [{rule}]}}"))) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (PATHS, 'paths: ["a?"]'), (PATHS, "paths: [a**]"), (PATHS, "paths: [/a]"), (PATHS, "paths: [a, b/]"),
        (PATHS, f"paths: [{'x' * 201}]"), (GUARDED, GUARDED.replace("mkdocs.yml", "'{a}'")),
        (UNCONTROLLED, 'uncontrolled: ["*.md"]'), (UNCONTROLLED, 'uncontrolled: ["**"]'),
        (UNCONTROLLED, 'uncontrolled: ["a//b"]'),
        (EVIDENCE, 'evidence: ["**/audits/*"]'), (EVIDENCE, "evidence: [../a]"),
    ],
)  # fmt: skip
def test_globs(old: str, new: str) -> None:
    assert codes(changed((old, new))) == ["policy-glob"]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (public("mia"), public("mia") + " mia@home", "key-malformed"),
        (public("mia"), "ssh-ed25519", "key-malformed"),
        (public("mia"), "", "key-malformed"),
        (public("mia"), "ssh-dss " + public("mia").split()[1], "key-malformed"),
        (public("mia"), "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "key-weak"),
    ],
)
def test_keys(old: str, new: str, code: str) -> None:
    (fault,) = faults(changed((old, new)))
    assert fault.code == code
    assert fault.place.line == POLICY[: POLICY.index(MIA)].count("\n") + 1
    assert fault.place.column > 1
    assert "mia.admin" in fault.message


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xef\xbb\xbf" + POLICY.encode(), "text-bom"), (POLICY.replace("\n", "\r\n").encode(), "text-cr"),
        (POLICY.encode() + b"# \xff\n", "text-encoding"), (POLICY.encode() + b"# \x07\n", "text-control"),
        (f"{POLICY}# \u202e\n".encode(), "text-bidi"), (f"{POLICY}# \t\n".encode(), "yaml-malformed"),
        (f"{POLICY}# a\u0308\n".encode(), "yaml-malformed"), (b"", "yaml-malformed"), (b"- a\n", "yaml-malformed"),
        (b"---\n" + POLICY.encode(), "yaml-malformed"), (POLICY.encode() + b"version: 2\n", "yaml-duplicate-key"),
        (POLICY.encode() + b"x: &a b\n", "yaml-construct"),
        (POLICY.replace("version: 2", "version:").encode(), "yaml-construct"),
        (padded(1_000_001), "policy-size"),
    ],
)  # fmt: skip
def test_text_and_yaml(data: bytes, code: str) -> None:
    read, found = read_policy(data)
    assert read is None
    assert code in [fault.code for fault in found]


def test_the_largest_policy() -> None:
    assert read_policy(padded(1_000_000))[1] == ()


def test_every_fault_is_reported_with_its_place() -> None:
    text = changed(("version: 2", "version: x"), (PATHS, 'paths: ["a?"]'), (UNCONTROLLED, 'uncontrolled: ["*"]'),
                   (BOB, BOB.replace("[owner, director]", "[Owner]")), (public("mia"), "ssh-rsa AAAA"))  # fmt: skip
    found = faults(text)
    assert [fault.code for fault in found] == [
        "policy-field",
        "policy-field",
        "key-malformed",
        "policy-glob",
        "policy-glob",
    ]
    for fault, part in zip(found, ("x", "Owner", '"ssh-rsa', '"a?"', '"*"'), strict=True):
        line = text.split("\n")[fault.place.line - 1]
        assert line[fault.place.column - 1 :].startswith(part)
        assert fault.fix


def test_what_is_no_text_is_not_read_further() -> None:
    assert [fault.code for fault in read_policy(POLICY.encode() + b"# \xff\n")[1]] == ["text-encoding"]


def test_lint_runs_beside_faults_that_can_be_read_over() -> None:
    for since in ("", "3"):
        text = changed((HER_KEY, key("mia", "compromised", since)))
        assert set(codes(text)) == {"policy-field", "quorum-unreachable"}
    assert "quorum-unreachable" in codes(changed((HER_KEY, key("mia", "retired", "1"))))
