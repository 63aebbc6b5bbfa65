"""Public keys: taken apart to the last byte, and refused when anybody could sign for them.

Source: approval format 1, §4. `key-malformed`: the bytes cannot be taken apart. `key-weak`: they can, but the number
in them is bad. The policy is read with `parse_public`; verification judges the key inside a signature once more.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from functools import lru_cache

from . import wire
from .curves import CURVES, Curve, ed25519_weakness

MIN_RSA_BITS = 3072
MAX_RSA_BITS = 16384
RSA_EXPONENT = 65537
ED25519 = "ssh-ed25519"
RSA = "ssh-rsa"
FIDO_ED25519 = "sk-ssh-ed25519@openssh.com"
FIDO_ECDSA = "sk-ecdsa-sha2-nistp256@openssh.com"
FIDO = (FIDO_ED25519, FIDO_ECDSA)
# Key type to curve. The curve is named a second time inside the key, and the two must agree.
_CURVE_OF = {f"ecdsa-sha2-{name}": curve for name, curve in CURVES.items()} | {FIDO_ECDSA: CURVES["nistp256"]}
ALGORITHMS = (ED25519, RSA, FIDO_ED25519, *_CURVE_OF)
_ED25519_SIZE = 32
_UNCOMPRESSED = 4
_CACHED = 1024


class KeyFault(Exception):  # noqa: N818 - a refusal, not an error of the program
    """A key that may not be used.

    Args:
        code: `key-malformed` or `key-weak`.
        message: What is wrong with the key, one sentence without a full stop.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key taken apart. Two are equal when their bytes are.

    Attributes:
        algorithm: The key type, such as `ssh-ed25519`.
        blob: The bytes inside the base64: the key's identity.
        point: The point of an ed25519 key (32 bytes) or of an EC key (its first byte 4, then x and y).
        curve: The curve of an EC key.
        modulus, exponent: The numbers of an RSA key; otherwise 0.
        application: What a FIDO key was made for, such as `ssh:`.
    """

    algorithm: str = field(compare=False)
    blob: bytes
    point: bytes = field(default=b"", compare=False, repr=False)
    curve: Curve | None = field(default=None, compare=False, repr=False)
    modulus: int = field(default=0, compare=False, repr=False)
    exponent: int = field(default=0, compare=False, repr=False)
    application: bytes = field(default=b"", compare=False)

    @property
    def is_fido(self) -> bool:
        """True for a key in a security key, which says whether its user was there."""
        return self.algorithm in FIDO


def parse_public(text: str) -> PublicKey:
    """Read and judge a key as the policy writes it: `TYPE BASE64`, one space, no comment.

    Raises:
        KeyFault: It is malformed or weak.
    """
    algorithm, _, encoded = text.partition(" ")
    if algorithm not in ALGORITHMS:
        raise KeyFault("key-malformed", f"{algorithm!a} is no key type that is allowed; use one of {_list()}")
    try:
        blob = wire.decode_base64(encoded)
    except wire.WireFault as fault:
        message = f"the key is not written `TYPE BASE64` with one space and no comment: {fault}"
        raise KeyFault("key-malformed", message) from None
    key = take_apart(blob)
    if key.algorithm != algorithm:
        raise KeyFault("key-malformed", f"the key says {algorithm} outside and {key.algorithm} inside")
    return parse_blob(blob)


@lru_cache(maxsize=_CACHED)
def parse_blob(blob: bytes) -> PublicKey:
    """Read and judge the bytes of a key.

    Raises:
        KeyFault: It is malformed or weak.
    """
    key = take_apart(blob)
    if weakness := _weakness(key):
        raise KeyFault("key-weak", f"the {key.algorithm} key {fingerprint(blob)} is weak: {weakness}")
    return key


@lru_cache(maxsize=_CACHED)
def take_apart(blob: bytes) -> PublicKey:
    """Read the bytes of a key without judging its numbers.

    Raises:
        KeyFault: It is malformed.
    """
    try:
        return _take_apart(blob)
    except wire.WireFault as fault:
        raise KeyFault("key-malformed", f"the key cannot be read: {fault}") from None


def fingerprint(blob: bytes) -> str:
    """The name people compare keys by: `SHA256:` and base64 without padding, as `ssh-keygen -l` prints it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")


def public_text(blob: bytes) -> str:
    """A key as an authorized_keys or allowed_signers file has it: `TYPE BASE64`."""
    return f"{wire.take_string(blob)[0].decode('ascii', 'replace')} {base64.b64encode(blob).decode()}"


def _take_apart(blob: bytes) -> PublicKey:
    kind, rest = wire.take_string(blob)
    algorithm = kind.decode("ascii", "replace")
    if algorithm == RSA:
        exponent, rest = wire.take_integer(rest)
        modulus, rest = wire.take_integer(rest)
        wire.finish(rest)
        return PublicKey(algorithm, blob, modulus=modulus, exponent=exponent)
    curve = _CURVE_OF.get(algorithm)
    if curve:
        point, rest = _take_curve_point(rest, curve)
    elif algorithm in (ED25519, FIDO_ED25519):
        point, rest = wire.take_string(rest)
        if len(point) != _ED25519_SIZE:
            raise wire.WireFault(f"an ed25519 key has {_ED25519_SIZE} bytes, this one {len(point)}")
    else:
        raise wire.WireFault(f"{algorithm!a} is no key type that is allowed; use one of {_list()}")
    application, rest = _take_application(rest) if algorithm in FIDO else (b"", rest)
    wire.finish(rest)
    return PublicKey(algorithm, blob, point=point, curve=curve, application=application)


def _take_curve_point(data: bytes, curve: Curve) -> tuple[bytes, bytes]:
    """A point, whose form is judged later unless it claims to be uncompressed and has not the size for it."""
    name, rest = wire.take_string(data)
    if name != curve.name.encode():
        raise wire.WireFault(
            f"its type is for the curve {curve.name}, but it names {name.decode('ascii', 'replace')!a}"
        )
    point, rest = wire.take_string(rest)
    if point[:1] == bytes([_UNCOMPRESSED]) and len(point) != 1 + 2 * curve.size:
        raise wire.WireFault(f"a point of {curve.name} has {1 + 2 * curve.size} bytes, this one {len(point)}")
    return point, rest


def _take_application(data: bytes) -> tuple[bytes, bytes]:
    """Any bytes but NUL: OpenSSH ends the text there, so the two would not verify the same statement."""
    application, rest = wire.take_string(data)
    if b"\0" in application:
        raise wire.WireFault("its application holds a NUL")
    return application, rest


def _weakness(key: PublicKey) -> str:
    """Why anybody, or too many, could sign for a key; the empty text for a good one."""
    if key.algorithm == RSA:
        return _rsa_weakness(key.modulus, key.exponent)
    return _curve_weakness(key.point, key.curve) if key.curve else ed25519_weakness(key.point)


def _rsa_weakness(modulus: int, exponent: int) -> str:
    bits = modulus.bit_length()
    if not MIN_RSA_BITS <= bits <= MAX_RSA_BITS:
        return f"it has {bits} bits, allowed are {MIN_RSA_BITS} to {MAX_RSA_BITS}"
    if modulus % 2 == 0:
        return "its modulus is even"
    return "" if exponent == RSA_EXPONENT else f"its exponent is not {RSA_EXPONENT}"


def _curve_weakness(point: bytes, curve: Curve) -> str:
    if point[:1] != bytes([_UNCOMPRESSED]):
        return "its point is not written uncompressed"
    x, y = (int.from_bytes(half, "big") for half in (point[1 : 1 + curve.size], point[1 + curve.size :]))
    return "" if curve.holds(x, y) else f"its point is not on the curve {curve.name}"


def _list() -> str:
    return ", ".join(ALGORITHMS)
