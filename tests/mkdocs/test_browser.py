"""The pages in a real browser: filters, folds, narrow screens, and that nothing is fetched from elsewhere."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from helpers import Repo

from .conftest import Builder, site_settings

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here (Debian: apt-get install chromium)"),
]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address(manual: Repo, build: Builder) -> Iterator[str]:
    schemes = {"light": "default", "dark": "slate"}
    palette = [f"{{media: '(prefers-color-scheme: {name})', scheme: {scheme}}}" for name, scheme in schemes.items()]
    manual.write(
        {"mkdocs.yml": site_settings(theme=f"{{name: material, font: false, palette: [{', '.join(palette)}]}}")}
    )
    built = build(strict=False)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(built.site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as session:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        opened = session.chromium.launch(executable_path=CHROMIUM, args=flags)
        yield opened
        opened.close()


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
    assert "q=qp-0" in page.url
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
