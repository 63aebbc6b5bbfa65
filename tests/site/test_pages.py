"""Every kind of page in a real browser, in light and dark, wide and narrow, and in print."""

# ruff: noqa: ANN401 - playwright is imported only where it is installed

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from unicodedata import normalize

import pytest

from sites import CHROMIUM, NO_CHROMIUM, served

from .conftest import AXE, Measured
from .measuring import KINDS, Built

pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM),
]
needs_axe = pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not here: scripts/axe fetches it, by npm")
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WHOLE = {"runOnly": TAGS, "resultTypes": ["violations"]}
# The other scheme has the same elements in the same places: only what depends on colours can differ.
COLOURS = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
STATES = (
    "procedures/QP-01.html",
    "procedures/QP-01.revision-2.html",
    "procedures/QP-05-plan/index.html",
    "revisions/QP-01/1.html",
)
_OPEN = "document.querySelectorAll('details').forEach(fold => { fold.open = true })"
# What the theme's own switch does; and nothing on the way from one colour to the other.
_SCHEME = """scheme => Object.entries(scheme === "dark" ? { scheme: "slate", primary: "black" } : { scheme: "default",
  primary: "white" }).forEach(([name, value]) => document.body.setAttribute(`data-md-color-${name}`, value))"""
_STILL = "*, ::before, ::after { transition: none !important; animation: none !important }"
_CELLS = """[...document.querySelectorAll('main :is(td, th)')].filter(cell => cell.checkVisibility())
  .map(cell => cell.innerText)"""
# Boxes that print cuts, because they hide what does not fit into them.
_CUT = """[...document.querySelectorAll('main table, main td, main th, main pre, main div')].filter(box =>
  box.scrollWidth > box.clientWidth + 1 && box.clientWidth && getComputedStyle(box).overflowX !== 'visible'
  && box.checkVisibility()).map(box => box.outerHTML.slice(0, 120))"""


@contextmanager
def _page(browser: Any, address: str, **options: Any) -> Iterator[tuple[Any, list[str]]]:
    """A page that keeps a list of what it asks of other sites, and of its errors."""
    page = browser.new_page(viewport=WIDE, **options)
    wrong: list[str] = []
    page.on("request", lambda asked: wrong.append(asked.url) if not asked.url.startswith((address, "data:")) else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    try:
        yield page, wrong
    finally:
        page.close()


def _violations(page: Any, options: dict[str, object]) -> list[str]:
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"][:3]]


def _judge(page: Any, path: str) -> None:
    """Axe with all folds open, at both widths and in both schemes; and nothing that scrolls sideways."""
    page.evaluate(_OPEN)
    page.add_style_tag(content=_STILL)
    page.add_script_tag(path=str(AXE))
    for scheme in ("light", "dark"):
        page.evaluate(_SCHEME, scheme)
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            shown = page.evaluate("getComputedStyle(document.body).backgroundColor")
            assert (int(re.findall(r"\d+", shown)[0]) > 128) == (scheme == "light"), f"{path} is not {scheme}: {shown}"
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
            found = _violations(page, WHOLE if scheme == "light" else COLOURS)
            assert found == [], f"{path}, {scheme}, {size['width']} px"


@needs_axe
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_each_kind_is_accessible_fits_and_asks_nobody_else(
    own: Built, states: Built, browser: Any, kind: str
):
    site = own if own.of_kind(kind) else states
    path = site.of_kind(kind)[0]
    with served(site.folder) as address, _page(browser, address) as (page, wrong):
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
        _judge(page, path)
        assert wrong == []


@needs_axe
@pytest.mark.parametrize("path", STATES)
def test_a_page_in_each_state_is_accessible(states: Built, browser: Any, path: str):
    with served(states.folder) as shown, _page(browser, shown) as (page, wrong):
        page.goto(shown + path)
        assert page.locator(".qms-notice").count(), "a page in this state has its banner"
        _judge(page, path)
        assert wrong == []


@needs_axe
def test_odd_content_stays_accessible_and_within_the_page(odd: Built, browser: Any):
    with served(odd.folder) as shown, _page(browser, shown) as (page, wrong):
        for path in ("register/index.html", *(f"procedures/QP-0{number}.html" for number in range(1, 6))):
            page.set_viewport_size(WIDE)
            page.goto(shown + path)
            _judge(page, path)
        assert wrong == []


def test_no_page_scrolls_sideways_on_a_phone_or_asks_another_site(own: Built, browser: Any, address: str):
    with _page(browser, address, java_script_enabled=False) as (page, wrong):
        page.set_viewport_size(NARROW)
        too_wide = []
        for path in own.pages:
            page.goto(address + path, wait_until="load")
            page.evaluate(_OPEN)
            if page.evaluate("document.documentElement.scrollWidth") > NARROW["width"]:
                too_wide.append(path)
        assert too_wide == []
        assert wrong == []


def _words(text: str) -> list[str]:
    """The words of a text, ligatures taken apart."""
    return re.findall(r"\w+", normalize("NFKC", text.replace("\u00ad", "")))


@pytest.mark.parametrize("kind", ["register", "clauses", "transition", "records", "document", "record"])
def test_print_cuts_nothing(own: Built, browser: Any, address: str, measured: Measured, kind: str):
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not here: pip install pypdf")
    with _page(browser, address) as (page, _):
        path = max(own.of_kind(kind), key=own.columns)
        page.goto(address + path)
        page.emulate_media(media="print")
        page.set_viewport_size({"width": 680, "height": 900})  # A4 upright without its margins
        assert page.evaluate(_CUT) == [], path
        wanted = page.evaluate(_CELLS)
        printed = pypdf.PdfReader(BytesIO(page.pdf(prefer_css_page_size=True, format="A4")))
        text = "".join("".join(_words(sheet.extract_text())) for sheet in printed.pages)
        cut = [cell for cell in wanted if "".join(_words(cell)) not in text]
        measured(f"print, {kind}: {len(printed.pages)} sheets, {len(wanted)} cells ({path})")
        assert cut == [], path
