"""`qms stage`: the pages on disk, for any generator."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from approved import small_manual
from helpers import SETTINGS, Repo, document
from qms.checks.made import MadePages
from qms.reading.system import read_system

from .conftest import Run


def test_every_page_is_written_once_and_kept_up_to_date(run: Run, good: Repo, tmp_path: Path):
    figure = {"procedures/QP-07-x/index.md": document("QP-07"), "procedures/QP-07-x/figure.svg": "<svg/>"}
    good.commit(dict(figure))
    out = tmp_path / "out"
    done = run("stage", "--out", out)
    assert (done.exit_code, done.stdout) == (0, "")
    assert " 0 as they were, 0 removed." in done.stderr
    for path in (
        "people/roles.xlsx",
        "as-of/in-force.csv",
        "records/records.json",
        "register/register.xlsx",
        "clauses/iso-9001-2015.xlsx",
    ):
        assert (out / path).stat().st_size > 0
        folder, _, name = path.partition("/")
        assert f'/{name}" download>' in (out / folder / "index.md").read_text(), path
    for path in ("index.md", "register/index.md", "clauses/index.md", "assets/qms.css", "records/AU-2026.md"):
        assert (out / path).is_file()
    assert (out / "procedures/QP-07-x/figure.svg").read_text() == "<svg/>"
    page = (out / "procedures/QP-01.md").read_text()
    assert page.startswith("---\ntitle: ")
    assert "Text.\n" in page
    assert ": 0 written, " in run("stage", "--out", out).stderr
    good.commit(dict.fromkeys(figure))  # its page, its figure, its history
    assert ", 3 removed." in run("stage", "--out", out).stderr
    assert not (out / "procedures/QP-07-x").exists()


def test_clauses_and_the_way_between_editions_are_there_as_spreadsheets_too(run: Run, good: Repo, tmp_path: Path):
    good.commit({"qms.yml": SETTINGS + "standards: [iso-9001-2026, iso-9001-2015]\n"})
    for name in ("one", "two"):
        assert run("stage", "--out", tmp_path / name).exit_code == 0
    stems = ("iso-9001-2026", "iso-9001-2015", "iso-9001-2015--iso-9001-2026")
    paths = [f"clauses/{stem}.{ending}" for stem in stems for ending in ("xlsx", "json")]
    assert [
        path for path in paths if (tmp_path / "one" / path).read_bytes() != (tmp_path / "two" / path).read_bytes()
    ] == []
    for stem, page in zip(stems, ("index", "iso-9001-2015", stems[-1]), strict=True):
        assert f'{stem}.xlsx" download>Excel' in (tmp_path / "one/clauses" / f"{page}.md").read_text(), stem
    with zipfile.ZipFile(tmp_path / "one/clauses/iso-9001-2015.xlsx") as book:
        words = book.read("xl/sharedStrings.xml").decode()
    assert "QP-01" in words
    run("clauses", "--standard", "iso-9001-2015", "--format", "xlsx", "--out", tmp_path / "same.xlsx")
    assert (tmp_path / "same.xlsx").read_bytes() == (tmp_path / "one/clauses/iso-9001-2015.xlsx").read_bytes()


FOLDERS = ("verification", "history", "revisions", "as-of", "changes")


@pytest.mark.slow
def test_the_gate_knows_every_page_that_a_document_may_link_to(run: Run, tmp_path: Path):
    manual = small_manual(tmp_path / "repo", b"site_name: Example\n")
    manual.story.step({"qms.yml": SETTINGS.encode() + b"quarters: true\n"})
    manual.issue("2026-02-26", "QP-08", "1", "Words of QP-08.")
    manual.story.step(manual.story.retire("QP-08"))
    root = manual.clone().root
    system = read_system(root, anchor=str(manual.anchor))
    made = MadePages(system)
    options = ("-C", root, "--anchor", manual.anchor, "--out")
    for view in ("published", "working"):
        assert run("stage", *options, tmp_path / view, "--view", view).exit_code == 0
        pages = {
            path.relative_to(tmp_path / view).as_posix()
            for name in FOLDERS
            for path in (tmp_path / view / name).rglob("*.md")
        }
        pages -= {page for page in pages if page.count("/") == 1 and page.endswith("/index.md")}
        assert {page: why for page in pages if (why := made.lacking(page))} == {}
    ids = [*system.documents_by_id, "QP-08", "QP-99"]
    asked = {f"verification/{name}.md" for name in ids} | {f"history/{path}" for path in system.paths}
    asked |= {f"revisions/{name}/{number}.md" for name in ids for number in "0123"}
    asked |= {f"changes/{year}.md" for year in (2025, 2026)} | {"as-of/2026.md", "as-of/2025-12-31.md"}
    asked |= {f"as-of/2026-{day}.md" for day in ("03-31", "06-30", "09-30", "12-30")}
    asked |= pages  # of all quarters until today
    later = {"verification/QP-04.md"}  # approved for a day to come
    assert {page for page in asked if made.lacking(page) == ""} - later == pages - later


@pytest.mark.usefixtures("bad")
def test_what_is_refused_is_staged_and_said(run: Run, tmp_path: Path):
    done = run("stage", "--out", tmp_path / "out")
    assert done.exit_code == 0
    assert "Refused: 1 error" in done.stderr
    assert run("stage", "--out", tmp_path / "out", "--quiet").output == ""


def test_sources_and_other_folders_are_never_written_over(run: Run, good: Repo, tmp_path: Path):
    before = {path: path.read_bytes() for path in good.root.glob("procedures/*")}
    for out in (good.root, good.root / "procedures", good.root / "records" / "new", good.root.parent, ".git/x"):
        done = run("stage", "--out", out, "--force")
        assert (done.exit_code, "would mix" in done.stderr) == (2, True), out
    assert {path: path.read_bytes() for path in good.root.glob("procedures/*")} == before
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    done = run("stage", "--out", tmp_path / "full")
    assert done.exit_code == 2
    assert "was not made by `qms stage`" in done.stderr
    assert run("stage", "--out", tmp_path / "full", "--force").exit_code == 0
    assert (tmp_path / "full" / "mine.txt").read_text() == "mine"


@pytest.mark.usefixtures("good")
def test_the_layout_decides_how_pages_link(run: Run, tmp_path: Path):
    for layout, address in (("folders", "procedures/QP-01/"), ("pages", "procedures/QP-01.html")):
        run("stage", "--out", tmp_path / layout, "--layout", layout)
        assert f'href="../{address}"' in (tmp_path / layout / "register/index.md").read_text().replace("../../", "../")
