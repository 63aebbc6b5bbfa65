"""The first people of a new manual, as typed: `Jane Doe <jane@example.org> key.pub role role`."""

from __future__ import annotations

import re
import shlex
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from qms.errors import QmsError
from qms.trust.grammar import is_email, is_name, is_person, is_title
from qms.trust.keys import KeyFault, fingerprint, parse_public

EXAMPLE = "Jane Doe <jane@example.org> ~/.ssh/id_ed25519.pub quality-manager"
_FORM = re.compile(r"\s*(?P<name>[^<>]*?)\s*<(?P<email>[^<>]*)>(?P<rest>.*)", re.DOTALL)
_MAX_KEY = 20_000


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody the first policy names.

    Attributes:
        id: Made from the name, such as `jane.doe`.
        key: `TYPE BASE64`; empty for somebody who writes and signs nothing.
        roles: In the order typed.
    """

    id: str
    name: str
    email: str
    key: str
    roles: tuple[str, ...]

    @property
    def signs(self) -> bool:
        """True when there is a key to sign with."""
        return bool(self.key)

    @property
    def fingerprint(self) -> str:
        """The key's fingerprint, as `ssh-keygen -l` prints it; empty without a key."""
        return fingerprint(parse_public(self.key).blob) if self.key else ""


def parse_person(text: str) -> NewPerson:
    """Read one person.

    Args:
        text: Name, address, the file of the public key (or the key itself), roles; the last two may be left out.

    Raises:
        QmsError: `person-malformed`, or `key-unusable` with the reason.
    """
    match = _FORM.fullmatch(text)
    if not match:
        raise _refusal(f"{text!r} does not name a person")
    name, email = unicodedata.normalize("NFC", match["name"]), match["email"].strip()
    if not is_title(name):
        raise _refusal(f"{text!r} has no name that can be printed")
    if not is_email(email):
        raise _refusal(f"{email!r} is no e-mail address")
    try:
        words = shlex.split(match["rest"].replace(",", " "))
    except ValueError:
        raise _refusal(f"a quote is not closed in {text!r}") from None
    key, roles = _take_key(words)
    if wrong := [role for role in roles if not is_name(role) or role == "bridge"]:
        raise _refusal(f"{wrong[0]!r} is neither a file nor a role such as quality-manager")
    return NewPerson(person_id(name, email), name, email.lower(), key, tuple(dict.fromkeys(roles)))


def person_id(name: str, email: str) -> str:
    """`Jörg Müller-Lüdenscheidt` as `jorg.muller-ludenscheidt`; from the address where the name has no such letters.

    Raises:
        QmsError: `person-malformed`, when neither has any.
    """
    for text in (name, email.partition("@")[0]):
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
        words = (re.sub(r"[^a-z0-9-]", "", word).strip("-") for word in re.split(r"[\s._]+", plain))
        made = ".".join(re.sub(r"-{2,}", "-", word) for word in words if word)
        if is_person(made):
            return made
    raise _refusal(f"no id such as jane.doe can be made from {name} or {email}")


def _take_key(words: list[str]) -> tuple[str, list[str]]:
    """The key at the beginning of some words, and the roles after it."""
    if not words:
        return "", []
    if len(words) > 1 and words[0].startswith(("ssh-", "sk-", "ecdsa-")) and words[1].startswith("AAAA"):
        return _checked(f"{words[0]} {words[1]}", "the key"), words[2:]
    path = Path(words[0]).expanduser()
    if words[0].endswith(".pub") or "/" in words[0] or path.is_file():
        return read_key(path), words[1:]
    return "", words


def read_key(path: Path) -> str:
    """The public key in a file; for the file of a private key, the `.pub` beside it. A private key is never read.

    Raises:
        QmsError: `key-unusable`.
    """
    public = path if path.suffix == ".pub" else path.with_name(f"{path.name}.pub")
    try:
        with public.open("rb") as stream:
            words = stream.read(_MAX_KEY).decode("utf-8", errors="replace").split()
    except OSError as error:
        raise QmsError(
            f"the public key {public} cannot be read: {error.strerror}",
            "Name the file that ends in .pub, or make a key: `ssh-keygen -t ed25519`.",
            "key-unusable",
        ) from None
    return _checked(" ".join(words[:2]), str(public))


def _checked(public: str, where: str) -> str:
    try:
        parse_public(public)
    except KeyFault as fault:
        raise QmsError(f"{where}: {fault}", "Make another: `ssh-keygen -t ed25519`.", "key-unusable") from None
    return public


def _refusal(message: str) -> QmsError:
    return QmsError(message, f'Write each person as in --person "{EXAMPLE}".', "person-malformed")
