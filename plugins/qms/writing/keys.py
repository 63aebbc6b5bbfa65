"""Where a person's signing key may be, in the order people expect. Private keys are never read here.

Which key a file holds is asked of `ssh-keygen`, and agents are asked through `ssh-add`; what signs is `signing`.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from qms.errors import QmsError
from qms.git import Repository
from qms.git.index import user_setting
from qms.trust.keys import fingerprint
from qms.trust.wire import WireFault, decode_base64

VARIABLE = "QMS_KEY"
_DEFAULTS = ("id_ed25519", "id_ecdsa", "id_rsa", "id_ed25519_sk", "id_ecdsa_sk")
_LITERAL = "key::"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that may sign.

    Attributes:
        source: Where it was found, for people, such as `--key`.
        print: Its fingerprint, `SHA256:…`; empty when it is not known before it signs.
        file: The file that `ssh-keygen` is told to sign with; None for a key that only an agent holds.
        public: `TYPE BASE64`, for a key in an agent.
        chosen: True when it was named for this program: then no other is tried.
    """

    source: str
    print: str
    file: Path | None = None
    public: str = ""
    chosen: bool = False


def find_keys(repository: Repository, given: Path | None) -> Iterator[SigningKey]:
    """The keys that may be meant, the best first: the one given, `QMS_KEY`, git's, an agent's, those of ~/.ssh.

    Raises:
        QmsError: `key-missing`, when the one that is named is not there.
    """
    named = given or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    if named:
        source = "--key" if given else VARIABLE
        file = named.expanduser()
        if not file.is_file():
            raise QmsError(f"there is no key {file} ({source})", "Name the file of your SSH key.", "key-missing")
        yield SigningKey(source, _print_of(file), file, chosen=True)
        return
    yield from _git_key(repository)
    yield from _agent_keys()
    for name in _DEFAULTS:
        file = Path.home() / ".ssh" / name
        if file.is_file():
            yield SigningKey(f"~/.ssh/{name}", _print_of(file), file)


def _git_key(repository: Repository) -> Iterator[SigningKey]:
    """The key that the user's git signs with, when it is an SSH key."""
    value = user_setting(repository, "user.signingkey")
    source = "git's user.signingkey"
    if value.startswith((_LITERAL, "ssh-", "ecdsa-", "sk-")):
        yield from _public(value.removeprefix(_LITERAL), source)
    elif value and (file := Path(value).expanduser()).is_file():
        yield SigningKey(source, _print_of(file), file)


def _agent_keys() -> Iterator[SigningKey]:
    if not os.environ.get("SSH_AUTH_SOCK"):
        return
    for line in _ask("ssh-add", "-L").splitlines():
        yield from _public(line, "the SSH agent")


def _public(line: str, source: str) -> Iterator[SigningKey]:
    kind, _, rest = line.strip().partition(" ")
    encoded = rest.partition(" ")[0]
    try:
        blob = decode_base64(encoded)
    except WireFault:
        return
    yield SigningKey(source, fingerprint(blob), public=f"{kind} {encoded}")


def _print_of(file: Path) -> str:
    """The fingerprint of the key in a file, private or public, as `ssh-keygen` tells it without its passphrase."""
    words = _ask("ssh-keygen", "-l", "-E", "sha256", "-f", str(file)).split()
    return next((word for word in words if word.startswith("SHA256:")), "")


def _ask(*command: str) -> str:
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)  # noqa: S603 - a list
    except FileNotFoundError:
        return ""
    return "" if done.returncode else done.stdout.decode(errors="replace")
