"""Signatures: present, strict, for this kind of record, by this person's active key, of every type that is allowed."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from typing import Any

from cases import keys
from cases.keys import armour, ed25519_key, mpint, string
from cases.policy import start_policy
from cases.registry import case
from cases.story import BOB, CARL, JANE, Story

_how: Any  # what the tables hold is of several types
_P25519 = 2**252 + 27742317777372353535851937790883648493  # the order of the group


def _one(s: Story, how: dict[str, Any]) -> None:
    """Revise QP-01 properly, but for Jane's signature."""
    s.step(s.issue("QP-01", "3", by=(BOB,)), s.act(JANE, of="QP-01", how=how))


def _lines(text: bytes) -> list[bytes]:
    return text.split(b"\n")[1:-2]


def _rewrap(text: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """Change the base64 text as one line, and wrap it again."""
    body = change(b"".join(_lines(text)))
    lines = [body[at : at + 70] for at in range(0, len(body), 70)]
    return b"\n".join([text.split(b"\n")[0], *lines, *text.split(b"\n")[-2:]])


def _loose_bits(body: bytes) -> bytes:
    """Set the bits before the padding that no decoder looks at."""
    at = len(body.rstrip(b"=")) - 1
    table = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return body[:at] + table[table.index(body[at]) | 1 :][:1] + body[at + 1 :]


def _decode(text: bytes) -> bytes:
    return b64decode(b"".join(_lines(text)))


_END = b"-----END SSH SIGNATURE-----"
for _name, _why, _edit in (
    ("empty", "An empty file.", lambda _: b""),
    ("text-before", "A line before the first one.", lambda t: b"Comment: x\n" + t),
    ("text-after", "A line after the last one.", lambda t: t + b"approved\n"),
    ("line-feed-after", "An empty line after the last one.", lambda t: t + b"\n"),
    ("no-line-feed", "No LF at the end.", lambda t: t[:-1]),
    ("empty-line", "An empty line between.", lambda t: t.replace(b"\n", b"\n\n", 1)),
    ("crlf", "Windows line ends.", lambda t: t.replace(b"\n", b"\r\n")),
    ("space", "A space at the end of a line.", lambda t: t.replace(b"\n" + _END, b" \n" + _END)),
    ("space-inside", "A space inside the base64.", lambda t: t.replace(b"AAAA", b"AA AA", 1)),
    ("line-of-77", "A line of 77 characters.", lambda t: armour(_decode(t), 77)),
    ("no-padding", "The padding is missing.", lambda t: t.replace(b"=", b"")),
    ("more-padding", "More padding than needed.", lambda t: t.replace(b"\n" + _END, b"====\n" + _END)),
    ("loose-bits", "Bits are set that no decoder looks at.", lambda t: _rewrap(t, _loose_bits)),
    (
        "url-alphabet",
        "The other alphabet of base64.",
        lambda t: _rewrap(t, lambda b: b.replace(b"+", b"-").replace(b"/", b"_")),
    ),
    ("two-in-a-file", "Two signatures in one file.", lambda t: t + t),
    ("pgp", "An OpenPGP signature.", lambda _: b"-----BEGIN PGP SIGNATURE-----\n\nAAAA\n-----END PGP SIGNATURE-----\n"),
    ("other-words", "Another kind of armour.", lambda t: t.replace(b"SSH SIGNATURE", b"SSH MESSAGE")),
    ("bare", "The bytes without armour.", _decode),
):

    @case(f"armour-{_name}_fail", _why, "signature-malformed")
    def _(s: Story, edit: Callable[[bytes], bytes] = _edit) -> None:
        _one(s, {"armour": edit})


for _name, _why, _how in (
    ("magic", "Another magic word.", {"magic": b"SSHSIH"}),
    ("version-2", "A version of the future.", {"version": 2}),
    ("version-0", "No version.", {"version": 0}),
    ("reserved", "The reserved field holds something, and is signed with it.", {"reserved": b"x"}),
    ("sha1", "A weak digest.", {"hash": "sha1"}),
    ("sha384", "A digest outside the list.", {"hash": "sha384"}),
    ("tail", "A byte left over at the end.", {"tail": b"\0"}),
    ("tail-inside", "A byte left over inside the signature.", {"signature": lambda b: b + b"\0"}),
    ("tail-in-the-key", "A byte left over inside the key.", {"blob": ed25519_key("jane.doe").blob + b"\0"}),
    ("short", "63 bytes.", {"signature": lambda b: b[:-65] + (63).to_bytes(1, "big") + b[-64:-1]}),
    ("type-differs", "The signature's type is not the key's.", {"signature": lambda b: string("ssh-rsa") + b[15:]}),
    ("no-key", "No key inside.", {"blob": b""}),
    (
        "certificate",
        "A certificate in the place of the key.",
        {"blob": string("ssh-ed25519-cert-v01@openssh.com") + ed25519_key("jane.doe").blob[15:]},
    ),
):

    @case(
        f"sshsig-{_name}_fail",
        _why,
        *(
            ("signature-malformed", "key-unknown", "signature-invalid")
            if _name in ("tail-in-the-key", "certificate", "type-differs", "short")
            else ("signature-malformed",)
        ),
    )
    def _(s: Story, how: dict[str, Any] = _how) -> None:
        _one(s, how)


@case("signature-too-large_fail", "A `.sig` of more than 16 KiB.", "signature-malformed", "record-stray")
def _(s: Story) -> None:
    _one(s, {"tail": bytes(16 * 1024)})


@case("signature-cut-off_fail", "The blob is cut off, the armour is whole.", "signature-malformed")
def _(s: Story) -> None:
    _one(s, {"armour": lambda text: armour(_decode(text)[:-10])})


@case("signature-length-wraps_fail", "A length field far beyond the end.", "signature-malformed")
def _(s: Story) -> None:
    _one(s, {"armour": lambda text: armour(_decode(text)[:10] + b"\xff\xff\xff\xff" + _decode(text)[14:])})


@case("signature-missing_fail", "Jane's record has no `.sig`.", "signature-missing")
def _(s: Story) -> None:
    _one(s, {"sig": None})


@case("signature-missing-late_fail", "A late review without a signature.", "signature-missing")
def _(s: Story) -> None:
    s.step(s.act(JANE, "review", of="QP-01", how={"sig": None}))


@case("signature-in-the-next-step_fail", "The `.sig` comes one step after its record.", "signature-missing")
def _(s: Story) -> None:
    files = s.act(CARL, of="QP-01")
    sig = {path: files.pop(path) for path in list(files) if str(path).endswith(".sig")}
    s.step(files)
    s.step(sig)


@case("signature-a-step-before_fail", "The `.sig` comes one step before its record.", "record-stray")
def _(s: Story) -> None:
    files = s.act(CARL, of="QP-01")
    s.step({path: data for path, data in files.items() if str(path).endswith(".sig")})
    s.step({path: data for path, data in files.items() if str(path).endswith(".json")})


for _name, _why, _namespace in (
    ("git", "Made for commits.", "git"),
    ("review", "Made for a review.", "qms-review-v1"),
    ("policy", "Made for a policy.", "qms-policy-v1"),
    ("empty", "Made for nothing.", ""),
    ("longer", "Made for the next version.", "qms-approval-v10"),
    ("capitals", "The right name in capitals.", "QMS-APPROVAL-V1"),
):

    @case(
        f"namespace-{_name}_fail",
        _why,
        *(("signature-namespace", "signature-malformed") if not _namespace else ("signature-namespace",)),
    )
    def _(s: Story, namespace: str = _namespace) -> None:
        _one(s, {"namespace": namespace})


@case("namespace-claimed_fail", "Made for another namespace, the name inside exchanged.", "signature-invalid")
def _(s: Story) -> None:
    other = string("qms-review-v1xx")
    _one(
        s,
        {
            "namespace": "qms-review-v1xx",
            "armour": lambda t: armour(_decode(t).replace(other, string("qms-approval-v1"))),
        },
    )


@case("review-signed-as-approval_fail", "A review with the signature of an approval.", "signature-namespace")
def _(s: Story) -> None:
    s.step(s.act(CARL, "review", of="QP-01", how={"namespace": "qms-approval-v1"}))


def _bit(data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def _add_order(data: bytes) -> bytes:
    """Add the group's order to S: the same signature for a careless verifier."""
    s = int.from_bytes(data[-32:], "little") + _P25519
    return data[:-32] + s.to_bytes(32, "little")


for _name, _why, _how in (
    ("one-bit", "One bit of the signature is another.", {"signature": _bit}),
    ("zeros", "A signature of zeros.", {"signature": lambda b: b[:-64] + bytes(64)}),
    ("malleable", "S and the group's order: strict verifiers refuse it.", {"signature": _add_order}),
    ("other-bytes", "Made over other bytes.", {"after": lambda d: d.replace(b"2026-03-01", b"2026-03-02")}),
    (
        "hash-claimed",
        "Made with sha256, the name inside exchanged.",
        {"hash": "sha256", "armour": lambda t: armour(_decode(t).replace(string("sha256"), string("sha512")))},
    ),
):

    @case(f"signature-{_name}_fail", _why, "signature-invalid")
    def _(s: Story, how: dict[str, Any] = _how) -> None:
        _one(s, how)


@case(
    "signature-of-another-record_fail",
    "Jane's signature of revision 2 beside her record of revision 3.",
    "signature-invalid",
)
def _(s: Story) -> None:
    _one(s, {"sig": s.read("records/approvals/QP-01/2/approval.quality-manager.jane.doe.json.sig")})


@case("signature-exchanged_fail", "Bob's and Jane's signatures changed places.", "key-owner")
def _(s: Story) -> None:
    files = s.issue("QP-01", "3")
    first, second = (f"records/approvals/QP-01/3/approval.{role}.{who}.json.sig" for who, role in (BOB, JANE))
    s.step(files | {first: files[second], second: files[first]})


@case("key-of-nobody_fail", "Signed by a key that no policy knows.", "key-unknown")
def _(s: Story) -> None:
    _one(s, {"key": ed25519_key("eve.evil")})


@case("key-of-nobody-rsa_fail", "Signed by a good RSA key that no policy knows.", "key-unknown")
def _(s: Story) -> None:
    _one(s, {"key": keys.rsa_key("jane.doe")})


@case("key-of-carl_fail", "Jane's record, signed by Carl, who holds the same role.", "key-owner")
def _(s: Story) -> None:
    _one(s, {"key": ed25519_key("carl.jung")})


@case("key-of-the-author_fail", "Ann signs for Jane.", "key-owner")
def _(s: Story) -> None:
    _one(s, {"key": ed25519_key("ann.author")})


def _jane_has(key: keys.Key, rule: dict[str, str] | None = None) -> Callable[[Story], Story]:
    def begin(s: Story) -> Story:
        policy = start_policy()
        policy["people"]["jane.doe"]["keys"].append(s.entry(key))
        if rule:
            policy["classes"]["procedure"]["approve"][1] |= rule
            policy["classes"]["procedure"]["self-approval"] = "true"
        s.begin(policy)
        return s

    return begin


for _name, _why, _key, _how in (
    ("rsa-3072", "RSA of 3,072 bits by rsa-sha2-512.", keys.rsa_key("jane.doe"), {}),
    ("rsa-sha2-256", "RSA by rsa-sha2-256.", keys.rsa_key("jane.doe"), {"algorithm": "rsa-sha2-256"}),
    (
        "rsa-4096-sha256",
        "RSA of 4,096 bits, the message hashed by sha256.",
        keys.rsa_key("jane.doe", 4096),
        {"hash": "sha256"},
    ),
    ("ecdsa-256", "ECDSA on P-256.", keys.ecdsa_key("jane.doe", 256), {}),
    ("ecdsa-384", "ECDSA on P-384.", keys.ecdsa_key("jane.doe", 384), {}),
    ("ecdsa-521", "ECDSA on P-521.", keys.ecdsa_key("jane.doe", 521), {}),
    ("sk-ed25519", "FIDO, Ed25519, touched.", keys.fido_key("jane.doe"), {}),
    ("sk-ecdsa", "FIDO, P-256, touched.", keys.fido_key("jane.doe", keys.SK_ECDSA), {}),
    ("sk-verified", "FIDO with both flags where none is asked for.", keys.fido_key("jane.doe"), {"flags": 5}),
    ("sk-counter", "FIDO at its last count.", keys.fido_key("jane.doe"), {"counter": 2**32 - 1}),
    (
        "line-of-76",
        "Lines of 76 characters, and sha256.",
        ed25519_key("jane.doe"),
        {"hash": "sha256", "armour": lambda t: armour(_decode(t), 76)},
    ),
    ("one-line-short", "Lines of one character.", ed25519_key("jane.doe"), {"armour": lambda t: armour(_decode(t), 1)}),
):

    @case(f"signed-{_name}", _why, start=False)
    def _(s: Story, key: keys.Key = _key, how: dict[str, Any] = _how) -> None:
        begin = _jane_has(key) if key is not ed25519_key("jane.doe") else Story.begin
        begin(s)
        s.step(s.issue("QP-01", "1", by=(BOB,)), s.act(JANE, of="QP-01", how=how | {"key": key}))


for _name, _why, _key, _how, _codes in (
    (
        "rsa-sha1",
        "RSA by ssh-rsa, that is SHA-1.",
        keys.rsa_key("jane.doe"),
        {"algorithm": "ssh-rsa"},
        "signature-malformed",
    ),
    (
        "rsa-claimed",
        "Made by rsa-sha2-256, called rsa-sha2-512.",
        keys.rsa_key("jane.doe"),
        {"algorithm": "rsa-sha2-256", "signature": lambda b: b.replace(b"256", b"512", 1)},
        "signature-invalid",
    ),
    (
        "rsa-zero",
        "RSA with a signature of zeros.",
        keys.rsa_key("jane.doe"),
        {"signature": lambda b: b[:-384] + bytes(384)},
        "signature-invalid",
    ),
    (
        "ecdsa-zero",
        "ECDSA with r and s zero.",
        keys.ecdsa_key("jane.doe"),
        {"signature": lambda _: string("ecdsa-sha2-nistp256") + string(mpint(0) + mpint(0))},
        "signature-invalid signature-malformed",
    ),
    (
        "ecdsa-tail",
        "A byte left over behind r and s.",
        keys.ecdsa_key("jane.doe"),
        {"signature": lambda b: b[:23] + string(b[27:] + b"\0")},
        "signature-malformed",
    ),
    (
        "sk-untouched",
        "FIDO without touch: ssh-keygen would accept it.",
        keys.fido_key("jane.doe"),
        {"flags": 0},
        "signature-presence",
    ),
    (
        "sk-untouched-ecdsa",
        "FIDO on P-256 without touch.",
        keys.fido_key("jane.doe", keys.SK_ECDSA),
        {"flags": 0},
        "signature-presence",
    ),
    (
        "sk-verified-untouched",
        "FIDO verified without touch.",
        keys.fido_key("jane.doe"),
        {"flags": 4},
        "signature-presence",
    ),
    (
        "sk-flag-set-later",
        "The touch flag was set after signing.",
        keys.fido_key("jane.doe"),
        {"flags": 0, "signature": lambda b: b[:-5] + b"\1" + b[-4:]},
        "signature-invalid",
    ),
    (
        "sk-counter-changed",
        "The counter was changed after signing.",
        keys.fido_key("jane.doe"),
        {"signature": lambda b: b[:-1] + b"\0"},
        "signature-invalid",
    ),
    (
        "sk-tail",
        "A byte left over behind the counter.",
        keys.fido_key("jane.doe"),
        {"signature": lambda b: b + b"\0"},
        "signature-malformed",
    ),
    (
        "webauthn",
        "The form of browsers.",
        keys.fido_key("jane.doe", keys.SK_ECDSA),
        {"signature": lambda b: b.replace(string(keys.SK_ECDSA), string("webauthn-" + keys.SK_ECDSA))},
        "signature-malformed",
    ),
):

    @case(f"signed-{_name}_fail", _why, *_codes.split(), start=False)
    def _(s: Story, key: keys.Key = _key, how: dict[str, Any] = _how) -> None:
        _jane_has(key)(s)
        s.step(s.issue("QP-01", "1", by=(BOB,)), s.act(JANE, of="QP-01", how=how | {"key": key}))


_UV = {"key": "user-verified"}


@case("user-verified", "A rule asks for a verified user; the FIDO key says so.", start=False)
def _(s: Story) -> None:
    _jane_has(keys.fido_key("jane.doe"), _UV)(s)
    s.step(
        s.issue("QP-01", "1", by=(BOB,)), s.act(JANE, of="QP-01", how={"key": keys.fido_key("jane.doe"), "flags": 5})
    )


@case(
    "user-verified-only-touched_fail",
    "A rule asks for a verified user; the key was only touched.",
    "approval-missing",
    start=False,
)
def _(s: Story) -> None:
    _jane_has(keys.fido_key("jane.doe"), _UV)(s)
    s.step(s.issue("QP-01", "1", by=(BOB,)), s.act(JANE, of="QP-01", how={"key": keys.fido_key("jane.doe")}))


@case(
    "user-verified-other-key_fail",
    "A rule asks for a verified user; her plain key signed.",
    "approval-missing",
    start=False,
)
def _(s: Story) -> None:
    _jane_has(keys.fido_key("jane.doe"), _UV)(s)
    s.step(s.issue("QP-01", "1"))


@case(
    "user-verified-second-record",
    "Plain first, then verified, in one step: the second record fills the slot.",
    start=False,
)
def _(s: Story) -> None:
    _jane_has(keys.fido_key("jane.doe"), _UV)(s)
    how = {"key": keys.fido_key("jane.doe"), "flags": 5}
    second: dict[str, Any] = {"number": 2, "signed_at": "2026-03-02T10:00:00Z"}
    s.step(s.issue("QP-01", "1"), s.act(JANE, of="QP-01", how=how, **second))
