"""Ten questions of a reader who knows only the site: each answered within two clicks from its first page."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sites import CHROMIUM, NO_CHROMIUM, opened, served

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM),
]
ROOT = Path(__file__).parents[2]

# What is asked; the links that are clicked, by their text; what the page then says.
QUESTIONS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("What is the quality policy?", ("Policies", "Quality policy"), ("We agree before we promise", "Approved by")),
    ("Who may approve a release?", ("Procedures", "Review, test and release"), ("G5", "release manager")),
    (
        "What is the response time for a critical incident?",
        ("Procedures", "Support, incidents and requests"),
        ("S1", "15 min"),
    ),
    (
        "What did the last internal audit find, and was it fixed?",
        ("Records", "Direction, people, documents, measurement"),
        ("NC-2026-007", "5 of 16"),
    ),
    (
        "Which suppliers are critical, and how were they judged?",
        ("Procedures", "Suppliers"),
        ("Class A", "SE-2026-01", "3.50"),
    ),
    ("What applies since when?", ("Register of documents",), ("QP-10", "In force", "2026-")),
    ("What changed this quarter and why?", ("Change log",), ("2026", "POL-02", "read against the 2026 edition")),
    (
        "How is a complaint handled?",
        ("Procedures", "Customer satisfaction and complaints"),
        ("10 working days", "not involved"),
    ),
    ("Is the restore tested?", ("Records", "Restore tests, October 2026"), ("2 h 50", "passed")),
    ("What is left before stage 1?", ("Manual", "Certification plan"), ("Before stage 1", "2026-12-18")),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manual as it is published."""
    folder = tmp_path_factory.mktemp("own-site")
    mkdocs = shutil.which("mkdocs", path=str(Path(sys.executable).parent))
    assert mkdocs
    command = [mkdocs, "build", "--strict", "--quiet", "--site-dir", str(folder)]
    built = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    return folder


@pytest.fixture(scope="module")
def page(site: Path) -> Iterator[tuple[Any, str]]:
    with served(site) as address, playwright.sync_playwright() as session, opened(session) as browser:
        yield browser.new_page(), address


@pytest.mark.parametrize(("question", "clicks", "answer"), QUESTIONS, ids=[asked for asked, _, _ in QUESTIONS])
def test_within_two_clicks(page: tuple[Any, str], question: str, clicks: tuple[str, ...], answer: tuple[str, ...]):
    reader, address = page
    reader.goto(f"{address}index.html")
    assert len(clicks) <= 2, question
    for text in clicks:
        reader.locator("main a:visible", has_text=text).first.click(timeout=5_000)
        reader.wait_for_load_state()
    shown = reader.locator("main").inner_text()
    for words in answer:
        assert words in shown, f"{question} {reader.url}"
