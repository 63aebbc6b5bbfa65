"""The index: what is staged, as a commit in a temporary folder; and files put into the real index.

Reading never touches the repository: trees and commits are made beside it, in a folder that borrows its objects. The
one function that writes is `stage`, for records and removals; it adds exact bytes, past every filter of the work tree.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from qms.errors import QmsError

from .call import OPTIONS, environment, failure, run
from .repository import Repository

REGULAR = "100644"


@dataclass(frozen=True, slots=True)
class Scratch:
    """A copy of the index in a temporary folder, to try changes in.

    Attributes:
        repository: A bare repository in that folder, which also reads every object of the real one.
        work: The real repository.
    """

    repository: Repository
    work: Repository

    def put(self, path: str, data: bytes) -> None:
        """Add or replace a file."""
        blob = self._git(self.work, "hash-object", "-w", "--no-filters", "--stdin", stdin=data).decode().strip()
        self._git(self.work, "update-index", "--add", "--cacheinfo", f"{REGULAR},{blob},{path}")

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files."""
        names = "".join(f"{path}\0" for path in paths)
        self._git(self.work, "update-index", "--force-remove", "-z", "--stdin", stdin=os.fsencode(names))

    def commit(self, parent: str, email: str) -> str:
        """The id of a commit of what is staged, by somebody with an address; the parent may be the empty text."""
        try:
            tree = self._git(self.work, "write-tree").decode().strip()
        except QmsError:
            raise QmsError(
                "the index cannot be read as a whole: files in it are unmerged or damaged",
                "Finish the merge first: `git status` shows what is open.",
                "index-unmerged",
            ) from None
        who = {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", "staged"), ("EMAIL", email or "nobody"))
        }
        command = ("commit-tree", tree, *(("-p", parent) if parent else ()), "-m", "What is staged")
        return self._git(self.repository, *command, variables=who).decode().strip()

    def _git(
        self, where: Repository, *arguments: str, stdin: bytes = b"", variables: Mapping[str, str] | None = None
    ) -> bytes:
        """Git with the copied index; what it makes goes to the temporary folder."""
        room, objects = self.repository.root, self.work.common_dir / "objects"
        extra = dict(variables or {}) | {
            "GIT_INDEX_FILE": str(room / "index"),
            "GIT_OBJECT_DIRECTORY": str(room / "objects"),
            "GIT_ALTERNATE_OBJECT_DIRECTORIES": str(objects),
        }
        return _checked(where, arguments, stdin, extra)


@contextmanager
def scratch(repository: Repository, index: Path | None = None) -> Iterator[Scratch]:
    """What is staged, to be looked at and tried out; gone at the end of the context.

    Args:
        repository: A repository with a work tree.
        index: Another index file, such as the one a hook is given.

    Raises:
        QmsError: `git-failed`, when git fails, or `work-tree-missing` for a bare repository.
    """
    if repository.bare:
        raise QmsError("this repository has no work tree", "Run it in a clone that has one.", "work-tree-missing")
    with tempfile.TemporaryDirectory(prefix="qms-index-") as folder:
        room = Path(folder)
        form = _git(repository, "rev-parse", "--show-object-format").decode().strip()
        bare = Repository(room, room, bare=True)
        _checked(bare, ("init", "--quiet", "--bare", f"--object-format={form}", "--template=", "."))
        (room / "objects" / "info").mkdir(exist_ok=True)
        borrowed = f"{repository.common_dir / 'objects'}\n"
        (room / "objects" / "info" / "alternates").write_text(borrowed, encoding="utf-8")
        source = index or _index_file(repository)
        if source.exists():
            shutil.copyfile(source, room / "index")
        yield Scratch(bare, repository)


def staged_files(repository: Repository, below: str = "") -> dict[str, str]:
    """Object ids by path of what is staged, below a folder (with its `/`) or everywhere."""
    command = ("ls-files", "--stage", "-z", "--", *((f":(literal){below}",) if below else ()))
    found = {}
    for line in _git(repository, *command).split(b"\0")[:-1]:
        meta, path = line.split(b"\t", 1)
        found[os.fsdecode(path)] = meta.split(b" ")[1].decode()
    return found


def unstaged_files(repository: Repository) -> frozenset[str]:
    """Paths whose work tree file is not what is staged: edited, removed, or not known to git and not ignored."""
    command = ("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=all")
    lines = _git(repository, *command).split(b"\0")
    return frozenset(os.fsdecode(line[3:]) for line in lines if line and line[1:2] != b" ")


def stage(repository: Repository, files: Mapping[str, bytes], removed: Sequence[str] = ()) -> None:
    """Put files with exactly these bytes into the index, and take others out of it. The work tree stays as it is.

    Raises:
        QmsError: `git-failed`, such as when another git holds the index.
    """
    lines = []
    for path, data in files.items():
        blob = _checked(repository, ("hash-object", "-w", "--no-filters", "--stdin"), data).decode().strip()
        lines.append(f"{REGULAR} {blob}\t{path}\0")
    nothing = "0" * (len(lines[0].split()[1]) if lines else len(_git(repository, "hash-object", "--stdin").strip()))
    lines += [f"0 {nothing}\t{path}\0" for path in removed]
    _checked(repository, ("update-index", "-z", "--index-info"), os.fsencode("".join(lines)))


def user_setting(repository: Repository, name: str) -> str:
    """A setting as the user's own git sees it (system, user and repository); empty when there is none.

    The one call that asks the user's configuration: who they are and which key they sign with is theirs to say, and no
    verdict rests on it.
    """
    try:
        done = subprocess.run(("git", "config", "--get", name), cwd=repository.root, capture_output=True, check=False)
    except FileNotFoundError:
        return ""
    return "" if done.returncode else done.stdout.decode(errors="surrogateescape").strip()


def branch_name(repository: Repository) -> str:
    """The branch that is checked out, such as `main`; empty when HEAD is detached."""
    done = run(repository.root, ("symbolic-ref", "--quiet", "--short", "HEAD"))
    return done.stdout.decode(errors="surrogateescape").strip()


def find_commit(repository: Repository, ref: str) -> str:
    """The id of the commit a reference names; empty when there is none."""
    done = run(repository.root, ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"))
    return "" if done.returncode else done.stdout.decode().strip()


def _index_file(repository: Repository) -> Path:
    named = _git(repository, "rev-parse", "--git-path", "index")
    return repository.root / os.fsdecode(named).rstrip("\n")


def _git(repository: Repository, *arguments: str) -> bytes:
    return _checked(repository, arguments)


def _checked(
    repository: Repository, arguments: Sequence[str], stdin: bytes = b"", variables: Mapping[str, str] | None = None
) -> bytes:
    done = subprocess.run(
        ("git", *OPTIONS, *arguments), cwd=repository.root, env=environment() | dict(variables or {}), input=stdin,
        capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise failure(arguments, done.stderr)
    return done.stdout
