"""Keys and signatures made in software, byte by byte, good and bad; and OpenSSH's own opinion of them."""

from __future__ import annotations

import base64
import functools
import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

NAMESPACE = "qms-approval-v1"
MESSAGE = b"what was signed\n"
FIDO_ED25519 = "sk-ssh-ed25519@openssh.com"
FIDO_ECDSA = "sk-ecdsa-sha2-nistp256@openssh.com"
CURVES = {
    "nistp256": (ec.SECP256R1(), hashes.SHA256()),
    "nistp384": (ec.SECP384R1(), hashes.SHA384()),
    "nistp521": (ec.SECP521R1(), hashes.SHA512()),
}
needs_ssh_keygen = pytest.mark.skipif(
    not shutil.which("ssh-keygen"), reason="ssh-keygen, the second opinion, is absent"
)


def string(data: bytes | str) -> bytes:
    """An SSH string."""
    data = data.encode() if isinstance(data, str) else data
    return len(data).to_bytes(4, "big") + data


def mpint(number: int) -> bytes:
    """An SSH integer, canonical."""
    return string(number.to_bytes(number.bit_length() // 8 + 1, "big") if number else b"")


def join(*fields: bytes | str) -> bytes:
    """Strings, one after the other."""
    return b"".join(string(field) for field in fields)


def armour(data: bytes, width: int = 70) -> bytes:
    """A signature file around SSHSIG bytes."""
    text = base64.b64encode(data)
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    return b"\n".join([b"-----BEGIN SSH SIGNATURE-----", *lines, b"-----END SSH SIGNATURE-----", b""])


def unarmour(file: bytes) -> bytes:
    """The SSHSIG bytes of a good signature file."""
    return base64.b64decode(b"".join(file.split(b"\n")[1:-2]))


def sshsig(key: bytes, inner: bytes, namespace: str | bytes = NAMESPACE, method: str = "sha512", **bad: bytes) -> bytes:
    """A signature file around a key and its signature; `magic`, `reserved` and `end` can be made wrong."""
    head = bad.get("magic", b"SSHSIG\0\0\0\1")
    fields = join(key, namespace, bad.get("reserved", b""), method, inner)
    return armour(head + fields + bad.get("end", b""))


def statement(message: bytes = MESSAGE, namespace: str | bytes = NAMESPACE, method: str = "sha512") -> bytes:
    """What a key really signs."""
    return b"SSHSIG" + join(namespace, b"", method, hashlib.new(method, message).digest())


@dataclass(frozen=True)
class Signer:
    """A key in software: its type, bytes, and the raw signature over bytes. `application` makes it a FIDO key."""

    algorithm: str
    blob: bytes
    raw: Callable[[bytes], bytes]
    application: bytes = b""

    @property
    def public(self) -> str:
        """`TYPE BASE64`."""
        return f"{self.blob[4 : 4 + self.blob[3]].decode()} {base64.b64encode(self.blob).decode()}"

    def inner(self, data: bytes, flags: int = 1, counter: int = 7) -> bytes:
        """The signature field over a statement."""
        if not self.algorithm.startswith("sk-"):
            return join(self.algorithm, self.raw(data))
        presence = bytes([flags]) + counter.to_bytes(4, "big")
        wrapped = hashlib.sha256(self.application).digest() + presence + hashlib.sha256(data).digest()
        return join(self.algorithm, self.raw(wrapped)) + presence

    def sign(
        self, message: bytes = MESSAGE, namespace: str | bytes = NAMESPACE, method: str = "sha512", flags: int = 1
    ) -> bytes:
        """A signature file."""
        inner = self.inner(statement(message, namespace, method), flags)
        return sshsig(self.blob, inner, namespace, method)


def ed25519(fido: bytes | None = None, seed: bytes = b"seed") -> Signer:
    """An ed25519 key; `fido` is the application of a FIDO key."""
    private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed).digest())
    point = private.public_key().public_bytes_raw()
    if fido is None:
        return Signer("ssh-ed25519", join("ssh-ed25519", point), private.sign)
    return Signer(FIDO_ED25519, join(FIDO_ED25519, point, fido), private.sign, fido)


def point_of(number: int, curve: str = "nistp256") -> tuple[int, int]:
    """The point of an EC key."""
    numbers = ec.derive_private_key(number, CURVES[curve][0]).public_key().public_numbers()
    return numbers.x, numbers.y


def ec_point(x: int, y: int, curve: str = "nistp256") -> bytes:
    """A point, uncompressed."""
    size = (CURVES[curve][0].key_size + 7) // 8
    return b"\4" + x.to_bytes(size, "big") + y.to_bytes(size, "big")


def ecdsa(curve: str = "nistp256", fido: bytes | None = None, number: int = 12345) -> Signer:
    """An EC key; `fido` is the application of a FIDO key."""
    private = ec.derive_private_key(number, CURVES[curve][0])
    point = ec_point(*point_of(number, curve), curve)

    def raw(data: bytes) -> bytes:
        r, s = decode_dss_signature(private.sign(data, ec.ECDSA(CURVES[curve][1])))
        return mpint(r) + mpint(s)

    if fido is None:
        algorithm = f"ecdsa-sha2-{curve}"
        return Signer(algorithm, join(algorithm, curve, point), raw)
    return Signer(FIDO_ECDSA, join(FIDO_ECDSA, curve, point, fido), raw, fido)


@functools.cache
def rsa_private(bits: int = 3072) -> rsa.RSAPrivateKey:
    """An RSA key; made once, as it takes a while."""
    return rsa.generate_private_key(65537, bits)


def rsa_blob(modulus: int, exponent: int = 65537) -> bytes:
    """The bytes of an RSA key with any numbers."""
    return string("ssh-rsa") + mpint(exponent) + mpint(modulus)


def rsa_key(bits: int = 3072, method: str = "sha2-512") -> Signer:
    """An RSA key that signs by `rsa-METHOD`."""
    private = rsa_private(bits)
    chosen = {"sha2-512": hashes.SHA512(), "sha2-256": hashes.SHA256()}[method]
    blob = rsa_blob(private.public_key().public_numbers().n)
    return Signer(f"rsa-{method}", blob, lambda data: private.sign(data, padding.PKCS1v15(), chosen))


# For anybody's message: R = S·B with S = 0, and a public key that adds nothing, whatever it is multiplied with.
IDENTITY_POINT = (1).to_bytes(32, "little")
IDENTITY_KEY = join("ssh-ed25519", IDENTITY_POINT)


def forge_by_identity(message: bytes = MESSAGE) -> bytes:
    """A signature by nobody, for the ed25519 key that is the identity."""
    del message  # the same for every message, which is the point
    return sshsig(IDENTITY_KEY, join("ssh-ed25519", IDENTITY_POINT + bytes(32)))


RSA_E1_MODULUS = 2**3071 + 12345
RSA_E1_KEY = rsa_blob(RSA_E1_MODULUS, 1)


def forge_by_exponent_one(message: bytes = MESSAGE) -> bytes:
    """A signature by nobody, for an RSA key with e = 1: the padded digest is its own signature."""
    prefix = bytes.fromhex("3051300d060960864801650304020305000440")
    tail = b"\0" + prefix + hashlib.sha512(statement(message)).digest()
    padded = b"\0\1" + b"\xff" * (384 - 2 - len(tail)) + tail
    return sshsig(RSA_E1_KEY, join("rsa-sha2-512", padded))


def ssh_keygen_accepts(public: str, file: bytes, message: bytes = MESSAGE, namespace: str = NAMESPACE) -> bool:
    """What `ssh-keygen -Y verify` says."""
    with tempfile.TemporaryDirectory() as folder:
        signers, signature = Path(folder, "signers"), Path(folder, "file.sig")
        signers.write_text(f"jane {public}\n")
        signature.write_bytes(file)
        command = ["ssh-keygen", "-Y", "verify", "-f", signers, "-I", "jane", "-n", namespace, "-s", signature]
        return subprocess.run(command, input=message, capture_output=True, check=False).returncode == 0
