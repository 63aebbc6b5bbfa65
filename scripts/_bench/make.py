"""Repositories on disk: made once for each state of the generator, kept in a folder outside the project.

Run as a program it makes one repository; the measuring process stays small that way, which keeps the measured memory of
its children honest.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from .plan import write
from .processes import call, git
from .sizes import SIZES
from .stream import Stream

_SOURCES = ("dice.py", "words.py", "texts.py", "sizes.py", "mainline.py", "plan.py", "stream.py", "make.py")
_HERE = Path(__file__).parent


def version() -> str:
    """What tells one state of the generator from another: a digest of its sources."""
    return hashlib.sha256(b"".join((_HERE / name).read_bytes() for name in _SOURCES)).hexdigest()[:12]


def repository(folder: Path, name: str, say: Callable[[str], None]) -> Path:
    """The repository of a size, made when this state of the generator has not made it before.

    Args:
        folder: Where repositories are kept.
        name: The size: XS, S, M or L.
        say: Told what takes time.

    Raises:
        BenchError: When it cannot be made.
    """
    wanted = folder / f"{name}-{version()}"
    if not (wanted / "made.json").is_file():
        for old in (*folder.glob(f"{name}-????????????"), *folder.glob(f"{name}-????????????.part")):
            shutil.rmtree(old)
        say(f"{name}: making the repository, kept in {wanted}")
        call(sys.executable, "-m", "_bench.make", name, wanted, folder=_HERE.parent, errors=None)
    return wanted / "repository"


def make(name: str, folder: Path, say: Callable[[str], None]) -> str:
    """Make a repository in a new folder and give the id of its last commit."""
    size = SIZES[name]
    part = folder.with_name(f"{folder.name}.part")
    target = part / "repository"
    target.mkdir(parents=True)
    git(target, "init", "--quiet", "--initial-branch=main", "--object-format=sha1")
    with Stream(target) as stream:
        write(size, stream, say)
    say(f"{name}: packing")
    git(target, "update-ref", "-d", "refs/heads/import")
    git(target, "repack", "-adfq")
    git(target, "reset", "--quiet", "--hard")
    head = git(target, "rev-parse", "HEAD")
    (part / "made.json").write_text(json.dumps({"size": name, "head": head, "version": version()}), encoding="utf-8")
    part.rename(folder)
    return head


def main() -> None:
    """Make the repository that the arguments name: size and folder."""
    make(sys.argv[1], Path(sys.argv[2]), lambda text: print(text, file=sys.stderr, flush=True))


if __name__ == "__main__":
    main()
