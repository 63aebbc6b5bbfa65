"""One document, strictly: text rules, sizes, front matter, embedding, and its digest.

Source: approval format 1, §3 and §7 S 5 (first sentence). Pure: bytes in, faults out; also what commands use to tell
an author beforehand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from posixpath import dirname

from qms.model.problem import Fault, Place

from .embedding import find_outside
from .fields import DocumentFields, read_fields
from .source import LFS_POINTER, MAX_FILE, SourceText, decode, line_and_column, read_source
from .units import INDEX, index_of, is_folder, manifest, unit_id

MOST_TOLD = 20  # of one kind in one file


def document_digest(unit: str, files: Iterable[str], sha256: Callable[[str], str]) -> str:
    """The digest of a document: of its one file, or of the manifest of its folder's files.

    Args:
        unit: Its key.
        files: The paths of its files.
        sha256: The digest of the bytes at a path.
    """
    if not is_folder(unit):
        return sha256(unit)
    return manifest((path[len(unit) :], sha256(path)) for path in files)


def read_document(
    unit: str, files: Mapping[str, bytes], holders: Iterable[str]
) -> tuple[DocumentFields | None, list[Fault]]:
    """Judge the files of one document.

    Args:
        unit: The path of its one file, or its folder.
        files: Its files: paths from the root, and bytes.
        holders: Roles that somebody holds in the policy.

    Returns:
        What the verifier needs of the front matter, or None; and every fault.
    """
    index = index_of(unit)
    if index == unit and not unit.endswith(".md"):
        message = "the file is no Markdown file and belongs to no folder document"
        return None, [Fault(Place(unit), message, code="document-not-markdown")]
    if index not in files:
        return None, [Fault(Place(unit), f"the folder has no {INDEX}", code="folder-index")]
    source = read_source(files[index], index)
    fields, faults = read_fields(source.fields, index, holders)
    # Without front matter to read, that its fields are missing is no news.
    faults = [*source.faults, *(() if _unread(source) else faults)]
    if index != unit and fields and fields.id != unit_id(unit):
        message = f"the folder's name begins with {unit_id(unit)}, the document's id is {fields.id}"
        faults.append(Fault(Place(index, 1), message, code="folder-name"))
    for path, data in files.items():
        faults += _file_faults(unit, path, data, whole=source.whole if path == index else None)
    return fields, faults


def _unread(source: SourceText) -> bool:
    return not source.fields.entries and bool(source.faults)


def _file_faults(unit: str, path: str, data: bytes, *, whole: str | None) -> Iterator[Fault]:
    """What is wrong with the bytes of one file, the front matter aside.

    Args:
        unit: The document's key.
        path: The file.
        data: Its bytes.
        whole: The text, where it has been decoded already, and its faults been told.
    """
    if not path.endswith(".md"):
        if len(data) > MAX_FILE:
            yield Fault(Place(path), f"the file has more than {MAX_FILE:,} bytes", code="document-size")
        if data.startswith(LFS_POINTER):
            yield Fault(Place(path, 1), "this is a Git LFS pointer, not the file", code="lfs-pointer")
        return
    if whole is None:
        whole, faults = decode(data, path)
        yield from faults
    folder = dirname(path)[len(unit) :] if is_folder(unit) else None
    for offset, target in islice(find_outside(whole, folder), MOST_TOLD):
        line, column = line_and_column(whole, offset)
        message = f"`{target}` pulls in what is not part of the document"
        yield Fault(Place(path, line, column), message, code="embed-outside")
