"""Every call to git: how it is called, and nothing about documents.

Git is run with a clean environment and told to ignore whatever could change its answers: replace refs, hooks, file
system monitors, the user's own configuration. Nothing here writes to a repository. All calls are long streams: the
number of processes never depends on the number of files or commits.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO, NamedTuple

from .errors import QmsError

_OPTIONS = (
    "--no-replace-objects",
    "-c", "core.hooksPath=/dev/null",
    "-c", "core.fsmonitor=false",
    "-c", "core.quotePath=false",
    "-c", "i18n.logOutputEncoding=UTF-8",
    "-c", "log.showRoot=true",
    "-c", "log.showSignature=false",
    # Reading is all we do, so a checkout that another user owns (a container's, a runner's) is no danger to us.
    "-c", "safe.directory=*",
)  # fmt: skip
# One record a commit: a header of seven NUL-ended fields, then raw differences.
_LOG_FORMAT = "%x01%H%x00%P%x00%aN%x00%aE%x00%at%x00%ct%x00%s"
_LOG = (
    "log", "--raw", "--no-renames", "--diff-merges=first-parent", "--full-history", "--no-abbrev", "--no-relative",
    "--no-ext-diff", "--no-show-signature", "--no-notes", "--no-color", "-z", f"--format=tformat:{_LOG_FORMAT}",
)  # fmt: skip
_CHUNK = 1 << 18


class TreeEntry(NamedTuple):
    """A file of a tree: its mode (`100644`), object id, and path as bytes."""

    mode: str
    id: str
    path: bytes


class Difference(NamedTuple):
    """One path that a commit changed against its first parent.

    Attributes:
        old, new: Object ids; all zeros where there was or is no file.
        mode: The mode after it.
        path: The path's bytes.
    """

    old: bytes
    new: bytes
    mode: bytes
    path: bytes


class LoggedCommit(NamedTuple):
    """One commit as `git log` prints it: ids in hexadecimal, times in seconds since 1970, texts as git has them."""

    id: bytes
    parents: bytes
    name: bytes
    email: bytes
    authored: bytes
    committed: bytes
    subject: bytes
    differences: list[Difference]


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


def environment() -> dict[str, str]:
    """The process environment without what could redirect git, as every call here gets it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }


def open_repository(start: Path) -> Repository:
    """Find the repository that holds a folder.

    Raises:
        QmsError: `repository-unreadable`, when there is none or git is not installed.
    """
    if not start.is_dir():
        raise QmsError(f"there is no folder {start}", "Name an existing folder.", "repository-unreadable")
    command = ("rev-parse", "--is-bare-repository", "--git-common-dir", "--show-cdup")
    done = _run(start, command)
    if done.returncode:
        raise QmsError(
            f"{start} is not in a Git repository",
            "Run `git init` there, or go to the folder of your quality manual.",
            "repository-unreadable",
        )
    bare, common, *cdup = done.stdout.decode(errors="surrogateescape").split("\n")
    common_dir = (start / common).resolve()
    if bare == "true":
        return Repository(common_dir, common_dir, bare=True)
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
    if grafts.exists() and grafts.read_bytes().strip():
        raise QmsError("info/grafts changes the history of this clone", "Remove the file.", "history-grafted")


def resolve(repository: Repository, ref: str) -> str:
    """The full id of the commit a reference names.

    Raises:
        QmsError: `ref-unknown`, when there is no such commit.
    """
    done = _run(repository.root, ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"))
    if done.returncode:
        raise QmsError(
            f"there is no commit {ref} in this repository",
            "Check the name; fetch the branch when it is on a remote.",
            "ref-unknown",
        )
    return done.stdout.decode().strip()


def head(repository: Repository) -> str:
    """The full id of the commit checked out; empty while there is none."""
    done = _run(repository.root, ("rev-parse", "--verify", "--quiet", "HEAD^{commit}"))
    return "" if done.returncode else done.stdout.decode().strip()


def merge_base(repository: Repository, one: str, other: str) -> str:
    """The best common ancestor of two commits; empty when they have none."""
    done = _run(repository.root, ("merge-base", one, other))
    return "" if done.returncode else done.stdout.decode().split("\n")[0]


def last_before(repository: Repository, tip: str, instant: str) -> str:
    """The newest commit of the first-parent line at or before an instant (`2026-03-01T23:59:59Z`); "" if none."""
    done = _checked(repository.root, ("rev-list", "-1", "--first-parent", f"--before={instant}", tip))
    return done.decode().strip()


def list_tree(repository: Repository, commit: str) -> list[TreeEntry]:
    """Every file of a commit's tree, submodules and links among them."""
    output = _checked(repository.root, ("ls-tree", "-r", "-z", "--full-tree", commit))
    entries = []
    for line in output.split(b"\0")[:-1]:
        meta, path = line.split(b"\t", 1)
        mode, _, object_id = meta.split(b" ")
        entries.append(TreeEntry(mode.decode(), object_id.decode(), path))
    return entries


def list_work_files(repository: Repository) -> list[bytes]:
    """Paths of the work tree that git knows or does not ignore, sorted; a listed file may be gone from the disk."""
    output = _checked(repository.root, ("ls-files", "-z", "--cached", "--others", "--exclude-standard"))
    return sorted(set(output.split(b"\0")) - {b""})


def changed_work_files(repository: Repository) -> frozenset[bytes]:
    """Paths of the work tree that differ from HEAD as git sees it (after its line-end and other filters)."""
    command = ("status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all")
    return frozenset(line[3:] for line in _checked(repository.root, command).split(b"\0") if line)


def log(repository: Repository, tip: str, after: str = "") -> Iterator[LoggedCommit]:
    """Every commit reachable from `tip` (and not from `after`) with what it changed against its first parent.

    One pass over the history, newest first, streamed.
    """
    command = (*_LOG, "--end-of-options", tip, *((f"^{after}",) if after else ()), "--")
    with _stream(repository.root, command) as output:
        yield from _parse_log(_tokens(output))


def read_blobs(repository: Repository, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The bytes of each object, in the order asked for, through one process.

    Raises:
        QmsError: `object-missing`, when this copy does not hold one.
    """
    process = subprocess.Popen(
        ("git", *_OPTIONS, "cat-file", "--batch", "--buffer"),
        cwd=repository.root, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None  # noqa: S101 - asked for as a pipe
    assert process.stdout is not None  # noqa: S101 - asked for as a pipe
    feeder = Thread(target=_feed, args=(process.stdin, ids), daemon=True)
    feeder.start()
    try:
        while header := process.stdout.readline():
            object_id, kind, *size = header.split()
            if kind == b"missing":
                raise QmsError(
                    f"object {object_id.decode()} is not in this clone",
                    "Fetch the whole repository again; a partial clone is not enough.",
                    "object-missing",
                )
            data = process.stdout.read(int(size[0]))
            process.stdout.read(1)
            yield object_id.decode(), data
    finally:
        process.stdout.close()
        process.terminate()
        process.wait()
        feeder.join()


def _feed(pipe: IO[bytes], ids: Iterable[str]) -> None:
    """Write the ids from a thread of its own: git answers before all questions are asked, and both pipes are short."""
    try:
        with pipe:
            pipe.writelines(f"{object_id}\n".encode() for object_id in ids)
    except BrokenPipeError:  # The reader has stopped.
        pass


def _run(folder: Path, arguments: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ("git", *_OPTIONS, *arguments), cwd=folder, env=environment(), capture_output=True, check=False
        )
    except FileNotFoundError:
        raise QmsError("git is not installed", "Install git 2.38 or newer.", "git-failed") from None


def _checked(folder: Path, arguments: Sequence[str]) -> bytes:
    done = _run(folder, arguments)
    if done.returncode:
        raise _failure(arguments, done.stderr)
    return done.stdout


def _failure(arguments: Sequence[str], stderr: bytes) -> QmsError:
    said = stderr.decode(errors="replace").strip().split("\n")[-1]
    return QmsError(f"git {arguments[0]} failed: {said}", "Check the repository with `git fsck`.", "git-failed")


@contextmanager
def _stream(folder: Path, arguments: Sequence[str]) -> Iterator[IO[bytes]]:
    process = subprocess.Popen(
        ("git", *_OPTIONS, *arguments), cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None  # noqa: S101 - asked for as a pipe
    assert process.stderr is not None  # noqa: S101 - asked for as a pipe
    try:
        yield process.stdout
        stderr = process.stderr.read()
        if process.wait():
            raise _failure(arguments, stderr)
    finally:
        process.stdout.close()
        process.stderr.close()
        process.terminate()
        process.wait()


def _tokens(pipe: IO[bytes]) -> Iterator[bytes]:
    rest = b""
    while chunk := pipe.read(_CHUNK):
        parts = (rest + chunk).split(b"\0")
        rest = parts.pop()
        yield from parts
    if rest:
        yield rest


def _parse_log(tokens: Iterator[bytes]) -> Iterator[LoggedCommit]:
    """Group NUL-ended tokens into commits.

    A raw difference is two tokens, `:modes ids status` and the path; the first of a commit has a line feed before it.
    Taking a path together with what announces it leaves no path that could be mistaken for anything else.
    """
    commit: LoggedCommit | None = None
    for token in tokens:
        if token.startswith((b":", b"\n:")):
            meta = token.lstrip(b"\n").split(b" ")
            assert commit is not None  # noqa: S101 - git prints a header first
            commit.differences.append(Difference(meta[2], meta[3], meta[1], next(tokens)))
        elif token.startswith(b"\x01"):
            if commit:
                yield commit
            commit = LoggedCommit(
                token[1:], next(tokens), next(tokens), next(tokens), next(tokens), next(tokens), next(tokens), []
            )
    if commit:
        yield commit
