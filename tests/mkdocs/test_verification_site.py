"""The pages about verification on a built site: found, linked, and what a reader's browser adds to them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from approved import Manual, small_manual
from sites import CHROMIUM, NO_CHROMIUM, opened, served

from .conftest import Built, site_settings
from .test_build import broken_links

pytestmark = pytest.mark.slow
SCHEMES = {"light": "default", "dark": "slate"}
PALETTE = [f"{{media: '(prefers-color-scheme: {name})', scheme: {one}}}" for name, one in SCHEMES.items()]
SITE = site_settings(
    docs_dir="docs",
    site_url="https://example.org/manual/",
    theme=f"{{name: material, font: false, palette: [{', '.join(PALETTE)}]}}",
).encode()


def mentions(manual: Manual) -> None:
    """Add a document that names others in its text."""
    manual.issue("2026-02-22", "QP-06", "1", "See QP-01 and QP-05, not QP-06 or `QP-01`.\n\n## QP-01\n\nx")
    manual.story.step({"docs/guide.md": b"# Guide\n\nSee QP-01.\n"})


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("verified-site")
    manual = small_manual(folder / "repo", SITE)
    mentions(manual)
    manual.clone()
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", "mkdocs.yml", "-d", str(folder / "site")],
        cwd=folder / "repo",
        env={**os.environ, "QMS_ANCHOR": str(manual.anchor), "NO_MKDOCS_2_WARNING": "1", "COLUMNS": "400"},
        capture_output=True,
        text=True,
        check=False,
    )
    found = Built(done.returncode, done.stdout + done.stderr, folder / "site")
    assert found.code == 0, found.output
    return found


def test_every_document_leads_to_its_verification(built: Built) -> None:
    assert [one for one in broken_links(built) if "https://example.org/" not in one] == []
    page = built.page("procedures/QP-01/index.html")
    assert 'href="../../verification/QP-01/">Check this approval yourself</a>' in page
    assert "QR code of the address https://example.org/manual/verification/QP-01/" in page
    assert "Five are about the text" in built.page("verification/QP-05/index.html")


def test_the_search_finds_the_page_about_all_and_passes_over_those_of_documents(built: Built) -> None:
    index = (built.site / "search/search_index.json").read_text("utf-8")
    assert '"verification/"' in index
    assert '"verification/QP-01/"' not in index


def test_identifiers_in_a_text_lead_on(built: Built) -> None:
    page = built.page("procedures/QP-06/index.html")
    text = page[page.index("See <a") :].split("</p>")[0]
    assert text.startswith('See <a href="../../procedures/QP-01/" title="Title of QP-01">QP-01</a> and <a')
    assert text.count("<a ") == 2
    assert "not QP-06 or <code>QP-01</code>" in text
    assert "See QP-01." in built.page("guide/index.html")


playwright = pytest.importorskip("playwright.sync_api")
in_browser = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)


@pytest.fixture
def browser() -> Iterator[object]:
    with playwright.sync_playwright() as session, opened(session) as found:
        yield found


@in_browser
@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_pages_fit(built: Built, browser: object, width: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[attr-defined]
    with served(built.site) as address:
        for path in ("verification/", "verification/QP-01/", "procedures/QP-01/", "authorities/"):
            page.goto(address + path)
            page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@in_browser
@pytest.mark.browser
def test_a_review_that_has_fallen_due_since_the_build_is_said(built: Built, browser: object) -> None:
    page = browser.new_page()  # type: ignore[attr-defined]
    notice = page.locator('.qms-notice[data-state="overdue"]')
    with served(built.site) as address:
        page.clock.set_fixed_time("2026-06-01T12:00:00Z")
        page.goto(address + "procedures/QP-01/")
        assert page.locator(".qms-doc .qms-state").inner_text() == "In force"
        assert not notice.is_visible()
        page.clock.set_fixed_time("2028-01-01T12:00:00Z")
        page.reload()
        notice.wait_for(state="visible")
        assert "Review overdue since 2027-03-01" in notice.inner_text()
        assert page.locator(".qms-doc .qms-state").inner_text() == "Review overdue"


@in_browser
@pytest.mark.browser
def test_lines_are_copied_one_by_one_and_all_at_once(built: Built, browser: object) -> None:
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])  # type: ignore[attr-defined]
    page = context.new_page()
    with served(built.site) as address:
        page.goto(address + "verification/QP-01/")
        page.locator(".qms-commands .qms-copy").first.click()
        page.get_by_text("Copied").first.wait_for()
        assert page.evaluate("navigator.clipboard.readText()").startswith("export GIT_NO_REPLACE_OBJECTS=1 at=")
        page.locator(".qms-lines > p .qms-copy").click()
        page.wait_for_function("navigator.clipboard.readText().then((text) => text.split('\\n').length === 15)")
