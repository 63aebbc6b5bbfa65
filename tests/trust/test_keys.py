"""Public keys: every refusal has a specimen, and what OpenSSH makes is taken."""

from __future__ import annotations

import base64
import dataclasses
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

import sshkeys as make
from qms.trust.curves import CURVES, ED25519_PRIME
from qms.trust.keys import ALGORITHMS, KeyFault, fingerprint, parse_blob, parse_public
from sshkeys import join, mpint, string

GOOD_RSA = 2**3071 + 1
GOOD = (
    make.ed25519(),
    make.ecdsa("nistp256"),
    make.ecdsa("nistp384"),
    make.ecdsa("nistp521"),
    make.ed25519(b"ssh:"),
    make.ecdsa(fido=b"ssh:"),
)


def refusal(blob: bytes) -> tuple[str, str]:
    """Code and message of the refusal of a key."""
    with pytest.raises(KeyFault) as caught:
        parse_blob(blob)
    return caught.value.code, caught.value.message


def label(value: object) -> str:
    """A short name of a case, the same in every run; some specimens are random, some have 5,000 digits."""
    return value if isinstance(value, str) else type(value).__name__


def public(blob: bytes, algorithm: str) -> str:
    return f"{algorithm} {base64.b64encode(blob).decode()}"


def ed25519_blob(y: int, sign: int = 0) -> bytes:
    return join("ssh-ed25519", (y | sign << 255).to_bytes(32, "little"))


def ec_blob(point: bytes, curve: str = "nistp256", algorithm: str = "ecdsa-sha2-nistp256") -> bytes:
    return join(algorithm, curve, point)


@pytest.mark.parametrize("signer", GOOD, ids=lambda signer: signer.algorithm)
def test_good_keys_are_taken(signer: make.Signer):
    key = parse_public(signer.public)
    assert (key.algorithm, key.blob, key.application) == (signer.algorithm, signer.blob, signer.application)
    assert key.is_fido is signer.algorithm.startswith("sk-")
    assert key == parse_blob(signer.blob)


@make.needs_ssh_keygen
@pytest.mark.parametrize(
    ("kind", "bits"), [("ed25519", 256), ("rsa", 3072), ("ecdsa", 256), ("ecdsa", 384), ("ecdsa", 521)]
)
def test_keys_and_fingerprints_of_openssh(tmp_path: Path, kind: str, bits: int):
    path = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-N", "", "-C", "", "-t", kind, "-b", str(bits), "-f", path], check=True)
    key = parse_public(path.with_suffix(".pub").read_text().strip())
    listed = subprocess.run(["ssh-keygen", "-l", "-f", path], check=True, capture_output=True, text=True).stdout
    assert listed.split()[1] == fingerprint(key.blob)


def test_a_fingerprint_has_no_padding():
    assert fingerprint(b"") == "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"


def test_keys_are_frozen_and_known_by_their_bytes():
    key = parse_blob(GOOD[0].blob)
    with pytest.raises(dataclasses.FrozenInstanceError):
        key.blob = b""
    assert len({key, parse_public(GOOD[0].public), parse_blob(GOOD[1].blob)}) == 2


KEY = make.ed25519()
TEXT = public(KEY.blob, "ssh-ed25519")
TYPE, _, BASE64 = TEXT.partition(" ")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no key type"),
        (TYPE, "ends too early"),
        (TYPE + " ", "ends too early"),
        (BASE64, "no key type"),
        (f" {TEXT}", "no key type"),
        (f"{TYPE}  {BASE64}", "TYPE BASE64"),
        (f"{TYPE}\t{BASE64}", "no key type"),
        (f"{TEXT} jane@example.org", "TYPE BASE64"),
        (f"{TEXT} ", "TYPE BASE64"),
        (f"{TEXT}\n", "TYPE BASE64"),
        (f"{TYPE} {BASE64[:20]}\n{BASE64[20:]}", "the base64 is damaged"),
        (f"{TYPE} {BASE64}====", "TYPE BASE64"),
        (f"{TYPE} {BASE64[:-1]}", "TYPE BASE64"),
        (f"{TYPE} {BASE64}é", "TYPE BASE64"),
        (f"{TYPE.upper()} {BASE64}", "no key type"),
        (f"ssh-dss {BASE64}", "no key type"),
        (f"ssh-ed25519-cert-v01@openssh.com {BASE64}", "no key type"),
        (f"sk-ssh-ed25519@openssh.com {BASE64}", "outside and ssh-ed25519 inside"),
        (public(make.rsa_blob(15, 1), "ssh-ed25519"), "outside and ssh-rsa inside"),
    ],
    ids=label,
)
def test_a_text_that_is_not_a_key(text: str, says: str):
    with pytest.raises(KeyFault, match=says) as caught:
        parse_public(text)
    assert caught.value.code == "key-malformed"


@pytest.mark.parametrize("blob", [make.IDENTITY_KEY, make.RSA_E1_KEY], ids=["identity point", "e = 1"])
def test_a_weak_key_in_the_policy_is_refused(blob: bytes):
    with pytest.raises(KeyFault) as caught:
        parse_public(public(blob, blob[4 : 4 + blob[3]].decode()))
    assert caught.value.code == "key-weak"
    assert fingerprint(blob) in caught.value.message


def test_base64_has_one_spelling():
    text = public(join("sk-ssh-ed25519@openssh.com", bytes(32), b"ssh:"), "sk-ssh-ed25519@openssh.com")
    assert text.endswith("=")
    last = text.rstrip("=")[-1]
    stray = text.replace(f"{last}=", f"{chr(ord(last) + 1)}=")
    assert base64.b64decode(stray.partition(" ")[2]) == base64.b64decode(text.partition(" ")[2])
    with pytest.raises(KeyFault, match="canonically"):
        parse_public(stray)


@pytest.mark.parametrize(
    "blob",
    [*(signer.blob for signer in GOOD), make.rsa_blob(GOOD_RSA)],
    ids=[*(signer.algorithm for signer in GOOD), "ssh-rsa"],
)
def test_no_byte_more_or_less(blob: bytes):
    parse_blob(blob)
    assert refusal(blob + b"\0")[0] == "key-malformed"
    assert "left over" in refusal(blob + b"\0")[1]
    for size in range(len(blob)):
        assert refusal(blob[:size])[0] == "key-malformed"


POINT = make.point_of(12345)
X, Y = POINT
BYTES_31 = join("ssh-ed25519", bytes(31))
BYTES_33 = join("ssh-ed25519", KEY.raw(b"")[:33])


@pytest.mark.parametrize(
    ("blob", "says"),
    [
        (join("ssh-dss", b""), "no key type"),
        (join(b"ssh-ed25519\0", KEY.blob[-32:]), "no key type"),
        (join(b"\xff", b""), "no key type"),
        (BYTES_31, "has 32 bytes"),
        (BYTES_33, "has 32 bytes"),
        (ec_blob(make.ec_point(X, Y), "nistp384"), "names 'nistp384'"),
        (ec_blob(make.ec_point(X, Y), algorithm="ecdsa-sha2-nistp384"), "names 'nistp256'"),
        (ec_blob(make.ec_point(X, Y)[:-1]), "has 65 bytes"),
        (ec_blob(make.ec_point(X, Y) + b"\0"), "has 65 bytes"),
        (string("ssh-rsa") + mpint(65537) + string(b"\0" + mpint(GOOD_RSA)[4:]), "not written canonically"),
        (string("ssh-rsa") + string(b"\0\1\0\1") + mpint(GOOD_RSA), "not written canonically"),
        (string("ssh-rsa") + mpint(65537) + string(b"\0"), "not written canonically"),
        (string("ssh-rsa") + mpint(65537) + string(mpint(GOOD_RSA)[5:]), "negative"),
        (join("sk-ssh-ed25519@openssh.com", KEY.blob[-32:], b"ssh:\0"), "NUL"),
        (join("sk-ssh-ed25519@openssh.com", bytes(31), b"ssh:"), "has 32 bytes"),
        (join("sk-ecdsa-sha2-nistp256@openssh.com", "nistp384", make.ec_point(X, Y), b""), "names 'nistp384'"),
    ],
    ids=label,
)
def test_bytes_that_cannot_be_taken_apart(blob: bytes, says: str):
    code, message = refusal(blob)
    assert code == "key-malformed"
    assert says in message


@pytest.mark.parametrize("application", [b"", b"ssh:", b"\xff\xfe", "ssh:büro".encode()])
def test_an_application_is_any_bytes_but_nul(application: bytes):
    assert parse_blob(make.ed25519(application).blob).application == application


# The points of order 1, 2, 4 and 8, by their y. Those of order 8: RFC 8032's curve, as in every list of small points.
ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
SMALL = (1, ED25519_PRIME - 1, 0, ORDER_8, ED25519_PRIME - ORDER_8)


@pytest.mark.parametrize("sign", [0, 1])
@pytest.mark.parametrize("y", SMALL)
def test_ed25519_points_of_small_order(y: int, sign: int):
    code, message = refusal(ed25519_blob(y, sign))
    assert code == "key-weak"
    assert "small order" in message


@pytest.mark.parametrize("y", [ED25519_PRIME, ED25519_PRIME + 1, ED25519_PRIME + 3, 2**255 - 1])
def test_ed25519_y_not_below_the_prime(y: int):
    code, message = refusal(ed25519_blob(y))
    assert code == "key-weak"
    assert "below the prime" in message


def test_ed25519_not_on_the_curve():
    code, message = refusal(ed25519_blob(2))
    assert code == "key-weak"
    assert "not on the curve" in message


def test_fido_ed25519_is_judged_alike():
    assert refusal(join("sk-ssh-ed25519@openssh.com", make.IDENTITY_POINT, b"ssh:"))[0] == "key-weak"


@given(st.binary(min_size=32, max_size=32))
def test_every_real_ed25519_key_is_good(seed: bytes):
    parse_blob(make.ed25519(seed=seed).blob)


@pytest.mark.parametrize(
    ("modulus", "exponent", "says"),
    [
        (2**3071, 65537, "even"),
        (GOOD_RSA + 1, 65537, "even"),
        (2**3071 - 1, 65537, "3071 bits"),
        (2**2047 + 1, 65537, "2048 bits"),
        (2**16384 + 1, 65537, "16385 bits"),
        (0, 65537, "0 bits"),
        (GOOD_RSA, 1, "exponent"),
        (GOOD_RSA, 0, "exponent"),
        (GOOD_RSA, 3, "exponent"),
        (GOOD_RSA, 65539, "exponent"),
        (GOOD_RSA, 2**64 + 65537, "exponent"),
    ],
    ids=label,
)
def test_weak_rsa(modulus: int, exponent: int, says: str):
    code, message = refusal(make.rsa_blob(modulus, exponent))
    assert code == "key-weak"
    assert says in message


@pytest.mark.parametrize("modulus", [2**3071 + 1, 2**3072 - 1, 2**16383 + 1, 2**16384 - 1], ids=label)
def test_rsa_at_the_limits(modulus: int):
    assert parse_blob(make.rsa_blob(modulus)).modulus == modulus


P521 = CURVES["nistp521"].prime
X521, Y521 = make.point_of(12345, "nistp521")


@pytest.mark.parametrize(
    ("blob", "says"),
    [
        (ec_blob(make.ec_point(X, Y ^ 1)), "not on the curve"),
        (ec_blob(make.ec_point(0, 0)), "not on the curve"),
        (ec_blob(make.ec_point(X521 + P521, Y521, "nistp521"), "nistp521", "ecdsa-sha2-nistp521"), "not on the curve"),
        (ec_blob(make.ec_point(X521, Y521 + P521, "nistp521"), "nistp521", "ecdsa-sha2-nistp521"), "not on the curve"),
        (ec_blob(bytes([2 + Y % 2]) + X.to_bytes(32, "big")), "uncompressed"),
        (ec_blob(bytes([6 + Y % 2]) + make.ec_point(X, Y)[1:]), "uncompressed"),
        (ec_blob(b"\0"), "uncompressed"),
        (ec_blob(b""), "uncompressed"),
        (join("sk-ecdsa-sha2-nistp256@openssh.com", "nistp256", make.ec_point(X, Y ^ 1), b""), "not on the curve"),
    ],
    ids=label,
)
def test_weak_ec_points(blob: bytes, says: str):
    code, message = refusal(blob)
    assert code == "key-weak"
    assert says in message


@pytest.mark.parametrize("curve", CURVES.values(), ids=CURVES)
def test_the_curves_are_those_of_cryptography(curve: object):
    theirs = make.CURVES[curve.name][0]
    assert curve.size == (theirs.key_size + 7) // 8
    # (order - 1) times the generator is the generator mirrored, so the order is right.
    first, last = (ec.derive_private_key(n, theirs).public_key().public_numbers() for n in (1, curve.order - 1))
    assert (first.x, first.y) == (last.x, curve.prime - last.y)
    for number in range(1, 50):
        assert curve.holds(*make.point_of(number, curve.name))


def test_the_list_of_types_is_closed():
    assert len(ALGORITHMS) == len(set(ALGORITHMS)) == 7
