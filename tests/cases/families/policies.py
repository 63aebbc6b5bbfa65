"""The policy by itself: fields, patterns, names, keys, rules; each judged at the anchor, some as a next policy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from cases import keys
from cases.keys import ed25519_key, mpint, other_key, string
from cases.policy import Policy, person, render, start_policy
from cases.registry import case
from cases.story import Story

Edit = Callable[[Policy], object]
JANE = "jane.doe"


def _set(*path: str, to: object) -> Edit:
    """Give an edit that sets one member; None takes it out."""

    def edit(policy: Policy) -> None:
        inner: Any = policy
        for name in path[:-1]:
            inner = inner[name]
        if to is None:
            del inner[path[-1]]
        else:
            inner[path[-1]] = to

    return edit


def _of(name: str, member: str, to: object) -> Edit:
    return _set("people", name, member, to=to)


def _key(**members: str | None) -> Edit:
    def edit(policy: Policy) -> None:
        key = policy["people"]["carl.jung"]["keys"][0]
        key.update({name: value for name, value in members.items() if value is not None})
        for name in [name for name, value in members.items() if value is None]:
            del key[name]

    return edit


def _public(text: str) -> Edit:
    """Give Carl a second key of this text."""
    return lambda policy: policy["people"]["carl.jung"]["keys"].append({"public": text, "state": "active"})


def _rule(**members: object) -> Edit:
    def edit(policy: Policy) -> None:
        policy["classes"]["procedure"]["approve"][1].update({name.replace("_", "-"): v for name, v in members.items()})

    return edit


def _globs(*globs: str, place: str = "notes") -> Edit:
    if place == "notes":
        return lambda policy: policy["uncontrolled"].extend(globs)
    if place == "evidence":
        return lambda policy: policy.update(evidence=list(globs))
    return lambda policy: policy["classes"]["procedure"]["paths"].extend(globs)


_FIELDS: tuple[tuple[str, str, Edit], ...] = (
    ("format", "A format of the future.", _set("format", to="quality-policy/2")),
    ("no-project", "No project.", _set("project", to=None)),
    ("project-form", "A project that is no UUID.", _set("project", to="urn:uuid:company")),
    ("version-0", "Version 0.", _set("version", to="0")),
    ("version-form", "A version with a zero before it.", _set("version", to="01")),
    ("previous-in-version-1", "Version 1 names a previous one.", _set("previous", to="1" * 64)),
    ("no-previous", "Version 2 names no previous one.", _set("version", to="2")),
    ("unknown-member", "A member that nobody knows.", _set("comment", to="text")),
    ("no-people", "No people.", _set("people", to=None)),
    ("no-classes", "No class at all.", _set("classes", to={})),
    ("no-authorities", "No authorities.", _set("authorities", to=None)),
    ("no-guarded", "No guarded paths.", _set("guarded", to=None)),
    ("no-uncontrolled", "No list of uncontrolled paths.", _set("uncontrolled", to=None)),
    ("people-list", "A list of people.", _set("people", to=["jane.doe"])),
    ("no-name", "A person without a name.", _of(JANE, "name", None)),
    ("name-markup", "Markup in a name.", _of(JANE, "name", "Jane <b>Doe")),
    ("name-space", "A name that ends in a space.", _of(JANE, "name", "Jane Doe ")),
    ("no-roles", "A person without the list of roles.", _of("mia.admin", "roles", None)),
    ("roles-text", "A text in the place of the list.", _of("ann.author", "roles", "author")),
    ("role-twice", "A role twice.", _of("ann.author", "roles", ["author", "author"])),
    ("role-form", "A role in capitals.", _of("ann.author", "roles", ["Author"])),
    ("role-bridge", "The reserved role.", _of("ann.author", "roles", ["bridge"])),
    ("person-form", "A person in capitals.", lambda p: p["people"].update({"Eve": {"name": "Eve", "roles": []}})),
    (
        "person-number",
        "A part of a person's id begins with a digit: file names would be ambiguous.",
        lambda p: p["people"].update({"eve.2": {"name": "Eve", "roles": []}}),
    ),
    ("person-member", "A member of a person that nobody knows.", _of(JANE, "phone", "12")),
    ("e-mail-form", "An address without @.", _of(JANE, "emails", ["jane"])),
    ("e-mail-two", "Two @.", _of(JANE, "emails", ["jane@x@example.org"])),
    ("e-mail-angle", "An address in angle brackets.", _of(JANE, "emails", ["<jane@example.org>"])),
    ("forge-login", "A login in the place of the number.", _of(JANE, "forge", ["github:janedoe"])),
    ("forge-unknown", "A forge that is not in the list.", _of(JANE, "forge", ["bitbucket:12"])),
    ("forge-zero", "A forge id with a zero before it.", _of(JANE, "forge", ["github:012"])),
    ("key-state", "A state that is not in the list.", _key(state="revoked")),
    ("key-no-state", "A key without a state.", _key(state=None)),
    ("key-since-active", "`since` at an active key.", _key(since="1")),
    ("key-since-missing", "A compromised key without `since`.", _key(state="compromised")),
    ("key-since-later", "`since` names a later version.", _key(state="compromised", since="2")),
    ("key-member", "A member of a key that nobody knows.", _key(comment="laptop")),
    ("class-name", "A class in capitals.", lambda p: p["classes"].update(Form=p["classes"]["instruction"])),
    ("class-no-paths", "A class without paths.", _set("classes", "instruction", "paths", to=[])),
    (
        "class-no-rules",
        "A class without rules: nobody would have to approve.",
        _set("classes", "instruction", "approve", to=[]),
    ),
    (
        "class-without-approve",
        "A class without the member `approve`.",
        _set("classes", "instruction", "approve", to=None),
    ),
    ("self-approval-form", "`self-approval: yes`.", _set("classes", "instruction", "self-approval", to="yes")),
    ("authorities-no-rules", "Authorities without rules.", _set("authorities", "approve", to=[])),
    ("guarded-no-rules", "Guarded paths without rules.", _set("guarded", "approve", to=[])),
    ("guarded-no-paths", "No guarded paths.", _set("guarded", "paths", to=[])),
    ("evidence-text", "A text in the place of the list.", _set("evidence", to="records/**")),
    ("rule-no-role", "A rule without a role.", lambda p: p["authorities"]["approve"].append({"at-least": "1"})),
    ("rule-member", "A member of a rule that nobody knows.", _rule(optional="true")),
    ("at-least-0", "At least nobody.", _rule(at_least="0")),
    ("at-least-21", "More than twenty.", _rule(at_least="21")),
    ("at-least-form", "A number with a sign.", _rule(at_least="+1")),
    ("rule-evidence-empty", "No evidence at all.", _rule(evidence=[])),
    ("rule-evidence-unknown", "Evidence of another kind.", _rule(evidence=["signature", "e-mail"])),
    ("rule-key", "A property of keys that nobody knows.", _rule(key="any")),
    (
        "rule-forge-and-key",
        "`evidence` with `forge` beside `key`.",
        _rule(evidence=["signature", "forge"], key="user-verified"),
    ),
    (
        "authorities-by-forge",
        "Authorities by forge: only classes may.",
        lambda p: p["authorities"]["approve"][0].update(evidence=["signature", "forge"]),
    ),
    (
        "guarded-by-forge",
        "Guarded paths by forge: only classes may.",
        lambda p: p["guarded"]["approve"][0].update(evidence=["signature", "forge"]),
    ),
    ("glob-twice", "A pattern twice in a list.", _globs("README.md")),
    ("bridge-no-forge", "A bridge without its forge.", _set("bridges", to={"hub": {"keys": []}})),
    ("bridge-forge", "A bridge of an unknown forge.", _set("bridges", to={"hub": {"forge": "bitbucket", "keys": []}})),
    ("services-form", "A service without an address.", _set("services", to=["forge"])),
)
_GLOBS: tuple[tuple[str, str, Edit], ...] = (
    ("question-mark", "A question mark.", _globs("note?/a")),
    ("brackets", "A set of letters.", _globs("notes/[ab]")),
    ("braces", "Alternatives.", _globs("notes/{a,b}")),
    ("not", "A negation.", _globs("!notes/secret")),
    ("backslash", "A backslash.", _globs("notes\\a")),
    ("double-star-beside", "`**` beside other characters.", _globs("notes/a**")),
    ("triple-star", "Three stars.", _globs("notes/***")),
    ("leading-slash", "A leading slash.", _globs("/notes/a")),
    ("trailing-slash", "A trailing slash.", _globs("notes/")),
    ("empty-segment", "An empty segment.", _globs("notes//a")),
    ("dot", "A segment `.`.", _globs("./notes")),
    ("dots", "A segment `..`.", _globs("notes/../x")),
    ("everything-uncontrolled", "Everything uncontrolled.", _globs("**")),
    ("first-star-uncontrolled", "A first segment with a star, uncontrolled.", _globs("*.md")),
    ("first-star-inside", "A star inside the first segment, uncontrolled.", _globs("n*/a")),
    ("everything-evidence", "Everything evidence.", _globs("**/audit.md", place="evidence")),
    ("class-brackets", "A set of letters in a class.", _globs("procedures/[a-z]", place="class")),
    ("guarded-question-mark", "A question mark in the guarded paths.", lambda p: p["guarded"]["paths"].append("?")),
)
_SHARED: tuple[tuple[str, str, Edit], ...] = (
    ("key", "Carl and Jane have one key.", _public(ed25519_key(JANE).public)),
    (
        "key-of-one",
        "Carl has one key twice, active and retired.",
        lambda p: p["people"]["carl.jung"]["keys"].append(
            {"public": ed25519_key("carl.jung").public, "state": "retired"}
        ),
    ),
    (
        "e-mail",
        "Two persons have one address.",
        _of("carl.jung", "emails", ["carl@example.org", "jane.doe@example.org"]),
    ),
    (
        "e-mail-case",
        "Two persons have one address but for letter case.",
        _of("carl.jung", "emails", ["Jane.Doe@EXAMPLE.org"]),
    ),
    ("forge", "Two persons have one account.", _of("carl.jung", "forge", ["github:1003"])),
    (
        "bridge-key",
        "A bridge has a person's key.",
        _set(
            "bridges",
            to={"hub": {"forge": "github", "keys": [{"public": ed25519_key(JANE).public, "state": "active"}]}},
        ),
    ),
    ("service", "A service has a person's address.", _set("services", to=["jane.doe@example.org"])),
)
_NAMES = (
    ("same", "Two persons of one name.", "Jane Doe"),
    ("case", "Letter case only.", "JANE DOE"),
    ("accent", "An accent only.", "Jané Doe"),
    ("cyrillic", "Cyrillic letters.", "J\u0430n\u0435 D\u043ee"),
    ("greek", "A Greek letter.", "Jane D\u03bfe"),
    ("digit", "A zero for an o.", "Jane D0e"),
    ("hyphen", "A hyphen for a space.", "Jane-Doe"),
    ("apostrophe", "An apostrophe more.", "Jane D'oe"),
    ("width", "Wide letters.", "\uff2aane Doe"),
)


def _malformed() -> tuple[tuple[str, str, str], ...]:
    good = ed25519_key("x").blob
    jane = keys.ecdsa_key(JANE).blob
    return (
        ("dsa", "A type that is not allowed.", other_key("ssh-dss", string("ssh-dss") + mpint(7)).public),
        ("certificate", "A certificate.", other_key("ssh-ed25519-cert-v01@openssh.com", good).public),
        ("comment", "A comment behind the key.", ed25519_key("x").public + " jane@laptop"),
        ("two-spaces", "Two spaces.", ed25519_key("x").public.replace(" ", "  ")),
        ("no-padding", "Base64 without its padding.", other_key(keys.RSA, keys.rsa_key(JANE).blob).public.rstrip("=")),
        ("not-base64", "No base64.", "ssh-ed25519 !!!!"),
        ("type-inside", "The type inside is another.", other_key(keys.RSA, good).public),
        ("tail", "A byte left over.", other_key(keys.ED25519, good + b"\0").public),
        ("short", "31 bytes.", other_key(keys.ED25519, string(keys.ED25519) + string(bytes(31))).public),
        ("cut-off", "The blob is cut off.", other_key(keys.ED25519, good[:-1]).public),
        (
            "curve-name",
            "The name of another curve inside.",
            other_key("ecdsa-sha2-nistp256", jane.replace(string("nistp256"), string("nistp384"))).public,
        ),
        ("empty", "A type and nothing more.", "ssh-ed25519 "),
    )


_P = 2**255 - 19


def _ed(number: int) -> str:
    return other_key(keys.ED25519, string(keys.ED25519) + string(number.to_bytes(32, "little"))).public


def _rsa(exponent: int, modulus: int) -> str:
    return other_key(keys.RSA, string(keys.RSA) + mpint(exponent) + mpint(modulus)).public


def _weak() -> tuple[tuple[str, str, str], ...]:
    blob = keys.rsa_key(JANE).blob
    modulus = int.from_bytes(blob[-384:], "big")
    start, point = keys.ecdsa_key(JANE).blob[:-65], keys.ecdsa_key(JANE).blob[-65:]

    def curve(octets: bytes) -> str:
        return other_key("ecdsa-sha2-nistp256", start[:-4] + string(octets)).public

    order_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
    sk = string(keys.SK_ED25519) + string((1).to_bytes(32, "little")) + string("ssh:")
    return (
        ("ed25519-identity", "The identity: anyone signs for it, and ssh-keygen agrees.", _ed(1)),
        ("ed25519-order-2", "A point of order 2.", _ed(_P - 1)),
        ("ed25519-order-4", "A point of order 4.", _ed(0)),
        ("ed25519-order-8", "A point of order 8.", _ed(order_8)),
        ("ed25519-not-reduced", "y is not below p.", _ed(_P + 1)),
        ("ed25519-off-curve", "A number that is no point.", _ed(2)),
        ("ed25519-signed-zero", "The identity with a sign.", _ed(1 + 2**255)),
        ("sk-ed25519-identity", "The identity in a FIDO key.", other_key(keys.SK_ED25519, sk).public),
        ("rsa-e-1", "e = 1: anyone signs for it.", _rsa(1, modulus)),
        ("rsa-e-3", "e = 3.", _rsa(3, modulus)),
        ("rsa-even", "An even modulus.", _rsa(65537, modulus - 1)),
        ("rsa-2048", "2,048 bits.", keys.rsa_key(JANE, 2048).public),
        ("rsa-3071", "3,071 bits.", _rsa(65537, modulus >> 1 | 1)),
        ("rsa-16385", "16,385 bits.", _rsa(65537, 2**16384 + 1)),
        ("ec-off-curve", "A point that is not on its curve.", curve(point[:-1] + bytes([point[-1] ^ 1]))),
        ("ec-compressed", "A compressed point.", curve(bytes([2 + point[-1] % 2]) + point[1:33])),
        ("ec-infinity", "The point at infinity.", curve(b"\0")),
    )


_MALFORMED, _WEAK = _malformed(), _weak()
_TABLE: list[tuple[str, str, Edit, tuple[str, ...]]] = [
    *(
        (
            f"policy-field-{name}",
            why,
            edit,
            ("policy-field", *(["path-unclassified"] if name == "no-uncontrolled" else [])),
        )
        for name, why, edit in _FIELDS
    ),
    *((f"policy-glob-{name}", why, edit, ("policy-glob",)) for name, why, edit in _GLOBS),
    *((f"policy-shared-{name}", why, edit, ("policy-shared",)) for name, why, edit in _SHARED),
    *(
        (f"policy-confusable-{name}", why, _of("carl.jung", "name", full), ("policy-confusable",))
        for name, why, full in _NAMES
    ),
    *(
        (
            f"key-malformed-{name}",
            why,
            _public(text),
            ("key-malformed", *(["policy-field"] if name in ("comment", "two-spaces", "empty") else [])),
        )
        for name, why, text in _MALFORMED
    ),
    *((f"key-weak-{name}", why, _public(text), ("key-weak",)) for name, why, text in _WEAK),
]
for _name, _why, _edit, _codes in _TABLE:

    @case(f"{_name}_fail", _why, *_codes, start=False)
    def _(s: Story, edit: Edit = _edit) -> None:
        policy = start_policy()
        edit(policy)
        s.begin(policy)


_AGAIN: tuple[str, ...] = (
    "policy-field-rule-member",
    "policy-field-at-least-0",
    "policy-field-role-bridge",
    "policy-field-no-guarded",
    "policy-glob-everything-uncontrolled",
    "policy-shared-e-mail-case",
    "policy-confusable-cyrillic",
    "policy-confusable-digit",
)
for _name, _why, _edit, _codes in _TABLE:
    if _name not in _AGAIN:
        continue

    @case(f"next-{_name}_fail", f"{_why} In a next policy, approved.", *_codes)
    def _(s: Story, edit: Edit = _edit) -> None:
        policy = start_policy()
        edit(policy)
        s.step(s.rotate(policy))


for _name, _why, _text, _codes in (
    *((*row, ("key-weak",)) for row in _WEAK[::4]),
    *((*row, ("key-malformed",)) for row in _MALFORMED[6:8]),
):

    @case(f"next-key-{_name}_fail", f"{_why} In a next policy, approved.", *_codes)
    def _(s: Story, text: str = _text) -> None:
        policy = start_policy()
        _public(text)(policy)
        s.step(s.rotate(policy, enrol=False))


def _without_keys(policy: Policy, *names: str) -> object:
    for name in names:
        policy["people"][name]["keys"] = []
    return policy


def _only(policy: Policy, *names: str) -> object:
    policy["people"] = {name: policy["people"][name] for name in names}
    policy["guarded"]["approve"] = [{"role": "quality-manager"}]
    return policy


_QUORUM: tuple[tuple[str, str, Edit], ...] = (
    ("role-of-nobody", "A role that nobody holds.", _rule(role="auditor")),
    ("too-many", "Three of two quality managers.", _rule(at_least="3")),
    ("no-key", "The only process owner has no key.", lambda p: _without_keys(p, "bob.smith")),
    (
        "retired-key",
        "The only toolsmith has a retired key.",
        lambda p: p["people"]["mia.admin"]["keys"][0].update(state="retired"),
    ),
    (
        "compromised-key",
        "The only toolsmith's key is compromised.",
        lambda p: p["people"]["mia.admin"]["keys"][0].update(state="compromised", since="1"),
    ),
    (
        "one-person-two-rules",
        "Both roles are Bob's alone.",
        lambda p: p["authorities"].update(approve=[{"role": "managing-director"}, {"role": "process-owner"}]),
    ),
    ("no-fido-key", "A verified user, but no FIDO key.", _rule(key="user-verified")),
    (
        "guarded",
        "A guarded quorum of two toolsmiths.",
        lambda p: p["guarded"].update(approve=[{"role": "toolsmith", "at-least": "2"}]),
    ),
    ("forge-without-bridge", "Approval by forge only, without a bridge.", _rule(evidence=["forge"])),
    (
        "forge-without-key",
        "Approval by forge only; the bridge has no key.",
        lambda p: (_rule(evidence=["forge"])(p), p.update(bridges={"hub": {"forge": "github", "keys": []}})),
    ),
    (
        "forge-of-another",
        "Approval by forge only; the bridge is another forge's.",
        lambda p: (
            _rule(evidence=["forge"])(p),
            p.update(
                bridges={"lab": {"forge": "gitlab", "keys": [{"public": ed25519_key("lab").public, "state": "active"}]}}
            ),
        ),
    ),
    ("everybody-needed", "Nobody is left to be the author.", lambda p: _only(p, "bob.smith", "jane.doe")),
    (
        "matching",
        "Two rules for one person: Jane alone holds both, Carl none.",
        lambda p: (
            _of("carl.jung", "roles", ["author"])(p),
            p["classes"]["procedure"].update(
                approve=[{"role": "quality-manager"}, {"role": "quality-manager", "at-least": "1"}]
            ),
        ),
    ),
)
for _name, _why, _edit in _QUORUM:

    @case(f"quorum-{_name}_fail", _why, "quorum-unreachable", start=False)
    def _(s: Story, edit: Edit = _edit) -> None:
        policy = start_policy()
        edit(policy)
        s.begin(policy)


@case("next-quorum-role-of-nobody_fail", "The next policy wants a role that nobody holds.", "quorum-unreachable")
def _(s: Story) -> None:
    policy = start_policy()
    _rule(role="auditor")(policy)
    s.step(s.rotate(policy))


@case("next-quorum-locked-out_fail", "The next policy retires the only managing director's key.", "quorum-unreachable")
def _(s: Story) -> None:
    policy = start_policy()
    policy["people"]["bob.smith"]["keys"][0]["state"] = "retired"
    s.step(s.rotate(policy))


for _name, _why, _edit in (
    (
        "one-person",
        "A company of one person: self-approval.",
        lambda p: (
            _only(p, "jane.doe"),
            p.update(authorities={"approve": [{"role": "quality-manager"}]}),
            p["classes"].pop("procedure"),
            p["classes"]["instruction"].update({"self-approval": "true"}),
        ),
    ),
    (
        "everybody-needed-self-approval",
        "Nobody is left to be the author, but self-approval is allowed.",
        lambda p: (_only(p, "bob.smith", "jane.doe"), p["classes"]["procedure"].update({"self-approval": "true"})),
    ),
    (
        "author-without-key",
        "Whoever is left out needs no key.",
        lambda p: (_only(p, "ann.author", "bob.smith", "jane.doe"), _without_keys(p, "ann.author")),
    ),
    (
        "nothing-uncontrolled",
        "An empty list of uncontrolled paths.",
        lambda p: (p.update(uncontrolled=[]), p["guarded"]["paths"].append("README.md")),
    ),
    (
        "lists-left-out",
        "A person with a name and an empty list of roles.",
        lambda p: p["people"].update({"zoe": {"name": "Zoe", "roles": []}}),
    ),
    (
        "every-member",
        "Evidence, bridges, services and every member of a rule.",
        lambda p: (
            p.update(
                evidence=["records/audits/**"],
                services=["noreply@github.com"],
                bridges={
                    "hub": {"forge": "github", "keys": [{"public": ed25519_key("hub").public, "state": "active"}]}
                },
            ),
            _rule(at_least="1", evidence=["signature", "forge"])(p),
        ),
    ),
    (
        "globs",
        "Stars in every place that is allowed.",
        lambda p: p["classes"].update(
            form={
                "paths": ["forms/*/f-*.md", "**/forms/*.form.md", "forms/**/x/*"],
                "approve": [{"role": "quality-manager"}],
            }
        ),
    ),
    (
        "strong-keys",
        "Keys of every type that is allowed.",
        lambda p: p["people"]["carl.jung"]["keys"].extend(
            {"public": key.public, "state": "active"}
            for key in (
                keys.rsa_key(JANE),
                keys.ecdsa_key("c"),
                keys.ecdsa_key("c", 384),
                keys.ecdsa_key("c", 521),
                keys.fido_key("c"),
                keys.fido_key("c", keys.SK_ECDSA),
            )
        ),
    ),
    ("rsa-16384", "RSA of 16,384 bits.", _public(_rsa(65537, 2**16384 - 1))),
    ("version-999999", "The highest version.", lambda p: p.update(version="999999", previous="9" * 64)),
    ("since-own-version", "A key compromised since this version.", _key(state="compromised", since="1")),
    (
        "other-names",
        "Names that differ enough, in other scripts.",
        lambda p: p["people"].update(
            {"li": person("li", "李雷", ["author"], 77), "ola": person("ola", "Óla Døe", [], 78)}
        ),
    ),
):

    @case(f"policy-{_name}", _why, start=False)
    def _(s: Story, edit: Edit = _edit) -> None:
        policy = start_policy()
        edit(policy)
        s.begin(policy)
        s.step({"mkdocs.yml": s.read("mkdocs.yml")})


def _bytes(edit: Callable[[bytes], bytes]) -> bytes:
    return edit(render(start_policy()))


for _name, _why, _edit, _code in (
    ("bom", "A byte order mark.", lambda d: b"\xef\xbb\xbf" + d, "text-bom"),
    ("crlf", "Windows line ends.", lambda d: d.replace(b"\n", b"\r\n"), "text-cr"),
    ("latin-1", "Latin-1.", lambda d: d + b"# caf\xe9\n", "text-encoding"),
    ("nul", "A NUL.", lambda d: d + b"# \0\n", "text-control"),
    ("bidi", "A bidirectional control in a comment.", lambda d: d + "# \u202e\n".encode(), "text-bidi"),
    ("tab", "A tab.", lambda d: d + b"#\tx\n", "yaml-malformed"),
    ("decomposed", "A decomposed letter in a comment.", lambda d: d + "# u\u0308\n".encode(), "yaml-malformed"),
    ("two-documents", "A second document behind the first.", lambda d: d + b"---\n" + d, "yaml-malformed"),
    ("document-start", "A line `---` at the start.", lambda d: b"---\n" + d, "yaml-malformed"),
    ("list", "A list.", lambda _: b"- a\n", "yaml-malformed"),
    ("empty", "An empty file.", lambda _: b"", "yaml-malformed"),
    (
        "anchor",
        "Jane's roles by anchor and alias.",
        lambda d: d.replace(b"roles: [author]", b"roles: &r [author]").replace(b"roles: [toolsmith]", b"roles: *r"),
        "yaml-construct",
    ),
    ("merge", "A merge key.", lambda d: d + b"x: {<<: {a: b}}\n", "yaml-construct"),
    ("escape", "An escape in a name.", lambda d: d.replace(b'"Jane Doe"', b'"Jane\\x20Doe"'), "yaml-construct"),
    (
        "role-twice",
        "Jane's roles twice: readers differ on which count.",
        lambda d: d.replace(b"emails: [jane.doe@example.org], ", b"emails: [jane.doe@example.org], roles: [author], "),
        "yaml-duplicate-key",
    ),
    (
        "person-twice",
        "Jane twice.",
        lambda d: d.replace(b"  mia.admin:", b"  jane.doe: {name: X, roles: []}\n  mia.admin:"),
        "yaml-duplicate-key",
    ),
    ("too-large", "One byte more than 1 MB.", lambda d: d + b"#" * (1_000_000 - len(d)) + b"\n", "policy-size"),
):

    @case(f"policy-text-{_name}_fail", _why, _code, start=False)
    def _(s: Story, edit: Callable[[bytes], bytes] = _edit) -> None:
        s.begin(_bytes(edit))


@case("policy-1-mb", "A policy of exactly 1 MB.", start=False)
def _(s: Story) -> None:
    s.begin(_bytes(lambda d: d + b"#" * (999_999 - len(d)) + b"\n"))


@case("next-policy-too-large_fail", "The next policy is larger than 1 MB.", "policy-size")
def _(s: Story) -> None:
    s.step(s.rotate(s.policy, edit=lambda d: d + b"#" * (1_000_000 - len(d)) + b"\n"))


@case("next-policy-crlf_fail", "The next policy has Windows line ends.", "text-cr")
def _(s: Story) -> None:
    s.step(s.rotate(s.policy, edit=lambda d: d.replace(b"\n", b"\r\n")))
