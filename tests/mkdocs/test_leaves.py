"""Pages that are poured into moulds, by a second process or not: the same site as when the theme makes each itself."""

from __future__ import annotations

import logging
import posixpath
import re
import threading
from pathlib import Path
from typing import NoReturn
from urllib.parse import urldefrag

import pytest
from mkdocs.commands import build as building
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from approved import small_manual
from qms.mkdocs import leaves
from qms.mkdocs.moulds import LeafFile, Theme
from qms.pages.superseded import Superseded

from .conftest import site_settings

pytestmark = pytest.mark.slow
TITLE = "Backups & restores of 'everything'"
_ADDRESS = re.compile(r'((?:href|src|action)=")([^"]*)"')


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The clone of a manual with superseded revisions, and its anchor named."""
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    site = site_settings(docs_dir="docs", site_url="https://example.org/qms/").encode()
    manual = small_manual(tmp_path / "repo", site)
    manual.story.step({"docs/guide.md": b"# Guide\n"})
    manual.issue("2026-03-01", "QP-10", "1", "## Old & *odd*\n\nSay {{ macro }}.", title=TITLE)
    manual.issue("2026-03-02", "QP-10", "2", "## New\n\nNew words.", title=TITLE)
    monkeypatch.setenv("QMS_ANCHOR", str(manual.anchor))
    return manual.clone().root


def built(root: Path, name: str, command: str = "build", **settings: object) -> dict[str, str]:
    """Every leaf of a site that is built in this process; under `serve`, when they have followed."""
    site = root.parent / name
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(site), **settings)
    config.plugins.on_startup(command=command, dirty=False)
    building.build(config)
    for thread in set(threading.enumerate()) - {threading.current_thread()}:
        thread.join(timeout=60)
    config.plugins.on_shutdown()
    found = [path for folder in ("history", "revisions", "verification") for path in (site / folder).rglob("*.html")]
    return {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in sorted(found)}


def absolute(path: str, html: str) -> str:
    """A page with addresses as seen from the top of the site, however they were written."""

    def seen(match: re.Match[str]) -> str:
        target, anchor = urldefrag(match[2])
        if "//" in target or (not target and anchor):
            return match[0]
        return f'{match[1]}{posixpath.normpath(posixpath.join(posixpath.dirname(path), target))}#{anchor}"'

    return _ADDRESS.sub(seen, html)


@pytest.mark.parametrize("folders", [True, False])
def test_a_poured_page_is_the_page_that_the_theme_makes(
    made: Path, monkeypatch: pytest.MonkeyPatch, *, folders: bool
) -> None:
    made_whole: list[str] = []
    page = Theme.page
    monkeypatch.setattr(
        Theme,
        "page",
        lambda theme, section, file, *more: made_whole.append(file.url) or page(theme, section, file, *more),
    )
    poured = built(made, "poured", use_directory_urls=folders)
    assert made_whole
    assert all(url.startswith(("qms-gap", "sample")) for url in made_whole), (
        "the theme made a page that could be poured"
    )
    monkeypatch.setattr(leaves, "WORTH_A_PROCESS", 1)
    helped = built(made, "helped", use_directory_urls=folders)
    monkeypatch.setattr(Theme, "mould", lambda *_: None)
    whole = built(made, "whole", use_directory_urls=folders)
    assert helped == poured
    assert len(poured) >= 12
    assert {path: absolute(path, html) for path, html in poured.items()} == {
        path: absolute(path, html) for path, html in whole.items()
    }


def test_what_looks_like_a_template_is_shown_as_it_was_written(made: Path) -> None:
    page = built(made, "site")["revisions/QP-10/1/index.html"]
    assert "<p>Say {{ macro }}.</p>" in page
    assert "Old &amp; <em>odd</em>" in page
    assert "Backups &#38; restores of &#39;everything&#39; (revision 1, superseded)" in page


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ("{{ page.content | upper }}", "NEW WORDS."),
        ("{{ page.title | length }} letters of {{ page.title | upper }}", "13 letters of QP-10 HISTORY"),
    ],
)
def test_a_theme_that_does_more_with_a_page_gets_each(
    made: Path, monkeypatch: pytest.MonkeyPatch, more: str, shown: str
) -> None:
    theme = made.parent / "theme"
    theme.mkdir()
    block = "{% block content %}{{ page.content }}<hr>" + more + "{% endblock %}"
    (theme / "main.html").write_text('{% extends "base.html" %}' + block)
    monkeypatch.setattr(leaves, "WORTH_A_PROCESS", 1)
    pages = built(made, "site", theme={"name": "material", "font": False, "custom_dir": str(theme)})
    assert shown in pages["history/procedures/QP-10/index.html"].partition("<hr>")[2]


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs", "material"])
def test_a_poured_page_has_its_title_in_every_theme(made: Path, theme: str) -> None:
    page = built(made, "site", theme=theme)["history/procedures/QP-10/index.html"]
    assert re.search(r"<title>\s*QP-10 history - ", page)
    assert "None" not in page


def test_a_theme_that_takes_only_the_words_of_a_page_gets_each(made: Path) -> None:
    theme = made.parent / "theme"
    theme.mkdir()
    (theme / "main.html").write_text("<title>{{ page.title }}</title>{{ page.content | striptags }}")
    pages = built(made, "site", theme={"name": "material", "font": False, "custom_dir": str(theme)})
    assert "Old words of QP-05" in pages["revisions/QP-05/1/index.html"]


@pytest.mark.parametrize("enough", [1, 10_000])
def test_what_goes_wrong_is_told_with_its_place(
    made: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, enough: int
) -> None:
    def fail(*_: object) -> NoReturn:
        raise RuntimeError("no text today")

    monkeypatch.setattr(leaves, "WORTH_A_PROCESS", enough)
    monkeypatch.setattr(Superseded, "page", fail)
    with pytest.raises((Abort, RuntimeError)) as told:
        built(made, "site")
    text = "\n".join([caplog.text, str(told.value), *getattr(told.value, "__notes__", ())])
    assert "no text today" in text
    assert "while revisions/QP-01/1.md was made" in text


def test_a_process_that_is_killed_is_told(
    made: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def vanish(*_: object) -> NoReturn:
        raise SystemExit(9)

    monkeypatch.setattr(leaves, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(Superseded, "page", vanish)
    with pytest.raises(Abort):
        built(made, "site")
    assert "ended too early" in caplog.text


def test_under_serve_they_follow_the_other_pages(
    made: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "mkdocs")
    monkeypatch.setattr(leaves, "WORTH_A_PROCESS", 1)
    config = (made / "mkdocs.yml").read_text("utf-8")
    (made / "mkdocs.yml").write_text(config.replace("document-control", "document-control: {view: published}"))
    served, published = built(made, "served", "serve"), built(made, "published")
    assert list(served) == list(published)  # a verification page has no address to be printed under `serve`
    assert {path: html for path, html in served.items() if not path.startswith("verification/")} == {
        path: html for path, html in published.items() if not path.startswith("verification/")
    }
    assert caplog.text.index("follow") < caplog.text.index("are there, too")


def test_the_next_build_ends_what_follows_the_last_one(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on, written = threading.Event(), threading.Event(), []

    def slow(file: LeafFile, _: bytes) -> None:
        written.append(file.src_uri)
        begun.set()
        go_on.wait(60)

    monkeypatch.setattr(leaves, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(leaves, "_write", slow)
    config = load_config(str(made / "mkdocs.yml"), site_dir=str(made.parent / "site"))
    config.plugins.on_startup(command="serve", dirty=False)
    building.build(config)
    assert begun.wait(60)
    ending = threading.Thread(target=config.plugins.on_shutdown)
    ending.start()
    go_on.set()
    ending.join(60)
    assert len(written) < 3
