"""Histories and superseded revisions on built sites: complete, linked, and never a text that nobody approved."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from approved import Manual, folder, small_manual, text
from helpers import Repo, document
from qms.model.settings import Settings

from .conftest import ENGINES, Builder, Built, site_settings
from .test_build import broken_links

pytestmark = pytest.mark.slow
STRICT = "{links: {not_found: warn, anchors: warn, absolute_links: warn, unrecognized_links: warn}}"
LINKS = (
    "# QP-10 Title\n\n## Steps\n\nOld steps, [gone](QP-99.md), [own](#steps), [no anchor](#none), "
    "[far](QP-01.md#none), [outside](https://example.org/), [absolute](/x), [there](QP-01.md).\n\n"
    "[half](<http://[x>), [aside](../aside.md), [guide](../guide.md).\n\n"
    "[ref]: QP-98.md\n\nSee [a reference][ref].\n"
)


@pytest.fixture
def manual(tmp_path: Path) -> Manual:
    """The small manual; a document whose drafts stand on a branch, and one with links that lead nowhere any more."""
    site = site_settings(docs_dir="docs", validation=STRICT, exclude_docs="aside.md").encode()
    made = small_manual(tmp_path / "repo", site)
    made.story.step({"docs/guide.md": b"# Guide\n", "docs/aside.md": b"# Aside\n"})
    made.issue("2026-03-01", "QP-10", "1", LINKS)
    made.issue("2026-03-02", "QP-10", "2", "## Steps\n\nNew steps.")
    made.story.branch("work")
    made.story.step({"procedures/QP-10.md": text("QP-10", "3", "Branch words.", change="Branch reason.")}, on="work")
    made.story.step({"procedures/QP-10.md": text("QP-10", "3", "Third words.")}, on="work")
    made.day("2026-03-05")
    issue = made.story.issue("QP-10", "3", text("QP-10", "3", "Third words."), signed_at="2026-03-05T09:30:00Z")
    made.story.step(issue, parents=[made.story.tip("work")])
    return made


def run(manual: Manual, engine: str = "mkdocs") -> Built:
    site = manual.root.parent / "site"
    quiet = {"DISABLE_MKDOCS_2_WARNING": "true", "NO_MKDOCS_2_WARNING": "1", "COLUMNS": "400"}
    done = subprocess.run(
        [sys.executable, "-m", engine, "build", "-f", "mkdocs.yml", "-d", str(site), "--strict"],
        cwd=manual.root,
        env={**os.environ, **quiet, "QMS_ANCHOR": str(manual.anchor)},
        capture_output=True,
        text=True,
        check=False,
    )
    return Built(done.returncode, done.stdout + done.stderr, site)


def lost(built: Built) -> list[str]:
    """Links that lead nowhere, but for the one that an old text has to another site."""
    return [found for found in broken_links(built) if not found.endswith(" https://example.org/")]


def holding(built: Built, words: str) -> list[str]:
    """The files of a site that hold some words."""
    files = (path for path in built.site.rglob("*") if path.is_file())
    return sorted(str(path.relative_to(built.site)) for path in files if words.encode() in path.read_bytes())


@pytest.mark.parametrize("engine", ENGINES)
def test_the_published_view_shows_approved_texts_and_nothing_else(manual: Manual, engine: str) -> None:
    repo = manual.clone()
    repo.write(
        {
            "procedures/QP-01.md": text("QP-01", "3", "Draft words of QP-01."),
            "procedures/QP-10.md": text("QP-10", "3", "Edited words."),
            "procedures/QP-11.md": text("QP-11", "1", "Words nobody approved."),
        }
    )
    built = run(manual, engine)
    assert built.code == 0, built.output
    for words in ("Draft words", "Edited words", "Words nobody approved", "Branch words", "Branch reason"):
        assert holding(built, words) == [], words
    for words in ("Later words of QP-03", "Words of QP-04"):  # approved for a day to come: announced, not shown
        assert holding(built, words) == [], words
    assert not (built.site / "history/procedures/QP-11").exists()
    assert not (built.site / "history/procedures/QP-04").exists()
    assert "revision-2" not in built.page("history/procedures/QP-03/index.html")
    assert holding(built, "First words of QP-01") == ["revisions/QP-01/1/index.html"]
    history = built.page("history/procedures/QP-01/index.html")
    assert "<del>First</del><ins>Second</ins> words of QP-01." in history
    assert "Draft" not in history
    assert lost(built) == []


def test_an_old_revision_says_so_and_its_links_lead_somewhere_or_are_text(manual: Manual) -> None:
    manual.clone()
    built = run(manual)
    assert built.code == 0, built.output
    page = built.page("revisions/QP-10/1/index.html")
    assert 'Superseded by revision 2 on <time datetime="2026-03-02">2026-03-02</time>' in page
    assert '<a href="../../../procedures/QP-10/">Revision 3 is in force</a>' in page
    for words in ("gone", "no anchor", "absolute", "half", "aside", "a reference"):
        assert f'<span class="qms-was">{words}</span>' in page
    assert '<a href="#steps">own</a>' in page
    assert '<a href="../../../guide/">guide</a>' in page
    assert '<a href="../../../procedures/QP-01/">far</a>' in page
    assert '<a href="https://example.org/">outside</a>' in page
    index = json.loads((built.site / "search/search_index.json").read_text())
    assert not [one for one in index["docs"] if one["location"].startswith(("revisions/", "history/"))]


def test_figures_of_old_revisions_are_those_of_their_day(manual: Manual) -> None:
    manual.issue("2026-03-10", "QP-05", "3", folder("3", "Third words of QP-05", "new plan"))
    manual.clone()
    built = run(manual)
    assert built.code == 0, built.output
    assert 'src="plan.svg"' in built.page("revisions/QP-05/1/index.html")
    assert "<!-- old plan -->" in built.page("revisions/QP-05/1/plan.svg")
    assert "new plan" not in built.page("revisions/QP-05/1/plan.svg")
    assert '<span class="qms-was">more</span>' in built.page("revisions/QP-05/1/index.html")
    assert 'src="../../../procedures/QP-05-plan/plan.svg"' in built.page("revisions/QP-05/2/index.html")
    history = built.page("history/procedures/QP-05-plan/index.html")
    assert "<b>plan.svg</b> the file changed" in history
    assert lost(built) == []


def test_the_working_view_compares_the_draft(manual: Manual) -> None:
    repo = manual.clone()
    repo.write({"procedures/QP-01.md": text("QP-01", "3", "Third words of QP-01.")})
    repo.write({"mkdocs.yml": manual.site.decode().replace("document-control", "document-control: {view: working}")})
    built = run(manual)
    assert built.code == 0, built.output
    history = built.page("history/procedures/QP-01/index.html")
    assert '<tr role="row" id="draft">' in history
    assert "<del>Second</del><ins>Third</ins> words of QP-01." in history
    assert 'href="../../../procedures/QP-01.revision-2/"' in history
    assert "Superseded" in built.page("revisions/QP-01/1/index.html")
    assert lost(built) == []


def revised(setting: str = "") -> dict[str, str]:
    return {
        "qms.yml": f"organisation: Example Ltd\nstandards: []\n{setting}",
        "mkdocs.yml": site_settings(validation=STRICT),
    }


@pytest.mark.parametrize(("setting", "shown"), [("", 5), ("history-pages: 2\n", 2), ("history-pages: 0\n", 0)])
def test_without_approvals_published_revisions_are_shown_as_many_as_asked(
    repo: Repo, build: Builder, setting: str, shown: int
) -> None:
    for number in range(1, 9):
        body = f"# QP-01\n\nWords of number {number}.\n"
        made = document("QP-01", body, revision=str(number), change=f"Reason {number}.")
        repo.commit({"procedures/QP-01.md": made, "manual/index.md": document("QM-01", "See.\n"), **revised(setting)})
    built = build()
    assert built.code == 0, built.output
    pages = sorted(built.site.glob("revisions/QP-01/*/index.html"))
    assert [page.parent.name for page in pages] == [str(number) for number in range(8 - shown, 8)]
    history = built.page("history/procedures/QP-01/index.html")
    assert history.count('<section class="qms-redline"') == shown
    assert all(f"Reason {number}." in history for number in range(1, 9))
    assert lost(built) == []


def test_hostile_texts_give_pages_that_read(repo: Repo, build: Builder) -> None:
    evil = '<script>alert(1)</script> <img src=x onerror=alert(1)> "quotes" {{ boom }} --8<-- "secret.txt"'
    heavy = "\n\n".join(f"Block {number} of many with <b>marks</b>" for number in range(20_000))
    for number, body in enumerate((f"# {evil}\n\n{evil}\n", f"# {evil}\n\nOther. {evil}\n", heavy, f"{heavy} more"), 1):
        made = document("QP-01", body, revision=str(number), change=evil.replace('"', "'").replace(": ", ""))
        other = document("QM-01", "See.\n")
        repo.commit({"procedures/QP-01.md": made, "manual/index.md": other, **revised()})
    built = build(strict=False)
    assert built.code == 0, built.output
    history = built.page("history/procedures/QP-01/index.html")
    assert "alert(1)" in history
    assert "<script>alert" not in history
    assert "<img src=x" not in history
    plain = built.page("revisions/QP-01/1/index.html")
    assert "<script>alert" not in plain.split('class="qms-control"')[1]
    assert "--8" in plain


def test_the_setting_is_part_of_the_settings() -> None:
    assert Settings().history_pages is None
