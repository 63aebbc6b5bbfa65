"""How git is called: with a clean environment, and told to ignore whatever could change its answers.

Replace refs, hooks, file system monitors and the user's own configuration all count as such.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from qms.errors import QmsError

OPTIONS = (
    "--no-replace-objects",
    "-c", "core.attributesFile=/dev/null",
    "-c", "core.commitGraph=false",
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.fsmonitor=false",
    "-c", "core.quotePath=false",
    "-c", "i18n.logOutputEncoding=UTF-8",
    "-c", "log.showRoot=true",
    "-c", "log.showSignature=false",
    # Reading is all we do, so a checkout that another user owns (a container's, a runner's) is no danger to us.
    "-c", "safe.directory=*",
)  # fmt: skip
# Pipes that hold a megabyte: git runs on while we think, and threads hand over a hundred times instead of ten thousand.
WIDE = 1 << 20
# Where git finds objects that are in no repository yet. Never taken over from outside, but by `object_store`.
_OBJECT_STORE = ("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_QUARANTINE_PATH")
_store: dict[str, str] = {}


@contextmanager
def object_store(variables: Mapping[str, str]) -> Iterator[None]:
    """Let the calls of this context also read objects that are not in the repository yet.

    The one exception to dropping every `GIT_*`: a push lies in a quarantine until its hook has accepted it. Objects
    are proved by their ids, so another place for them changes no answer; no other variable is let through. Holds for
    the whole process, because readers work in threads.

    Args:
        variables: An environment; only the three names git uses for this are taken.
    """
    _store.update({name: variables[name] for name in _OBJECT_STORE if variables.get(name)})
    try:
        yield
    finally:
        _store.clear()


def environment() -> dict[str, str]:
    """The process environment without what could redirect git, as every call here gets it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {
        "GIT_ATTR_NOSYSTEM": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
        **_store,
    }


def run(folder: Path, arguments: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    """A short git command, whatever its exit code.

    Raises:
        QmsError: `git-failed`, when git is not installed.
    """
    try:
        return subprocess.run(
            ("git", *OPTIONS, *arguments), cwd=folder, env=environment(), capture_output=True, check=False
        )
    except FileNotFoundError:
        raise QmsError("git is not installed", "Install git 2.38 or newer.", "git-failed") from None


def checked(folder: Path, arguments: Sequence[str]) -> bytes:
    """What a git command prints.

    Raises:
        QmsError: `git-failed`, when it fails.
    """
    done = run(folder, arguments)
    if done.returncode:
        raise failure(arguments, done.stderr)
    return done.stdout


def failure(arguments: Sequence[str], stderr: bytes) -> QmsError:
    """The refusal for a git command that failed, with the last line it said."""
    said = stderr.decode(errors="replace").strip().split("\n")[-1]
    return QmsError(f"git {arguments[0]} failed: {said}", "Check the repository with `git fsck`.", "git-failed")


def start(folder: Path, arguments: Sequence[str], **pipes: IO[bytes] | int | None) -> subprocess.Popen[bytes]:
    """A long git command that is read while it runs, with pipes as wide as the system allows."""
    command, options = ("git", *OPTIONS, *arguments), {"cwd": folder, "env": environment(), "bufsize": WIDE, **pipes}
    try:
        return subprocess.Popen(command, pipesize=WIDE, **options)  # type: ignore[call-overload,no-any-return]
    except PermissionError:  # A user has a quota of pipe memory, and others may have used it up.
        return subprocess.Popen(command, **options)  # type: ignore[call-overload,no-any-return]


@contextmanager
def stream(folder: Path, arguments: Sequence[str]) -> Iterator[IO[bytes]]:
    """What a git command prints, as it comes.

    Raises:
        QmsError: `git-failed`, at the end, when it fails.
    """
    # Errors go to a file: a pipe that nobody reads fills up, and git would wait for ever.
    with tempfile.TemporaryFile() as errors:
        process = start(folder, arguments, stdout=subprocess.PIPE, stderr=errors)
        assert process.stdout is not None  # noqa: S101 - asked for as a pipe
        try:
            yield process.stdout
            if process.wait():
                errors.seek(0)
                raise failure(arguments, errors.read())
        finally:
            process.stdout.close()
            process.terminate()
            process.wait()
