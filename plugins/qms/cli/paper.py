"""Documents as PDF files: from a system that was read to the bytes, one document after the other.

Used by `qms pdf`, and by whatever hands documents on as files. Nothing of WeasyPrint is loaded before the first one.
"""

from __future__ import annotations

import mimetypes
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from qms.model.document import Document
from qms.model.policy import POLICY_PATH
from qms.model.revision import DOCUMENT_ID
from qms.model.state import State
from qms.model.system import QualitySystem
from qms.pages.documents import document_text
from qms.pages.paper import SITE, Part, Surroundings, paper
from qms.pages.view import View
from qms.reading.dialect import Dialect, read_dialect
from qms.reading.publication import read_bytes
from qms.reports.pdf import to_pdf

_NOT_FOR_USE = (State.DRAFT, State.NOT_YET)
_ODD = re.compile(r"[^\w.-]+")
_OUTSIDE = ("http", "https", "mailto")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document as a file.

    Attributes:
        document: The document.
        name: The name of the file, such as `QP-04.pdf`.
        data: Its bytes.
        pages: How many pages it has.
        fonts: The fonts in it.
        remarks: What is wrong with it, for people: a figure that is not there, a letter that no font has.
    """

    document: Document
    name: str
    data: bytes
    pages: int
    fonts: tuple[str, ...]
    remarks: tuple[str, ...]


def printable(system: QualitySystem) -> tuple[Document, ...]:
    """The documents that people may work by, in the order people expect; drafts and what is yet to come left out."""
    view = View(system, None, SITE)
    return tuple(one for one in view.documents if view.standings[one.path].state not in _NOT_FOR_USE)


def sheets(root: Path, system: QualitySystem, documents: Iterable[Document]) -> Iterator[Sheet]:
    """Documents as PDF/A, in the order given; the same system gives the same bytes on the same machine.

    Args:
        root: A folder of the repository.
        system: What was read from it.
        documents: Documents of it; links from one to another lead to its file.

    Raises:
        QmsError: `pdf-missing` without WeasyPrint or Pango, `site-settings` when the site's Markdown cannot be read.
    """
    wanted = tuple(documents)
    view, dialect = View(system, None, SITE), read_dialect(root, system)
    names = _names(wanted)
    for document in wanted:
        yield _sheet(root, view, document, dialect, names)


def _names(documents: Iterable[Document]) -> dict[str, str]:
    """The file of each document, by its path: named by its id, or by the path where that is no good name."""
    found: dict[str, str] = {}
    for one in documents:
        by_path = _ODD.sub("-", one.path.removesuffix("/index.md").removesuffix(".md"))
        names = [one.id] if DOCUMENT_ID.fullmatch(one.id) else []
        taken = set(found.values())
        endless = (f"{by_path}-{number}" for number in count(2))
        found[one.path] = next(f"{name}.pdf" for name in chain(names, [by_path], endless) if f"{name}.pdf" not in taken)
    return found


def _sheet(root: Path, view: View, document: Document, dialect: Dialect, names: Mapping[str, str]) -> Sheet:
    texts = [path for path in document.files if path.endswith(".md") and path != document.path]
    data = read_bytes(root, view.system, texts)
    parts = [Part(document.path, dialect.to_html(document_text(document)))]
    parts += [
        Part(path, dialect.to_html(data[path].decode("utf-8", "replace")), path) for path in texts if path in data
    ]
    others = tuple(path for path in document.files if not path.endswith(".md"))
    figures = _Figures(root, view.system)
    around = Surroundings(_Links(names).address, figures.address, others)
    made = to_pdf(paper(view, document, tuple(parts), around, dialect.language))
    return Sheet(document, names[document.path], made.data, made.pages, made.fonts, (*figures.lacking, *made.remarks))


def _place(path: str, target: str) -> str:
    """What a relative address on a page means, as a path in the repository."""
    return normpath(join(dirname(path), unquote(target)))


class _Links:
    """Where links lead on paper: within the page, to another document's file, or out of the site."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def address(self, path: str, target: str) -> str:
        """The address, or the empty text where paper has none."""
        try:
            parts = urlsplit(target)
        except ValueError:
            return ""
        if parts.scheme or parts.netloc:
            return target if parts.scheme in _OUTSIDE else ""
        if not parts.path:
            return f"#{parts.fragment}" if parts.fragment else ""
        return self._names.get(_place(path, parts.path), "")


class _Figures:
    """Figures out of the tree that was read, never from elsewhere; remembers those that are not there."""

    def __init__(self, root: Path, system: QualitySystem) -> None:
        self._root = root
        self._system = system
        self._secret = (POLICY_PATH, f"{system.settings.records}/approvals/")
        self.lacking: list[str] = []

    def address(self, path: str, target: str) -> str:
        """The figure as a `data:` address, or the empty text."""
        if target.startswith("data:"):
            return target
        wanted = _place(path, target.partition("?")[0].partition("#")[0])
        found = {} if wanted.startswith(self._secret) else read_bytes(self._root, self._system, [wanted])
        if wanted not in found:
            self.lacking.append(f"the figure {target} is not there")
            return ""
        kind = mimetypes.types_map.get(f".{wanted.rpartition('.')[2].lower()}", "application/octet-stream")
        return f"data:{kind};base64,{b64encode(found[wanted]).decode()}"
