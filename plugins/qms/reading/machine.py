"""Looking at the machine and the repository: what the toolchain needs, whether it is there, and how to get it.

Reads no documents; `read_system` does that when everything needed is here.
"""

from __future__ import annotations

import platform
import re
import subprocess
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from shutil import which

from qms import git
from qms.errors import QmsError
from qms.git import Repository
from qms.model.machine import Part

from .documents import POLICY
from .people import read_people
from .settings import FILES, read_settings
from .standards import own_packs
from .tree import Tree, commit_tree, work_tree

OLDEST_PYTHON = (3, 11)
OLDEST_GIT = (2, 38)
OLDEST_OPENSSH = (8, 2)
_PATIENCE = 10  # seconds
_OPENSSH = re.compile(r"OpenSSH\w*?_([0-9]+\.[0-9]+)")
_GET_GIT = (
    "(Debian, Ubuntu: `sudo apt-get install git`; macOS: `brew install git`; Windows, and newer ones: git-scm.com)"
)
_GET_OPENSSH = (
    "Install OpenSSH 8.2 or newer (Debian, Ubuntu: `sudo apt-get install openssh-client`; macOS and Git for Windows "
    "bring it). Without it everything can be read and checked here, and nobody can sign."
)
# What builds the site: the name to import, the distribution, from which version, below which.
_MKDOCS = ("mkdocs", "mkdocs", (1, 6), (2,))
_PROPERDOCS = ("properdocs", "properdocs", (1, 6, 7), (2,))
_PAGEFIND = ("pagefind", "pagefind", (1, 5), (2,))
_MATERIAL = ("material", "mkdocs-material", (9, 8), (10,))


def probe(root: Path) -> tuple[Part, ...]:
    """Look at everything the toolchain needs.

    Args:
        root: A folder of the repository.
    """
    return (_python(), _git(), _signer(), *_repository_parts(root), *_engines(), _search())


def _python() -> Part:
    found = platform.python_version()
    good = _numbers(found) >= OLDEST_PYTHON
    return Part(
        "Python 3.11 or newer", good, found, "" if good else "Install a newer Python from python.org, then qms with it."
    )


def _git() -> Part:
    name = "git 2.38 or newer"
    try:
        found = git.version()
    except QmsError as error:
        return Part(name, ok=False, found=error.message, fix=f"Install git {_GET_GIT}.")
    good = _numbers(found) >= OLDEST_GIT
    return Part(name, good, found, "" if good else f"Install a newer git {_GET_GIT}.")


def _signer() -> Part:
    """What makes signatures: it does not tell its version, the `ssh` beside it does."""
    name = "ssh-keygen of OpenSSH 8.2 or newer, to sign approvals"
    program = which("ssh-keygen")
    if program is None:
        return Part(name, ok=False, fix=_GET_OPENSSH, needed=False)
    told = _OPENSSH.search(_said_by("ssh", "-V"))
    if told and _numbers(told[1]) < OLDEST_OPENSSH:
        return Part(name, ok=False, found=f"OpenSSH {told[1]}", fix=_GET_OPENSSH, needed=False)
    return Part(name, ok=True, found=f"OpenSSH {told[1]}" if told else program, needed=False)


def _said_by(*command: str) -> str:
    """What a program prints; empty where there is none, or where it does not answer."""
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_PATIENCE)  # noqa: S603 - fixed words
    except (OSError, subprocess.SubprocessError):
        return ""
    return (done.stdout + done.stderr).decode("utf-8", "replace")


def _repository_parts(root: Path) -> Iterator[Part]:
    """The repository, its history and its settings; nothing after the first that all others need."""
    try:
        repository = git.open_repository(root)
    except QmsError as error:
        yield Part("a Git repository", ok=False, found=error.message, fix=error.fix)
        return
    yield Part("a Git repository", ok=True, found=str(repository.root))
    yield _attempt("the full history", lambda: git.require_full_history(repository))
    head = git.head(repository)
    missing = "" if head else "Commit your documents; until then they have no history and are drafts."
    yield Part("commits", bool(head), head[:7], missing, needed=repository.bare)
    if head or not repository.bare:
        yield from _settings_parts(repository, head)


def _settings_parts(repository: Repository, head: str) -> Iterator[Part]:
    tree = commit_tree(repository, head) if repository.bare else work_tree(repository, head)
    files = tree.load(FILES)
    readable = _attempt("settings that can be read", lambda: read_settings(files))
    yield readable
    if readable.ok:
        yield from _named(tree)


def _named(tree: Tree) -> Iterator[Part]:
    """What a full verdict needs the repository to say."""
    settings = read_settings(tree.load(FILES))
    people, _ = read_people(tree.load([POLICY]).get(POLICY), POLICY, settings)
    roles = ", ".join(people.roles or ())
    fix = "Name the roles that own documents, under `roles` in the settings."
    yield Part("roles that may own documents", bool(roles), roles, "" if roles else fix, needed=False)
    claimed = ", ".join(settings.standards or ())
    fix = f"List the standards you claim to meet, under `standards` in the settings: {', '.join(own_packs())}."
    yield Part("standards that are claimed", bool(claimed), claimed, "" if claimed else fix, needed=False)


def _engines() -> Iterator[Part]:
    """What builds the site: one engine is enough, the gate needs none."""
    engines = [found for found in (_package(*_MKDOCS), _package(*_PROPERDOCS)) if found]
    good = [found for found, fits in engines if fits]
    fix = "" if good else "Run `pip install 'mkdocs>=1.6,<2'`; only the site needs it."
    found = ", ".join(good or [found for found, _ in engines])
    yield Part("MkDocs 1.6 or ProperDocs 1.6.7, to build the site", bool(good), found, fix, needed=False)
    theme = _package(*_MATERIAL)
    fits = bool(theme and theme[1])
    fix = "" if fits else "Run `pip install 'mkdocs-material>=9.8,<10'`; only the site needs it."
    yield Part("Material for MkDocs 9.8, the site's theme", fits, theme[0] if theme else "", fix, needed=False)


def _search() -> Part:
    """What a manual of more than some hundred documents wants besides: the package, and the program that it brings."""
    finder, program = _package(*_PAGEFIND), find_spec("pagefind_bin")
    good = finder is not None and finder[1] and program is not None
    fix = "" if good else "Run `pip install 'mkdocs-qms[search]'`; only sites with `search: pagefind` need it."
    name = "Pagefind 1.5, the search for large manuals"
    found = finder[0] if finder else ""
    if finder and program is None:
        found = f"{found}, without the program it runs (pagefind[bin])"
    return Part(name, good, found, fix, needed=False)


def _package(
    module: str, distribution: str, oldest: tuple[int, ...], below: tuple[int, ...]
) -> tuple[str, bool] | None:
    """Name and version of an installed package, and whether that version will do; nothing is imported."""
    if find_spec(module) is None:
        return None
    try:
        found = version(distribution)
    except PackageNotFoundError:
        return None
    return f"{distribution} {found}", oldest <= _numbers(found) < below


def _attempt(name: str, work: Callable[[], object]) -> Part:
    try:
        work()
    except QmsError as error:
        return Part(name, ok=False, found=error.message, fix=error.fix)
    return Part(name, ok=True)


def _numbers(text: str) -> tuple[int, ...]:
    """`2.39.5 (Apple Git-154)` as (2, 39, 5)."""
    match = re.match(r"\d+(?:\.\d+)*", text)
    return tuple(map(int, match[0].split("."))) if match else ()
