"""Where a link leads: from a target as written to a path of the repository, with the pages that the site makes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from posixpath import normpath
from urllib.parse import unquote

from qms.model import site
from qms.model.document import Document
from qms.model.system import QualitySystem
from qms.model.transition import claimed_maps

from .common import Names
from .made import MadePages
from .madeanchors import Sections, made_sections
from .madefiles import made_files

_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_ANCHOR_ATTRIBUTE = re.compile(r"(?:\b(?:id|name)\s*=\s*[\"']?|\{:?[^{}\n]{0,200}#)([\w:.-]+)")
# Without one of these there is no such attribute; they begin with one character, and are found ten times as fast.
_BRACED = re.compile(r"\{[^{}\n]{0,201}#")
_ASSIGNED = re.compile(r"=(?:(?<=id=)|(?<=name=)|(?<=\s=))")


@dataclass(frozen=True, slots=True)
class Target:
    """A link's target: path from the repository's root ("" when it leads out of it), and the anchor, if any."""

    path: str
    anchor: str


def resolve(target: str, source: str) -> Target | None:
    """Where a link in a file leads, or None when it leads to another place than this repository's files."""
    if _ELSEWHERE.match(target):
        return None
    address, _, anchor = target.partition("#")
    address = _decoded(address.partition("?")[0])
    if not address:
        return Target(source, _decoded(anchor))
    path = f"{source[: source.rfind('/') + 1]}{address}"
    if "./" in path or "//" in path or path.endswith(("/", "/.", "/..")) or path in (".", ".."):
        path = normpath(path)
    outside = address.startswith("/") or path == ".." or path.startswith("../")
    return Target("" if outside else path, _decoded(anchor))


def _decoded(text: str) -> str:
    return unquote(text) if "%" in text else text


class Places:
    """Everything that a link may lead to, looked up by path."""

    def __init__(self, system: QualitySystem) -> None:
        self._system = system
        self._files = system.paths
        self._made = frozenset(made_pages(system))
        self._more = MadePages(system)
        self._gone = system.history.withdrawn
        self._past = system.history.by_path
        self._by_index: Mapping[str, Document] = {document.path: document for document in system.documents}
        self._anchors: dict[str, Names] = {}

    def find(self, path: str) -> str:
        """The file or page that a path names, a folder by its index.md; the empty text when there is none."""
        for candidate in (path, f"{path}/index.md" if path != "." else site.OVERVIEW):
            if candidate in self._files or candidate in self._made:
                return candidate
        return path if path in self._served or self._more.lacking(path) == "" else ""

    @cached_property
    def _served(self) -> frozenset[str]:
        """The files beside pages."""
        return frozenset(made_files(self._system))

    def why_not(self, path: str) -> str:
        """Why the site makes no page at a path where it makes some, or what it makes instead; otherwise empty."""
        source = f"{path.removesuffix('.html')}.md"
        if path.endswith(".html") and (source in self._made or source in self._files):
            return f"{path} is no source of a page; {source} is: link to that"
        if path == site.WITHDRAWN:
            return f"the site has no page {path}: no document is withdrawn"
        front = f"{path.removesuffix('.md')}/index.md"
        if front in self._made:
            return f"the site has no page {path}; it has {front}"
        why = self._more.lacking(path)
        return f"the site has no page {path}: {why}" if why else ""

    def was(self, path: str) -> bool:
        """True for what a link of an earlier day could lead to, and that is gone since."""
        document = path.removeprefix("history/")
        return bool(self.withdrawn(document)) or document in self._moved or self._more.was(path)

    @cached_property
    def _moved(self) -> frozenset[str]:
        """Where documents stood that have moved since."""
        every = (change for changes in self._past.values() for change in changes)
        return frozenset(change.previous_path for change in every if change.previous_path)

    def withdrawn(self, path: str) -> str:
        """The id, or else the path, of the withdrawn document that stood at a path where nothing stands now."""
        for candidate in (path, f"{path}/index.md"):
            if candidate in self._gone:
                return self._gone[candidate][-1].id or candidate
        return ""

    def anchors(self, path: str) -> Names | Sections | None:
        """The anchors of a document, of its sections, those set by hand and the site's, or of a page made of them.

        None where they are not known.
        """
        document = self._by_index.get(path)
        if document is None:
            return None if path in self._files else made_sections(self._system, path)
        if path not in self._anchors:
            body = document.body
            set_by_hand = _BRACED.search(body) or _ASSIGNED.search(body)
            own = (match[1] for match in _ANCHOR_ATTRIBUTE.finditer(body)) if set_by_hand else ()
            sections = (section.anchor for section in document.sections)
            self._anchors[path] = Names((*sections, *own, site.CHANGE_LOG, site.EVIDENCE))
        return self._anchors[path]


def made_pages(system: QualitySystem) -> tuple[str, ...]:
    """The pages that the site makes at fixed paths; `MadePages` has the others."""
    clauses = (site.clause_page(standard.id, index) for index, standard in enumerate(system.claimed))
    transitions = (site.transition_page(edition.source, edition.target) for edition in claimed_maps(system))
    always = (page for page in site.GENERATED if page != site.WITHDRAWN or system.withdrawn)
    return (*always, *clauses, *transitions)
