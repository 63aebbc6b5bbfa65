"""Every word for readers is in the catalogue: pages in a made-up language show no bare word, German pages no gap."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from jinja2 import ChoiceLoader, DictLoader

from approved import small_manual
from helpers import Repo
from qms.errors import QmsError
from qms.model.problem import Verdict
from qms.model.settings import LANGUAGES, Settings
from qms.model.system import QualitySystem, ViewKind
from qms.pages import Site, build_pages, language, templates
from qms.pages.language import Words, _spoken, _words, count, digits, month, say, say_many
from qms.pages.templates import _environment
from qms.reading.publication import read_publication

from .claimed import claimed
from .conftest import document, system
from .spoken import made_up, script
from .spoken_cases import PROBLEMS, Case, figured
from .test_history import shown as history_view
from .test_registers import PREPARED, TODAY, write

Speak = Callable[[Words], None]


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, QualitySystem]:
    manual = small_manual(tmp_path_factory.mktemp("spoken") / "repo", b"site_name: Example manual\n")
    repo = write(manual)
    found = {
        view.value: read_publication(repo.root, view, day, anchor=str(manual.anchor))
        for view, day in ((ViewKind.PUBLISHED, TODAY), (ViewKind.WORKING, None))
    }
    return {name: replace(one, settings=replace(one.settings, quarters=True)) for name, one in found.items()}


NAMES = ("tiny", "refused", "claimed", "history", "figures", "nothing", "published", "working")


@pytest.fixture
def cases(tiny: QualitySystem, approved: Mapping[str, QualitySystem]) -> Mapping[str, Case]:
    past = history_view()
    made = {
        "tiny": Case(tiny, Verdict(())),
        "refused": Case(tiny, Verdict(PROBLEMS)),
        "claimed": Case(claimed(), Verdict(PROBLEMS[1:])),
        "history": Case(past.system, past=past.past),
        "figures": Case(figured()),
        "nothing": Case(system(settings=Settings()), site=Site(records=False)),
        "published": Case(approved["published"], Verdict(())),
        "working": Case(replace(approved["working"], preparation=(PREPARED,))),
    }
    return {name: case.in_greek() for name, case in made.items()}


@pytest.fixture
def speaking(monkeypatch: pytest.MonkeyPatch) -> Iterator[Speak]:
    """Every page is made in this language, whatever the settings of its system are."""
    before = _spoken.set(_words("en"))

    def speak(words: Words) -> None:
        monkeypatch.setattr(language, "_words", lambda _: words)
        _spoken.set(words)

    yield speak
    _spoken.reset(before)


@pytest.mark.parametrize("name", NAMES)
def test_no_page_shows_a_word_that_is_not_said_in_its_language(
    cases: Mapping[str, Case], speaking: Speak, name: str
) -> None:
    speaking(made_up())
    assert cases[name].bare() == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<h1>", "<h1>"),
        ("<h1>", "<h1>Lonely "),
        ("<h1>", '<h1 aria-label="Lonely">'),
        ("<h1>", '<style>@page { @top-left { content: "Lonely" } }</style><h1>'),
        ('{{ _("Clauses") }}', '{{ "Lonely" }}'),
        ('{{ _("Clauses") }}', '{{ _("Lonely") }}'),
        ('{{ _("Clauses") }}', '{{ _("From %(source)s to %(target)s", source="Lonely", target="QP-1") }}'),
    ],
)
def test_a_bare_word_in_a_template_is_found(
    speaking: Speak, monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> None:
    speaking(made_up())
    environment = _environment()
    assert environment.loader
    source = environment.loader.get_source(environment, "clauses_none.html")[0]
    assert old in source
    mutant = environment.overlay(
        loader=ChoiceLoader([DictLoader({"clauses_none.html": source.replace(old, new)}), environment.loader])
    )
    monkeypatch.setattr(templates, "_template", lambda name: mutant.get_template(f"{name}.html"))
    none = system(document("QP-1"), settings=Settings(standards=()), standards={})
    found = [text for path, text in Case(none).bare() if path == "clauses/index.md"]
    assert len(found) == (0 if new == old else 1)
    assert all("Lonely" in text for text in found)


def test_the_catalogues_are_what_the_code_says() -> None:
    path = Path(script().__file__ or "")
    done = subprocess.run([sys.executable, str(path), "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


class Noting(dict[str, str]):
    """Texts of a language that keep what was asked for and is not there."""

    def __init__(self, texts: Mapping[str, str], missing: set[object]) -> None:
        super().__init__(texts)
        self.missing = missing

    def get(self, key: object, default: object = None) -> object:  # type: ignore[override] # of any table
        if key not in self:
            self.missing.add(key)
        return super().get(key, default)  # type: ignore[arg-type, call-overload]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("code", LANGUAGES[1:])
def test_no_text_falls_back_to_english(cases: Mapping[str, Case], speaking: Speak, code: str, name: str) -> None:
    words, missing = _words(code), set[object]()
    speaking(replace(words, said=Noting(words.said, missing), many=Noting(words.many, missing)))  # type: ignore[arg-type]
    assert list(cases[name].texts())
    assert missing == set()


@pytest.mark.parametrize(
    ("number", "things", "sentence"),
    [
        (0, "keine Dokumente", "0 Überprüfungen sind überfällig"),
        (1, "1 Dokument", "1 Überprüfung ist überfällig"),
        (2, "2 Dokumente", "2 Überprüfungen sind überfällig"),
        (1_234, "1.234 Dokumente", "1.234 Überprüfungen sind überfällig"),
    ],
)
def test_numbers_and_their_words_are_german(speaking: Speak, number: int, things: str, sentence: str) -> None:
    speaking(_words("de"))
    assert count(number, "document", "documents") == things
    message = ("%(num)s review is overdue", "%(num)s reviews are overdue", number)
    assert say_many(*message) == language.html_many(*message) == sentence
    assert digits(-1_234_567) == "-1.234.567"


def test_months_are_german(speaking: Speak) -> None:
    speaking(_words("de"))
    assert [month(date(2026, number, 1)) for number in (3, 5, 12)] == ["März 2026", "Mai 2026", "Dezember 2026"]
    assert [language.short_month(date(2026, number, 1)) for number in (3, 10)] == ["Mär", "Okt"]


def test_a_german_system_has_german_pages(tiny: QualitySystem) -> None:
    german = replace(tiny, settings=replace(tiny.settings, language="de"))
    pages = {page.path: page for page in build_pages(german, Verdict(()))}
    assert pages["dashboard/index.md"].title == "Kennzahlen"
    assert "<h1>Kennzahlen</h1>" in pages["dashboard/index.md"].html
    assert 'id="documents">Dokumente und ihre Abschnitte' in pages["clauses/index.md"].html
    assert {page.path: page.title for page in build_pages(tiny, None)}["dashboard/index.md"] == "Dashboard"


def test_a_value_in_a_translated_sentence_starts_nothing(speaking: Speak) -> None:
    hostile = '<img src=x onerror="alert(1)">%(num)s{{ 7*7 }}'
    speaking(_words("de"))
    said = language.html("From %(source)s to %(target)s", source=hostile, target="B")
    assert said.startswith("Von &#60;img src=x onerror=&#34;alert(1)&#34;&#62;%(num)s&#123;&#123;")
    assert say("From %(source)s to %(target)s", source=hostile, target="B") == f"Von {hostile} zu B"
    made = claimed()
    editions = {name: replace(one, edition=hostile) for name, one in made.standards.items()}
    german = replace(made, standards=editions, settings=replace(made.settings, language="de"))
    html = "".join(page.html for page in build_pages(german, None))
    assert "<img" not in html
    assert "{{" not in html
    assert "&#60;img src=x onerror=&#34;alert(1)&#34;&#62;" in html


@pytest.mark.usefixtures("speaking")
def test_a_language_without_a_catalogue_speaks_english() -> None:
    language.speak("tlh")
    assert language.spoken() == "en"
    assert say_many("%(num)s record", "%(num)s records", 1_234) == "1,234 records"
    assert say("%(number)s of %(total)s", number="1", total="2") == "1 of 2"


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("qms.yml", "language: tlh\n", "qms.yml: `language`: "),
        ("pyproject.toml", '[tool.qms]\nlanguage = "DE"\n', r"pyproject.toml, \[tool.qms\]: `language`: "),
    ],
)
def test_an_unknown_language_is_refused_where_it_is_named(repo: Repo, name: str, text: str, place: str) -> None:
    repo.write({"qms.yml": None, name: text})
    with pytest.raises(QmsError, match=f"{place}.*'en' or 'de'") as caught:
        read_publication(repo.root, ViewKind.WORKING)
    assert caught.value.code == "settings-malformed"
