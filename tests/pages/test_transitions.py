"""The way from one edition to the next: the balance, what is left, what changed, and whose map it is."""

from __future__ import annotations

import re
from dataclasses import replace

from qms.model.document import Claim, ClaimKind
from qms.model.settings import Settings
from qms.model.site import transition_page
from qms.pages import Page, build_pages

from .claimed import MAP, NEW, OLD, claim, claimed, documents
from .conftest import PLACE, document
from .test_golden import Balance


def made(**others: object) -> Page:
    pages = {page.path: page for page in build_pages(claimed(**others), None)}
    return pages[transition_page(OLD, NEW)]


def part(html: str, anchor: str) -> str:
    """What stands under one of the page's headings."""
    return html.split(f'<h2 id="{anchor}">')[1].split("<h2 ", maxsplit=1)[0]


def test_the_balance_and_what_is_left_come_first() -> None:
    page = made()
    assert page.title == "From ISO 1:2020 to ISO 1:2026"
    assert "0 of 8 requirements confirmed, 1 not applicable, 7 left to do." in page.html
    assert "Certificates to the old edition end on 2029-09-30." in page.html
    left = part(page.html, "left")
    rows = re.findall(r'scope="row"[^>]*><a [^>]*>([^<]+)</a>', left)
    assert rows == ["8", "4.2", "4.3", "5.1", "4.1", "5", "6"]
    assert "Read QP-1 against 4.1 and confirm the claim." in left
    assert '<em class="qms-kind">old edition</em>' in left
    assert page.headings[0].anchor == "left"


def test_changes_are_told_with_their_notes_and_doubts() -> None:
    html = made().html
    changed = part(html, "changed")
    assert "<b>Split.</b> Small parts stand on their own.<small>one source</small>" in changed
    assert "<b>New.</b> Somebody must be told." in changed
    assert 'href="../../clauses/#c-5.1"' in changed
    assert "<summary>1 clause with a new title" in part(html, "retitled")
    removed = part(html, "removed")
    assert 'href="../../clauses/#c-4.2"' in removed
    assert "QP-2" in removed
    assert "our own compilation, not an official correlation matrix. Told by one reader." in html


def test_a_map_put_together_says_by_what_way() -> None:
    html = made(maps=(replace(MAP, via=("iso-1-2023",)),)).html
    assert "by way of iso-1-2023." in html


def test_when_nothing_is_left_it_says_so() -> None:
    numbers = ("4.1", "4.2", "4.3", "5", "5.1", "6", "8")
    every = document("QP-9", tuple(claim(NEW, number, confirmed="1") for number in numbers))
    proof = document("FM-1", (claim(NEW, "4.2", ClaimKind.EVIDENCE),))
    third = documents()[2]
    others = {"documents": (every, proof, third), "reworded": {}}
    pages = {page.path: page for page in build_pages(replace(claimed(), **others), None)}  # type: ignore[arg-type]
    html = pages[transition_page(OLD, NEW)].html
    assert "7 of 8 requirements confirmed, 1 not applicable, nothing left to do." in html
    assert "Left to do</h2>" not in html
    assert "Every requirement of the new edition has a confirmed answer" in html


def test_only_claimed_editions_have_a_page() -> None:
    one = claimed(settings=Settings(standards=(NEW,)))
    assert not [page for page in build_pages(one, None) if "--" in page.path]


def test_many_documents_are_folded_and_the_page_is_sound() -> None:
    many = tuple(document(f"QP-{number}", (Claim(NEW, "8", PLACE),)) for number in range(10, 30))
    page = {page.path: page for page in build_pages(replace(claimed(), documents=many), None)}[
        transition_page(OLD, NEW)
    ]
    parser = Balance()
    parser.feed(page.html)
    assert (parser.open, parser.wrong, len(parser.ids)) == ([], [], len(set(parser.ids)))
    matrix = next(
        page for page in build_pages(replace(claimed(), documents=many), None) if page.path == "clauses/index.md"
    )
    assert "<summary>14 more</summary>" in matrix.html
