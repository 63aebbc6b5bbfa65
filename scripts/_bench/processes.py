"""Starting programs: the only place besides the stopwatch and the import stream that does."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

# What a repository made here holds must not depend on whose machine this is.
_CLEAN = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "LC_ALL": "C.UTF-8",
}


class BenchError(Exception):
    """The benchmark cannot go on; the text says why and what to do."""


def environment(*, clean: bool = False) -> dict[str, str]:
    """The environment without what could redirect git; clean also of the user's and the machine's git settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | (_CLEAN if clean else {})


def call(*command: str | Path, folder: Path | None = None, errors: int | None = subprocess.PIPE) -> str:
    """Run a program to its end and give what it printed.

    Args:
        command: The program and its arguments.
        folder: Where it runs.
        errors: Where its messages go; None lets the user see them as they come.

    Raises:
        BenchError: When it fails, with its last words.
    """
    done = subprocess.run(  # noqa: S603 - the commands are written in these files
        [str(part) for part in command], cwd=folder, env=environment(clean=True), check=False, stdout=subprocess.PIPE,
        stderr=errors, encoding="utf-8",
    )  # fmt: skip
    if done.returncode:
        said = (done.stderr or "").strip().split("\n")[-1]
        shown = " ".join(str(part) for part in command)
        raise BenchError(f"`{shown}` ended with {done.returncode}. {said}".strip())
    return done.stdout.strip()


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder and give what it printed."""
    return call("git", *arguments, folder=folder)
