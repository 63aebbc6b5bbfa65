"""What follows the reader's language beside the pages, and what never does: the script, files, and the terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files as resources

import pytest

from approved import small_manual
from qms.model.system import QualitySystem, ViewKind
from qms.pages import EVERYTHING, View, assets, language
from qms.pages.files import all_downloads
from qms.pages.language import Words, _spoken
from qms.pages.register import uncontrolled
from qms.pages.tables import tables
from qms.reading.publication import read_publication
from qms.reports.approvals import verification_text
from qms.reports.stock import commands_for

from .claimed import claimed
from .spoken import made_up

SCRIPT = "assets/qms.js"


@pytest.fixture
def foreign(monkeypatch: pytest.MonkeyPatch) -> Iterator[Words]:
    """Every page is made in the made-up language."""
    words = made_up()
    before = _spoken.set(words)
    monkeypatch.setattr(language, "_words", lambda _: words)
    yield words
    _spoken.reset(before)


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> QualitySystem:
    manual = small_manual(tmp_path_factory.mktemp("said") / "repo", b"site_name: Example manual\n")
    return read_publication(manual.clone().root, ViewKind.WORKING, anchor=str(manual.anchor))


def words_of(script: bytes) -> dict[str, str]:
    found = re.search(r"const WORDS = (\{.*\});\n", script.decode())
    assert found
    words: dict[str, str] = json.loads(found[1])
    return words


def test_the_script_says_in_english_what_it_is_written_with() -> None:
    language.speak("en")
    assert assets()[SCRIPT] == resources("qms.pages").joinpath(SCRIPT).read_bytes()


def test_the_script_says_its_words_in_the_readers_language(foreign: Words) -> None:
    language.speak("en")
    english, said = words_of(resources("qms.pages").joinpath(SCRIPT).read_bytes()), words_of(assets()[SCRIPT])
    assert said.keys() == english.keys()
    assert said["language"] == foreign.language
    assert said["copied"] == foreign.said["Copied"] != english["copied"]
    assert [re.findall(r"\{\w+\}", said[name]) for name in said] == [
        re.findall(r"\{\w+\}", english[name]) for name in english
    ]
    source = resources("qms.pages").joinpath(SCRIPT).read_text("utf-8")
    assert set(re.findall(r"WORDS\.(\w+)", source)) == set(english)


def test_files_for_programs_are_the_same_in_every_language(
    approved: QualitySystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made() -> list[object]:
        views = [View(system, None, site) for system, site in ((approved, EVERYTHING), (claimed(), EVERYTHING))]
        return [(file.path, file.data) for view in views for file in all_downloads(view)] + [
            (table.title, table.columns, table.texts) for view in views for table in tables(view)
        ]

    english = made()
    assert any(b"since policy" in one[1] or b"Can sign" in one[1] for one in english if isinstance(one[1], bytes))
    words = made_up()
    before = _spoken.set(words)
    monkeypatch.setattr(language, "_words", lambda _: words)
    assert made() == english
    _spoken.reset(before)


@pytest.mark.usefixtures("foreign")
def test_the_terminal_says_in_english_what_pages_say_otherwise(approved: QualitySystem) -> None:
    assert approved.approvals
    told = verification_text(approved.approvals, "outside") + commands_for(approved.approvals, "QP-01")
    assert "judged, each by the policy before it" in told
    assert "The text has the digest that was approved." in told
    assert not set("αβδεζ") & set(told)


def test_a_page_that_is_no_document_says_so_in_the_readers_language(foreign: Words) -> None:
    assert foreign.said["State of this page"] in uncontrolled()
