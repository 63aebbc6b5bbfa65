"""`qms pdf`: documents as PDF/A, whole, marked, and the same twice."""

from __future__ import annotations

import base64
import builtins
import gc
import io
import sys
from pathlib import Path
from typing import Any

import pytest

from approved import small_manual
from helpers import Repo, document
from qms.cli.paper import sheets
from qms.reading.system import read_system
from qms.reports import pdf as pdf_room

from .conftest import Run

pypdf = pytest.importorskip("pypdf")
try:
    pdf_room.library()
except pdf_room.QmsError as error:
    pytest.skip(f"{error}", allow_module_level=True)

HOSTILE = "\"'</style><script>alert(1)</script> } @page { \\ {{ 7*7 }} · <b>x</b>"
COLUMNS = 15
JANE = ("jane.doe", "quality-manager")
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SPOOF = """<style>@page { size: A6; @top-left { content: "Approved" } }</style>

<meta name="keywords" content="Approved">

A <title>Approved</title> text.

<!-- never closed
"""
SITE = b"""site_name: Example
theme: {name: material, language: en}
markdown_extensions:
  - tables
  - toc: {permalink: true}
  - pymdownx.superfences:
      custom_fences:
        - {name: mermaid, class: mermaid, format: !!python/name:qms.mkdocs.drawing.as_text }
"""


def text_of(path: Path) -> str:
    """All words of a file; words that a narrow column broke are together again."""
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def links_of(path: Path) -> set[str]:
    """Where the links of a file lead."""
    notes = [note.get_object() for page in pypdf.PdfReader(path).pages for note in page.get("/Annots", ())]
    return {note["/A"]["/URI"] for note in notes if "/URI" in note.get("/A", {})}


def squeezed(text: str) -> str:
    return "".join(text.split())


def wide_table() -> str:
    head = " | ".join(f"Heading{number:02}" for number in range(COLUMNS))
    row = " | ".join(f"cell{number:02}-with-a-rather-long-word-{number:02}" for number in range(COLUMNS))
    return f"| {head} |\n|{'---|' * COLUMNS}\n| {row} |\n| {row.replace('cell', 'last')} |\n"


@pytest.fixture
def written(good: Repo) -> Repo:
    """A repository without approvals: a wide table, code, a drawing, a figure, a hostile title, a draft."""
    quoted = "'" + HOSTILE.replace("'", "''") + "'"
    good.commit(
        {
            "mkdocs.yml": SITE,
            "procedures/QP-02.md": document("QP-02", f"## Wide\n\n{wide_table()}\n\nAfter the table.\n"),
            "procedures/QP-03.md": document("QP-03", "Words.\n", title=quoted),
            "procedures/QP-04-parts/index.md": document(
                "QP-04",
                "See [one](../QP-01.md), [none](../../records/AU-2026.md), [out](https://example.org/a_b).\n\n"
                "![dot](dot.png) ![gone](gone.png) ![secret](file:///etc/hostname)\n\n"
                "```\nfirst line\n\n    indented line\n```\n\n```mermaid\ngraph TD; A-->B\n```\n",
            ),
            "procedures/QP-04-parts/dot.png": DOT,
            "procedures/QP-04-parts/more.md": "More of it.\n",
        }
    )
    good.write({"procedures/QP-05.md": document("QP-05", "Not yet.\n")})
    return good


@pytest.mark.usefixtures("written")
def test_every_document_in_force_becomes_pdf_a_with_its_running_heads(run: Run, tmp_path: Path) -> None:
    done = run("pdf", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [f"QP-0{n}.pdf" for n in range(1, 5)]
    reader = pypdf.PdfReader(tmp_path / "out/QP-01.pdf")
    xmp = reader.xmp_metadata.stream.get_data().decode()
    assert 'pdfaid:part="3" pdfaid:conformance="U"' in xmp
    assert reader.root_object["/OutputIntents"][0].get_object()["/S"] == "/GTS_PDFA1"
    assert reader.root_object["/Lang"] == "en"
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert (reader.metadata.title, reader.metadata.subject) == ("QP-01 Title of QP-01", "Revision 1, published")
    assert reader.metadata["/Keywords"] == "QP-01, revision 1"
    assert reader.metadata["/CreationDate"].startswith("D:20260103000000Z")
    for number, page in enumerate(reader.pages, 1):
        words = page.extract_text()
        assert "QP-01 · Revision 1" in words
        assert "Uncontrolled when printed" in words
        assert f"Page {number} of {len(reader.pages)}" in words
        assert all(embedded(font.get_object()) for font in page["/Resources"]["/Font"].values())
    assert "Nobody has signed this text." in text_of(tmp_path / "out/QP-01.pdf")


def embedded(font: Any) -> bool:  # noqa: ANN401 - a dictionary of pypdf
    descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
    return "/ToUnicode" in font and any(name.startswith("/FontFile") for name in descriptor)


@pytest.mark.usefixtures("written")
def test_a_table_of_fifteen_columns_is_all_there_on_a_turned_page(run: Run, tmp_path: Path) -> None:
    assert run("pdf", "QP-02", "--out", tmp_path).exit_code == 0
    found = squeezed(text_of(tmp_path / "QP-02.pdf"))
    for number in range(COLUMNS):
        for word in (
            f"Heading{number:02}",
            f"cell{number:02}-with-a-rather-long-word-{number:02}",
            f"last{number:02}-",
        ):
            assert word in found, word
    turned = [
        page for page in pypdf.PdfReader(tmp_path / "QP-02.pdf").pages if page.mediabox.width > page.mediabox.height
    ]
    assert len(turned) == 1
    assert "QP-02 · Revision 1" in turned[0].extract_text()
    places: list[tuple[float, float]] = []
    turned[0].extract_text(
        visitor_text=lambda text, _cm, tm, *_: places.append((tm[4], tm[5])) if text.strip() else None
    )
    width, height = (float(size) * 4 / 3 for size in (turned[0].mediabox.width, turned[0].mediabox.height))
    assert all(0 <= x <= width and -height <= y <= height for x, y in places), places


@pytest.mark.usefixtures("written")
def test_code_drawings_figures_links_and_parts_are_kept(run: Run, tmp_path: Path) -> None:
    done = run("pdf", "QP-04", "QP-01", "--out", tmp_path)
    assert done.exit_code == 0, done.stderr
    words = text_of(tmp_path / "QP-04.pdf")
    for kept in (
        "first line",
        "indented line",
        "graph TD; A-->B",
        "Drawing, as text",
        "More of it.",
        "more.md",
        "dot.png",
    ):
        assert kept in words, kept
    assert "QP-04.pdf: the figure gone.png is not there" in done.stderr
    assert "QP-04.pdf: the figure file:///etc/hostname is not there" in done.stderr
    assert "gone" in words
    assert links_of(tmp_path / "QP-04.pdf") == {"QP-01.pdf", "https://example.org/a_b"}
    assert len(pypdf.PdfReader(tmp_path / "QP-04.pdf").pages[0].images) == 1


@pytest.mark.usefixtures("written")
def test_a_record_is_printed_when_it_is_named_and_its_links_find_the_others(run: Run, tmp_path: Path) -> None:
    done = run("pdf", "AU-2026", "QP-04", "records/AU-2026.md", "--out", tmp_path)
    assert done.exit_code == 0, done.stderr
    assert "1 document and 1 record, " in done.stderr
    words = text_of(tmp_path / "records/AU-2026.pdf")
    assert "AU-2026 · Record" in words
    assert "Text." in words
    assert "records/AU-2026.pdf" in links_of(tmp_path / "QP-04.pdf")
    assert links_of(tmp_path / "records/AU-2026.pdf") == set()  # QP-01 is not among the files
    assert run("pdf", "AU-2026", "QP-01", "--out", tmp_path).exit_code == 0
    assert links_of(tmp_path / "records/AU-2026.pdf") == {"../QP-01.pdf"}
    refused = run("pdf", "AU-2027", "--out", tmp_path)
    assert refused.exit_code == 2
    assert "no document AU-2027 is in force, and no record is called so" in refused.stderr


def test_a_record_may_say_whatever_it_likes_and_a_new_one_is_marked(run: Run, good: Repo, tmp_path: Path) -> None:
    fields = dict.fromkeys(
        ("title", "kind", "date", "by", "process", "corrects", "more"), f"'{HOSTILE.replace(chr(39), '')}'"
    )
    head = "".join(f"{name}: {value}\n" for name, value in fields.items())
    good.write({"records/odd <b> #?.md": f"---\nid: ../../x\n{head}---\n{SPOOF}", "records/bare.md": "Nothing.\n"})
    done = run("pdf", "records/odd <b> #?.md", "records/bare.md", "QP-01", "--working", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.stderr
    found = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.pdf"))
    assert found == ["out/QP-01.pdf", "out/records/bare.pdf", "out/records/odd <b> #?.pdf"]
    reader = pypdf.PdfReader(tmp_path / "out/records/odd <b> #?.pdf")
    assert "Approved" not in str(reader.metadata), reader.metadata
    assert reader.pages[0].mediabox.width > 590
    words = text_of(tmp_path / "out/records/bare.pdf")
    assert "Not filed" in words
    assert "Nothing." in words


@pytest.mark.usefixtures("written")
def test_a_hostile_title_is_only_text(run: Run, tmp_path: Path) -> None:
    assert run("pdf", "QP-03", "--out", tmp_path).exit_code == 0
    reader = pypdf.PdfReader(tmp_path / "QP-03.pdf")
    assert reader.metadata.title == f"QP-03 {HOSTILE}"
    words = squeezed(reader.pages[0].extract_text())
    assert words.count(squeezed(HOSTILE)) == 2, words
    assert "Page1of1" in words


@pytest.mark.usefixtures("written")
def test_the_same_commit_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run("pdf", "--out", tmp_path / name).exit_code == 0
    first, second = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert first == second


@pytest.mark.usefixtures("written")
def test_a_draft_is_printed_only_when_asked_for_and_says_so(run: Run, tmp_path: Path) -> None:
    refused = run("pdf", "QP-05", "--out", tmp_path / "out")
    assert refused.exit_code == 2
    assert "no document QP-05 is in force" in refused.stderr
    assert "--working" in refused.stderr
    assert run("pdf", "QP-05", "--working", "--out", tmp_path).exit_code == 0
    words = text_of(tmp_path / "QP-05.pdf")
    assert "QP-05 · Revision 1 · Draft" in words
    assert "Draft, not approved" in words


def test_an_approved_document_has_its_signatures_and_a_suspended_one_says_so(run: Run, tmp_path: Path) -> None:
    made = small_manual(tmp_path / "repo", SITE)
    made.story.step(made.story.act(JANE, "withdrawal", of="QP-01"))
    common = ("-C", made.clone().root, "pdf", "--anchor", made.anchor, "--out", tmp_path / "out")
    refused = run(*common)
    assert refused.exit_code == 1
    assert "document-suspended" in refused.stderr
    assert not (tmp_path / "out").exists()
    done = run(*common, "--working")
    assert done.exit_code == 0, done.stderr
    suspended, other = text_of(tmp_path / "out/QP-01.pdf"), text_of(tmp_path / "out/QP-05.pdf")
    assert "QP-01 · Revision 2 · Suspended" in suspended
    assert "Suspended: ask before use" in suspended
    assert "QP-05 · Revision 2 Title of QP-05" in other
    assert "not approved" not in other
    assert "Signatures" in other
    assert "approves this text" in other
    assert "SHA256:" in other
    assert "New words of QP-05" in other
    assert "More of New words" in other
    assert "2026-02-20" in other


def test_what_is_in_force_is_printed_out_of_history(run: Run, tmp_path: Path) -> None:
    made = small_manual(tmp_path / "repo", SITE)
    repo = made.clone()
    repo.write({"procedures/QP-01.md": document("QP-01", "Nobody approved this.\n", revision="3")})
    done = run("-C", repo.root, "pdf", "--anchor", made.anchor, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["QP-01.pdf", "QP-03.pdf", "QP-05.pdf"]
    words = text_of(tmp_path / "out/QP-01.pdf")
    assert "Second words of QP-01." in words
    assert "Nobody approved this" not in words


def test_the_day_is_no_part_of_the_bytes(run: Run, tmp_path: Path) -> None:
    made = small_manual(tmp_path / "repo", SITE)
    root, found = made.clone().root, []
    for day in ("2026-03-01", "2026-04-01"):
        out = tmp_path / day
        assert run("-C", root, "pdf", "QP-05", "--anchor", made.anchor, "--as-of", day, "--out", out).exit_code == 0
        found.append((out / "QP-05.pdf").read_bytes())
    assert found[0] == found[1]


def test_what_one_print_leaves_is_gone_before_the_next(good: Repo) -> None:
    """The command line looks for no cycles, and hundreds of records would fill the memory."""
    system = read_system(good.root)
    gc.collect()
    gc.disable()
    try:
        for _ in sheets(good.root, system, (*system.documents, *system.records)):
            pass
        left = gc.collect()
    finally:
        gc.enable()
    assert left < 1_000, left


def test_odd_names_and_hostile_fields_give_files_too(run: Run, good: Repo, tmp_path: Path) -> None:
    fields = dict.fromkeys(("title", "change", "owner", "type", "effective", "review"), "'<img src=x>\"\\ {{ 1 }}'")
    good.write(
        {
            "procedures/<b>x.md": document("not an id", "", **fields),
            "procedures/b-x.md": document("", SPOOF, **fields),
            "procedures/bare.md": "No front matter\x00 at all [a](http://[) <a href='x'>b</a>\n",
        }
    )
    done = run("pdf", "--working", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.stderr
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["QP-01.pdf", "procedures-b-x-2.pdf", "procedures-b-x.pdf", "procedures-bare.pdf"]
    reader = pypdf.PdfReader(tmp_path / "out/procedures-b-x.pdf")
    assert "Approved" not in str(reader.metadata), reader.metadata
    assert reader.pages[0].mediabox.width > 590
    words = reader.pages[0].extract_text()
    assert "procedures/b-x.md · Revision 1 · Draft" in " ".join(words.split())
    assert "Nobody has signed this text." in text_of(tmp_path / "out/procedures-b-x.pdf")


def test_without_weasyprint_or_pango_it_says_how_to_get_them(
    run: Run, good: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    real = builtins.__import__

    def no_pango(name: str, *rest: Any, **more: Any) -> Any:  # noqa: ANN401 - as `__import__` has it
        if name.startswith("cffi"):
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest, **more)

    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", no_pango)
    missing = run("-C", good.root, "pdf", "--out", tmp_path / "out")
    assert (missing.exit_code, missing.stdout) == (2, "")
    assert "Install Pango (Debian, Ubuntu: `sudo apt-get install libpango-1.0-0" in missing.stderr
    told = run("-C", good.root, "doctor")
    assert told.exit_code == 0
    name = "missing  WeasyPrint 68 with Pango, to make PDF files"
    assert f"{name}: PDF files are made by WeasyPrint, which finds no Pango on this machine" in told.stdout
    assert "help: Install Pango (Debian, Ubuntu: `sudo apt-get install libpango-1.0-0" in told.stdout
    assert not (tmp_path / "out").exists()
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    missing = run("-C", good.root, "pdf", "--out", tmp_path / "out")
    assert missing.exit_code == 2
    assert "pip install 'mkdocs-qms[pdf]'" in missing.stderr
    told = run("-C", good.root, "doctor")
    assert told.exit_code == 0
    assert f"{name}: PDF files are made by WeasyPrint, which is not installed" in told.stdout
    assert "help: Run `pip install 'mkdocs-qms[pdf]'`" in told.stdout


def test_a_weasyprint_of_old_is_refused(run: Run, good: Repo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("weasyprint.__version__", "67.1")
    done = run("-C", good.root, "pdf", "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "WeasyPrint 67.1 is too old: version 68 is the first that will do" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made_is_told(run: Run, good: Repo, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    done = run("-C", good.root, "pdf", "--out", tmp_path / "file/out")
    assert done.exit_code == 2
    assert f"cannot make {tmp_path / 'file/out'}: " in done.stderr


def test_nothing_is_fetched() -> None:
    page = '<html lang="en"><title>x</title><link rel="stylesheet" href="https://example.org/a.css"><img src="file:///etc/hostname">W'
    made = pdf_room.to_pdf(page)
    assert "W" in pypdf.PdfReader(io.BytesIO(made.data)).pages[0].extract_text()
    assert len(made.remarks) == 2
