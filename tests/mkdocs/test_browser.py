"""The pages in a real browser: filters, folds, narrow screens, and that nothing is fetched from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from helpers import Repo, document
from sites import CHROMIUM, NO_CHROMIUM, opened, served

from .conftest import Builder, site_settings

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM),
]


@pytest.fixture
def address(manual: Repo, build: Builder) -> Iterator[str]:
    schemes = {"light": "default", "dark": "slate"}
    palette = [f"{{media: '(prefers-color-scheme: {name})', scheme: {scheme}}}" for name, scheme in schemes.items()]
    manual.write(
        {"mkdocs.yml": site_settings(theme=f"{{name: material, font: false, palette: [{', '.join(palette)}]}}")}
    )
    with served(build(strict=False).site) as shown:
        yield shown


@pytest.fixture
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as session, opened(session) as found:
        yield found


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_and_fetch_nothing_from_elsewhere(address: str, browser: object, width: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[attr-defined]
    elsewhere: list[str] = []
    errors: list[str] = []
    page.on(
        "request",
        lambda request: elsewhere.append(request.url) if not request.url.startswith((address, "data:")) else None,
    )
    page.on("pageerror", lambda error: errors.append(str(error)))
    for path in (
        "",
        "register/",
        "clauses/",
        "clauses/iso-9001-2015/",
        "clauses/iso-9001-2015--iso-9001-2026/",
        "procedures/QP-01/?clauses",
        "changes/",
        "records/",
        "withdrawn/",
        "procedures/QP-02/",
        "records/IA-2026-01/",
    ):
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.locator("h1").count() == 1, path
    assert elsewhere == []
    assert errors == []


def test_the_register_is_filtered_and_sorted(address: str, browser: object) -> None:
    page = browser.new_page()  # type: ignore[attr-defined]
    page.goto(address + "register/?state=draft")
    rows = page.locator("#register tbody tr:visible")
    assert rows.count() == 1
    assert page.locator("#register-count").inner_text() == "1 of 4 documents"
    page.locator(".qms-filter button[type=reset]").click()
    page.wait_for_function("document.querySelector('#register-count').textContent === '4 documents'")
    page.locator("#f-q").fill("qp-0")
    assert rows.count() == 2
    assert "find=qp-0" in page.url
    page.locator("#f-q").fill("")
    page.get_by_role("button", name="Title", exact=True).click()
    titles = page.locator("#register tbody tr td:nth-child(2)").all_inner_texts()
    assert titles == sorted(titles)


def test_a_clause_that_is_asked_for_is_found_and_unfolded(address: str, browser: object) -> None:
    page = browser.new_page()  # type: ignore[attr-defined]
    page.goto(address + "clauses/#c-7.5.1")
    assert page.locator('[id="c-7.5.1"]').is_visible()
    page.goto(address + "records/?clause=9.2.2")
    assert page.locator("#r-clause").input_value() == "9.2.2"
    assert page.locator("#records tbody tr:visible").count() == 2


def test_everything_is_there_without_javascript(address: str, browser: object) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(address + "register/")
    assert page.locator("#register tbody tr:visible").count() == 4
    assert not page.locator(".qms-filter").is_visible()


def test_the_matrix_is_searched_by_number_title_document_and_state(address: str, browser: object) -> None:
    page = browser.new_page()  # type: ignore[attr-defined]
    page.goto(address + "clauses/?state=open")
    rows = page.locator("li.qms-clause:visible")
    counter = page.locator("#matrix-count")
    total = page.locator('li.qms-clause:not([data-state="heading"])').count()
    opened = page.locator('li.qms-clause[data-state="open"]').count()
    # A screenful shows at once, the rest a moment later.
    visible = "[...document.querySelectorAll('li.qms-clause')].filter((row) => row.checkVisibility()).length"
    page.wait_for_function(f"{visible} === {opened}")
    assert rows.count() == opened > 0
    assert counter.inner_text() == f"{opened} of {total} requirements"
    page.locator("#find-clause").fill("7.5.3")
    page.wait_for_function("location.search.includes('find=7.5.3')")
    assert set(page.locator("li.qms-clause:visible .qms-no").all_inner_texts()) == {"7.5.3.1", "7.5.3.2"}
    assert page.locator("details.qms-fold:visible").count() == 3
    assert "state=open" in page.url
    page.locator(".qms-choice input[value=all]").check()
    page.locator("#find-clause").fill("qp-01")
    page.wait_for_function("location.search === '?find=qp-01'")
    assert "7.5.1" in page.locator("li.qms-clause:visible .qms-no").all_inner_texts()
    page.locator(".qms-filter button[type=reset]").click()
    page.wait_for_function("location.search === ''")
    assert counter.inner_text() == f"{total} requirements"
    assert page.locator('[data-md-toggle="search"]').is_checked() is False


def test_clauses_stand_beside_the_text_when_they_are_asked_for(address: str, browser: object) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(address + "procedures/QP-01/")
    notes = page.locator(".qms-margin")
    assert (notes.count(), notes.first.is_visible()) == (1, False)
    page.get_by_label("Show clauses beside the text").check()
    assert notes.first.is_visible()
    assert page.url.endswith("?clauses")
    heading, note = page.locator("#storing").bounding_box(), notes.first.bounding_box()
    text = page.locator(".md-content__inner > p").first.bounding_box()
    assert note["x"] >= text["x"] + text["width"]
    assert abs(note["y"] - heading["y"]) < 24
    page.goto(address + "procedures/QP-02/")
    page.goto(address + "procedures/QP-01/")
    assert notes.first.is_visible(), "the choice is kept"
    page.set_viewport_size({"width": 390, "height": 900})
    heading, note = page.locator("#storing").bounding_box(), notes.first.bounding_box()
    assert note["y"] >= heading["y"] + heading["height"] - 1
    page.emulate_media(media="print")
    assert notes.first.is_visible()
    assert not page.locator("#qms-show-clauses").is_visible()


def test_filters_and_notes_work_without_javascript(address: str, browser: object) -> None:
    context = browser.new_context(java_script_enabled=False)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(address + "clauses/")
    assert not page.locator("#find-clause").is_visible()
    page.locator(".qms-choice input[value=open]").check(force=True)
    assert set(page.locator("li.qms-clause:visible").evaluate_all("rows => rows.map(row => row.dataset.state)")) == {
        "open"
    }
    page.goto(address + "procedures/QP-01/")
    page.locator("#qms-show-clauses").check()
    assert page.locator(".qms-margin").first.is_visible()


def test_a_wide_table_with_changes_scrolls_within_itself_on_a_phone(
    manual: Repo, build: Builder, browser: object
) -> None:
    heads = [f"Heading{number}" for number in range(15)]

    def text(revision: str, *heads: str) -> str:
        table = f"| {' | '.join(heads)} |\n|{'---|' * 15}\n" + f"| {' | '.join(heads)} |\n" * 3
        return document("QP-03", f"## Table\n\n{table}", revision=revision, change=f"Reason {revision}.")

    manual.commit({"mkdocs.yml": site_settings(), "procedures/QP-03.md": text("1", *heads)})
    for revision in ("2", "3"):
        heads[11] = f"Another{revision}"
        manual.commit({"procedures/QP-03.md": text(revision, *heads)})
    with served(build(strict=False).site) as shown:
        page = browser.new_page(viewport={"width": 390, "height": 844})  # type: ignore[attr-defined]
        for path in ("history/procedures/QP-03/", "revisions/QP-03/1/"):
            page.goto(shown + path)
            page.wait_for_load_state("networkidle")
            assert page.locator(".qms-rl ins", has_text="Another3").count(), path
            assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_headings_are_hyphenated_on_a_phone(address: str, browser: object) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})  # type: ignore[attr-defined]
    page.goto(f"{address}procedures/QP-01/")
    hyphens = "[...document.querySelectorAll('main :is(h1, h2)')].map(one => getComputedStyle(one).hyphens)"
    assert set(page.evaluate(hyphens)) == {"auto"}
    page.set_viewport_size({"width": 1440, "height": 844})
    assert set(page.evaluate(hyphens)) == {"manual"}
