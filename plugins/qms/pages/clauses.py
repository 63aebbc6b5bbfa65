"""The clause cross-reference of one standard: clause to documents and sections to records, and document to clauses."""

from __future__ import annotations

from dataclasses import dataclass, field

from qms.model import site as addresses
from qms.model.coverage import ANSWER_NAMES, Answer, Coverage
from qms.model.document import Document
from qms.model.standard import Standard

from .files import Download, downloads
from .links import Link
from .page import Page
from .templates import render
from .view import ClauseLink, View

SHOWN_RECORDS = 3
_COUNTED = (Answer.COVERED, Answer.NOT_APPLICABLE, Answer.OPEN)


@dataclass(slots=True)
class Node:
    """A clause with the clauses below it, and how many requirements there are of each state, itself included."""

    covered: Coverage
    depth: int
    children: list[Node] = field(default_factory=list)
    counts: dict[Answer, int] = field(default_factory=lambda: dict.fromkeys(_COUNTED, 0))

    @property
    def total(self) -> int:
        """How many requirements it holds."""
        return sum(self.counts.values())

    @property
    def missing(self) -> str:
        """What is not covered, in words; empty when everything is."""
        named = ((number, ANSWER_NAMES[answer].lower()) for answer, number in self.counts.items() if number)
        return ", ".join(f"{number} {name}" for number, name in named if name != ANSWER_NAMES[Answer.COVERED].lower())


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """What one document answers."""

    document: Document
    clauses: tuple[ClauseLink, ...]


def clause_pages(view: View, files: tuple[Download, ...]) -> tuple[Page, ...]:
    """One page for each claimed standard; a page that says so where none is claimed."""
    if not view.system.claimed:
        html = render("clauses_none")
        return (Page(addresses.CLAUSES, "Clauses", html, hide=("navigation", "toc")),)
    return tuple(_page(view, standard, files) for standard in view.system.claimed)


def tree(coverage: tuple[Coverage, ...]) -> tuple[Node, ...]:
    """The clauses as a tree, told by their numbers: 7.5.3 stands below 7.5."""
    nodes: dict[str, Node] = {}
    roots: list[Node] = []
    for covered in coverage:
        above = covered.clause.number
        while "." in above:
            above = above.rpartition(".")[0]
            if above in nodes:
                break
        parent = nodes.get(above)
        node = Node(covered, parent.depth + 1 if parent else 0)
        nodes[covered.clause.number] = node
        (parent.children if parent else roots).append(node)
    for root in roots:
        _count(root)
    return tuple(roots)


def _count(node: Node) -> None:
    if node.covered.answer in node.counts:
        node.counts[node.covered.answer] += 1
    for child in node.children:
        _count(child)
        for answer, number in child.counts.items():
            node.counts[answer] += number


def _page(view: View, standard: Standard, files: tuple[Download, ...]) -> Page:
    path = view.clause_pages[standard.id]
    link = view.links_from(path)
    roots = tree(view.coverage[standard.id])
    own = tuple(file for file in files if file.path == f"clauses/{standard.id}.csv")
    html = render(
        "clauses",
        link=link,
        view=view,
        standard=standard,
        position=view.system.claimed.index(standard),
        others=tuple((other, view.clause_pages[other.id]) for other in view.system.claimed if other.id != standard.id),
        downloads=downloads(link, own, addresses.CLAUSES),
        roots=roots,
        totals={answer: sum(node.counts[answer] for node in roots) for answer in _COUNTED},
        names=ANSWER_NAMES,
        open=view.open_clauses(standard),
        shown=SHOWN_RECORDS,
        rows=_rows(view, link, standard),
    )
    return Page(path, f"Clauses of {standard.name}", html, hide=("navigation", "toc"), searched=True)


def _rows(view: View, link: Link, standard: Standard) -> list[DocumentRow]:
    return [
        DocumentRow(document, view.clause_links(link, standard, view.clauses_of(document, standard)))
        for document in view.documents
    ]
