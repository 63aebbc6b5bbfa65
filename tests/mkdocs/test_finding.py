"""Search by Pagefind: what is told when it is missing, and which pages are marked to be found."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from approved import small_manual
from helpers import Repo
from qms.mkdocs import finding

from .conftest import Builder, site_settings

PLUGINS = ("document-control: {search: pagefind}", "clause-reference", "change-log", "quality-records")


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A small approved manual, with a superseded revision."""
    manual = small_manual(tmp_path / "repo", site_settings(PLUGINS, docs_dir="docs").encode())
    manual.story.step({"docs/guide.md": b"# Guide\n\nWords.\n"})
    monkeypatch.setenv("QMS_ANCHOR", str(manual.anchor))
    return manual.clone()


def test_a_missing_pagefind_is_told_with_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(finding, "find_spec", lambda _: None)
    assert finding.wanted("theme") is False
    assert caplog.text == ""
    assert finding.wanted("pagefind") is False
    assert "pip install 'mkdocs-qms[search]'" in caplog.text


@pytest.mark.slow
@pytest.mark.skipif(find_spec("pagefind_bin") is None, reason="pagefind is not here: pip install 'pagefind[bin]'")
def test_what_is_in_force_is_marked_and_what_is_superseded_is_not(repo: Repo, build: Builder) -> None:
    built = build()
    assert built.code == 0, built.output
    page = built.page("procedures/QP-01/index.html")
    assert "<article data-pagefind-body" in page
    assert '<meta data-pagefind-filter="state[content]" content="In force">' in page
    assert '<meta data-pagefind-filter="type[content]" content="Procedure">' in page
    assert '<meta data-pagefind-meta="title[content]" content="QP-01 Title of QP-01">' in page
    assert "data-pagefind-body" not in built.page("revisions/QP-01/1/index.html")
    assert 'href="../find/"' in built.page("register/index.html")
    index = json.loads((built.site / "pagefind/pagefind-entry.json").read_text("utf-8"))
    marked = sum("data-pagefind-body" in text for text in built.pages().values())
    assert sum(one["page_count"] for one in index["languages"].values()) == marked > 4
    assert repo.root.is_dir()
