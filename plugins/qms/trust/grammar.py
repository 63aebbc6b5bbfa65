"""The words of approval format 1, §1: which texts are a digest, an id, a revision, a person, an instant, a text.

Pure predicates. Everything is matched as a whole and in ASCII unless it says otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
MAX_TEXT = 500
MAX_TITLE = 200
MAX_NAME = 40
MAX_PERSON = 60
MAX_EMAIL = 200
FORGES = ("github", "gitlab", "gitea", "forgejo")

_DIGEST = re.compile(r"[0-9a-f]{64}")
DOCUMENT_ID = re.compile(r"[A-Z]{1,8}(-[A-Z]{1,8}){0,2}-[0-9]{1,6}")
_REVISION = re.compile(r"([1-9][0-9]{0,3})(?:\.([1-9][0-9]{0,2}))?")
_PERSON = re.compile(r"[a-z][a-z0-9]*([.-][a-z][a-z0-9]*)*")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_PROJECT = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_EMAIL = re.compile(r"[!-;=?-~]+")  # printable ASCII without space, `<` and `>`
_FORGE_ID = re.compile(rf"({'|'.join(FORGES)}):[1-9][0-9]{{0,18}}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z")
_VERSION = re.compile(r"[1-9][0-9]{0,5}")


def is_digest(text: str) -> bool:
    """A sha256 in lower-case hexadecimal."""
    return _DIGEST.fullmatch(text) is not None


def is_document_id(text: str) -> bool:
    """Such as `QP-04` or `QM-WI-012`."""
    return DOCUMENT_ID.fullmatch(text) is not None


def is_revision(text: str) -> bool:
    """`3` or `3.1`; never `03` or `3.0`."""
    return _REVISION.fullmatch(text) is not None


def is_successor(new: str, old: str) -> bool:
    """True when a revision may follow another: `N` by `N+1` or `N.1`, `N.m` by `N.(m+1)` or `N+1`."""
    after, before = _REVISION.fullmatch(new), _REVISION.fullmatch(old)
    if not after or not before:
        return False
    major, minor = int(before[1]), int(before[2] or 0)
    return (int(after[1]), int(after[2] or 0)) in ((major + 1, 0), (major, minor + 1))


def is_person(text: str) -> bool:
    """Such as `jane.doe`: no part begins with a digit, so file names of records stay unambiguous."""
    return len(text) <= MAX_PERSON and _PERSON.fullmatch(text) is not None


def is_name(text: str) -> bool:
    """The form of a role, class, type or bridge."""
    return len(text) <= MAX_NAME and _NAME.fullmatch(text) is not None


def is_project(text: str) -> bool:
    """`urn:uuid:` and a lower-case UUID."""
    return _PROJECT.fullmatch(text) is not None


def is_email(text: str) -> bool:
    """One `@` with text on both sides, printable ASCII."""
    left, _, right = text.partition("@")
    return bool(len(text) <= MAX_EMAIL and _EMAIL.fullmatch(text) and left and right and "@" not in right)


def is_forge_id(text: str) -> bool:
    """A forge and the account's number, never the login."""
    return _FORGE_ID.fullmatch(text) is not None


def is_version(text: str) -> bool:
    """A policy version, or the number of an import or guarded change: 1 to 999999."""
    return _VERSION.fullmatch(text) is not None


def parse_instant(text: str) -> datetime | None:
    """A real UTC date and time of day written `YYYY-MM-DDTHH:MM:SSZ`, or None."""
    if not _INSTANT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def is_clean(text: str) -> bool:
    """NFC, and no character that is invisible, unassigned or private."""
    return (text.isascii() and text.isprintable()) or _is_clean_unicode(text)


def _is_clean_unicode(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text) and not any(
        unicodedata.category(character) in FORBIDDEN_CATEGORIES for character in text
    )


def is_text(text: str, most: int = MAX_TEXT) -> bool:
    """1 to `most` characters, clean, without a space at either end."""
    return 1 <= len(text) <= most and text[0] != " " and text[-1] != " " and is_clean(text)


def is_title(text: str) -> bool:
    """A text of at most 200 characters without `<` and `>`: titles and names, which every page prints."""
    return is_text(text, MAX_TITLE) and "<" not in text and ">" not in text
