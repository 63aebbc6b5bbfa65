"""Claims in forms that other tools use, read on request only: tables of clauses, notes in the text, `satisfies:`.

A row `| 7.5.3 | QP-04 |` claims for the documents it names, `[[9001:7.5.3]]` for the section it stands in, and
`satisfies:` (StrongDM comply, OpenControl) for the whole document. Reading twice gives the same as reading once.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from qms.model.document import Claim, ClaimForm, Document, Reference, ReferenceKind
from qms.model.fields import Mapping as Fields
from qms.model.fields import Node, Scalar, Sequence
from qms.model.problem import Fault, Place
from qms.model.revision import DOCUMENT_ID
from qms.model.settings import Settings
from qms.model.standard import Standard

from .clausenames import ClauseNames
from .clausetables import Cell, Row, find_rows
from .markdown import Lines, blank_code

_NOTE = re.compile(r"\[\[([^\[\]\n]{1,200})\]\]")
_NOTE_LIKE = re.compile(r"[^:]+:\s?[A-Za-z.-]{0,6}[0-9]")
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//|/", re.IGNORECASE)
_NOTHING = frozenset(("n/a", "na", "none", "not applicable", "tbd", "x"))
_LONGEST_NOTHING = 40
_SHAPE = "write `satisfies:` as a list such as [9001:7.5.3], or as a mapping such as {9001: [7.5.3]}"


@dataclass(slots=True)
class _Found:
    """What is found while the documents are read, by the path of the document it goes to."""

    claims: dict[str, list[Claim]] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    unplaced: dict[str, list[Reference]] = field(default_factory=dict)

    def fault(self, path: str, place: Place, message: str) -> None:
        self.faults.setdefault(path, []).append(Fault(place, message, code="claim-unresolved"))

    def claim(self, path: str, claim: Claim) -> None:
        self.claims.setdefault(path, []).append(claim)


def with_claims(
    documents: tuple[Document, ...], settings: Settings, standards: Mapping[str, Standard]
) -> tuple[Document, ...]:
    """The documents with the claims that `settings.claims_from` asks to be read as well.

    What cannot be resolved becomes a fault of the document it stands in; a row that names a document which is not
    there, one of its `unplaced`.
    """
    if not settings.claims_from:
        return documents
    names, found = ClauseNames(settings, standards), _Found()
    table = _Tables(documents, settings, names, found) if "table" in settings.claims_from else None
    for document in documents:
        if "satisfies" in settings.claims_from:
            _satisfied(document, names, found)
        if table is None and "inline" not in settings.claims_from:
            continue
        blanked = blank_code(document.body)
        if table is not None:
            table.read(document, blanked)
        if "inline" in settings.claims_from:
            _notes(document, blanked, names, found)
    return tuple(_with(document, found) for document in documents)


def _with(document: Document, found: _Found) -> Document:
    """A document with what was found for it; a claim that its front matter makes too stays what it is there."""
    path = document.path
    own = {(claim.standard, claim.clause) for claim in document.claims if claim.form is ClaimForm.FIELD}
    seen: dict[tuple[str, str, str, ClaimForm], Claim] = {}
    for claim in found.claims.get(path, ()):
        if claim.anchor or (claim.standard, claim.clause) not in own:
            seen.setdefault((claim.standard, claim.clause, claim.anchor, claim.form), claim)
    return replace(
        document,
        claims=tuple(dict.fromkeys((*document.claims, *seen.values()))),
        faults=tuple(dict.fromkeys((*document.faults, *found.faults.get(path, ())))),
        unplaced=tuple(dict.fromkeys((*document.unplaced, *found.unplaced.get(path, ())))),
    )


def _satisfied(document: Document, names: ClauseNames, found: _Found) -> None:
    """The claims of a `satisfies:` field."""
    for text, name in _satisfies(document.fields.get("satisfies")):
        place = Place(document.path, text.line, text.column)
        meant = names.read(text.text, name) if name is not None else None
        for standard, clause in meant.clauses if meant else ():
            found.claim(document.path, Claim(standard, clause, place, form=ClaimForm.SATISFIES))
        for message in meant.unresolved if meant else (_SHAPE,):
            found.fault(document.path, place, message)


def _satisfies(node: Node | None) -> Iterator[tuple[Scalar, str | None]]:
    """Each text of `satisfies:` with the standard's name it stands under; None for what has another shape."""
    if isinstance(node, Scalar):
        yield node, ""
    elif isinstance(node, Sequence):
        for item in node.items:
            if isinstance(item, Fields) and (control := item.scalar("control_key")):
                yield control, item.text("standard_key")
            elif isinstance(item, Scalar):
                yield item, ""
            else:
                yield Scalar("", item.line, item.column), None
    elif isinstance(node, Fields):
        for key, value in node.entries:
            for text in value.items if isinstance(value, Sequence) else (value,):
                yield (text, key.text) if isinstance(text, Scalar) else (key, None)


def _notes(document: Document, blanked: str, names: ClauseNames, found: _Found) -> None:
    """The claims of notes such as `[[9001:7.5.3]]`, each for the section it stands in."""
    if "[[" not in blanked:
        return
    lines = Lines(blanked, document.path, document.body_line)
    starts = [section.line for section in document.sections]
    for match in _NOTE.finditer(blanked):
        name = match[1].rpartition(":")[0].strip()
        if not _NOTE_LIKE.match(match[1]) and not (name and names.candidates(name)):
            continue  # A link of a wiki, not a note.
        place = lines.place(match.start())
        index = bisect_right(starts, place.line) - 1
        section = document.sections[index] if index >= 0 else None
        anchor, title = (section.anchor, _NOTE.sub("", section.title).strip()) if section else ("", "")
        meant = names.read(match[1])
        for standard, clause in meant.clauses:
            found.claim(document.path, Claim(standard, clause, place, anchor, title, form=ClaimForm.INLINE))
        for message in meant.unresolved:
            found.fault(document.path, place, message)


def _is_nothing(cell: Cell) -> bool:
    """True for a cell that says, one way or another, that there is nothing."""
    text = cell.text[:_LONGEST_NOTHING].casefold()
    return text.strip("*_. ") in _NOTHING or not any(character.isalnum() for character in text)


class _Tables:
    """Reads tables of clauses, whose rows claim for other documents too."""

    def __init__(self, documents: tuple[Document, ...], settings: Settings, names: ClauseNames, found: _Found) -> None:
        self._names, self._found, self._settings = names, found, settings
        self._told: set[tuple[str, str]] = set()
        self._roots = tuple(f"{root}/" for root in settings.documents)
        self._by_id = {document.id: document for document in reversed(documents) if document.id}
        self._by_path = {path: document for document in documents for path in document.files}
        self._by_title = {document.title.casefold(): document for document in reversed(documents)}

    def read(self, document: Document, blanked: str) -> None:
        """Take in the tables of one document."""
        by_line: dict[int, list[Reference]] | None = None
        for row in find_rows(blanked):
            if by_line is None:
                by_line = {}
                for reference in document.references:
                    if reference.place.path == document.path:
                        by_line.setdefault(reference.place.line, []).append(reference)
            line = row.line + document.body_line
            self._row(document, row, line, by_line.get(line, []))

    def _row(self, document: Document, row: Row, line: int, references: list[Reference]) -> None:
        if _is_nothing(row.clauses):
            return
        targets = self._targets(document, row, line, references)
        place = Place(document.path, line, row.clauses.start)
        name = self._standard(document, row, place)
        if not targets or name is None:
            return
        meant = self._names.read(row.clauses.text, name, prose=True)
        for message in meant.unresolved:
            self._found.fault(document.path, place, message)
        for path, anchor, title in targets:
            for standard, clause in meant.clauses:
                self._found.claim(path, Claim(standard, clause, place, anchor, title, form=ClaimForm.TABLE))

    def _standard(self, document: Document, row: Row, place: Place) -> str | None:
        """The name in the head of the column, as far as it is one; None where it names no known standard."""
        if row.standard and self._names.candidates(row.standard):
            return row.standard
        if not any(character.isdigit() for character in row.standard):
            return ""
        if (document.path, row.standard) not in self._told:
            self._told.add((document.path, row.standard))
            self._found.fault(document.path, place, self._names.unresolved(row.standard, row.clauses.text))
        return None

    def _targets(
        self, document: Document, row: Row, line: int, references: list[Reference]
    ) -> tuple[tuple[str, str, str], ...]:
        """The documents that a row names: path, and anchor and title of a section where a link leads to one."""
        targets: dict[tuple[str, str, str], None] = {}
        named = False
        for reference in references:
            if any(cell.start <= reference.place.column < cell.end for cell in row.documents):
                target, ours = self._target(document, reference)
                named = named or ours
                if target:
                    targets[target] = None
                elif ours:
                    self._found.unplaced.setdefault(document.path, []).append(reference)
        whole = {path for path, anchor, _ in targets if anchor}
        kept = tuple(one for one in targets if one[1] or one[0] not in whole)
        return kept if named else self._titled(document, row.documents, line)

    def _titled(self, document: Document, cells: tuple[Cell, ...], line: int) -> tuple[tuple[str, str, str], ...]:
        """The documents that cells name by their titles."""
        texts = [cell for cell in cells if not _is_nothing(cell)]
        there = [self._by_title.get(cell.text.casefold().strip("*_ ")) for cell in texts]
        if texts and not any(there):
            message = f"`{texts[0].text[:80]}` names no document: name it by its identifier, or link to it"
            self._found.fault(document.path, Place(document.path, line, texts[0].start), message)
        return tuple(dict.fromkeys((one.path, "", "") for one in there if one))

    def _target(self, document: Document, reference: Reference) -> tuple[tuple[str, str, str] | None, bool]:
        """Where a reference leads; and whether it means a document at all, there or not."""
        if reference.kind is ReferenceKind.MENTION:
            meant = self._by_id.get(reference.target)
            return (meant.path, "", "") if meant else None, bool(DOCUMENT_ID.fullmatch(reference.target))
        if reference.kind is not ReferenceKind.LINK or _OUTSIDE.match(reference.target):
            return None, False
        address, _, anchor = reference.target.partition("#")
        path = normpath(join(dirname(document.path), unquote(address.partition("?")[0]))) if address else document.path
        meant = self._by_path.get(path) or self._by_path.get(f"{path}/index.md")
        if meant is None:
            return None, path.endswith(self._settings.suffix) and path.startswith(self._roots)
        title = next((section.title for section in meant.sections if anchor and section.anchor == anchor), "")
        return (meant.path, anchor if title else "", title), True
