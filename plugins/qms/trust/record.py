"""A record's own form: canonical JSON with exactly the members of its kind.

Source: approval format 1, §5; the checks ① to ④ of one record. Nothing here needs a policy or a history.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from . import grammar
from .state import BRIDGE, RECORDS
from .units import sha256

MAX_RECORD = 8 * 1024
MAX_IMPORT = 1_000_000
AUTHORITIES = "AUTHORITIES"
GUARDED = "GUARDED"
IMPORT = "IMPORT"
_PLAIN = re.compile(rb"[\n\x20-\x5b\x5d-\x7e]*")  # ASCII without escapes: nothing in it could be hidden
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")
_COMMON = frozenset(
    {
        "authors", "format", "meaning", "name", "person", "policy", "project", "revision", "role", "sha256",
        "signed_at", "subject", "supersedes",
    }
)  # fmt: skip
Content = Mapping[str, object]


class RecordFault(Exception):  # noqa: N818 - not an error of the program
    """A record is refused: the code of the first check that failed, and why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class RecordKind:
    """What records of one format and meaning are like.

    Attributes:
        namespace: The SSHSIG namespace of their signatures.
        subject: The fixed subject; empty where it is a document id.
        authors: True when they name who wrote the text.
        first: True when `supersedes` may be the empty text.
        extra: Members beyond the common ones.
    """

    namespace: str
    subject: str = ""
    authors: bool = False
    first: bool = False
    extra: frozenset[str] = frozenset()


_FORGE = frozenset({"approved_at", "bridge", "change", "evidence", "forge"})
KINDS: dict[tuple[str, str], RecordKind] = {
    ("approval/1", "approval"): RecordKind("qms-approval-v1", authors=True, first=True),
    ("approval/1", "review"): RecordKind("qms-review-v1", first=True),
    ("approval/1", "acknowledgement"): RecordKind("qms-acknowledgement-v1", first=True),
    ("approval/1", "withdrawal"): RecordKind("qms-withdrawal-v1", first=True),
    ("approval/1", "retirement"): RecordKind("qms-retirement-v1", authors=True),
    ("policy-approval/1", "approval"): RecordKind("qms-policy-v1", AUTHORITIES),
    ("guard-approval/1", "approval"): RecordKind("qms-guard-v1", GUARDED),
    ("key-enrolment/1", "enrolment"): RecordKind("qms-enrolment-v1", AUTHORITIES, extra=frozenset({"key"})),
    ("import/1", "import"): RecordKind("qms-import-v1", IMPORT, first=True, extra=frozenset({"documents", "retired"})),
    ("forge-approval/1", "forge-approval"): RecordKind("qms-forge-v1", authors=True, first=True, extra=_FORGE),
    ("forge-approval/1", "forge-retirement"): RecordKind("qms-forge-v1", authors=True, extra=_FORGE),
}


def canonical(content: Content) -> bytes:
    """The one form in which a record is stored and signed."""
    return (json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()


def parse_record(data: bytes) -> Content:
    """Checks ① and ②: bytes to content.

    Raises:
        RecordFault: `record-malformed` or `record-not-canonical`.
    """
    if len(data) > MAX_IMPORT:
        raise RecordFault("record-malformed", f"the record has {len(data):,} bytes")
    try:
        content = json.loads(data.decode("utf-8"), object_pairs_hook=_without_duplicates, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise RecordFault("record-malformed", f"the record is not JSON in UTF-8: {error}") from None
    if not isinstance(content, dict):
        raise RecordFault("record-malformed", "the record is not a JSON object")
    if len(data) > MAX_RECORD and content.get("format") != "import/1":
        raise RecordFault("record-malformed", f"the record has {len(data):,} bytes; at most {MAX_RECORD:,} are allowed")
    try:
        if not _PLAIN.fullmatch(data):
            _check_texts(content)
        same = canonical(content) == data
    except RecursionError:
        raise RecordFault("record-malformed", "the record is nested too deeply") from None
    if not same:
        raise RecordFault("record-not-canonical", "the bytes are not the canonical form of what they say")
    return content


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands twice")
    return members


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _check_texts(value: object) -> None:
    if isinstance(value, str):
        if not grammar.is_clean(value):
            raise RecordFault("record-malformed", "a text holds an invisible character, or is not NFC")
    elif isinstance(value, dict):
        for name, member in value.items():
            _check_texts(name)
            _check_texts(member)
    elif isinstance(value, list):
        for item in value:
            _check_texts(item)


def check_fields(content: Content) -> RecordKind:
    """Check ③: exactly the members of its kind, each of its form.

    Raises:
        RecordFault: `record-field`.
    """
    named = (content.get("format"), content.get("meaning"))
    kind = KINDS.get(cast("tuple[str, str]", named)) if all(isinstance(name, str) for name in named) else None
    if kind is None:
        raise RecordFault("record-field", "`format` and `meaning` are no kind of record")
    if odd := sorted(content.keys() ^ (_COMMON | kind.extra)):
        raise RecordFault("record-field", f"the member `{odd[0]}` is missing or not one of this kind")
    bridge = "key" in kind.extra and content["role"] == BRIDGE
    for name, fits in _FORMS[kind, bridge].items():
        if not fits(content[name]):
            raise RecordFault("record-field", f"`{name}` has a value that is not of its form")
    _check_between(content)
    return kind


Form = Callable[[object], bool]


def _text(predicate: Callable[[str], bool]) -> Form:
    return lambda value: isinstance(value, str) and predicate(value)


def _forms(kind: RecordKind, *, bridge: bool) -> dict[str, Form]:
    """The form of each member of a kind, in the order they are looked at; an enrolment may be a bridge's."""
    forms: dict[str, Form] = {
        "project": _text(grammar.is_project),
        "subject": _text((lambda text: text == kind.subject) if kind.subject else grammar.is_document_id),
        "revision": _text(grammar.is_version if kind.subject else grammar.is_revision),
        "sha256": _text(grammar.is_digest),
        "supersedes": _text(lambda text: grammar.is_digest(text) or (kind.first and not text)),
        "policy": _text(grammar.is_digest),
        "person": _text(grammar.is_name if bridge else grammar.is_person),
        "name": _text(grammar.is_title),
        "role": _text(grammar.is_name),
        "signed_at": _text(lambda text: grammar.parse_instant(text) is not None),
        "authors": _is_authors if kind.authors else lambda value: value == [],
        "key": _text(lambda text: _FINGERPRINT.fullmatch(text) is not None),
        "documents": _is_import_list,
        "retired": lambda value: _is_sorted(value, grammar.is_document_id),
        "approved_at": _text(lambda text: grammar.parse_instant(text) is not None),
        "bridge": _text(grammar.is_name),
        "change": _text(grammar.is_text),
        "evidence": _text(grammar.is_digest),
        "forge": _text(grammar.is_forge_id),
    }
    return {name: form for name, form in forms.items() if name in _COMMON | kind.extra}


def _is_sorted(value: object, predicate: Callable[[str], bool]) -> bool:
    """A list of texts of one form, sorted, without repeats."""
    if not isinstance(value, list) or not all(isinstance(item, str) and predicate(item) for item in value):
        return False
    return value == sorted(set(value))


def _is_authors(value: object) -> bool:
    return value != [] and _is_sorted(value, grammar.is_person)


def _is_import_list(value: object) -> bool:
    if not isinstance(value, list):
        return False
    for item in value:
        if not isinstance(item, dict) or item.keys() != {"id", "revision", "sha256"}:
            return False
        if not all(isinstance(member, str) for member in item.values()):
            return False
        if not grammar.is_revision(item["revision"]) or not grammar.is_digest(item["sha256"]):
            return False
    return _is_sorted([item["id"] for item in value], grammar.is_document_id) if value else True


_FORMS = {(kind, bridge): _forms(kind, bridge=bridge) for kind in KINDS.values() for bridge in (False, True)}


def _check_between(content: Content) -> None:
    """What members of one record say about each other."""
    if content["format"] == "import/1":
        if content["supersedes"]:
            raise RecordFault("record-field", "an import supersedes nothing")
        if content["sha256"] != import_digest(import_list(content)):
            raise RecordFault("record-field", "`sha256` is not that of the list of documents")
        if {found for found, _, _ in import_list(content)} & set(cast("list[str]", content["retired"])):
            raise RecordFault("record-field", "a document is listed as retired and as in force")
    if content["format"] == "forge-approval/1" and str(content["approved_at"]) > str(content["signed_at"]):
        raise RecordFault("record-field", "`approved_at` is later than `signed_at`")


def import_list(content: Content) -> tuple[tuple[str, str, str], ...]:
    """The documents an import lists: id, revision, digest."""
    listed = cast("list[dict[str, str]]", content["documents"])
    return tuple((item["id"], item["revision"], item["sha256"]) for item in listed)


def import_digest(documents: tuple[tuple[str, str, str], ...]) -> str:
    """The digest of an import's list: lines `digest`, two spaces, `id`, space, `revision`."""
    return sha256("".join(f"{digest}  {found} {revision}\n" for found, revision, digest in documents).encode())


def record_stem(content: Content) -> str:
    """The path of a record without `.json` and without a number."""
    names = ".".join(str(content[name]) for name in ("meaning", "role", "person"))
    return f"{RECORDS}{content['subject']}/{content['revision']}/{names}"


def record_number(path: str, stem: str) -> int:
    """Which record of its statement stands at a path: 1 for `….json`, N for `….N.json`; 0 when it fits neither."""
    if path == f"{stem}.json":
        return 1
    match = re.fullmatch(r"\.([1-9][0-9]{0,8})\.json", path[len(stem) :]) if path.startswith(stem) else None
    return int(match[1]) if match and int(match[1]) > 1 else 0
