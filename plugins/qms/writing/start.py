"""`qms init`: a new repository in which the gate works from the first commit.

The first commit has settings and authorities and no document: it is the anchor. The first documents wait as drafts on
a branch, because nothing is in force that nobody signed.
"""

from __future__ import annotations

import json
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from qms import __version__, git, trust
from qms.errors import QmsError
from qms.model.approval import Anchor
from qms.model.policy import POLICY_PATH
from qms.model.settings import humanise
from qms.trust.grammar import is_title
from qms.trust.units import sha256

from .people import NewPerson
from .policy import Plan, make_plan, policy_text, quoted
from .templates import fill

MAIN = "main"
DRAFTS = "first-documents"
CI_FILES = {"github": ".github/workflows/quality.yml", "gitlab": ".gitlab-ci.yml", "none": ""}
_FILES = {
    "mkdocs.yml": "mkdocs.yml",
    "qms.yml": "qms.yml",
    "gitattributes": ".gitattributes",
    "gitignore": ".gitignore",
    "requirements.txt": "requirements.txt",
    "README.md": "README.md",
}
_DOCUMENTS = {
    "scope.md": "manual/scope.md",
    "quality-policy.md": "manual/quality-policy.md",
    "documented-information.md": "procedures/QP-01-documented-information.md",
}


@dataclass(frozen=True, slots=True)
class Started:
    """What `start` made.

    Attributes:
        folder: The repository.
        anchor_file: Where the anchor was written, beside the repository.
        commit: The commit it names.
        plan: Who signs what, and who wrote the drafts.
        documents: Paths of the drafts.
    """

    folder: Path
    anchor_file: Path
    commit: str
    plan: Plan
    documents: tuple[str, ...]


def start(folder: Path, company: str, people: Sequence[NewPerson], ci: str, keyboard: str = "") -> Started:
    """Make a repository.

    Args:
        folder: Where; must not be there, or be empty.
        company: The name printed on pages.
        people: Whom the first policy names.
        ci: `github`, `gitlab` or `none`.
        keyboard: The address of whoever sits there.

    Raises:
        QmsError: When the folder is taken, or these people could not approve anything.
    """
    if not is_title(company):
        raise QmsError(f"{company!r} cannot be printed as a name", "Use at most 200 characters, no < or >.", "company")
    target = folder.resolve()
    anchor_file = target.with_name(f"{target.name}.anchor.json")
    _require_free(target, anchor_file)
    plan = make_plan(people, keyboard)
    policy = policy_text(f"urn:uuid:{uuid.uuid4()}", people, plan)
    with _room(target) as room:
        anchor = _first_commit(room, company, people, policy, plan, ci)
        _drafts(room, company, plan)
        _prove(room, anchor)
        _publish(room, target, anchor_file, anchor)
    return Started(target, anchor_file, anchor.commit, plan, tuple(_DOCUMENTS.values()))


def _require_free(target: Path, anchor_file: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise QmsError(
            f"{target} is there already, and is not an empty folder",
            "Name a new folder. To control documents that a repository already has, use `qms import` there.",
            "folder-taken",
        )
    if anchor_file.exists():
        raise QmsError(
            f"{anchor_file} is there already: the anchor of another manual is never written over",
            "Name another folder, or put the file where it is kept.",
            "folder-taken",
        )
    above = next(parent for parent in target.parents if parent.is_dir())
    try:
        outer = git.open_repository(above)
    except QmsError:
        return
    raise QmsError(
        f"{target} would lie in the repository {outer.root}",
        "Name a folder outside; the anchor, which is written beside it, must not be in any repository.",
        "folder-taken",
    )


@contextmanager
def _room(target: Path) -> Iterator[Path]:
    """A folder on the same disk: what is not complete never stands under the name that was asked for."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".qms-init-", dir=target.parent) as folder:
            room = Path(folder) / "new"
            room.mkdir()
            yield room
    except OSError as error:
        message = f"cannot write {error.filename or target}: {error.strerror}"
        raise QmsError(message, "Name a folder you may write to.", "folder-taken") from None


def _first_commit(room: Path, company: str, people: Sequence[NewPerson], policy: str, plan: Plan, ci: str) -> Anchor:
    roles = dict.fromkeys(role for person in people for role in person.roles)
    values = {
        "SITE": quoted(f"{company} quality manual"),
        "COMPANY": quoted(company),
        "NAME": company,
        "VERSION": __version__,
        "ROLES": "\n".join(f"  {role}: {humanise(role)}" for role in roles),
    }
    files = {path: fill(f"starter/{name}", values) for name, path in _FILES.items()}
    files[POLICY_PATH] = policy
    if path := CI_FILES[ci]:
        files[path] = fill(f"ci/{ci}.yml")
    git.create_repository(room, MAIN)
    _write(room, files)
    message = f"Begin the quality manual of {company}: settings and authorities"
    commit = git.commit_everything(room, message, (plan.author.name, plan.author.email))
    project = next(line for line in policy.splitlines() if line.startswith("project: ")).removeprefix("project: ")
    return Anchor(commit, sha256(policy.encode()), project)


def _drafts(room: Path, company: str, plan: Plan) -> None:
    owner = plan.roles["procedures"][-1]
    nobody = (
        "The author may approve, because there is one person only." if plan.alone else "Nobody approves what he wrote."
    )
    values = {"OWNER": owner, "NAME_TEXT": company, "NOBODY": nobody}
    git.start_branch(room, DRAFTS)
    _write(room, {path: fill(f"starter/{name}", values) for name, path in _DOCUMENTS.items()})
    git.commit_everything(room, "Draft the first documents", (plan.author.name, plan.author.email))
    git.switch(room, MAIN)


def _write(room: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        target = room / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


def _prove(room: Path, anchor: Anchor) -> None:
    """Verify what was made, from its own anchor: nobody shall begin with a repository that the gate refuses.

    Raises:
        QmsError: `policy-refused`.
    """
    outcome = trust.verify(git.open_repository(room), anchor, now=datetime.now(UTC))
    if not outcome.accepted:
        found = outcome.problems[0]
        raise QmsError(f"what was made does not verify: {found.message}", found.fix, "policy-refused")


def anchor_text(anchor: Anchor) -> str:
    """The content of an anchor file."""
    members = {"commit": anchor.commit, "policy_sha256": anchor.policy_sha256, "project": anchor.project}
    return json.dumps(members, indent=1, sort_keys=True) + "\n"


def _publish(room: Path, target: Path, anchor_file: Path, anchor: Anchor) -> None:
    """Give the finished repository its name, and write the anchor beside it."""
    with anchor_file.open("x", encoding="utf-8", newline="\n") as stream:
        stream.write(anchor_text(anchor))
    try:
        if not target.exists():
            room.replace(target)
            return
        for path in room.iterdir():  # an empty folder stays the one a shell may stand in
            path.replace(target / path.name)
    except OSError:
        anchor_file.unlink()
        raise
