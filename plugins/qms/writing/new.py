"""`qms new`: the next free id, front matter, and headings worth having. One file is written, nothing is changed."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from qms.errors import QmsError
from qms.model.document import Document
from qms.model.settings import humanise
from qms.model.system import QualitySystem
from qms.trust.classify import RECORDS
from qms.trust.grammar import is_document_id, is_name, is_title

from .frontmatter import written
from .templates import exists, fill

PREFIXES = {"procedure": "QP", "manual": "QM", "policy": "POL", "work-instruction": "WI", "form": "F"}
_IN_MANUAL = ("policy", "manual")
_OTHER = "other"
_ID = re.compile(r"(.+)-([0-9]+)")
_QUALITY = "quality-manager"


@dataclass(frozen=True, slots=True)
class NewDocument:
    """What `qms new` is about to write.

    Attributes:
        path: From the repository's root.
        text: Front matter and headings.
    """

    id: str
    path: str
    owner: str
    text: str


def new_document(
    system: QualitySystem, kind: str, title: str, *, wanted: str = "", owner: str = "", folder: bool = False
) -> NewDocument:
    """Compose a document.

    Args:
        system: The documents there are and have been.
        kind: Its type.
        title: Its title.
        wanted: An id, instead of the next free one.
        owner: A role, instead of the one that mostly owns documents of this type.
        folder: Make it a folder with an `index.md`, for figures and forms beside the text.

    Raises:
        QmsError: `new-refused`, when the type, title, id or owner cannot be used.
    """
    _require(system, kind, title)
    alike = [document for document in system.documents if document.type == kind]
    used = frozenset(_used(system))
    identifier = wanted or next_id(kind, alike, used)
    if not is_document_id(identifier):
        raise _refusal(f"{identifier} is no id such as QP-04", "Use capital letters, a hyphen and a number.")
    if identifier in used:
        raise _refusal(f"{identifier} is or was the id of another document", "Leave out `--id` for the next free one.")
    role = owner or _owner(system, alike)
    if not is_name(role) or (system.people.roles is not None and role not in system.people.roles):
        known = ", ".join(sorted(system.people.roles or ()))
        raise _refusal(f"there is no role {role}", f"Use one of: {known}." if known else "Write a role's id.")
    path = _path(system, kind, alike, identifier, title, folder=folder)
    return NewDocument(identifier, path, role, _text(kind, identifier, title, role))


def _require(system: QualitySystem, kind: str, title: str) -> None:
    known = system.settings.all_types
    if kind not in known:
        close = get_close_matches(kind, known, 1)
        fix = f"Did you mean {close[0]}?" if close else f"Use one of: {', '.join(known)}."
        raise _refusal(f"there is no document type {kind}", fix)
    if not is_title(title):
        raise _refusal(
            f"{title!r} cannot be a title", "Use 1 to 200 characters, no < or >, no space at the ends; quote it."
        )


def _used(system: QualitySystem) -> Iterator[str]:
    """Every id that is taken or was ever taken: ids are not used again, whoever has forgotten them."""
    yield from system.documents_by_id
    yield from system.records_by_id
    for changes in (*system.history.by_path.values(), *system.history.withdrawn.values()):
        yield from (change.id for change in changes)
    # Who was retired has left signed records behind, which never go.
    yield from (path.removeprefix(RECORDS).partition("/")[0] for path in system.paths if path.startswith(RECORDS))
    if system.approvals and system.approvals.state:
        yield from system.approvals.state.burnt
        yield from system.approvals.state.documents


def next_id(kind: str, alike: Iterable[Document], used: Iterable[str]) -> str:
    """The number after the highest one ever used with the prefix of a type."""
    matches = [match for document in alike if (match := _ID.fullmatch(document.id))]
    prefixes = Counter(match[1] for match in matches).most_common(1)
    prefix = prefixes[0][0] if prefixes else PREFIXES.get(kind, kind.partition("-")[0][:8].upper())
    numbers = [match[2] for taken in used if (match := _ID.fullmatch(taken)) and match[1] == prefix]
    width = max((len(match[2]) for match in matches if match[1] == prefix), default=2)
    return f"{prefix}-{max(map(int, numbers), default=0) + 1:0{width}}"


def _owner(system: QualitySystem, alike: Iterable[Document]) -> str:
    roles = system.people.roles
    owners = Counter(one.owner for one in alike if one.owner and (roles is None or one.owner in roles)).most_common(1)
    if owners:
        return owners[0][0]
    return _QUALITY if not roles or _QUALITY in roles else next(iter(roles))


def _path(system: QualitySystem, kind: str, alike: list[Document], identifier: str, title: str, *, folder: bool) -> str:
    """Beside the others of its type, named as they are."""
    folders = Counter(_folder_of(document) for document in alike).most_common(1)
    roots = system.settings.documents
    place = folders[0][0] if folders else roots[0 if kind in _IN_MANUAL else -1]
    slug = _slug(title)
    full = f"{identifier}-{slug}" if slug else identifier
    if folder:
        return _free(system, f"{place}/{full}/index{system.settings.suffix}")
    plain = alike and slug and not any(f"/{document.id}" in f"/{document.path}" for document in alike)
    short = f"{place}/{slug}{system.settings.suffix}"
    if plain and short not in system.paths:
        return short
    return _free(system, f"{place}/{full}{system.settings.suffix}")


def _folder_of(document: Document) -> str:
    """The folder that holds a document, be it a file or a folder itself."""
    above = document.path.rpartition("/")[0]
    name = above.rpartition("/")[2]
    return above.rpartition("/")[0] if document.id and name.startswith(document.id) else above


def _free(system: QualitySystem, path: str) -> str:
    if path in system.paths:
        raise _refusal(f"{path} is there already", "Give the document another title.")
    return path


def _slug(title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:60].rstrip("-")


def _text(kind: str, identifier: str, title: str, owner: str) -> str:
    template = f"documents/{kind}.md" if exists(f"documents/{kind}.md") else f"documents/{_OTHER}.md"
    fields = (
        ("id", identifier), ("title", written(title)), ("type", kind), ("revision", "1"), ("owner", owner),
        ("review", "12 months"), ("change", "First issue."),
    )  # fmt: skip
    front = "".join(f"{name}: {value}\n" for name, value in fields)
    return f"---\n{front}---\n\n{fill(template, {'OWNER_NAME': humanise(owner)})}"


def write_new(root: Path, document: NewDocument) -> Path:
    """Write a new document's file.

    Raises:
        QmsError: `new-refused`, when it is there already or cannot be written.
    """
    target = root / document.path
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(document.text)
    except OSError as error:
        raise _refusal(f"cannot write {document.path}: {error.strerror}", "Mend that, and try again.") from None
    return target


def _refusal(message: str, fix: str) -> QmsError:
    return QmsError(message, fix, "new-refused")
