"""A company that signs: a repository with a policy, keys that `ssh-keygen` made, and an anchor outside it."""

from __future__ import annotations

import hashlib
import json
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from helpers import Repo, document
from qms import git, trust
from qms.model.approval import Outcome

POLICY = "manual/authorities.yml"
PROJECT = "urn:uuid:6f0b2b1e-0000-4000-8000-000000000001"
ROLES = {
    "ann": ("Ann Author", "author"),
    "bob": ("Bob Smith", "process-owner, managing-director"),
    "carl": ("Carl Jung", "quality-manager"),
    "jane": ("Jane Doe", "quality-manager"),
    "mia": ("Mia Admin", "toolsmith, process-owner"),
}
SETTINGS = "organisation: Example Ltd\nstandards: []\n"


@dataclass
class Company:
    """A repository and its people. Each person's key is `keys/NAME`, outside the repository."""

    repo: Repo
    keys: Path
    anchor: Path
    version: int = 1
    previous: str = ""
    people: dict[str, tuple[str, str]] = field(default_factory=lambda: dict(ROLES))
    states: dict[str, str] = field(default_factory=dict)  # name of a key -> its state
    extra_keys: dict[str, list[str]] = field(default_factory=dict)  # person -> names of more keys
    self_approval: bool = False
    project: str = PROJECT
    bridge: str = ""  # the name of its key

    @property
    def root(self) -> Path:
        return self.repo.root

    def key(self, name: str) -> Path:
        """A key file, made by `ssh-keygen` when it is wanted for the first time."""
        file = self.keys / name
        if not file.exists():
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(file)]
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
        return file

    def public(self, name: str) -> str:
        return " ".join(self.key(name).with_suffix(".pub").read_text().split()[:2])

    def policy(self) -> str:
        """The text of the policy as things stand."""
        lines = ["format: quality-policy/1", f'project: "{self.project}"', f"version: {self.version}"]
        lines += [f"previous: {self.previous}"] if self.previous else []
        lines += ["people:"]
        for name, (printed, roles) in self.people.items():
            keys = ", ".join(
                f'{{public: "{self.public(key)}", state: {self.states.get(key, "active")}}}'
                for key in (name, *self.extra_keys.get(name, ()))
            )
            lines.append(
                f"  {name}: {{name: {printed}, roles: [{roles}], emails: [{name}@example.org], keys: [{keys}]}}"
            )
        own = ", self-approval: true" if self.self_approval else ""
        rules = "[{role: process-owner}, {role: quality-manager}]"
        lines += [
            "classes:",
            f'  procedure: {{paths: ["procedures/**"], approve: {rules}{own}}}',
            "authorities: {approve: [{role: managing-director}, {role: quality-manager}]}",
            'guarded: {paths: [mkdocs.yml, ".gitattributes"], approve: [{role: toolsmith}]}',
            'uncontrolled: [README.md, qms.yml, "notes/**"]',
        ]
        if self.bridge:
            lines.append(
                f'bridges: {{hub: {{forge: github, keys: [{{public: "{self.public(self.bridge)}", state: active}}]}}}}'
            )
        return "\n".join(lines) + "\n"

    def next_policy(self) -> str:
        """The text of the next version, after a change of people or keys."""
        self.previous = hashlib.sha256((self.root / POLICY).read_bytes()).hexdigest()
        self.version += 1
        return self.policy()

    def set_anchor(self, commit: str) -> None:
        """Trust starts at a commit."""
        digest = hashlib.sha256(self.repo.git("show", f"{commit}:{POLICY}").encode() + b"\n").hexdigest()
        self.anchor.write_text(json.dumps({"commit": commit, "policy_sha256": digest, "project": self.project}))

    def be(self, name: str) -> None:
        """Let the user's git be somebody's."""
        self.repo.git("config", "user.email", f"{name}@example.org")
        self.repo.git("config", "user.name", ROLES.get(name, (name, ""))[0])
        self.repo.git("config", "user.signingkey", str(self.key(name)))
        self.repo.git("config", "gpg.format", "ssh")

    def verify(self, at: str = "HEAD") -> Outcome:
        repository = git.open_repository(self.root)
        return trust.verify(repository, trust.read_anchor(self.anchor), at, now=datetime.now(UTC))

    def check(self, base: str = "main", head: str = "HEAD") -> Outcome:
        repository = git.open_repository(self.root)
        return trust.check_branch(repository, trust.read_anchor(self.anchor), base, head, now=datetime.now(UTC))


def found(root: Path, keys: Path, form: str = "sha1", **fields: str) -> Company:
    """A company with its first commit, the anchor."""
    repo = Repo(root)
    repo.root.mkdir(parents=True)
    keys.mkdir(exist_ok=True)
    repo.git("init", "--quiet", f"--object-format={form}")
    company = Company(repo, keys, keys / "anchor.json", **fields)
    repo.commit({POLICY: company.policy(), "qms.yml": SETTINGS, "mkdocs.yml": "site_name: Manual\n"}, "Begin")
    company.set_anchor(repo.ids[-1])
    return company


def procedure(identifier: str = "QP-01", revision: str = "1", text: str = "First text.\n") -> str:
    return document(identifier, text, revision=revision)
