"""The auditor's rendering of a document: beside each heading that claims clauses, which ones. The clean one hides them.

The notes are put in after the text has been made, so that they are no text to search; they touch nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import unescape

from qms.model.document import Claim, ClaimKind, Document, claims_of
from qms.model.standard import Standard
from qms.model.suspect import Suspicion, suspicions

from .answers import in_words
from .language import say
from .links import Link
from .templates import render
from .view import View

Notes = Mapping[str, str]
"""A note's HTML by the anchor of its heading."""
_HEADING = re.compile(r'<h([1-6])(?=[^>]*\sid="([^"]*)")[^>]*>.*?</h\1>', re.DOTALL)
WORDS = {ClaimKind.ANSWERS: "Answers", ClaimKind.SUPPORTS: "Supports", ClaimKind.EVIDENCE: "Evidence for"}


@dataclass(frozen=True, slots=True)
class Noted:
    """One clause that a section claims; `doubt` says why that is to be confirmed."""

    word: str
    number: str
    title: str
    standard: str
    href: str
    doubt: str


def margin_notes(view: View, document: Document, link: Link) -> dict[str, str]:
    """The notes of a document, in the order of its claims."""
    found: dict[str, list[Noted]] = {}
    for standard in view.system.claimed:
        claims = [claim for claim in claims_of(document, standard.id) if claim.anchor]
        doubted = suspicions(view.system, document, standard.id) if claims else {}
        for claim in claims:
            noted = _noted(view, standard, claim, doubted.get(claim.clause, ()), link)
            found.setdefault(claim.anchor, []).append(noted)
    return {anchor: render("margin", notes=tuple(dict.fromkeys(notes))) for anchor, notes in found.items()}


def _noted(view: View, standard: Standard, claim: Claim, doubted: Iterable[Suspicion], link: Link) -> Noted:
    clause = standard.numbers.get(claim.clause)
    (address,) = view.clause_links(link, standard, (claim.clause,))
    return Noted(
        say(WORDS[claim.kind]),
        claim.clause,
        clause.title if clause else "",
        standard.name,
        address.href,
        in_words(view.system, (one for one in doubted if one.anchor in ("", claim.anchor))),
    )


def with_notes(html: str, notes: Notes) -> str:
    """A page's HTML with each note after its heading; those whose heading is not shown come first."""
    if not notes:
        return html
    left = dict(notes)

    def noted(match: re.Match[str]) -> str:
        return match[0] + left.pop(unescape(match[2]), "")

    text = _HEADING.sub(noted, html)
    return "".join(left.values()) + text


def markdown_with_notes(document: Document, text: str, notes: Notes) -> str:
    """The same for a document's Markdown, of which `text` is the end: blocks of their own after the heading's line."""
    if not notes:
        return text
    left = dict(notes)
    lines = text.split("\n")
    cut = document.body.count("\n") + 1 - len(lines)
    for section in reversed(document.sections):
        index = section.line - document.body_line - cut
        if index >= 0 and section.anchor in left:
            lines.insert(index + 1, f"\n{left.pop(section.anchor)}\n")
    above = "".join(f"{note}\n\n" for note in left.values())
    return above + "\n".join(lines)
