"""The times that the commits of a published line bear, whatever they claim."""

from __future__ import annotations

from .call import checked
from .log import seconds
from .repository import Repository


def step_times(repository: Repository, tip: str, after: str = "", *, only_tip: bool = False) -> dict[str, int]:
    """The committer times of a commit and its first parents, newest first.

    Args:
        repository: Where they are.
        tip: The commit to begin at.
        after: Leave out what this commit already has.
        only_tip: Leave out all but the tip.

    Returns:
        By commit id, in seconds since 1970; -1 where a commit bears no time that can be read.

    Raises:
        QmsError: `git-failed`, when git cannot read a commit of it.
    """
    command = ["log", "--first-parent", "--no-patch", "--format=tformat:%H %ct", *(["--max-count=1"] * only_tip)]
    command += ["--end-of-options", tip, *([f"^{after}"] if after else []), "--"]
    lines = checked(repository.root, command).decode().splitlines()
    return {commit: seconds(time.encode()) for commit, _, time in (line.partition(" ") for line in lines)}
