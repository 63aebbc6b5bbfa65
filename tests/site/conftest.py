"""The measured sites, each built once in a run of the tests, and one browser."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sites import opened, served

from . import sources
from .measuring import Built

AXE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "qms-test/axe-core-4.14.1/axe.min.js"
Measured = Callable[[str], None]


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The project's own manual, as it is published."""
    return Built(sources.once(tmp_path_factory, "own", sources.own_manual))


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A manual of 1,000 documents."""
    return Built(sources.once(tmp_path_factory, "many", sources.many_documents))


@pytest.fixture(scope="session")
def states(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A small manual with a document in each state, in the working view."""
    return Built(sources.once(tmp_path_factory, "states", sources.every_state))


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A manual with odd content in every document."""
    return Built(sources.once(tmp_path_factory, "odd", sources.odd_content))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as session, opened(session) as found:
        yield found


@pytest.fixture(scope="module")
def address(own: Built) -> Iterator[str]:
    """Where the project's own site is served."""
    with served(own.folder) as shown:
        yield shown


@pytest.fixture
def measured(record_property: Callable[[str, object], None]) -> Measured:
    """Tell a figure; all of them are printed when the tests are done."""
    return lambda text: record_property("measured", text)
