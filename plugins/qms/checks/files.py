"""Checks that pass on what reading found in files: their kind, size and folder, standard packs, maps and the policy.

Source: approval format 1, §3 (documents and their digests), §4 (the policy).
"""

from __future__ import annotations

from collections.abc import Iterator

from qms.model.problem import Fault
from qms.model.system import QualitySystem

from .common import found


def document_size(system: QualitySystem) -> Iterator[Fault]:
    """A Markdown file has at most 2 MB, another file of a document at most 10 MB.

    Fix: Divide the document, or keep the large file elsewhere and link to it.
    """
    yield from found(system, "document-size")


def lfs_pointer(system: QualitySystem) -> Iterator[Fault]:
    """A document's files are stored in the repository itself, not as Git LFS pointers.

    An approval would sign the pointer, not what a reader sees.

    Fix: Take the path out of .gitattributes and commit the file itself.
    """
    yield from found(system, "lfs-pointer")


def path_symlink(system: QualitySystem) -> Iterator[Fault]:
    """A document and a record are files of their own, not symbolic links.

    What a link leads to can change while the link, and the approval, stay.

    Fix: Replace the link by the file it leads to, or delete it.
    """
    yield from found(system, "path-symlink")


def path_submodule(system: QualitySystem) -> Iterator[Fault]:
    """No submodule and no other repository stands among the documents.

    Fix: Copy the files in, or move the submodule out of the document folders.
    """
    yield from found(system, "path-submodule")


def path_encoding(system: QualitySystem) -> Iterator[Fault]:
    """A document's path is UTF-8.

    Fix: Rename the file with `git mv`, best with letters, digits and hyphens only.
    """
    yield from found(system, "path-encoding")


def path_character(system: QualitySystem) -> Iterator[Fault]:
    """A document's path holds no control characters and none that some system reserves.

    A line end in the name of a figure could make two different folders look like one and the same.

    Fix: Rename the file with `git mv`, best with letters, digits and hyphens only.
    """
    yield from found(system, "path-character")


def document_not_markdown(system: QualitySystem) -> Iterator[Fault]:
    """Every file in a folder of documents is a document or belongs to one.

    Fix: Move the file out, or into the folder of the document it belongs to (`QP-04-title/index.md` and its files).
    """
    yield from found(system, "document-not-markdown")


def folder_index(system: QualitySystem) -> Iterator[Fault]:
    """A folder document has an `index.md` with its front matter.

    A folder whose name begins with an identifier is one document, with all its files.

    Fix: Add the index.md, or rename the folder so that it does not begin with an identifier.
    """
    yield from found(system, "folder-index")


def folder_name(system: QualitySystem) -> Iterator[Fault]:
    """The name of a folder document begins with the document's id.

    Fix: Rename the folder with `git mv`, or correct `id:`.
    """
    yield from found(system, "folder-name")


def standard_malformed(system: QualitySystem) -> Iterator[Fault]:
    """A standard pack can be read: it keeps to the format `standard-pack/1`, or is an OSCAL catalog.

    What is claimed of a standard whose pack has an error cannot be judged, so it is not judged at all.

    Fix: Mend the pack at the place named.
    """
    yield from found(system, "standard-malformed")


def map_malformed(system: QualitySystem) -> Iterator[Fault]:
    """A map between editions can be read: it keeps to the format `standard-map/1` and fits the packs it joins.

    A requirement that no row mentions would pass for new, or for unchanged, without anybody having said so.

    Fix: Mend the map at the place named; each requirement of both editions needs a row.
    """
    yield from found(system, "map-malformed")
