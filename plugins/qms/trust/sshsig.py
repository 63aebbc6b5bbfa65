"""SSHSIG signatures, strictly: what `ssh-keygen -Y sign` writes, and not one byte more; verified in process.

Source: approval format 1, §5 (Signature, check 13); OpenSSH's PROTOCOL.sshsig and PROTOCOL.u2f. In the walk:
`parse_signature`, `check_namespace`, then the caller looks its key up, then `verify`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from . import wire
from .curves import ED25519_ORDER
from .keys import RSA, KeyFault, PublicKey, fingerprint, parse_blob, take_apart

MAX_SIGNATURE = 16 * 1024
USER_PRESENT = 0x01
USER_VERIFIED = 0x04
_ARMOUR = re.compile(
    rb"-----BEGIN SSH SIGNATURE-----\n((?:[A-Za-z0-9+/=]{1,76}\n)+)-----END SSH SIGNATURE-----\n",
)
_MAGIC = b"SSHSIG"
_VERSION = 1
_RSA_HASHES = {"rsa-sha2-512": hashes.SHA512(), "rsa-sha2-256": hashes.SHA256()}
_CURVES: dict[str, tuple[ec.EllipticCurve, ec.ECDSA]] = {
    "nistp256": (ec.SECP256R1(), ec.ECDSA(hashes.SHA256())),
    "nistp384": (ec.SECP384R1(), ec.ECDSA(hashes.SHA384())),
    "nistp521": (ec.SECP521R1(), ec.ECDSA(hashes.SHA512())),
}
_ED25519_SIZE = 64
_CACHED = 1024


class SignatureFault(Exception):  # noqa: N818 - a refusal, not an error of the program
    """A signature that does not count.

    Args:
        code: `signature-malformed`, `signature-namespace`, `signature-presence` or `signature-invalid`.
        message: What is wrong with it, one sentence without a full stop.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature file taken apart.

    Attributes:
        key: The bytes of the key it says it was made with; whose key that is, the caller looks up.
        namespace: What kind of statement it was made for; bytes that are not UTF-8 as surrogates.
        hash_algorithm: `sha512` or `sha256`: how the message was hashed.
        algorithm: How it was signed, such as `ssh-ed25519` or `rsa-sha2-512`.
        raw: The innermost signature bytes.
        flags, counter: What a FIDO key adds; otherwise 0.
    """

    key: bytes
    namespace: str
    hash_algorithm: str
    algorithm: str
    raw: bytes
    flags: int = 0
    counter: int = 0


@dataclass(frozen=True, slots=True)
class Flags:
    """What a good signature says besides: `user_verified` when a FIDO key checked a PIN or a fingerprint."""

    user_verified: bool


def parse_signature(data: bytes) -> Signature:
    """Take a signature file apart.

    Raises:
        SignatureFault: `signature-malformed`: it is not exactly what `ssh-keygen -Y sign` writes.
    """
    try:
        return _parse(data)
    except (wire.WireFault, KeyFault) as fault:
        message = f"the file is not a signature as `ssh-keygen -Y sign` writes it: {fault}"
        raise SignatureFault("signature-malformed", message) from None


def check_namespace(signature: Signature, namespace: str) -> None:
    """Was the signature made for this kind of statement?

    Raises:
        SignatureFault: `signature-namespace`.
    """
    if signature.namespace != namespace:
        message = (
            f"the signature was made for {signature.namespace!a}, not for {namespace!a}; sign with `-n {namespace}`"
        )
        raise SignatureFault("signature-namespace", message)


def verify(signature: Signature, message: bytes) -> Flags:
    """Was this message signed, by the key that the signature names? Namespace and owner are the caller's to check.

    Raises:
        SignatureFault: `signature-presence` for a FIDO signature without a touch, `signature-invalid` for one that
            does not verify, also by a weak key, for which anybody could have signed.
    """
    fido = take_apart(signature.key).is_fido
    if fido and not signature.flags & USER_PRESENT:
        text = "the security key did not ask for a touch; sign with a key made without `no-touch-required`"
        raise SignatureFault("signature-presence", text)
    try:
        key = parse_blob(signature.key)
        if not _in_range(signature.raw, key):
            raise InvalidSignature  # noqa: TRY301 - one refusal for all that do not verify
        _verifier(key)(signature, _statement(key, signature, message))
    except KeyFault as fault:
        raise SignatureFault("signature-invalid", f"the signature proves nothing: {fault}") from None
    except InvalidSignature:
        name = fingerprint(signature.key)
        text = f"the signature does not verify: the key {name} did not sign these bytes; sign the file again"
        raise SignatureFault("signature-invalid", text) from None
    return Flags(user_verified=fido and bool(signature.flags & USER_VERIFIED))


def _parse(data: bytes) -> Signature:
    """From the file to its fields, in the order of PROTOCOL.sshsig."""
    if len(data) > MAX_SIGNATURE:
        raise wire.WireFault(f"it has more than {MAX_SIGNATURE:,} bytes")
    armour = _ARMOUR.fullmatch(data)
    if not armour:
        raise wire.WireFault("its lines are not BEGIN, base64, END, each ended by a line feed")
    magic, rest = wire.take(wire.decode_base64(armour[1].replace(b"\n", b"")), len(_MAGIC))
    version, rest = wire.take_number(rest)
    if (magic, version) != (_MAGIC, _VERSION):
        raise wire.WireFault(f"it is not {_MAGIC.decode()} version {_VERSION}")
    blob, rest = wire.take_string(rest)
    namespace, rest = wire.take_string(rest)
    reserved, rest = wire.take_string(rest)
    hash_algorithm, rest = wire.take_string(rest)
    inner, rest = wire.take_string(rest)
    wire.finish(rest)
    if reserved:
        raise wire.WireFault("its reserved field is not empty")
    if hash_algorithm not in (b"sha512", b"sha256"):
        raise wire.WireFault(f"the message was hashed by {hash_algorithm.decode('ascii', 'replace')!a}")
    algorithm, raw, flags, counter = _parse_inner(inner, take_apart(blob))
    name = namespace.decode("utf-8", "surrogateescape")
    return Signature(blob, name, hash_algorithm.decode(), algorithm, raw, flags, counter)


def _parse_inner(data: bytes, key: PublicKey) -> tuple[str, bytes, int, int]:
    """Algorithm, signature bytes, and for FIDO keys flags and counter."""
    kind, rest = wire.take_string(data)
    algorithm = kind.decode("ascii", "replace")
    if algorithm not in (tuple(_RSA_HASHES) if key.algorithm == RSA else (key.algorithm,)):
        raise wire.WireFault(f"a key of the type {key.algorithm} does not sign by {algorithm!a}")
    raw, rest = wire.take_string(rest)
    flags = counter = 0
    if key.is_fido:
        flags, rest = wire.take_number(rest, 1)
        counter, rest = wire.take_number(rest)
    wire.finish(rest)
    _check_raw(raw, key)
    return algorithm, raw, flags, counter


def _check_raw(raw: bytes, key: PublicKey) -> None:
    """Can the innermost bytes be taken apart at all?"""
    if key.curve:
        _ecdsa_numbers(raw)
    elif key.algorithm != RSA and len(raw) != _ED25519_SIZE:
        raise wire.WireFault(f"an ed25519 signature has {_ED25519_SIZE} bytes, this one {len(raw)}")


def _in_range(raw: bytes, key: PublicKey) -> bool:
    """One spelling a signature: OpenSSH fills a short RSA signature up with zeros, and takes S + L."""
    if key.algorithm == RSA:
        return len(raw) == (key.modulus.bit_length() + 7) // 8
    if key.curve:
        return all(0 < number < key.curve.order for number in _ecdsa_numbers(raw))
    return int.from_bytes(raw[32:], "little") < ED25519_ORDER


def _ecdsa_numbers(raw: bytes) -> tuple[int, int]:
    r, rest = wire.take_integer(raw)
    s, rest = wire.take_integer(rest)
    wire.finish(rest)
    return r, s


def _der(raw: bytes) -> bytes:
    """An ECDSA signature as `cryptography` wants it."""
    return encode_dss_signature(*_ecdsa_numbers(raw))


def _statement(key: PublicKey, signature: Signature, message: bytes) -> bytes:
    """The bytes that were really signed: never the message alone; a FIDO key wraps them once more."""
    namespace = signature.namespace.encode("utf-8", "surrogateescape")
    digest = hashlib.new(signature.hash_algorithm, message).digest()
    fields = (namespace, b"", signature.hash_algorithm.encode(), digest)
    statement = _MAGIC + b"".join(wire.pack(field) for field in fields)
    if not key.is_fido:
        return statement
    presence = bytes([signature.flags]) + signature.counter.to_bytes(4, "big")
    return hashlib.sha256(key.application).digest() + presence + hashlib.sha256(statement).digest()


@lru_cache(maxsize=_CACHED)
def _verifier(key: PublicKey) -> Callable[[Signature, bytes], None]:
    """What judges a key's signatures and raises `InvalidSignature`; made once, as making it costs a verification."""
    if key.algorithm == RSA:
        rsa_key = rsa.RSAPublicNumbers(key.exponent, key.modulus).public_key()
        scheme = padding.PKCS1v15()
        return lambda signature, data: rsa_key.verify(signature.raw, data, scheme, _RSA_HASHES[signature.algorithm])
    if key.curve:
        curve, method = _CURVES[key.curve.name]
        ec_key = ec.EllipticCurvePublicKey.from_encoded_point(curve, key.point)
        return lambda signature, data: ec_key.verify(_der(signature.raw), data, method)
    ed25519_key = Ed25519PublicKey.from_public_bytes(key.point)
    return lambda signature, data: ed25519_key.verify(signature.raw, data)
