"""From the files of a tree to documents: which files make one document, its digest, its metadata and references.

Source: approval format 1, §3. A document is one Markdown file, or a folder named by its id with an `index.md`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from posixpath import dirname, relpath

from qms.model.document import Document, Exclusion
from qms.model.fields import Mapping as Fields
from qms.model.fields import Scalar
from qms.model.policy import POLICY_PATH
from qms.model.problem import Fault, Place
from qms.model.settings import Settings
from qms.trust.document import document_digest
from qms.trust.grammar import FORBIDDEN_CATEGORIES
from qms.trust.source import LFS_POINTER, MAX_FILE, read_source
from qms.trust.units import sha256, unit_folder, unit_id

from . import markdown
from .claims import read_clauses
from .elsewhere import find_elsewhere
from .handkept import find_hand_kept
from .inside import in_documents
from .tree import SUBMODULE, SYMLINK, Tree, TreeFile

POLICY = POLICY_PATH


@dataclass(frozen=True, slots=True)
class Unit:
    """The files of one document.

    Attributes:
        path: The Markdown file that has, or should have, the front matter.
        folder: The folder of a folder document; empty for a one-file document.
        files: All its files, sorted by the bytes of their path.
    """

    path: str
    folder: str
    files: tuple[str, ...]


def read_documents(tree: Tree, settings: Settings) -> tuple[tuple[Document, ...], tuple[Fault, ...]]:
    """Every document of a tree, and what is wrong with files that belong to none."""
    inside = [file for path, file in sorted(tree.files.items()) if in_documents(path, settings)]
    faults = list(_file_faults(inside))
    regular = [file.path for file in inside if file.mode not in (SYMLINK, SUBMODULE)]
    units, stray = _units(regular, settings.suffix)
    faults += [Fault(Place(path), _stray_message(path, settings), code="document-not-markdown") for path in stray]
    data = tree.load(path for unit in units for path in unit.files)
    edited = tree.edited(data)
    documents = []
    for unit in units:
        if unit.folder and unit.path not in data:
            message = f"the folder {unit.folder} has no index.md with the document's front matter"
            faults.append(Fault(Place(unit.path), message, code="folder-index"))
        elif unit.path in data:
            documents.append(_document(unit, data, committed=edited.isdisjoint(unit.files)))
    return tuple(sorted(documents, key=lambda document: (document.id, document.path))), tuple(faults)


def _units(paths: Iterable[str], suffix: str) -> tuple[list[Unit], list[str]]:
    folders: dict[str, list[str]] = {}
    units, stray = [], []
    for path in paths:
        if folder := unit_folder(path):
            folders.setdefault(folder, []).append(path)
        elif path.endswith(suffix):
            units.append(Unit(path, "", (path,)))
        else:
            stray.append(path)
    for folder, files in folders.items():
        units.append(Unit(f"{folder}/index.md", folder, tuple(sorted(files, key=str.encode))))
    return units, stray


def _stray_message(path: str, settings: Settings) -> str:
    return f"{path.rsplit('/', 1)[-1]} is no {settings.suffix} file and belongs to no document"


def _file_faults(files: Iterable[TreeFile]) -> Iterable[Fault]:
    for file in files:
        place = Place(file.path)
        if file.mode == SYMLINK:
            yield Fault(place, "this is a symbolic link; a document must be a file of its own", code="path-symlink")
        elif file.mode == SUBMODULE:
            yield Fault(place, "this is a submodule or a repository within the repository", code="path-submodule")
        try:
            file.raw.decode("utf-8")
        except UnicodeDecodeError:
            yield Fault(place, "the file's name is not UTF-8", code="path-encoding")
        if odd := _odd_character(file.path):
            message = f"the file's name holds {odd}, which not every system can store or show"
            yield Fault(Place(show_name(file.path)), message, code="path-character")


def _odd_character(path: str) -> str:
    """A character of a path that format 1 refuses (§7, S1), as a text that can be printed; empty when there is none."""
    for character in path:
        if character in '<>:"|?*' or unicodedata.category(character) in FORBIDDEN_CATEGORIES:
            return f"U+{ord(character):04X}" if not character.isprintable() else f"`{character}`"
    return ""


def show_name(path: str) -> str:
    """A path as one line: what cannot be printed is written as an escape."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in path
    )


def digest(unit: Unit, data: Mapping[str, bytes]) -> str:
    """The digest of what is approved: of the file, or of the manifest of the folder's files."""
    key = f"{unit.folder}/" if unit.folder else unit.path
    return document_digest(key, [path for path in unit.files if path in data], lambda path: sha256(data[path]))


def _document(unit: Unit, data: Mapping[str, bytes], *, committed: bool) -> Document:
    source = read_source(data[unit.path], unit.path)
    lines = markdown.Lines(source.body, unit.path, source.body_line)
    blanked = markdown.blank_code(source.body)
    sections, section_claims = markdown.find_sections(source.body, blanked, lines)
    clauses = read_clauses(source.fields, unit.path)
    references = list(markdown.find_references(blanked, lines))
    for path in unit.files:
        if path.endswith(".md") and path in data:
            whole = source.whole if path == unit.path else data[path].decode("utf-8", errors="replace")
            folder = relpath(dirname(path), unit.folder) if unit.folder else None
            references += markdown.find_embeds(whole, folder, markdown.Lines(whole, path, 1))
            own = path == unit.path
            references += find_elsewhere(*((blanked, lines) if own else _attached(whole, path)))
    return Document(
        path=unit.path,
        files=tuple(path for path in unit.files if path in data),
        digest=digest(unit, data),
        fields=source.fields,
        body=source.body,
        body_line=source.body_line,
        sections=sections,
        claims=(*clauses.claims, *section_claims),
        exclusions=tuple(_exclusions(source.fields, unit.path)),
        plans=clauses.plans,
        references=tuple(references),
        hand_kept=tuple(find_hand_kept(blanked, lines)),
        faults=(*source.faults, *clauses.faults, *_folder_faults(unit, source.fields, data)),
        committed=committed,
    )


def _attached(whole: str, path: str) -> tuple[str, markdown.Lines]:
    return markdown.blank_code(whole), markdown.Lines(whole, path, 1)


def _folder_faults(unit: Unit, fields: Fields, data: Mapping[str, bytes]) -> Iterable[Fault]:
    if not unit.folder:
        return
    named = unit_id(f"{unit.folder}/")
    if named and fields.text("id") and named != fields.text("id"):
        message = f"the folder's name begins with {named}, the document's id is {fields.text('id')}"
        yield Fault(Place(unit.path, 1), message, code="folder-name")
    for path in unit.files:
        if len(data.get(path, b"")) > MAX_FILE:
            yield Fault(Place(path), f"the file has more than {MAX_FILE:,} bytes", code="document-size")
        if path != unit.path and data.get(path, b"").startswith(LFS_POINTER):
            yield Fault(Place(path), "this is a Git LFS pointer, not the file", code="lfs-pointer")


def _exclusions(fields: Fields, path: str) -> Iterable[Exclusion]:
    listed = fields.get("not-applicable")
    if isinstance(listed, Fields):
        for standard, clauses in listed.entries:
            for clause, reason in clauses.entries if isinstance(clauses, Fields) else ():
                if isinstance(reason, Scalar):
                    place = Place(path, clause.line, clause.column)
                    yield Exclusion(standard.text, clause.text, reason.text, place)
