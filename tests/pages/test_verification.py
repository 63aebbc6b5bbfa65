"""What was verified, told on the site in the words of the terminal; and how each document is checked again."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from approved import Manual, small_manual
from cases.story import JANE
from helpers import Repo
from qms.model.people import People
from qms.model.problem import Verdict
from qms.model.system import QualitySystem, ViewKind
from qms.pages import Site, View, build_pages
from qms.pages.documents import document_frame
from qms.pages.links import Layout
from qms.pages.page import Page
from qms.pages.verification import verification_leaves, verification_page
from qms.reading.publication import in_force_beside, read_publication
from qms.reports.approvals import verification_text
from qms.reports.stock import commands_for

from .conftest import document, system

SITE = b"site_name: Example manual\n"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[Manual, Repo]:
    manual = small_manual(tmp_path_factory.mktemp("verified") / "repo", SITE)
    manual.story.step(manual.story.act(JANE, "acknowledgement", of="QP-01"))
    return manual, manual.clone()


@pytest.fixture
def published(told: tuple[Manual, Repo]) -> QualitySystem:
    manual, repo = told
    return read_publication(repo.root, ViewKind.PUBLISHED, anchor=str(manual.anchor))


def pages_of(view: View) -> list[Page]:
    return [verification_page(view), *(leaf.make() for leaf in verification_leaves(view))]


def pages(made: QualitySystem, site: Site | None = None) -> dict[str, Page]:
    return {page.path: page for page in pages_of(View(made, None, site or Site()))}


def test_the_steps_are_those_of_the_terminal(published: QualitySystem) -> None:
    html = unescape(pages(published)["verification/index.md"].html)
    assert published.approvals
    steps = verification_text(published.approvals, "outside").splitlines()[:-1]
    assert [line[:2] for line in steps[1:]] == ["1.", "2.", "3.", "4."]
    for line in (steps[0], *(step[3:] for step in steps[1:])):
        assert line in html
    assert "From outside the repository" in html
    assert f"Commit <code>{published.approvals.tip}</code> of <time" in html


def test_an_anchor_of_the_repository_itself_is_no_proof_of_origin(published: QualitySystem) -> None:
    html = pages(replace(published, anchored=False))["verification/index.md"].html
    assert "named by the repository itself" in html
    assert "Where the history comes from: whoever can rewrite" in html


def test_each_document_has_its_commands_and_its_revisions(published: QualitySystem) -> None:
    made = pages(published)
    assert sorted(made) == [f"verification/{name}.md" for name in ("QP-01", "QP-03", "QP-05", "index")]
    html = made["verification/QP-01.md"].html
    assert published.approvals
    script = commands_for(published.approvals, "QP-01")
    lines = [line for line in script.splitlines() if line and not line.startswith("#")]
    assert len(lines) == 15
    for line in lines:
        assert f"<pre><code>{line}</code></pre>" in unescape(html)
    assert html.count('class="qms-copy"') == 15 + 2
    shown = html.index('data-label="Revision"><a href="../../procedures/QP-01/">2</a><small>shown on this site')
    assert shown < html.index('data-label="Revision">1<')
    assert made["verification/QP-01.md"].found is False


def test_what_is_to_come_is_not_told(published: QualitySystem) -> None:
    html = pages(published)["verification/QP-03.md"].html
    assert published.approvals
    assert published.approvals.state
    later = published.approvals.state.documents["QP-03"].current
    assert later.revision == "2"
    assert later.digest not in html
    assert 'data-label="Revision">2' not in html


def test_a_document_leads_to_its_page_and_a_code_to_its_address(published: QualitySystem) -> None:
    site = Site(layout=Layout.PAGES, address="https://example.org/manual/")
    one = published.documents_by_id["QP-01"]
    head = document_frame(View(published, None, site), one).head
    assert 'href="../verification/QP-01.html">Check this approval yourself</a>' in head
    assert "QR code of the address https://example.org/manual/verification/QP-01.html" in head
    assert "https://example.org/manual/verification/QP-01.html" in pages(published, site)["verification/QP-01.md"].html
    unknown = document_frame(View(published, None, Site()), one).head
    assert f"QR code of the text QP-01 revision 2 sha256:{one.digest}" in unknown


def test_who_has_read_a_document_is_told(published: QualitySystem) -> None:
    view = View(published, None, Site())
    head = document_frame(view, published.documents_by_id["QP-01"]).head
    assert "<summary>Read and understood: 1 person</summary>" in head
    assert "Read and understood" not in document_frame(view, published.documents_by_id["QP-03"]).head


def test_who_is_asked_to_read_and_has_not_is_told(tmp_path: Path) -> None:
    manual = Manual(tmp_path / "repo", SITE)
    manual.begin()
    data = b"---\nid: QP-01\ntitle: T\ntype: procedure\nrevision: 1\nowner: quality-manager\nchange: New.\n"
    data += b"read-by: [quality-manager, process-owner]\n---\n\nWords.\n"
    manual.day("2026-01-10")
    manual.story.step(manual.story.issue("QP-01", "1", data, signed_at="2026-01-10T09:30:00Z"))
    manual.story.step(manual.story.act(JANE, "acknowledgement", of="QP-01"))
    repo = manual.clone()
    made = read_publication(repo.root, ViewKind.PUBLISHED, anchor=str(manual.anchor))
    head = document_frame(View(made, None, Site()), made.documents[0]).head
    asked = [one for one in made.people.persons if {"quality-manager", "process-owner"} & set(one.roles)]
    assert f"Read and understood: 1 of {len(asked)} who are asked to" in head
    assert "Everybody in the roles Quality manager and Process owner" in head
    missing = sorted(one.name for one in asked if one.id != "jane.doe")
    assert f'<dt>Have not signed yet</dt> <dd class="qms-quiet">{", ".join(missing)}</dd>' in head
    owners = [one.name for one in made.people.persons if "quality-manager" in one.roles]
    assert owners
    assert all(name in head.split("In force since")[0] for name in owners)


def test_a_refused_history_has_its_problems_and_no_commands(tmp_path: Path) -> None:
    manual = Manual(tmp_path / "repo", SITE)
    manual.begin()
    manual.issue("2026-01-10", "QP-01", "1", "Words.")
    manual.story.step(manual.story.act(JANE, "withdrawal", of="QP-01"))
    repo = manual.clone()
    made = read_publication(repo.root, ViewKind.WORKING, anchor=str(manual.anchor))
    found = pages(made)
    assert list(found) == ["verification/index.md"]
    html = found["verification/index.md"].html
    assert "Refused." in html
    assert "document-suspended" in html
    head = document_frame(View(made, None, Site()), made.documents[0]).head
    assert "Check this approval yourself" not in head
    assert "Digest and source" in head


def test_beside_a_draft_the_revision_in_force_is_checked(told: tuple[Manual, Repo], tmp_path: Path) -> None:
    manual, repo = told
    copy = Repo(tmp_path / "copy")
    copy.root.mkdir()
    copy.git("clone", "--quiet", str(repo.root), ".")
    source = (copy.root / "procedures/QP-01.md").read_text("utf-8")
    copy.write({"procedures/QP-01.md": source.replace("revision: 2", "revision: 3") + "\nMore.\n"})
    made = read_publication(copy.root, ViewKind.WORKING, anchor=str(manual.anchor))
    beside, _ = in_force_beside(copy.root, made)
    found = {page.path: page for page in pages_of(View(made, None, Site(), beside))}
    html = found["verification/QP-01.md"].html
    assert "<strong>Revision 2 counts.</strong>" in html
    assert 'procedures/QP-01.revision-2/">Read the document</a>' in html
    assert "<strong>Revision 1 counts.</strong>" in found["verification/QP-03.md"].html
    assert "Revision 1 counts from 2099-01-01." in found["verification/QP-04.md"].html


def test_an_old_copy_of_a_withdrawn_document_leads_to_its_end(tmp_path: Path) -> None:
    manual = small_manual(tmp_path / "repo", SITE)
    manual.day("2026-03-05")
    manual.story.step(manual.story.retire("QP-01"))
    repo = manual.clone()
    made = read_publication(repo.root, ViewKind.PUBLISHED, anchor=str(manual.anchor))
    found = pages(made)
    html = found["verification/QP-01.md"].html
    assert '<div class="qms-notice" data-state="withdrawn"' in html
    assert "Do not work by this document" in html
    assert "<b>Jane Doe</b>" in html
    assert 'datetime="2026-03-05"' in html
    assert "Title of QP-01" in html
    assert html.count('data-label="Revision"') == 2
    assert "1 withdrawn document" in found["verification/index.md"].html


def test_where_nothing_is_set_up_the_page_says_how_to_begin() -> None:
    made = system(document("QP-1"))
    (page,) = pages(made).values()
    assert "Approvals are not set up." in page.html
    assert "qms import" in page.html
    assert "<svg" not in document_frame(View(made, None, Site()), made.documents[0]).head
    (page,) = pages(replace(made, people=People(policy=True))).values()
    assert "What is missing is the anchor" in page.html


def test_a_review_that_falls_due_later_has_its_notice_ready(published: QualitySystem) -> None:
    view = View(published, None, Site())
    head = document_frame(view, published.documents_by_id["QP-01"]).head
    due = view.standings["procedures/QP-01.md"].review
    assert f'data-from="{due}" data-word="Review overdue"' in head
    assert 'aria-label="State of this document" hidden>' in head
    assert "data-from" not in document_frame(view, published.documents_by_id["QP-03"]).head


def test_the_pages_are_among_all_pages(published: QualitySystem) -> None:
    paths = [page.path for page in build_pages(published, Verdict(()))]
    assert "verification/index.md" in paths
    assert "verification/QP-01.md" in paths
