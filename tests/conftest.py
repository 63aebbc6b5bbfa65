"""Real repositories in temporary folders, with fixed people and dates; and the order of the tests, quick ones first."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers import SETTINGS, Repo


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what tests cache out of the user's home, and out of each other's way."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    """An empty repository with settings in the work tree."""
    made = Repo(tmp_path / "repo")
    made.root.mkdir()
    made.git("init", "--quiet")
    made.write({"qms.yml": SETTINGS})
    return made


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Quick tests first: a slip shows in seconds."""
    items.sort(key=lambda item: bool(item.get_closest_marker("slow")) + 2 * bool(item.get_closest_marker("browser")))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests measured; they assert no tight times, so the figures are for people."""
    reports = [report for found in terminalreporter.stats.values() for report in found]
    told = {text for report in reports for name, text in getattr(report, "user_properties", ()) if name == "measured"}
    if told:
        terminalreporter.section("measured")
        terminalreporter.write_line("\n".join(sorted(map(str, told))))
