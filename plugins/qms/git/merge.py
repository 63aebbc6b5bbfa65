"""What a merge would make, without a work tree and without the copy's own settings.

The merge happens in an empty repository in a temporary folder that borrows the objects: no attributes, merge drivers,
hooks or configuration of the judged copy take part, and nothing is written into it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .call import failure, run
from .repository import Repository

_CONFLICT = 1
_MERGE = (
    "-c", "core.bare=true", "-c", "merge.renames=true", "-c", "merge.directoryRenames=conflict",
    "merge-tree", "--write-tree", "--no-messages",
)  # fmt: skip


@contextmanager
def merged_tree(repository: Repository, base: str, head: str) -> Iterator[tuple[Repository, str]]:
    """The tree of a merge of two commits, and the repository that holds its objects, for the time of the context.

    Yields:
        The repository, which also reads all objects of the judged one, and the tree's id; the empty text when the
        merge has conflicts.

    Raises:
        QmsError: `git-failed`, when git cannot merge.
    """
    with tempfile.TemporaryDirectory(prefix="qms-merge-") as folder:
        room = Path(folder)
        form = "sha256" if len(base) > 40 else "sha1"  # noqa: PLR2004 - git's two object formats
        _succeed(room, ("init", "--quiet", "--bare", f"--object-format={form}", "--template=", "."))
        (room / "objects" / "info").mkdir(parents=True, exist_ok=True)
        # Through a link, because a path may hold bytes that the file of alternates cannot.
        (room / "borrowed").symlink_to(repository.common_dir / "objects")
        (room / "objects" / "info" / "alternates").write_bytes(b"../borrowed\n")
        done = run(room, (*_MERGE, base, head))
        # A conflict still has a tree; without one, git could not even begin.
        if done.returncode > _CONFLICT or not done.stdout:
            raise failure(("merge-tree",), done.stderr)
        tree = "" if done.returncode else done.stdout.decode().split("\n")[0]
        yield Repository(room, room, bare=True), tree


def _succeed(room: Path, arguments: tuple[str, ...]) -> None:
    done = run(room, arguments)
    if done.returncode:
        raise failure(arguments, done.stderr)
