"""As readers use the site: from a folder, without JavaScript, by keyboard, searching, and filtering 1,000 documents."""

# ruff: noqa: ANN401 - playwright is imported only where it is installed

from __future__ import annotations

import gzip
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from sites import CHROMIUM, NO_CHROMIUM, served

from .conftest import Measured
from .measuring import BUDGET, Built, compressed
from .sources import DOCUMENTS

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM),
]
ANSWER = 100
"""Milliseconds in which a filter is to answer; tests allow five times as much, for machines differ."""
# From the reader's input to the moment the browser has shown the frame after it.
_TIMED = """async ([name, value]) => {
  const field = document.querySelector(`.qms-filter [name=${name}]`);
  const begin = performance.now();
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  document.querySelector("#register").getBoundingClientRect();
  const laid = performance.now() - begin;
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  return [laid, performance.now() - begin];
}"""
_FOCUS = """(() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  const inside = selector => !!one.closest(selector);
  return { ring, name: one.name || "", skip: inside(".md-skip"), filter: inside(".qms-filter"),
           head: inside("#register thead"), row: inside("#register tbody"),
           html: one.outerHTML.slice(0, 90) };
})()"""


def test_1_000_documents_are_filtered_at_once(many: Built, browser: Any, measured: Measured):
    with served(many.folder) as address:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address}register/index.html")
        assert page.locator("#register tbody tr").count() >= DOCUMENTS
        state = page.locator("#register tbody tr").first.get_attribute("data-state").split()[0]
        for name, value in (
            ("find", "qp-00"),
            ("find", ""),
            ("type", "form"),
            ("type", ""),
            ("clause", "8"),
            ("state", state),
        ):
            rounds = [page.evaluate(_TIMED, [name, asked]) for asked in (value, "", value, "", value)][::2]
            laid, shown = min(rounds, key=lambda times: times[1])
            measured(
                f"filter of 1,000 documents, {name} = {value or 'all'}: {laid:.0f} ms, "
                f"shown after {shown:.0f} ms of {ANSWER}"
            )
            assert shown < 5 * ANSWER, name
            told = int(page.locator("#register-count").inner_text().split()[0].replace(",", ""))
            rows = "document.querySelectorAll('#register tbody tr:not([hidden])').length"
            page.wait_for_function(f"told => {rows} === told", arg=told)  # the rows below the first screen follow
        assert 0 < page.locator("#register tbody tr:visible").count() < DOCUMENTS
        page.close()


def test_the_first_page_is_small(own: Built, browser: Any, address: str, measured: Measured):
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path.lstrip("/")))
    page.goto(f"{address}index.html")
    page.wait_for_load_state("networkidle")
    files = {
        path: own.folder / path for path in asked if not path.startswith(("search/", "assets/javascripts/workers/"))
    }
    sizes = {path: compressed(file.read_bytes()) for path, file in files.items()}
    total = sum(sizes.values())
    measured(f"first page: {total:.0f} of {BUDGET['first page']} kB compressed, {len(sizes)} files, without search")
    assert len(sizes) >= 4, sizes
    assert total < BUDGET["first page"], sizes
    page.close()


def test_the_site_opens_from_a_folder(own: Built, browser: Any):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    wrong: list[str] = []
    page.on(
        "request",
        lambda asked: (
            wrong.append(asked.url) if not asked.url.startswith(("file:", "data:", "about:", "blob:")) else None
        ),
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto((own.folder / "index.html").as_uri())
    page.locator("main a:visible", has_text="Register of documents").first.click()
    page.wait_for_url("**/register/index.html")
    page.locator("#register tbody a", has_text="Control of documented information").click()
    page.wait_for_url("**/QP-04-documented-information.html")
    assert "Control of documented information" in page.locator("h1").inner_text()
    assert _searched(page, "QP-04")[0].startswith("procedures/QP-04")
    assert wrong == []
    page.close()


def test_pages_are_complete_without_javascript(own: Built, browser: Any, address: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for path in ("index.html", "register/index.html", "clauses/index.html", "changes/index.html", "records/index.html"):
        page.goto(address + path)
        page.locator("h1").wait_for()
        assert page.locator(".qms-filter:visible button, .qms-copy:visible").count() == 0, path
    page.goto(f"{address}register/index.html")
    rows = page.locator("#register tbody tr")
    assert rows.count() == page.locator("#register tbody tr:visible").count() == len(own.of_kind("document"))
    page.locator("#register tbody a").first.click()
    assert page.locator(".qms-control").is_visible()
    context.close()


def test_the_register_is_used_by_keyboard(browser: Any, address: str):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{address}register/index.html")
    page.keyboard.press("Tab")
    first = page.evaluate(_FOCUS)
    assert first["skip"], f"the first stop is the link past the navigation: {first['html']}"
    assert first["ring"]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)"), "the link skips something"
    seen: list[dict[str, Any]] = []
    for _ in range(40):
        seen.append(page.evaluate(_FOCUS))
        if seen[-1]["row"]:
            break
        page.keyboard.press("Tab")
    assert [one["html"] for one in seen if not one["ring"]] == [], "what has the focus is seen"
    order = [next((part for part in ("filter", "head", "row") if one[part]), "") for one in seen]
    parts = [part for number, part in enumerate(order) if part and part not in order[:number]]
    assert parts == ["filter", "head", "row"]
    assert [one["name"] for one in seen if one["filter"]][:3] == ["find", "type", "state"]
    page.close()


def _searched(page: Any, words: str) -> list[str]:
    """The addresses that Material's own search finds, best first, as paths of the site."""
    page.goto(f"{page.url.partition('?')[0].partition('#')[0]}?{urlencode({'q': words})}")
    page.locator(".md-search-result__link").first.wait_for(state="attached")
    found = page.locator(".md-search-result__link").evaluate_all("links => links.map(link => link.pathname)")
    base = page.evaluate("new URL(JSON.parse(document.querySelector('#__config').textContent).base, location).pathname")
    return [path.removeprefix(base) for path in found]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("QP-04", "procedures/QP-04-documented-information.html"),
        ("7.5.3.2", "clauses/index.html"),
        ("complaint", "procedures/QP-16-satisfaction.html"),
        ("CA-2026-03", "records/actions/CA-2026-03.html"),
    ],
)
def test_search_finds_ids_clauses_and_words(browser: Any, address: str, words: str, first: str):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(f"{address}index.html")
    found = _searched(page, words)
    assert found[0] == first
    assert not [path for path in found if path.startswith("revisions/")]
    page.close()


def test_the_index_of_the_search_is_no_part_of_a_page(own: Built, measured: Measured):
    size = len(gzip.compress((own.folder / "search/search_index.json").read_bytes(), 9, mtime=0)) / 1000
    measured(f"search index: {size:.0f} of {BUDGET['search index']} kB compressed, fetched when somebody searches")
    assert size <= BUDGET["search index"]


def test_pagefind_searches_1_000_documents_with_filters(many: Built, browser: Any, measured: Measured):
    if not (many.folder / "find/index.html").is_file():
        pytest.skip("pagefind is not here: pip install 'pagefind[bin]'")
    with served(many.folder) as address:
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        wrong: list[str] = []
        page.on("request", lambda asked: wrong.append(asked.url) if not asked.url.startswith(address) else None)
        wanted = next(path for path in many.pages if path.startswith("procedures/QP-00"))
        number = wanted.partition("/")[2][:7]
        page.goto(f"{address}find/index.html?q={number}")
        page.locator("#find-list li").first.wait_for()
        assert page.locator("#find-list a").first.inner_text().startswith(number)
        assert page.locator("#find-list small").first.inner_text().startswith("Procedure")
        page.locator("#s-q").fill("equipment")
        page.wait_for_function("location.search.includes('equipment') && document.querySelector('#find-list li')")
        page.locator("#s-type").select_option("Form")
        page.wait_for_function(
            "[...document.querySelectorAll('#find-list small')].every(one => one.textContent.startsWith('Form'))"
        )
        assert page.locator("#find-list li").count() > 0
        assert page.evaluate("document.querySelector('#s-state').options.length") > 1
        measured(f"pagefind: {page.locator('#find-count').inner_text()} for 'equipment' among forms")
        assert wrong == []
        page.close()
