"""Keys and SSH signatures for the cases, all of them made again the same on every machine.

Anyone can derive these private keys from their names: that is the point, and why they must never be used elsewhere.
Nothing here is shared with the verifier; a bug in one does not hide in the other.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ED25519, RSA, SK_ED25519, SK_ECDSA = (
    "ssh-ed25519",
    "ssh-rsa",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
)
APPLICATION = b"ssh:"
_CURVES: dict[int, tuple[ec.EllipticCurve, hashes.HashAlgorithm]] = {
    256: (ec.SECP256R1(), hashes.SHA256()),
    384: (ec.SECP384R1(), hashes.SHA384()),
    521: (ec.SECP521R1(), hashes.SHA512()),
}
# How far above the number that the name gives the next prime lies: found once, so that no search is needed here.
_PRIME_OFFSETS = {2048: (276, 80), 3072: (1478, 456), 4096: (1194, 1830)}


def string(data: bytes | str) -> bytes:
    """Give the SSH wire form of a string: its length in four bytes, then its bytes."""
    raw = data.encode() if isinstance(data, str) else data
    return len(raw).to_bytes(4, "big") + raw


def mpint(number: int) -> bytes:
    """Give the SSH wire form of a number that is not negative."""
    return string(number.to_bytes(number.bit_length() // 8 + 1, "big") if number else b"")


@dataclass(frozen=True, slots=True)
class Key:
    """A key: what the policy prints and what signs. `sign` takes the message and, for some types, how to sign."""

    kind: str
    blob: bytes
    sign: Callable[..., bytes]

    @property
    def public(self) -> str:
        """The text of the policy: type, space, base64."""
        return f"{self.kind} {b64encode(self.blob).decode()}"

    @property
    def fingerprint(self) -> str:
        return "SHA256:" + b64encode(hashlib.sha256(self.blob).digest()).decode().rstrip("=")


def _seed(owner: str) -> bytes:
    return hashlib.sha256(f"qms conformance {owner}".encode()).digest()


def _edwards(owner: str) -> tuple[Callable[[bytes], bytes], bytes]:
    private = ed25519.Ed25519PrivateKey.from_private_bytes(_seed(owner))
    public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return lambda data: string(private.sign(data)), public


@cache
def ed25519_key(owner: str) -> Key:
    """Give a person's key, as the public vectors make it."""
    sign, public = _edwards(owner)
    return Key(ED25519, string(ED25519) + string(public), lambda data, **_: string(ED25519) + sign(data))


@cache
def rsa_key(owner: str, bits: int = 3072, exponent: int = 65537) -> Key:
    """Give an RSA key; `sign` takes `algorithm`, one of `rsa-sha2-512`, `rsa-sha2-256`, `ssh-rsa`."""
    p, q = (_near_prime(owner, bits, name) + add for name, add in zip("pq", _PRIME_OFFSETS[bits], strict=True))
    d = pow(exponent, -1, (p - 1) * (q - 1))
    numbers = rsa.RSAPrivateNumbers(
        p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(exponent, p * q)
    )
    private = numbers.private_key(unsafe_skip_rsa_key_validation=True)
    digests = {"rsa-sha2-512": hashes.SHA512(), "rsa-sha2-256": hashes.SHA256(), "ssh-rsa": hashes.SHA1()}  # noqa: S303

    def sign(data: bytes, algorithm: str = "rsa-sha2-512") -> bytes:
        return string(algorithm) + string(private.sign(data, padding.PKCS1v15(), digests[algorithm]))

    return Key(RSA, string(RSA) + mpint(exponent) + mpint(p * q), sign)


def _near_prime(owner: str, bits: int, which: str) -> int:
    size = bits // 2
    parts = [
        hashlib.sha256(f"qms conformance {owner} rsa {bits} {which} {n}".encode()).digest() for n in range(size // 256)
    ]
    return int.from_bytes(b"".join(parts), "big") | 3 << size - 2 | 1


def _curve_key(owner: str, bits: int) -> tuple[Callable[[bytes], bytes], bytes]:
    curve, digest = _CURVES[bits]
    private = ec.derive_private_key(int.from_bytes(_seed(owner), "big"), curve)

    def sign(data: bytes) -> bytes:
        r, s = decode_dss_signature(private.sign(data, ec.ECDSA(digest, deterministic_signing=True)))
        return string(mpint(r) + mpint(s))

    return sign, private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@cache
def ecdsa_key(owner: str, bits: int = 256) -> Key:
    sign, point = _curve_key(owner, bits)
    kind = f"ecdsa-sha2-nistp{bits}"
    blob = string(kind) + string(f"nistp{bits}") + string(point)
    return Key(kind, blob, lambda data, **_: string(kind) + sign(data))


@cache
def fido_key(owner: str, kind: str = SK_ED25519) -> Key:
    """Give a FIDO key held in software; `sign` takes `flags` (1 touched, 4 user verified) and `counter`."""
    if kind == SK_ED25519:
        raw, public = _edwards(f"{owner} sk")
        blob = string(kind) + string(public) + string(APPLICATION)
    else:
        raw, point = _curve_key(f"{owner} sk", 256)
        blob = string(kind) + string("nistp256") + string(point) + string(APPLICATION)

    def sign(data: bytes, flags: int = 1, counter: int = 7) -> bytes:
        tail = bytes([flags]) + counter.to_bytes(4, "big")
        signed = hashlib.sha256(APPLICATION).digest() + tail + hashlib.sha256(data).digest()
        return string(kind) + raw(signed) + tail

    return Key(kind, blob, sign)


def other_key(kind: str, blob: bytes) -> Key:
    """Give a key that is only printed (weak or malformed): it signs with nothing."""
    return Key(kind, blob, lambda _data, **_: string(kind) + string(bytes(64)))


def sshsig(message: bytes, key: Key, namespace: str, **how: object) -> bytes:
    """Make the bytes inside an SSHSIG.

    Args:
        message: What is signed.
        key: Who signs.
        namespace: What for.
        how: What to do wrong or differently: `magic`, `version`, `reserved`, `hash`, `blob` (the key printed), `tail`
            (bytes left over), `signature` (a function from the signature's bytes to others); the rest goes to the key.
    """
    magic, blob, tail = (
        how.pop(name, default) for name, default in (("magic", b"SSHSIG"), ("blob", key.blob), ("tail", b""))
    )
    version, reserved = how.pop("version", 1), how.pop("reserved", b"")
    algorithm, change = str(how.pop("hash", "sha512")), how.pop("signature", None)
    assert isinstance(magic, bytes)
    assert isinstance(blob, bytes)
    assert isinstance(tail, bytes)
    assert isinstance(version, int)
    assert isinstance(reserved, bytes)
    middle = string(namespace) + string(reserved) + string(algorithm)
    signature = key.sign(b"SSHSIG" + middle + string(hashlib.new(algorithm, message).digest()), **how)
    if callable(change):
        signature = change(signature)
    return magic + version.to_bytes(4, "big") + string(blob) + middle + string(signature) + tail


def armour(blob: bytes, width: int = 70) -> bytes:
    """Put base64 between the two lines, as ssh-keygen prints it."""
    text = b64encode(blob)
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    return b"\n".join([b"-----BEGIN SSH SIGNATURE-----", *lines, b"-----END SSH SIGNATURE-----", b""])
