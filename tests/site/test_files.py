"""The built sites as files: every link leads somewhere, nothing is fetched from elsewhere, and every budget is kept."""

from __future__ import annotations

import json
import re

import pytest

from .conftest import Measured
from .measuring import BUDGET, ERROR_PAGE, KINDS, Built, compressed, faults, kind_of
from .sources import DOCUMENTS

pytestmark = pytest.mark.slow
SITES = ("own", "many", "states")


@pytest.mark.parametrize("name", SITES)
def test_every_link_leads_somewhere_and_nothing_is_fetched_from_elsewhere(name: str, request: pytest.FixtureRequest):
    found = faults(request.getfixturevalue(name))
    assert found.broken == []
    assert found.fetched == []


@pytest.mark.parametrize("name", SITES)
def test_every_page_is_of_a_kind_that_has_a_budget(name: str, request: pytest.FixtureRequest):
    unknown = [path for path in request.getfixturevalue(name).pages if not kind_of(path)]
    assert unknown == [], "give these pages a kind in tests/site/budget.json"


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_of_each_kind_keeps_its_budget(own: Built, states: Built, measured: Measured, kind: str):
    site = own if own.of_kind(kind) else states
    largest = max((compressed(site.text(path).encode()), path) for path in site.of_kind(kind)[:8])
    measured(f"html, {kind}: {largest[0]:.1f} of {KINDS[kind]['kB']} kB ({largest[1]})")
    assert largest[0] <= KINDS[kind]["kB"], largest


@pytest.mark.parametrize("kind", ["css", "js"])
def test_the_style_sheet_and_the_script_keep_their_budget(own: Built, measured: Measured, kind: str):
    size = sum(compressed(path.read_bytes()) for path in (own.folder / "assets").glob(f"*.{kind}"))
    measured(f"our {kind}: {size:.1f} of {BUDGET[kind]} kB")
    assert 0 < size <= BUDGET[kind]


def test_a_page_is_no_larger_among_1_000_documents(many: Built, measured: Measured):
    assert len([path for path in many.pages if kind_of(path) == "document"]) >= DOCUMENTS
    for kind in ("overview", "document", "history", "superseded", "changes"):
        largest = max(compressed(many.text(path).encode()) for path in many.of_kind(kind)[:8])
        measured(f"html among 1,000 documents, {kind}: {largest:.1f} of {KINDS[kind]['kB']} kB")
        assert largest <= KINDS[kind]["kB"]
    for kind, limit in BUDGET["html of 1,000 documents"].items():
        largest = max(compressed(many.text(path).encode()) for path in many.of_kind(kind))
        measured(f"html of 1,000 documents, {kind}: {largest:.1f} of {limit} kB")
        assert largest <= limit


@pytest.mark.parametrize("name", ["own", "many"])
def test_every_page_can_be_skipped_into_and_names_its_language(name: str, request: pytest.FixtureRequest):
    site: Built = request.getfixturevalue(name)
    for page in (path for path in site.pages if path != ERROR_PAGE):
        text = site.text(page)
        skip = re.search(r'<a href="#([^"]+)" class="md-skip"', text)
        assert skip, page
        assert f'id="{skip[1]}"' in text, page
        assert re.search(r'<html lang="[a-z]{2}', text), page
        assert len(re.findall(r"<h1\b", text)) == 1, page


@pytest.mark.parametrize("name", ["own", "states"])
def test_superseded_texts_are_in_no_search_index(name: str, request: pytest.FixtureRequest):
    site: Built = request.getfixturevalue(name)
    index = json.loads((site.folder / "search/search_index.json").read_text("utf-8"))
    assert index["docs"]
    assert name == "own" or (site.folder / "revisions/QP-01/1.html").is_file(), "there is one to leave out"
    assert [one["location"] for one in index["docs"] if one["location"].startswith("revisions/")] == []
