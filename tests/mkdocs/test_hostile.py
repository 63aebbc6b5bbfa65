"""Hostile values in every field, name, commit and setting: they appear as text, and start nothing."""

from __future__ import annotations

import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from helpers import Repo, document
from qms.cli import main

from .conftest import ENGINES, PLUGINS, Builder, Built, site_settings

pytestmark = pytest.mark.slow

BAD = (
    "\"'></title></style><script>alert(1)</script><img src=x onerror=alert(2)>*x* | [a](javascript:alert(3)) {{ 7*7 }}"
)
QUOTED = "'" + BAD.replace("'", "''") + "'"


class Active(HTMLParser):
    """What in a page could run: scripts with our payload, handlers, and addresses of another kind."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._script = tag == "script"
        for name, value in attrs:
            if name.startswith("on") or (value or "").lower().strip().startswith("javascript:"):
                self.found.append(f"<{tag} {name}={value}>")
            if name == "src" and value == "x":
                self.found.append(f"<{tag} src=x>")

    def handle_endtag(self, tag: str) -> None:
        self._script = self._script and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._script and "alert(" in data:
            self.found.append(data[:80])


def fields(identifier: str, **others: str) -> str:
    names = ("title", "change", "owner", "description", "tags", "hide", "status", "icon", "template", "subtitle")
    values = {"id": identifier, "type": "procedure", "revision": "1"} | dict.fromkeys(names, QUOTED) | others
    return "---\n" + "".join(f"{name}: {value}\n" for name, value in values.items()) + "---\n\n## Text\n\nWords.\n"


@pytest.fixture
def hostile(repo: Repo) -> Repo:
    odd = "<b>x"
    settings = f"""organisation: {QUOTED}
repository-url: 'https://example.org/"><script>alert(1)</script>'
standards: [iso-9001-2026]
roles: {{quality-manager: {QUOTED}}}
types: {{procedure: {QUOTED}}}
record-kinds:
  audit: {{name: {QUOTED}, retention: {QUOTED}, clauses: {{iso-9001-2026: [9.2.2]}}}}
"""
    clauses = f"{{iso-9001-2026: [7.5.1, {QUOTED}]}}"
    files = {
        "qms.yml": settings,
        "mkdocs.yml": site_settings(),
        "manual/index.md": fields("QM-01", **{"not-applicable": f"{{iso-9001-2026: {{8.3.1: {QUOTED}}}}}"}),
        "procedures/QP-01.md": fields("QP-01", clauses=clauses, owner="quality-manager"),
        f"procedures/{odd}.md": fields(QUOTED, type=QUOTED, revision=QUOTED, effective=QUOTED, review=QUOTED),
        "procedures/WI-01.md": fields("WI-01"),
        "records/a.md": fields(
            "IA-2026-01", kind="audit", by=QUOTED, date="2026-01-01", process=QUOTED, refs=f"[QP-01, {QUOTED}]"
        ),
        f"records/{odd}.md": fields(QUOTED, kind=QUOTED, corrects="IA-2026-01", cause=QUOTED, list=f"[{QUOTED}]"),
    }
    repo.commit(files, message=BAD, author=f"Eve {BAD.replace('<', '').replace('>', '')}")
    repo.commit({"procedures/WI-01.md": None}, message=f"Gone {BAD}")
    return repo


def _active(built: Built) -> dict[str, list[str]]:
    found = {}
    for path, text in built.pages().items():
        parser = Active()
        parser.feed(text)
        if parser.found:
            found[path] = parser.found
    return found


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_that_was_written_runs(hostile: Repo, build: Builder, engine: str) -> None:
    built = build(engine, strict=False)
    assert built.code == 0, built.output
    assert _active(built) == {}
    raw = re.compile(r"<script>alert|<img src=x|</title></style>|\]\(javascript:|href=\"javascript:")
    assert [path for path, text in built.pages().items() if raw.search(text)] == []
    index = (built.site / "search/search_index.json").read_text("utf-8")
    assert "<script>alert" not in index
    assert "<img src=x" not in index
    assert hostile.root.is_dir()


def test_everything_that_was_written_can_be_read(hostile: Repo, build: Builder) -> None:
    built = build(strict=False)
    shown = unescape(re.sub(r"<[^>]+>", " ", built.page("procedures/QP-01/index.html")))
    assert BAD in shown
    for page in ("index.html", "register/index.html", "changes/index.html", "withdrawn/index.html"):
        assert BAD in unescape(re.sub(r"<[^>]+>", " ", built.page(page))), page
    title = re.search(r"<title>(.*?)</title>", built.page("procedures/QP-01/index.html"), re.DOTALL)
    assert title is not None
    assert unescape(title[1]).startswith(f"QP-01 {BAD}")
    assert hostile.root.is_dir()


def test_the_default_theme_is_no_way_in_either(hostile: Repo, build: Builder) -> None:
    hostile.write({"mkdocs.yml": site_settings(PLUGINS, theme="mkdocs")})
    built = build(strict=False)
    assert built.code == 0, built.output
    assert _active(built) == {}


def test_files_for_spreadsheets_hold_no_formula(hostile: Repo, build: Builder) -> None:
    hostile.write({"procedures/QP-02.md": fields("QP-02", title="'=HYPERLINK(\"https://example.org\")'")})
    built = build(strict=False)
    register = (built.site / "register/register.csv").read_text("utf-8-sig")
    assert "'=HYPERLINK" in register
    assert '"=HYPERLINK' not in register
    rows = json.loads((built.site / "register/register.json").read_text("utf-8"))
    assert rows["documents"][0]["title"]


LONG = "Verfahren" + "x" * 191
RIGHT_TO_LEFT = "נוהל בקרת מסמכים"
COLUMNS = tuple(f"Column{number}" for number in range(15))
WIDE = f"| {' | '.join(COLUMNS)} |\n|{'---|' * 15}\n| {' | '.join(name.lower() for name in COLUMNS)} |\n"
SETTINGS = "organisation: Example Ltd\nroles: {quality-manager: Quality manager}\nstandards: []\n"


def test_odd_content_reads_and_a_missing_figure_is_told_with_its_place(repo: Repo, build: Builder) -> None:
    repo.commit(
        {
            "qms.yml": SETTINGS,
            "mkdocs.yml": site_settings(),
            "manual/index.md": document("QM-01", "Words.\n", type="manual"),
            "procedures/QP-01.md": document("QP-01", title=LONG),
            "procedures/QP-02.md": document("QP-02", title=RIGHT_TO_LEFT),
            "procedures/QP-03.md": document("QP-03", "Only words, no heading.\n"),
            "procedures/QP-04.md": document("QP-04", f"## Table\n\n{WIDE}"),
            "procedures/QP-05.md": document("QP-05", "## Figure\n\n![The plan](plan.png)\n"),
        },
        author="דנה לוי",
    )
    built = build(strict=False)
    assert built.code == 0, built.output
    assert "procedures/QP-05.md:12:13 embed-outside the document shows plan.png" in built.output
    assert 'alt="The plan"' in built.page("procedures/QP-05/index.html")
    assert build().code == 1, "a strict build refuses it"
    register = built.page("register/index.html")
    for identifier, shown in (("QP-01", LONG), ("QP-02", RIGHT_TO_LEFT), ("QP-03", "Only words, no heading.")):
        page = built.page(f"procedures/{identifier}/index.html")
        assert shown in page
        assert page.count("<h1") == 1
        assert identifier in register
    assert {LONG, RIGHT_TO_LEFT} <= set(re.findall(r">([^<>]+)</a>", register))
    assert "דנה לוי" in built.page("procedures/QP-02/index.html")
    assert all(f"<td>{name.lower()}</td>" in built.page("procedures/QP-04/index.html") for name in COLUMNS)


def test_a_register_of_none_says_so(repo: Repo, build: Builder) -> None:
    repo.commit({"qms.yml": SETTINGS, "mkdocs.yml": site_settings(), "manual/.gitkeep": ""})
    built = build(strict=False)
    assert built.code == 0, built.output
    assert "There are no documents here yet." in built.page("register/index.html")
    for path in ("index.html", "changes/index.html", "records/index.html", "clauses/index.html"):
        assert built.page(path).count("<h1") == 1, path


def test_1_000_documents_in_one_folder_are_all_there(repo: Repo, tmp_path: Path) -> None:
    texts = {f"procedures/QP-{number}.md": document(f"QP-{number}") for number in range(1, 1_001)}
    repo.commit({"qms.yml": SETTINGS, **texts})
    done = CliRunner().invoke(main, ["stage", "-C", str(repo.root), "--out", str(tmp_path / "out"), "--quiet"])
    assert done.exit_code == 0, done.output
    register = (tmp_path / "out/register/index.md").read_text("utf-8")
    rows = re.findall(r'data-label="Id" data-plain>(QP-\d+)<', register)
    assert rows == [f"QP-{number}" for number in range(1, 1_001)]
    assert (tmp_path / "out/procedures/QP-1000.md").is_file()
