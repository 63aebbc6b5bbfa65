"""A new repository, its first commits, and where its hooks are: all that writes to one from this room."""

from __future__ import annotations

import subprocess
from pathlib import Path

from .call import OPTIONS, environment, failure, run


def create_repository(folder: Path, branch: str) -> None:
    """An empty repository in a folder, without hooks or settings of the user's templates.

    Raises:
        QmsError: `git-failed`.
    """
    _do(folder, ("init", "--quiet", f"--initial-branch={branch}", "--template=", "."))


def start_branch(folder: Path, name: str) -> None:
    """Go to a new branch that starts at HEAD; errors as `create_repository`."""
    _do(folder, ("checkout", "--quiet", "-b", name))


def switch(folder: Path, name: str) -> None:
    """Go to a branch; errors as `create_repository`."""
    _do(folder, ("checkout", "--quiet", name))


def commit_everything(folder: Path, message: str, author: tuple[str, str]) -> str:
    """Commit all files of the work tree.

    Args:
        folder: The top of the work tree.
        message: The commit message.
        author: Name and address of whoever writes and commits.

    Returns:
        The id of the commit.

    Raises:
        QmsError: `git-failed`.
    """
    name, email = author
    identity = ("-c", f"user.name={name}", "-c", f"user.email={email}")
    _do(folder, ("add", "--all"))
    _do(folder, (*identity, "commit", "--quiet", "--no-gpg-sign", "--message", message))
    return _do(folder, ("rev-parse", "HEAD"))


def _do(folder: Path, arguments: tuple[str, ...]) -> str:
    done = run(folder, arguments)
    if done.returncode:
        raise failure(arguments, done.stderr)
    return done.stdout.decode(errors="replace").strip()


def hooks_folder(folder: Path) -> Path:
    """Where git looks for the hooks of a repository, which `core.hooksPath` of the user may move.

    Raises:
        QmsError: `git-failed`.
    """
    # Not with our own settings: they turn every hook off, and the question is where the user's git finds them.
    kept = environment()
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        kept.pop(name)
    arguments = ("rev-parse", "--git-path", "hooks")
    command = ("git", *OPTIONS[-2:], *arguments)
    done = subprocess.run(command, cwd=folder, env=kept, capture_output=True, check=False)
    if done.returncode:
        raise failure(arguments, done.stderr)
    return (folder / done.stdout.decode(errors="surrogateescape").strip()).resolve()
