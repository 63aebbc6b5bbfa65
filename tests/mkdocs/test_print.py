"""Pages printed by a real browser: running heads, signatures, wide tables whole."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from approved import small_manual
from helpers import Repo, document
from sites import CHROMIUM, NO_CHROMIUM, opened, served

from .conftest import EXTENSIONS, Builder, site_settings

playwright = pytest.importorskip("playwright.sync_api")
pypdf = pytest.importorskip("pypdf")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM),
]

HOSTILE = "\"'</style><script>alert(1)</script> } @page { \\ {{ 7*7 }} · <b>x</b>"
COLUMNS = 15


@pytest.fixture
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as session, opened(session) as found:
        yield found


def printed(browser: Any, address: str) -> list[str]:  # noqa: ANN401 - playwright's
    """The text of each page of paper, without blanks: narrow columns break words."""
    page = browser.new_page()
    page.goto(address)
    page.wait_for_load_state("load")
    data = page.pdf(prefer_css_page_size=True, format="A4")
    return ["".join(each.extract_text().split()) for each in pypdf.PdfReader(io.BytesIO(data)).pages]


def colours(browser: Any, address: str, scheme: str) -> dict[tuple[float, ...], int]:  # noqa: ANN401 - playwright's
    """How often text of each colour stands on paper, when a page is printed in a scheme."""
    page = browser.new_page(color_scheme=scheme)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_function(
        "name => document.body.dataset.mdColorScheme === name", arg={"light": "default", "dark": "slate"}[scheme]
    )
    found: Counter[tuple[float, ...]] = Counter()
    now: list[tuple[float, ...]] = [()]

    def told(operator: bytes, values: list[Any], *_: object) -> None:
        if operator in (b"rg", b"g", b"sc", b"scn"):
            now[0] = tuple(round(float(value), 2) for value in values)
        elif operator in (b"Tj", b"TJ"):
            found[now[0]] += 1

    for each in pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, format="A4"))).pages:
        each.extract_text(visitor_operand_before=told)
    return dict(found)


def test_what_is_printed_from_dark_mode_is_dark_on_white(manual: Repo, build: Builder, browser: Any) -> None:  # noqa: ANN401
    schemes = {"light": "default", "dark": "slate"}
    palette = [f"{{media: '(prefers-color-scheme: {name})', scheme: {scheme}}}" for name, scheme in schemes.items()]
    theme = f"{{name: material, font: false, palette: [{', '.join(palette)}]}}"
    extensions = f"{EXTENSIONS[:-1]}, {{pymdownx.highlight: {{}}}}, pymdownx.superfences]"
    body = '```python\nprint("words", 1)  # why\n```\n'
    manual.commit(
        {
            "mkdocs.yml": site_settings(theme=theme, markdown_extensions=extensions),
            "procedures/QP-03.md": document("QP-03", body),
        }
    )
    with served(build(strict=False).site) as address:
        for path in ("procedures/QP-03/", "register/"):
            light, dark = (colours(browser, address + path, scheme) for scheme in schemes)
            assert sum(light.values()) > 10
            assert dark == light, path


def test_documents_registers_and_records_print_whole(manual: Repo, build: Builder, browser: Any) -> None:  # noqa: ANN401
    words = [f"cell{number:02}-with-a-rather-long-word-{number:02}" for number in range(COLUMNS)]
    table = f"| {' | '.join(f'Head{n:02}' for n in range(COLUMNS))} |\n|{'---|' * COLUMNS}\n| {' | '.join(words)} |\n"
    quoted = "'" + HOSTILE.replace("'", "''") + "'"
    manual.commit(
        {
            "mkdocs.yml": site_settings(),
            "procedures/QP-03.md": document("QP-03", f"## Wide\n\n{table}\n", title=quoted),
        }
    )
    manual.write({"procedures/QP-02.md": document("QP-02", "Newest.\n", revision="3")})
    with served(build(strict=False).site) as address:
        pages = printed(browser, f"{address}procedures/QP-03/")
        whole = "".join(pages)
        assert [word for word in words if word not in whole] == []
        assert "".join(HOSTILE.split()) in pages[-1].partition("QP-03Procedure")[0]
        assert "Nobodyhassignedthistext." in whole
        for path, left in {
            "procedures/QP-03/": "QP-03·Revision1",
            "procedures/QP-02/": "QP-02·Revision3·Draft",
            "register/": "Registerofdocuments",
            "clauses/": "ClausesofISO9001:2026",
            "records/": "Records",
            "records/IA-2026-01/": "IA-2026-01·Record",
            "changes/": "Changelog",
        }.items():
            pages = printed(browser, address + path)
            for number, text in enumerate(pages, 1):
                assert left in text, (path, number)
                assert "Uncontrolledwhenprinted" in text, (path, number)
                assert f"Page{number}of{len(pages)}" in text, (path, number)


def test_the_signature_block_is_for_paper_only(tmp_path: Path, browser: Any) -> None:  # noqa: ANN401
    made = small_manual(tmp_path / "repo", site_settings().encode())
    site = tmp_path / "site"
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(site)]
    variables = {**os.environ, "QMS_ANCHOR": str(made.anchor)}
    root = made.clone().root
    subprocess.run(command, cwd=root, env=variables, check=True, capture_output=True)
    with served(site) as address:
        page = browser.new_page()
        page.goto(f"{address}procedures/QP-01/")
        block = page.locator(".qms-signatures")
        assert (block.count(), block.is_visible()) == (1, False)
        page.emulate_media(media="print")
        assert block.is_visible()
        head = block.locator("thead th").all_inner_texts()
        assert head == ["Name", "Role", "Meaning", "Date", "Key"]
        rows = block.locator("tbody tr").all_inner_texts()
        assert any("Jane Doe" in row and "approves this text" in row and "SHA256:" in row for row in rows)
        assert any("reviewed: still adequate" in row for row in rows)
        keys = block.locator("tbody code").all_inner_texts()
        whole = "".join(printed(browser, f"{address}procedures/QP-01/"))
        assert len(keys) > 1
        assert [key for key in keys if key not in whole or len(key) != len("SHA256:") + 43] == []
        wide = "[...document.querySelectorAll('.qms-signatures code')].every(c => c.scrollWidth <= c.clientWidth || "
        page.set_viewport_size({"width": 658, "height": 900})  # the room that A4 leaves between its margins
        assert page.evaluate(
            wide + "c.getBoundingClientRect().right <= c.closest('td').getBoundingClientRect().right + 1)"
        )
