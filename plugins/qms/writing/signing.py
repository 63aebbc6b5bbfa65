"""Signing through `ssh-keygen -Y sign`: agents, passphrases, security keys and smart cards come with it.

The one place that lets somebody sign. What comes back is verified in process before anybody sees it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from qms.errors import QmsError
from qms.model.demonstration import PROJECT
from qms.model.policy import Bridge, Key, KeyState, Person, Policy
from qms.trust.demonstration import demonstration_blob, demonstration_seed
from qms.trust.keys import fingerprint
from qms.trust.sshsig import SignatureFault, check_namespace, parse_signature, verify

from .keys import SigningKey
from .refusal import Refusal

Owners = Mapping[bytes, tuple[Person | Bridge, Key]]


def sign(data: bytes, namespace: str, key: SigningKey, policy: Policy, owner: Person | Bridge) -> bytes:
    """Let a key sign bytes, and make sure that the signature is the right one.

    Args:
        data: What is signed.
        namespace: What kind of statement it is.
        key: The key.
        policy: Whose keys count.
        owner: Who has to own the key.

    Returns:
        The signature file.

    Raises:
        QmsError: `signing-failed`, when `ssh-keygen` is missing or does not sign.
        Refusal: The key is not one that this person may sign with.
    """
    with _file_of(key) as file:
        made = _ssh_keygen(file, namespace, data)
    try:
        signature = parse_signature(made)
        check_namespace(signature, namespace)
        require_owner(fingerprint(signature.key), key, policy, owner)
        verify(signature, data)
    except SignatureFault as fault:
        fix = "Sign with another key, or update OpenSSH."
        raise Refusal(f"the signature is not good: {fault.message}", fix, fault.code) from None
    return made


def require_owner(name: str, key: SigningKey, policy: Policy, owner: Person | Bridge) -> None:
    """Refuse a key that is not an active one of this person.

    Args:
        name: The key's fingerprint.
        key: Where it came from.
        policy: Whose keys count.
        owner: Who has to own it.

    Raises:
        Refusal: `key-unknown`, `key-owner` or `key-inactive`.
    """
    found = next((held for blob, held in policy.owners().items() if fingerprint(blob) == name), None)
    mine = ", ".join(fingerprint(each.blob) for each in owner.keys if each.state is KeyState.ACTIVE)
    told = f"Sign with {mine} (`--key FILE`)." if mine else f"The policy has no active key of {_name(owner)}."
    if found is None:
        message = f"the key {name} ({key.source}) belongs to nobody in version {policy.version} of the policy"
        raise Refusal(message, told, "key-unknown")
    if (type(found[0]), found[0].id) != (type(owner), owner.id):
        message = f"the key {name} ({key.source}) belongs to {_name(found[0])}, not to {_name(owner)}"
        raise Refusal(message, f"{told} Or say who signs: `--as {found[0].id}`.", "key-owner")
    if found[1].state is not KeyState.ACTIVE:
        raise Refusal(
            f"the key {name} of {_name(owner)} is {found[1].state}: it signs nothing more", told, "key-inactive"
        )


@contextmanager
def demonstration_key(policy: Policy, person: str) -> Iterator[SigningKey]:
    """The key of somebody of the demonstration company, which anybody can derive; gone at the end of the context.

    Raises:
        Refusal: `key-demonstration`, when this is not the demonstration company's repository.
    """
    if policy.project != PROJECT:
        message = "the demonstration keys are public: they sign nothing in a real company's repository"
        raise Refusal(message, "Leave out --demonstration and sign with your own key.", "key-demonstration")
    from cryptography.hazmat.primitives import serialization as forms  # noqa: PLC0415 - for demonstrations only
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - likewise

    private = Ed25519PrivateKey.from_private_bytes(demonstration_seed(person))
    blob = demonstration_blob(person)
    data = private.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.OpenSSH, forms.NoEncryption())
    with tempfile.TemporaryDirectory(prefix="qms-demonstration-") as folder:
        file = Path(folder) / "key"
        with open(file, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as stream:
            stream.write(data)
        yield SigningKey("--demonstration", fingerprint(blob), file, chosen=True)


@contextmanager
def _file_of(key: SigningKey) -> Iterator[Path]:
    """The file to name to `ssh-keygen`; for a key in an agent its public half, for the time of the context."""
    if key.file:
        yield key.file
        return
    with tempfile.TemporaryDirectory(prefix="qms-key-") as folder:
        file = Path(folder) / "key.pub"
        file.write_text(f"{key.public}\n", encoding="utf-8")
        yield file


def _ssh_keygen(file: Path, namespace: str, data: bytes) -> bytes:
    """What it prints. Questions for a passphrase or a touch go between it and the terminal."""
    command = ("ssh-keygen", "-q", "-Y", "sign", "-n", namespace, "-f", str(file))
    talking = sys.stderr.isatty()
    try:
        done = subprocess.run(  # noqa: S603 - a list
            command, input=data, stdout=subprocess.PIPE, stderr=None if talking else subprocess.PIPE, check=False
        )
    except FileNotFoundError:
        fix = "Install OpenSSH 8.2 or newer (on Debian: openssh-client)."
        raise QmsError("ssh-keygen is not installed, and it makes the signatures", fix, "signing-failed") from None
    if done.returncode or not done.stdout:
        said = (done.stderr or b"").decode(errors="replace").strip().split("\n")[-1] or "it signed nothing"
        fix = "Check the passphrase, the agent (`ssh-add -l`) or the security key, and try again."
        raise QmsError(f"ssh-keygen did not sign with {file}: {said}", fix, "signing-failed")
    return done.stdout


def _name(owner: Person | Bridge) -> str:
    return owner.name if isinstance(owner, Person) else f"the bridge {owner.id}"
