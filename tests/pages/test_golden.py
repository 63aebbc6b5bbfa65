"""The pages of a tiny system, as files to read: tests/golden/pages, and of one with
several standards. `QMS_GOLDEN=write` writes them anew."""

from __future__ import annotations

import os
from html.parser import HTMLParser
from pathlib import Path

from qms.model.problem import Verdict
from qms.model.system import QualitySystem
from qms.pages import build_files, build_pages, document_page, record_page

from .claimed import claimed

GOLDEN = Path(__file__).parent.parent / "golden" / "pages"
SEVERAL = GOLDEN.with_name("claimed")
_VOID = frozenset({"input", "img", "br", "i"})


def everything(tiny: QualitySystem) -> dict[str, str]:
    made = {page.path: page.markdown for page in build_pages(tiny, Verdict(()))}
    made |= {document.path: document_page(tiny, document) for document in tiny.documents}
    made |= {one.path: record_page(tiny, one) for one in tiny.records}
    return made | {path: data.decode("utf-8-sig") for path, data in build_files(tiny)}


def compare(made: dict[str, str], folder: Path) -> None:
    """Hold pages against the files of a folder, or write them there when that is asked for."""
    if os.environ.get("QMS_GOLDEN") == "write":
        for path, text in made.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())
    kept = {str(path.relative_to(folder)): path.read_bytes().decode() for path in folder.rglob("*.*")}
    assert sorted(made) == sorted(kept)
    for path, text in made.items():
        assert text == kept[path], path


def test_pages_are_as_expected(tiny: QualitySystem) -> None:
    compare(everything(tiny), GOLDEN)


def test_pages_of_several_standards_are_as_expected() -> None:
    made = everything(claimed())
    compare({path: text for path, text in made.items() if path.startswith(("clauses/", "procedures/"))}, SEVERAL)


def test_the_same_system_gives_the_same_bytes(tiny: QualitySystem) -> None:
    assert everything(tiny) == everything(tiny)


class Balance(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [str(value) for name, value in attrs if name == "id"]
        if tag not in _VOID - {"i"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def test_made_pages_are_one_block_of_sound_html(tiny: QualitySystem) -> None:
    for page in build_pages(tiny, Verdict(())):
        assert "\n\n" not in page.html, page.path
        parser = Balance()
        parser.feed(page.html)
        assert parser.open == [], page.path
        assert parser.wrong == [], page.path
        assert len(parser.ids) == len(set(parser.ids)), page.path
