"""The house rules that a program can hold: floors, sizes, and nothing of anybody's machine in the repository."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MOST_LINES = 250


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def test_the_floors_hold():
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_outgrows_a_screenful_of_screens():
    sizes = {path: len(path.read_text().splitlines()) for path in (ROOT / "plugins").rglob("*.py")}
    assert {str(path): size for path, size in sizes.items() if size > MOST_LINES + 20} == {}


def test_the_top_level_holds_what_it_may():
    allowed = {"manual", "procedures", "records", "plugins", "scripts", "tests"}
    folders = {path.relative_to(ROOT).parts[0] for path in _tracked() if len(path.relative_to(ROOT).parts) > 1}
    assert {folder for folder in folders if not folder.startswith(".")} <= allowed


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_package_has_its_hash_and_no_address(lock: str):
    text = (ROOT / lock).read_text()
    packages = re.findall(r"^[a-z0-9.-]+==\S+", text, re.MULTILINE)
    entries = re.split(r"^(?=[a-z0-9.-]+==)", text, flags=re.MULTILINE)
    assert len(packages) > 20
    assert sum("--hash=sha256:" in entry for entry in entries) == len(packages)
    assert not re.search(r"://|--index|--find-links|--trusted", text)
