"""A history as one file, and a copy of a repository to build from: what leaves the house, the same bytes every time.

`git bundle create` reuses whatever deltas a clone happens to hold, so two clones of one history give two files. The
form of a bundle is a few lines and a pack; the pack is made anew here, by one thread, with every choice fixed.
"""

from __future__ import annotations

from pathlib import Path

from qms.errors import QmsError

from .call import failure, run, start
from .repository import Repository

BRANCH = "refs/heads/main"
_PACK = (
    "-c", "core.compression=9", "-c", "core.bigFileThreshold=512m", "-c", "pack.packSizeLimit=0",
    "-c", "pack.deltaCacheSize=256m", "-c", "pack.useBitmaps=false", "-c", "pack.island=",
    "pack-objects", "--revs", "--stdout", "--quiet", "--no-reuse-delta", "--no-reuse-object", "--delta-base-offset",
    "--threads=1", "--window=10", "--window-memory=0", "--depth=50", "--compression=9", "--no-use-bitmap-index",
)  # fmt: skip
_SHA1 = 40


def write_bundle(repository: Repository, commit: str, target: Path) -> None:
    """Write everything a commit reaches as a bundle, with the commit as HEAD and as the branch `main`.

    Args:
        repository: Where the history is.
        commit: The full id of the commit.
        target: The file; replaced when it is there.

    Raises:
        QmsError: `git-failed`, when an object is missing or git cannot pack.
    """
    version = ["# v2 git bundle"] if len(commit) == _SHA1 else ["# v3 git bundle", "@object-format=sha256"]
    head = "\n".join([*version, f"{commit} HEAD", f"{commit} {BRANCH}", "", ""])
    with target.open("w+b") as stream, target.with_name(f"{target.name}.revisions").open("w+b") as wanted:
        stream.write(head.encode())
        stream.flush()
        wanted.write(f"{commit}\n".encode())
        wanted.seek(0)
        process = start(repository.root, _PACK, stdin=wanted, stdout=stream)
        code = process.wait()
    target.with_name(f"{target.name}.revisions").unlink()
    if code:
        raise QmsError(
            "git pack-objects failed: an object of the history is missing or damaged",
            "Check the repository with `git fsck --full`.",
            "git-failed",
        )


def copy_at(repository: Repository, folder: Path, commit: str) -> None:
    """Copy a repository into a new folder and check a commit out there: no branch, no hooks, no settings of anybody's.

    Args:
        repository: The repository; nothing in it changes.
        folder: The folder to make.
        commit: The full id of the commit.

    Raises:
        QmsError: `git-failed`.
    """
    above = folder.parent
    # A commit that no branch names comes along too: the copy takes the objects themselves.
    for place, arguments in (
        (above, ("clone", "--quiet", "--no-checkout", "--template=", "--", str(repository.root), folder.name)),
        (folder, ("-c", "core.autocrlf=false", "checkout", "--quiet", "--detach", commit)),
    ):
        done = run(place, arguments)
        if done.returncode:
            raise failure(arguments, done.stderr)
