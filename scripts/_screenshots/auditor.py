"""Four pictures of an auditor's walk, taken on the way: what was in force on a day, approval, changes, evidence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PIL import Image  # comes with WeasyPrint
from playwright.sync_api import Browser, Locator, Page

from year import Year

SIZE = {"width": 1280, "height": 1160}
DAY = "2026-03-01"
_COLOURS = 256  # a third of the bytes, and nobody sees it


def take(browser: Browser, room: Path, folder: Path) -> Iterator[Path]:
    """Tell a year of the demonstration company, walk through its site, and give each picture.

    Args:
        browser: Chromium.
        room: An empty folder for the company and its site.
        folder: Where the pictures go.
    """
    year = Year(room / "repository").tell()
    year.build(room / "site")
    page = browser.new_page(viewport=SIZE, color_scheme="light")
    page.goto((room / "site/index.html").as_uri())
    page.locator("main a:visible", has_text="What was in force when").first.click()
    page.get_by_label("On", exact=True).fill(DAY)
    page.wait_for_timeout(500)  # the rows below the first screen follow
    yield _picture(page, folder / "auditor-day.png", page.locator("#as-of-count"))
    page.locator("#as-of tbody tr:visible", has_text="QP-04").get_by_role("link").click()
    yield _picture(page, folder / "auditor-approval.png")
    yield _picture(page, folder / "auditor-changes.png", page.locator("#changed-since"))
    page.get_by_role("link", name="Those of all days").click()
    yield _picture(page, folder / "auditor-evidence.png")
    page.close()


def _picture(page: Page, path: Path, first: Locator | None = None) -> Path:
    """A picture of what is on the screen; with `first`, scrolled until that stands below the head of the site."""
    page.wait_for_load_state("networkidle")
    if first:
        first.evaluate("one => window.scrollTo(0, one.getBoundingClientRect().top + window.scrollY - 120)")
    page.screenshot(path=path, animations="disabled")
    Image.open(path).convert("RGB").quantize(_COLOURS, Image.Quantize.MAXCOVERAGE).save(path, optimize=True)
    return path
