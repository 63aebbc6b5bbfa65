"""Documents and records as PDF files: from a system that was read to the bytes, one after the other.

Used by `qms pdf` and `qms export`. Nothing of WeasyPrint is loaded before the first one.
"""

from __future__ import annotations

import gc
import mimetypes
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from posixpath import dirname, join, normpath, relpath
from urllib.parse import quote, unquote, urlsplit

from qms.model.document import Document
from qms.model.policy import POLICY_PATH
from qms.model.record import Record
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
    """One document or record as a file.

    Attributes:
        thing: The document or record.
        name: The name of the file, such as `QP-04.pdf`; of a record with its folders, `records/audits/IA-1.pdf`.
        data: Its bytes.
        pages: How many pages it has.
        fonts: The fonts in it.
        remarks: What is wrong with it, for people: a figure that is not there, a letter that no font has.
    """

    thing: Document | Record
    name: str
    data: bytes
    pages: int
    fonts: tuple[str, ...]
    remarks: tuple[str, ...]


def printable(system: QualitySystem) -> tuple[Document, ...]:
    """The documents that people may work by, in the order people expect; drafts and what is yet to come left out."""
    view = View(system, None, SITE)
    return tuple(one for one in view.documents if view.standings[one.path].state not in _NOT_FOR_USE)


def sheets(root: Path, system: QualitySystem, things: Iterable[Document | Record]) -> Iterator[Sheet]:
    """Documents and records as PDF/A, in the order given; the same system gives the same bytes on the same machine.

    Args:
        root: A folder of the repository.
        system: What was read from it.
        things: Documents and records of it; links from one to another lead to its file.

    Raises:
        QmsError: `pdf-missing` without WeasyPrint or Pango, `site-settings` when the site's Markdown cannot be read.
    """
    wanted = tuple(things)
    view, dialect = View(system, None, SITE), read_dialect(root, system)
    names = _names(wanted)
    for thing in wanted:
        yield _sheet(root, view, thing, dialect, names)
        gc.collect(0)  # the command line leaves cycles alone, and each print leaves some megabytes of them


def _names(things: Iterable[Document | Record]) -> dict[str, str]:
    """The file of each document and record, by its path.

    A document's is named by its id, or by the path where that is no good name. Records keep their path, so that each
    is found where the record itself is.
    """
    found: dict[str, str] = {}
    taken: set[str] = set()
    for one in things:
        if isinstance(one, Record):
            name = f"{one.path.removesuffix('.md')}.pdf"
        else:
            by_path = _ODD.sub("-", one.path.removesuffix("/index.md").removesuffix(".md"))
            stems = [one.id] if DOCUMENT_ID.fullmatch(one.id) else []
            endless = (f"{by_path}-{number}" for number in count(2))
            name = next(f"{stem}.pdf" for stem in chain(stems, [by_path], endless) if f"{stem}.pdf" not in taken)
        taken.add(name)
        found[one.path] = name
    return found


def _sheet(root: Path, view: View, thing: Document | Record, dialect: Dialect, names: Mapping[str, str]) -> Sheet:
    texts, others = _parts(root, view, thing)
    parts = tuple(Part(path, dialect.to_html(text), path if path != thing.path else "") for path, text in texts)
    figures = _Figures(root, view.system)
    around = Surroundings(_Links(names, names[thing.path]).address, figures.address, others)
    made = to_pdf(paper(view, thing, parts, around, dialect.language))
    return Sheet(thing, names[thing.path], made.data, made.pages, made.fonts, (*figures.lacking, *made.remarks))


def _parts(root: Path, view: View, thing: Document | Record) -> tuple[list[tuple[str, str]], tuple[str, ...]]:
    """The texts of a document or record with their paths, its own first; and the other files that belong to it."""
    if isinstance(thing, Record):
        return [(thing.path, thing.body)], ()
    more = [path for path in thing.files if path.endswith(".md") and path != thing.path]
    data = read_bytes(root, view.system, more) if more else {}
    texts = [(path, data[path].decode("utf-8", "replace")) for path in more if path in data]
    others = tuple(path for path in thing.files if not path.endswith(".md"))
    return [(thing.path, document_text(thing)), *texts], others


def _place(path: str, target: str) -> str:
    """What a relative address on a page means, as a path in the repository."""
    return normpath(join(dirname(path), unquote(target)))


class _Links:
    """Where links lead on paper: within the page, to the file of another document or record, or out of the site."""

    def __init__(self, names: Mapping[str, str], own: str) -> None:
        self._names = names
        self._folder = dirname(own) or "."

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
        name = self._names.get(_place(path, parts.path), "")
        return quote(relpath(name, self._folder)) if name else ""


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
