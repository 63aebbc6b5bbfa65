"""The gate knows what the site will have: the sections of its pages and the files beside them, compared with both."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from qms.checks.madeanchors import made_sections
from qms.checks.madefiles import made_files
from qms.model.system import QualitySystem
from qms.pages import build_files, build_pages
from qms.reading import read_system
from qms.reading.pasttexts import read_past_texts

ROOT = Path(__file__).parents[2]
_IDS = re.compile(r'\sid="([^"]+)"')


@pytest.fixture(scope="module")
def system() -> QualitySystem:
    return read_system(ROOT, cache=False)


def test_every_section_of_a_page_is_known(system: QualitySystem) -> None:
    judged = set()
    for page in build_pages(system, None, past=read_past_texts(ROOT, system)):
        sections = made_sections(system, page.path)
        if sections is not None:
            judged.add(page.path.partition("/")[0])
            assert [name for name in _IDS.findall(page.html) if name not in sections] == [], page.path
            assert "nope" not in sections
    assert judged >= {"register", "records", "people", "authorities", "verification", "as-of", "history", "clauses"}


def test_every_file_is_known_and_every_known_one_is_there(system: QualitySystem) -> None:
    built = {path for path, _ in build_files(system)}
    known = set(made_files(system))
    assert built - known == set()
    spreadsheets = {path for path in known if path.endswith(".xlsx")} | {p for p in known if "clauses/" in p}
    assert known - built == spreadsheets - built
    assert {"register/register.csv", "feed.xml", "feeds/QP-04.xml", "reviews.ics"} <= built
