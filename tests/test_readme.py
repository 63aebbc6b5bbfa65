"""The README is true: every command in it runs, every setting, plugin and command it names exists, none is missing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from qms.cli import main
from qms.mkdocs.document_control import DocumentControlConfig
from qms.reading.settings import SettingsFile
from sshkeys import needs_ssh_keygen

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
COMMANDS = [
    line for block in re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE) for line in block.splitlines()
]
# What would start this very test again, or take longer than a test may; each is run by `.ci/run` or as said.
ELSEWHERE = {"scripts/test": "by .ci/run", "scripts/lint": "by .ci/run", "scripts/site": "below, without serving"}


def table(heading: str) -> list[str]:
    """The first cells of the table whose header row begins with a word."""
    found = re.search(rf"^\| {heading} \|.*\n\|[-| ]+\|\n((?:\|.*\n)+)", README, re.MULTILINE)
    assert found, heading
    return [row.split("|")[1].strip().strip("`") for row in found[1].splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize("command", [line for line in COMMANDS if line not in ELSEWHERE])
def test_every_command_runs_as_it_stands(command: str):
    """Run with the tests' own environment in the place of `.venv`, which holds the same."""
    program, *arguments = command.split()
    assert program == ".venv/bin/qms", command
    qms = Path(sys.executable).with_name("qms")
    done = subprocess.run([qms, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout


@pytest.mark.slow
def test_the_refusal_shown_is_what_the_gate_says(tmp_path: Path):
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    edited = clone / "procedures" / "QP-04-documented-information.md"
    edited.write_text(edited.read_text() + "\nOne sentence more.\n")
    shown = re.findall(r"^```console\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    qms = Path(sys.executable).with_name("qms")
    command = [qms, "-C", clone, "check", "--against", "HEAD"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, shown[0])


@pytest.mark.slow
@needs_ssh_keygen
def test_the_first_five_minutes_go_as_they_stand(tmp_path: Path):
    """Pasted whole, in a clone; only the environment is the tests' own."""
    clone, home = tmp_path / "clone", tmp_path / "home"
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
    subprocess.run(["git", "-C", str(clone), "switch", "--quiet", "-C", "main"], check=True)
    home.mkdir()
    (home / ".gitconfig").write_text("[user]\n\tname = Newcomer\n\temail = newcomer@example.org\n")
    first, *lines = re.findall(r"^```bash\n(.*?)^```", README, re.DOTALL | re.MULTILINE)[0].splitlines()
    assert first == ". .venv/bin/activate"
    ours = {name: value for name, value in _own().items() if not name.startswith(("GIT_", "QMS_"))}
    ours |= {"HOME": str(home), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "COLUMNS": "200"}
    done = subprocess.run(
        ["bash", "-c", "\n".join(lines)], cwd=clone, env=ours, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    said = done.stdout
    steps = (
        "QP-04 revision 3 needs process-owner (", "Refused: 1 error.", "Signed as Elif Kaya, process-owner",
        "Signed as Tomas Okafor, quality-manager", "Complete: QP-04 revision 3 has every signature", "\nAccepted.\n",
        "44 documents in force, none suspended", "\nAccepted: ", "# QP-04 revision 3: paste these lines into bash",
    )  # fmt: skip
    places = [said.find(step) for step in steps]
    assert places == sorted(places), said
    assert places[0] > 0, said


@pytest.mark.slow
def test_the_site_is_set_up_gated_and_built_from_any_folder(tmp_path: Path):
    if not (ROOT / ".venv").exists():
        pytest.skip("the environment that scripts/site makes is not here; scripts/test makes it")
    done = subprocess.run(
        [ROOT / "scripts/site", "--no-serve"], cwd=tmp_path, capture_output=True, text=True, check=False, env=_own()
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert (ROOT / "site" / "index.html").is_file()
    assert "Accepted." in done.stdout
    assert "open site/index.html" in done.stderr


def _own() -> dict[str, str]:
    """The environment without what marks the tests' own."""
    return {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}


def test_every_command_is_named_and_none_else():
    named = {cell.split()[1] for cell in table("command")} | {"check"}
    assert named == set(main.list_commands(None))  # type: ignore[arg-type]


def test_every_setting_is_named_and_none_else():
    known = {field.alias or name for name, field in SettingsFile.model_fields.items()}
    assert set(table("setting")) == known


def test_every_plugin_is_named_and_none_else():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]["mkdocs.plugins"]
    assert set(table("plugin")) == set(declared)


def test_every_option_of_the_site_is_named():
    options = [name for name, _ in DocumentControlConfig._schema]  # noqa: SLF001 - MkDocs has no other list
    assert [name for name in options if f"`{name}" not in README.split("`document-control` takes options")[1]] == []


def test_scripts_are_short_and_can_be_run():
    for script in (ROOT / "scripts").iterdir():
        if script.is_file():
            assert os.access(script, os.X_OK), script
            assert len(script.read_text().splitlines()) <= 20, script


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")
def test_scripts_have_no_slip_that_bash_can_see():
    for script in [*(ROOT / "scripts").iterdir(), ROOT / ".ci/run"]:
        if script.is_file() and "bash" in script.read_text().splitlines()[0]:
            subprocess.run(["bash", "-n", str(script)], check=True)
