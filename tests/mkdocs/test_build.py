"""Whole sites, built by both engines: pages where they belong, links that lead somewhere, nothing that leaks."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import pytest

from helpers import Repo, document

from .conftest import ENGINES, PLUGINS, Builder, Built, site_settings

pytestmark = pytest.mark.slow


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if values.get("id"):
            self.ids.add(str(values["id"]))
        for name in ("href", "src"):
            if tag != "base" and values.get(name) is not None:
                self.targets.append(str(values[name]))


def broken_links(built: Built) -> list[str]:
    """Links of a site, as a browser reads them, that lead to no file or no anchor of it, or away from it."""
    pages: dict[str, Links] = {}
    for path, text in built.pages().items():
        pages[path] = Links()
        pages[path].feed(text)
    return [
        f"{path}: {target}"
        for path, links in pages.items()
        if path != "404.html"
        for target in links.targets
        if not _leads_somewhere(built.site, pages, path, target)
    ]


def _leads_somewhere(site: Path, pages: dict[str, Links], path: str, target: str) -> bool:
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return "mkdocs" in parts.netloc or "squidfunk" in target
    where = normpath(join(dirname(path), unquote(parts.path))) if parts.path else path
    if (site / where).is_dir():
        where = normpath(join(where, "index.html"))
    if not (site / where).is_file():
        return False
    return not parts.fragment or where not in pages or unquote(parts.fragment) in {*pages[where].ids, "__top"}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("folders", [True, False])
def test_the_site_is_complete_under_either_engine(manual: Repo, build: Builder, engine: str, *, folders: bool) -> None:
    manual.write({"mkdocs.yml": site_settings(use_directory_urls=str(folders).lower())})
    built = build(engine, strict=False)
    assert built.code == 0, built.output
    assert broken_links(built) == []
    paths = set(built.pages())
    last = "/index.html" if folders else ".html"
    expected = {
        "index.html", "register/index.html", "clauses/index.html", f"clauses/iso-9001-2015{last}",
        "changes/index.html", "withdrawn/index.html", "records/index.html", f"records/IA-2026-01{last}",
        f"records/audits/IA-2026-02{last}", "manual/index.html", f"procedures/QP-01{last}",
        "procedures/FM-01-list/index.html", f"procedures/FM-01-list/more{last}",
    }  # fmt: skip
    assert expected <= paths
    for path in ("register/register.csv", "register/register.json", "records/audits/notes.txt", "assets/qms.css"):
        assert (built.site / path).is_file()
    assert not list(built.site.rglob("*approvals*"))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_clean_manual_passes_strict(manual: Repo, build: Builder, engine: str) -> None:
    manual.git("checkout", "--", "procedures/QP-02.md")
    manual.write({"mkdocs.yml": site_settings(validation="{links: {anchors: warn}, nav: {omitted_files: warn}}")})
    manual.commit(
        {
            "qms.yml": "organisation: Example Ltd\nstandards: []\nroles: {quality-manager: Quality manager}\n",
            "procedures/QP-01.md": document("QP-01", "Text.\n\n## Change log\n", revision="2"),
            "records/IA-2026-01.md": (manual.root / "records/IA-2026-01.md")
            .read_text()
            .replace(", 'iso-9001-2026:7.5.1'", ""),
        }
    )
    built = build(engine)
    assert built.code == 0, built.output


def test_refusals_fail_a_strict_build(manual: Repo, build: Builder) -> None:
    manual.write({"procedures/QP-09.md": document("QP-09", owner="nobody")})
    built = build()
    assert built.code == 1
    assert "procedures/QP-09.md" in built.output
    assert "strict mode" in built.output
    assert build(strict=False).code == 0
    manual.write({"mkdocs.yml": site_settings((*PLUGINS[:1], "document-control: {check: false}", *PLUGINS[2:]))})
    relaxed = build(strict=False)
    assert "WARNING" not in relaxed.output, relaxed.output
    assert "Not checked." in relaxed.page("index.html")


@pytest.mark.usefixtures("manual")
def test_states_and_logs_are_shown(build: Builder) -> None:
    built = build(strict=False)
    draft = built.page("procedures/QP-02/index.html")
    assert 'data-state="draft"' in draft
    assert "Revision 1.1" in draft
    assert "Moved from procedures/old.md" in draft
    assert "Editorial: nothing to do differently" in draft
    assert "Bo Writer" in draft
    changes = built.page("changes/index.html")
    assert "1 editorial correction" in changes
    assert "WI-01" in built.page("withdrawn/index.html")
    assert "Approvals are not set up" in draft
    assert "Approvals are not set up" in built.page("index.html")


@pytest.mark.usefixtures("manual")
def test_documents_called_index_are_listed_by_their_names(build: Builder) -> None:
    page = build(strict=False).page("procedures/QP-01/index.html")
    sidebar = page[page.index("md-nav--primary") : page.index("md-content")]
    for name in ("QM-01 Title of QM-01", "QP-01 Title of QP-01", "FM-01 Title of FM-01"):
        assert name in sidebar


@pytest.mark.usefixtures("manual")
def test_an_own_section_called_change_log_keeps_its_anchor(build: Builder) -> None:
    page = build(strict=False).page("procedures/QP-01/index.html")
    ids = re.findall(r'<h2 id="([^"]*change-log)"', page)
    assert ids == ["change-log", "document-change-log"]
    assert 'href="#document-change-log"' in page


@pytest.mark.parametrize(
    ("edit_uri", "manual_page"), [("edit/main/", "manual/index.md"), ("edit/main/manual/", "manual/index.md")]
)
def test_edit_links_lead_to_the_true_path(manual: Repo, build: Builder, edit_uri: str, manual_page: str) -> None:
    theme = "{name: material, font: false, features: [content.action.edit]}"
    manual.write({"mkdocs.yml": site_settings(repo_url="https://example.org/r", edit_uri=edit_uri, theme=theme)})
    built = build(strict=False)
    expected = {
        "manual/index.html": manual_page,
        "procedures/QP-01/index.html": "procedures/QP-01.md",
        "records/IA-2026-01/index.html": "records/IA-2026-01.md",
        "procedures/FM-01-list/index.html": "procedures/FM-01-list/index.md",
    }
    for page, source in expected.items():
        assert f'href="https://example.org/r/edit/main/{source}"' in built.page(page)
    assert "/edit/main/" not in built.page("register/index.html")


@pytest.mark.parametrize("missing", PLUGINS[2:])
def test_links_survive_without_a_plugin(manual: Repo, build: Builder, missing: str) -> None:
    manual.write(
        {
            "mkdocs.yml": site_settings(tuple(name for name in PLUGINS if name != missing)),
            "procedures/QP-01.md": document("QP-01", clauses="{iso-9001-2026: [7.5.1]}"),
        }
    )
    built = build(strict=False)
    assert built.code == 0, built.output
    assert broken_links(built) == []
    folder = {"clause-reference": "clauses", "change-log": "changes", "quality-records": "records"}[missing]
    assert not (built.site / folder).exists()


@pytest.mark.parametrize(
    ("plugins", "message"),
    [
        (("clause-reference",), "needs document-control: add `- document-control`"),
        (("change-log", "document-control"), "list `- document-control` above `- change-log`"),
    ],
)
def test_a_plugin_says_what_it_misses(manual: Repo, build: Builder, plugins: tuple[str, ...], message: str) -> None:
    manual.write({"mkdocs.yml": site_settings(plugins)})
    built = build()
    assert built.code == 1
    assert message in built.output
    assert "Traceback" not in built.output


def test_without_a_repository_the_build_says_so_in_one_line(tmp_path: Path, build: Builder, repo: Repo) -> None:
    (repo.root / ".git").rename(tmp_path / "away")
    repo.write({"mkdocs.yml": site_settings(), "manual/index.md": document("QM-01")})
    built = build()
    assert built.code == 1
    assert "git init" in built.output
    assert "Traceback" not in built.output


def test_an_own_navigation_and_an_own_front_page_are_respected(manual: Repo, build: Builder) -> None:
    nav = "[{Start: index.md}, {All: register/index.md}, {Rules: [procedures/QP-01.md]}, guide.md]"
    manual.write(
        {
            "mkdocs.yml": site_settings(docs_dir="docs", nav=nav, repo_url="https://example.org/r"),
            "docs/index.md": "# Our start\n",
            "docs/guide.md": "# Guide\n\nSee [QP-01](../procedures/QP-01.md) by its path.\n",
        }
    )
    built = build(strict=False)
    assert built.code == 0, built.output
    assert "Our start" in built.page("index.html")
    assert "qms-verdict" not in built.page("index.html")
    assert "Rules" in built.page("index.html")
    assert (built.site / "manual/index.html").is_file()


def test_symbolic_links_and_the_policy_stay_out_of_the_site(manual: Repo, build: Builder, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hunter2")
    (manual.root / "procedures/leak.txt").symlink_to(secret)
    (manual.root / "manual/leak.txt").symlink_to(secret)
    (manual.root / "records/leak").symlink_to(tmp_path)
    manual.write({"manual/authorities.yml": "persons: {}\n"})
    built = build(strict=False)
    assert built.code == 0, built.output
    assert not list(built.site.rglob("leak*"))
    assert not list(built.site.rglob("authorities*"))
    assert not any("hunter2" in path.read_text("utf-8", "replace") for path in built.site.rglob("*.txt"))


def test_titles_read_as_they_were_written(manual: Repo, build: Builder) -> None:
    manual.write({"procedures/QP-05.md": document("QP-05", title="Roles & authorities <draft>")})
    built = build(strict=False)
    page = built.page("procedures/QP-05/index.html")
    title = re.search(r"<title>(.*?)</title>", page)
    assert title is not None
    assert unescape(title[1]) == "QP-05 Roles & authorities <draft> - Example manual"


@pytest.mark.usefixtures("manual")
def test_clauses_stand_beside_the_text_and_outside_the_search(build: Builder) -> None:
    built = build(strict=False)
    page = built.page("procedures/QP-01/index.html")
    assert re.search(
        r'<h2[^>]* id="storing"[^>]*>(?:(?!</h2>).)*</h2><aside class="qms-margin" data-search-exclude>', page
    )
    assert page.count("<aside class=") == 1
    index = built.page("search/search_index.json")
    assert "Answers 7.5.1" not in index
    assert "Show clauses beside the text" not in index


@pytest.mark.usefixtures("manual")
def test_matrices_and_transitions_have_their_files(build: Builder) -> None:
    built = build(strict=False)
    way = "iso-9001-2015--iso-9001-2026"
    for name in ("iso-9001-2026", "iso-9001-2015", way):
        assert (built.site / f"clauses/{name}.xlsx").read_bytes()[:2] == b"PK"
        assert json.loads(built.page(f"clauses/{name}.json"))
    assert f'href="../clauses/{way}/"' in built.page("clauses/index.html")
    assert f'href="../../clauses/{way}.xlsx" download' in built.page(f"clauses/{way}/index.html")
    assert 'href="../clauses/iso-9001-2026.xlsx" download' in built.page("clauses/index.html")
