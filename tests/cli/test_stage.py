"""`qms stage`: the pages on disk, for any generator."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers import Repo, document

from .conftest import Run


def test_every_page_is_written_once_and_kept_up_to_date(run: Run, good: Repo, tmp_path: Path):
    figure = {"procedures/QP-07-x/index.md": document("QP-07"), "procedures/QP-07-x/figure.svg": "<svg/>"}
    good.commit(dict(figure))
    out = tmp_path / "out"
    done = run("stage", "--out", out)
    assert (done.exit_code, done.stdout) == (0, "")
    assert " 0 as they were, 0 removed." in done.stderr
    for path in ("people/roles.xlsx", "as-of/in-force.csv", "records/records.json", "register/register.xlsx"):
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
