"""Two revisions of a document: the redline by sections, what changed around the text, and the clauses touched.

Between the issues of a document and its history page. Everything is words and marks; a template makes HTML of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from qms.model.approval import AcceptedRevision
from qms.model.document import Document, claims_of
from qms.model.fields import Node, Scalar
from qms.model.fields import Sequence as Listed

from .blocks import blocks_of
from .language import say
from .links import ClauseLink, Link
from .redline import CHANGED, INSERTED, KEPT, REMOVED, Marked, Run, compare
from .view import NOTHING, View

SAME, FORM, ADDED, GONE = "same", "form", "added", "removed"
_SHAPES = {"li": "list", "th": "table", "tr": "table"}
_TOLD = {"id", "revision", "change", "clauses"}  # front matter that a history tells by itself
NAMES = {
    "title": "Title",
    "type": "Type",
    "owner": "Owner",
    "effective": "In force from",
    "review": "Review",
    "approval": "Approval also by",
    "not-applicable": "Not applicable",
}


class Shown(NamedTuple):
    """A block as it is printed: what happened to it as a whole, and its words in runs, cell by cell."""

    kind: str
    level: int
    op: str
    cells: tuple[tuple[Run, ...], ...]
    number: int = 0


class Group(NamedTuple):
    """Blocks that are printed as one: a list, a table, or a single block under its own kind."""

    shape: str
    blocks: tuple[Shown, ...]


class Part(NamedTuple):
    """A section of a redline; the runs of its heading, none before the first.

    Attributes:
        kind: `same`, `form` where only its lists are numbered otherwise, `changed`, `added` or `removed`.
        title: The heading as it is now, or was.
        sections: How many sections it stands for.
        shown: False where its text is left out, because not a word of it changed.
    """

    kind: str
    title: str
    heading: tuple[Run, ...]
    groups: tuple[Group, ...]
    sections: int = 1
    shown: bool = True


class Fact(NamedTuple):
    """A field of the front matter that changed, in words."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Touched:
    """What a revision did to the clauses of one standard that the document claims."""

    standard: str
    reworded: tuple[ClauseLink, ...]
    added: tuple[ClauseLink, ...]
    gone: tuple[ClauseLink, ...]


def parts(old: Document, new: Document, *, context: bool) -> tuple[Part, ...]:
    """The redline of two texts, section by section.

    Args:
        old: The text before.
        new: The text after.
        context: True to give the text of sections in which nothing changed, too.
    """
    marked = compare(blocks_of(old.body), blocks_of(new.body))
    found = (_part(section, context=context) for section in _sections(marked))
    return tuple(one for _, some in groupby(found, lambda part: part.shown or part.kind) for one in _joined(some))


def _joined(found: Iterable[Part]) -> Iterator[Part]:
    """Sections of which nothing is shown become one line of their titles."""
    several = tuple(found)
    if several[0].shown:
        yield from several
    else:
        titles = ", ".join(part.title for part in several if part.title)
        yield Part(several[0].kind, titles, (), (), sections=len(several), shown=False)


def _sections(marked: Iterable[Marked]) -> Iterator[list[Marked]]:
    held: list[Marked] = []
    for one in marked:
        if one.block.kind == "h" and held:
            yield held
            held = []
        held.append(one)
    if held:
        yield held


def _part(section: Sequence[Marked], *, context: bool) -> Part:
    heading = section[0] if section[0].block.kind == "h" else None
    rest = section[1:] if heading else section
    ops = {one.op for one in section}
    kind = {KEPT: SAME, INSERTED: ADDED, REMOVED: GONE}.get(next(iter(ops)), CHANGED) if len(ops) == 1 else CHANGED
    if kind == SAME and any(one.renumbered for one in section):
        kind = FORM  # a step that only moves up does so in a section in which something else changed
    shown = context or kind not in (SAME, FORM)
    title = heading.runs[0] if heading else ()
    return Part(
        "changed" if kind == CHANGED else kind,
        "".join(run.text for run in title if run.op != REMOVED or kind == GONE),
        title,
        tuple(groups(rest)) if shown else (),
        shown=shown,
    )


def groups(section: Iterable[Marked]) -> Iterator[Group]:
    """Blocks as they are printed: items as lists, rows as tables."""
    for shape, found in groupby(section, key=lambda one: _SHAPES.get(one.block.kind, "")):
        shown = (Shown(one.block.kind, one.block.level, one.op, one.runs, one.block.number) for one in found)
        if shape:
            yield Group(shape, tuple(shown))
        else:
            yield from (Group(one.kind, (one,)) for one in shown)


def facts(view: View, old: Document, new: Document) -> tuple[Fact, ...]:
    """What changed in the front matter, in words and in the order of the newer one."""
    names = dict.fromkeys(key.text for each in (new, old) for key, _ in each.fields.entries if key.text not in _TOLD)
    found = (
        Fact(say(NAMES[name]) if name in NAMES else name, _words(view, old, name), _words(view, new, name))
        for name in names
    )
    return tuple(fact for fact in found if fact.old != fact.new)


def _words(view: View, document: Document, name: str) -> str:
    node = document.fields.get(name)
    if node is None:
        return NOTHING
    if name == "owner" and isinstance(node, Scalar):
        return view.role(node.text)
    if name == "type" and isinstance(node, Scalar):
        return view.type_names.get(node.text, node.text)
    if name == "approval" and isinstance(node, Listed):
        return ", ".join(view.role(item.text) for item in node.texts)
    return _text(node)


def _text(node: Node) -> str:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Listed):
        return ", ".join(_text(item) for item in node.items)
    return "; ".join(f"{key.text}: {_text(value)}" for key, value in node.entries)


def files_changed(before: AcceptedRevision | None, after: AcceptedRevision | None) -> tuple[Fact, ...]:
    """The other files of a folder document that changed between two approved revisions, by their object ids."""
    if before is None or after is None:
        return ()
    then, now = _files(before), _files(after)
    names = (name for name in sorted(then.keys() | now.keys()) if then.get(name) != now.get(name))
    return tuple(Fact(name, _there(name in then), _there(name in now)) for name in names)


def _there(there: bool) -> str:  # noqa: FBT001 - that is what it is about
    return "a file" if there else NOTHING


def _files(revision: AcceptedRevision) -> dict[str, str]:
    """The object ids of the files beside the text, by their names in the folder."""
    folder = revision.path.rpartition("/")[0]
    return {name.removeprefix(f"{folder}/"): blob for name, blob in revision.files if name != revision.path}


def touched(view: View, old: Document, new: Document, link: Link) -> tuple[Touched, ...]:
    """The clauses whose claims changed between two texts, by standard; standards without any are left out."""
    found = []
    before, after = _Texts(old), _Texts(new)
    for standard in view.system.claimed:
        then, now = before.claims(standard.id), after.claims(standard.id)
        reworded = [clause for clause in now if clause in then and before.of(then[clause]) != after.of(now[clause])]
        lists = (reworded, now.keys() - then.keys(), then.keys() - now.keys())
        if any(lists):
            ordered = (view.clause_links(link, standard, view.in_order(standard, clauses)) for clauses in lists)
            found.append(Touched(standard.name, *ordered))
    return tuple(found)


class _Texts:
    """The words behind the claims of one text."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._lines = document.body.split("\n")
        self._kept: dict[str, list[str]] = {}

    def claims(self, standard: str) -> dict[str, tuple[str, ...]]:
        """The anchors of the sections that claim a clause; the empty one where the document does as a whole."""
        found: dict[str, tuple[str, ...]] = {}
        for claim in claims_of(self._document, standard):
            known = found.setdefault(claim.clause, ())
            if claim.anchor and claim.anchor not in known:
                found[claim.clause] = (*known, claim.anchor)
        return {clause: anchors or ("",) for clause, anchors in found.items()}

    def of(self, anchors: Iterable[str]) -> list[list[str]]:
        """The words of sections, or of the whole text."""
        return [self._section(anchor) for anchor in anchors]

    def _section(self, anchor: str) -> list[str]:
        if anchor not in self._kept:
            self._kept[anchor] = " ".join(self._lines[slice(*self._stretch(anchor))]).split()
        return self._kept[anchor]

    def _stretch(self, anchor: str) -> tuple[int, int | None]:
        sections, first = self._document.sections, self._document.body_line
        number = next((at for at, one in enumerate(sections) if one.anchor == anchor), None)
        if number is None:
            return 0, None
        end = (one.line - first for one in sections[number + 1 :] if one.level <= sections[number].level)
        return sections[number].line - first, next(end, None)
