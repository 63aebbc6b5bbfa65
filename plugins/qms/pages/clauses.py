"""The clause cross-reference of one standard: clause to documents and sections to records, and document to clauses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from qms.model import site as addresses
from qms.model.coverage import ANSWER_NAMES
from qms.model.document import Document
from qms.model.standard import Clause, Standard

from .answers import document_clauses, lines
from .files import Download, downloads
from .language import say
from .links import ClauseLink, Link
from .page import Page
from .templates import render
from .transitions import transition_pages
from .tree import COUNTED, gaps, in_words, sentence, tree
from .view import View

SHOWN_RECORDS = 3
SHOWN_GAPS = 15
_UNFOLDED = 40
"""With more requirements that ask for work than this, all branches start folded: a page nobody reads to its end."""


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """What one document answers."""

    document: Document
    clauses: tuple[ClauseLink, ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same requirement in another claimed standard."""

    name: str
    number: str
    href: str


def clause_pages(view: View, files: tuple[Download, ...]) -> tuple[Page, ...]:
    """One page for each claimed standard and for each transition; a page that says so where no standard is claimed."""
    if not view.system.claimed:
        html = render("clauses_none")
        return (Page(addresses.CLAUSES, say("Clauses"), html, hide=("navigation", "toc")),)
    matrices = tuple(_page(view, standard, files) for standard in view.system.claimed)
    return matrices + transition_pages(view, files)


def _page(view: View, standard: Standard, files: tuple[Download, ...]) -> Page:
    path = view.clause_pages[standard.id]
    link = view.links_from(path)
    coverage = view.coverage[standard.id]
    roots = tree(coverage)
    totals = {answer: sum(node.counts[answer] for node in roots) for answer in COUNTED}
    suspect = sum(node.suspect for node in roots)
    own = tuple(file for file in files if file.path.rpartition(".")[0] == f"clauses/{standard.id}")
    found = gaps(coverage)
    title = say("Clauses of %(standard)s", standard=standard.name)
    html = render(
        "clauses",
        title=title,
        link=link,
        view=view,
        standard=standard,
        position=view.system.claimed.index(standard),
        others=tuple((other, view.clause_pages[other.id]) for other in view.system.claimed if other.id != standard.id),
        transitions=tuple(one for one in view.transitions if standard.id in (one.source.id, one.target.id)),
        downloads=downloads(link, own, addresses.CLAUSES),
        roots=roots,
        totals=totals,
        suspect=suspect,
        missing=in_words(totals, suspect),
        unfold=suspect + sum(len(gap.clauses) for gap in found) <= _UNFOLDED,
        names={answer: say(name) for answer, name in ANSWER_NAMES.items()},
        gaps=found[:SHOWN_GAPS],
        more_gaps=found[SHOWN_GAPS:],
        shown=SHOWN_RECORDS,
        rows=_rows(view, link, standard),
        lines=partial(lines, view.system),
        elsewhere=partial(_elsewhere, view, link, standard),
        sentence=sentence,
    )
    return Page(path, title, html, hide=("navigation", "toc"), searched=True)


def _rows(view: View, link: Link, standard: Standard) -> list[DocumentRow]:
    return [
        DocumentRow(document, document_clauses(view, document, standard, link).clauses) for document in view.documents
    ]


def _elsewhere(view: View, link: Link, standard: Standard, clause: Clause) -> list[Elsewhere]:
    return [
        Elsewhere(other.name, same.number, link(view.clause_pages[other.id], addresses.clause_anchor(same.number)))
        for other, same in view.shared.get((standard.id, clause.number), ())
    ]
