"""A repository: where it is, what its refs name, and which files its trees hold."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from qms.errors import QmsError

from .call import checked, failure, run

_UNMISTAKABLE = re.compile(r"HEAD|refs/.+|[0-9a-f]{40}|[0-9a-f]{64}", re.DOTALL)


class TreeEntry(NamedTuple):
    """A file of a tree: its mode (`100644`), object id, and path as bytes."""

    mode: str
    id: str
    path: bytes


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository on this machine.

    Attributes:
        root: The top of the work tree, or the git directory of a bare repository.
        common_dir: Where its objects and refs are.
        bare: True when there is no work tree.
    """

    root: Path
    common_dir: Path
    bare: bool


def version() -> str:
    """Git's version, such as `2.39.5`.

    Raises:
        QmsError: `git-failed`, when git is not installed.
    """
    return checked(Path(os.sep), ("--version",)).decode().split()[2]


def open_repository(start: Path) -> Repository:
    """Find the repository that holds a folder.

    Raises:
        QmsError: `repository-unreadable`, when there is none or git is not installed.
    """
    if not start.is_dir():
        raise QmsError(f"there is no folder {start}", "Name an existing folder.", "repository-unreadable")
    command = ("rev-parse", "--is-bare-repository", "--is-inside-work-tree", "--git-common-dir", "--show-cdup")
    done = run(start, command)
    if done.returncode:
        raise QmsError(
            f"{start} is not in a Git repository",
            "Run `git init` there, or go to the folder of your quality manual.",
            "repository-unreadable",
        )
    bare, inside_work_tree, common, *cdup = done.stdout.decode(errors="surrogateescape").split("\n")
    common_dir = (start / common).resolve()
    if bare == "true":
        return Repository(common_dir, common_dir, bare=True)
    if inside_work_tree != "true":
        raise QmsError(
            f"{start} is inside a git directory", "Go to the folder of your quality manual.", "repository-unreadable"
        )
    return Repository((start / (cdup[0] if cdup else "")).resolve(), common_dir, bare=False)


def require_full_history(repository: Repository) -> None:
    """Refuse a shallow clone or a grafted history: dates and authors read from it would be wrong.

    Raises:
        QmsError: `history-shallow` or `history-grafted`.
    """
    if (repository.common_dir / "shallow").exists():
        raise QmsError(
            "this clone is shallow, so its history cannot be read",
            "Run `git fetch --unshallow`; in CI ask for the whole history (GitHub: `fetch-depth: 0`, GitLab: "
            "`GIT_DEPTH: 0`).",
            "history-shallow",
        )
    grafts = repository.common_dir / "info" / "grafts"
    if os.path.lexists(grafts):
        raise QmsError("info/grafts changes the history of this clone", "Remove the file.", "history-grafted")


def resolve(repository: Repository, ref: str) -> str:
    """The full id of the commit a reference names.

    Raises:
        QmsError: `ref-unknown`, when there is no such commit.
    """
    command = ("rev-parse", "--verify", "--end-of-options", f"{ref}^{{commit}}")
    done = None if "\0" in ref else run(repository.root, command)
    if done is None or done.returncode or done.stdout.startswith(b"^"):
        raise QmsError(
            f"there is no commit {ref} in this repository",
            "Check the name; fetch the branch when it is on a remote.",
            "ref-unknown",
        )
    # Whatever else somebody calls so, git takes HEAD, a full name, and so many hexadecimal digits for themselves.
    if b"ambiguous" in done.stderr and not _UNMISTAKABLE.fullmatch(ref):
        raise QmsError(
            f"{ref} names more than one thing in this repository",
            f"Write the full name, such as refs/heads/{ref} or refs/remotes/{ref}.",
            "ref-unknown",
        )
    return done.stdout.decode().strip()


def object_named(repository: Repository, ref: str) -> str:
    """The id that a name stands for, whether or not there is such an object; empty when the name is unknown."""
    done = (
        run(repository.root, ("rev-parse", "--verify", "--quiet", "--end-of-options", ref)) if "\0" not in ref else None
    )
    return done.stdout.decode().strip() if done and not done.returncode else ""


def head(repository: Repository) -> str:
    """The full id of the commit checked out; empty while there is none.

    Raises:
        QmsError: `git-failed`, when HEAD names a commit that cannot be read: that is damage, not a beginning.
    """
    done = run(repository.root, ("rev-parse", "--verify", "--quiet", "HEAD^{commit}"))
    if not done.returncode:
        return done.stdout.decode().strip()
    # Without a commit, HEAD is the name of a branch that does not exist; a file that is there is a broken branch.
    branch = run(repository.root, ("symbolic-ref", "--quiet", "HEAD")).stdout.decode(errors="surrogateescape").strip()
    if not branch or (repository.common_dir / branch).exists():
        raise QmsError("HEAD names no commit that can be read", "Check the repository with `git fsck`.", "git-failed")
    return ""


def first_parents(repository: Repository, tip: str) -> list[str]:
    """The first-parent chain of a commit to its root, newest first, as git tells it.

    Raises:
        QmsError: `git-failed`, when git cannot read a commit of it.
    """
    return checked(repository.root, ("rev-list", "--first-parent", "--end-of-options", tip)).decode().split()


def commits_between(repository: Repository, base: str, tip: str) -> list[str]:
    """Every commit reachable from `tip` and not from `base`, newest first."""
    return checked(repository.root, ("rev-list", "--end-of-options", tip, f"^{base}")).decode().split()


def is_ancestor(repository: Repository, one: str, other: str) -> bool:
    """True when a commit is contained in the history of another.

    Raises:
        QmsError: `git-failed`, when the history cannot be read.
    """
    arguments = ("merge-base", "--is-ancestor", one, other)
    done = run(repository.root, arguments)
    if done.returncode > 1:
        raise failure(arguments, done.stderr)
    return done.returncode == 0


def replace_refs(repository: Repository) -> list[str]:
    """The names of the refs that would replace objects."""
    names = checked(repository.root, ("for-each-ref", "--format=%(refname)", "refs/replace/"))
    return names.decode(errors="backslashreplace").split()


def merge_base(repository: Repository, one: str, other: str) -> str:
    """The best common ancestor of two commits; empty when they have none.

    Raises:
        QmsError: `git-failed`, when the history cannot be read.
    """
    done = run(repository.root, ("merge-base", one, other))
    if done.returncode and done.stderr.strip():  # Git says 1 for "none" and for "could not read".
        raise failure(("merge-base",), done.stderr)
    return "" if done.returncode else done.stdout.decode().split("\n")[0]


def list_tree(repository: Repository, commit: str) -> list[TreeEntry]:
    """Every file of a commit's tree, submodules and links among them."""
    output = checked(repository.root, ("ls-tree", "-r", "-z", "--full-tree", commit))
    entries = []
    for line in output.split(b"\0")[:-1]:
        meta, path = line.split(b"\t", 1)
        mode, _, object_id = meta.split(b" ")
        entries.append(TreeEntry(mode.decode(), object_id.decode(), path))
    return entries


def list_work_files(repository: Repository) -> list[bytes]:
    """Paths of the work tree that git knows or does not ignore, sorted; a listed file may be gone from the disk."""
    output = checked(repository.root, ("ls-files", "-z", "--cached", "--others", "--exclude-standard"))
    return sorted(set(output.split(b"\0")) - {b""})


def changed_work_files(repository: Repository) -> frozenset[bytes]:
    """Paths of the work tree that differ from HEAD as git sees it (after its line-end and other filters)."""
    command = ("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--ignore-submodules=all")
    return frozenset(line[3:] for line in checked(repository.root, command).split(b"\0") if line)
