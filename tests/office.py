"""A company as `qms init` makes it, whose people sign, and a plain Git server that guards its main branch."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from helpers import document
from qms.trust.record import KINDS, canonical, record_stem
from sshkeys import Signer, ed25519

QMS = Path(sys.executable).parent / "qms"
POLICY = "manual/authorities.yml"
PEOPLE = {
    "jane.doe": ("Jane Doe", "quality-manager"),
    "bob.roe": ("Bob Roe", "process-owner managing-director toolsmith"),
    "ann.author": ("Ann Author", ""),
}


def key(person: str) -> Signer:
    """The key of a person, always the same one."""
    return ed25519(seed=person.encode())


def typed(person: str) -> str:
    """A person as typed for `qms init`."""
    name, roles = PEOPLE[person]
    signs = f"{key(person).public} {roles}" if roles else ""
    return f"{name} <{person.partition('.')[0]}@example.org> {signs}"


def environment(**more: str) -> dict[str, str]:
    """A person's environment on a machine of their own, as Ann."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "QMS_"))}
    kept |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "LC_ALL": "C", "NO_COLOR": "1"}
    for role in ("AUTHOR", "COMMITTER"):
        kept |= {f"GIT_{role}_NAME": "Ann Author", f"GIT_{role}_EMAIL": "ann@example.org"}
    return kept | more


@dataclass
class Office:
    """A repository that was started with `qms init`, in a folder of its own."""

    folder: Path
    more: dict[str, str] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        return self.folder / "acme"

    @property
    def anchor(self) -> Path:
        return self.folder / "acme.anchor.json"

    def run(self, *command: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """A command as somebody types it."""
        return subprocess.run(
            [str(each) for each in command], cwd=cwd or self.root, env=environment(**self.more), capture_output=True,
            text=True, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def qms(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return self.run(QMS, *arguments)

    def git(self, *arguments: str | Path) -> str:
        done = self.run("git", "-c", "protocol.file.allow=always", *arguments)
        assert done.returncode == 0, f"git {arguments}: {done.stderr}"
        return done.stdout.strip()

    def push(self, *arguments: str) -> tuple[bool, str]:
        """Push; whether it was stored, and what the pusher reads."""
        done = self.run("git", "push", "--quiet", "server", *arguments)
        return done.returncode == 0, done.stderr

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def commit(self, message: str = "Change") -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--no-verify", "--message", message)
        return self.git("rev-parse", "HEAD")

    def write_procedure(self, identifier: str = "QP-07", revision: str = "1", text: str = "First text.\n") -> str:
        """Write a procedure that may be approved; its path."""
        path = f"procedures/{identifier}-x.md"
        self.write(path, document(identifier, text, revision=revision))
        return path

    def approve(
        self, path: str, supersedes: str = "", revision: str = "1", people: tuple[str, ...] = ("bob.roe", "jane.doe")
    ) -> None:
        """Sign a procedure in the work tree for the process owner and the quality manager."""
        data = (self.root / path).read_bytes()
        for person, role in zip(people, ("process-owner", "quality-manager"), strict=False):
            self.sign(
                {
                    "authors": ["ann.author"], "format": "approval/1", "meaning": "approval", "revision": revision,
                    "role": role, "sha256": hashlib.sha256(data).hexdigest(), "subject": path[11:16],
                    "supersedes": supersedes,
                },
                person,
            )  # fmt: skip

    def sign(self, members: dict[str, object], person: str) -> None:
        """Write a record and its signature."""
        policy = (self.root / POLICY).read_bytes()
        project = next(line for line in policy.decode().splitlines() if line.startswith("project:")).split()[1]
        content = members | {
            "name": PEOPLE[person][0],
            "person": person,
            "policy": hashlib.sha256(policy).hexdigest(),
            "project": project,
            "signed_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        }
        data = canonical(content)
        namespace = KINDS[str(content["format"]), str(content["meaning"])].namespace
        target = self.root / f"{record_stem(content)}.json"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        target.with_name(f"{target.name}.sig").write_bytes(key(person).sign(data, namespace))

    def digest(self, path: str) -> str:
        return hashlib.sha256((self.root / path).read_bytes()).hexdigest()


def opened(folder: Path, *options: str) -> Office:
    """A company of three, started as a person types it."""
    office = Office(folder)
    folder.mkdir(parents=True, exist_ok=True)
    people = [word for person in PEOPLE for word in ("--person", typed(person))]
    done = office.run(QMS, "init", "acme", "--company", "Acme Ltd", *people, *options, cwd=folder)
    assert done.returncode == 0, done.stderr
    return office
