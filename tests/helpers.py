"""A repository to write in, and documents to write: what the tests of every room build on."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

SETTINGS = """organisation: Example Ltd
roles: {quality-manager: Quality manager, process-owner: Process owner}
"""
_START = 1_767_225_600  # 2026-01-01T00:00:00Z
_DAY = 86_400


def document(identifier: str = "QP-01", text: str = "Text.\n", **fields: str) -> str:
    """A Markdown document with good metadata; a field given as the empty text is left out."""
    values = {
        "id": identifier,
        "title": f"Title of {identifier}",
        "type": "procedure",
        "revision": "1",
        "owner": "quality-manager",
        "change": "First issue.",
    }
    values |= {name.replace("_", "-"): value for name, value in fields.items()}
    lines = [f"{name}: {value}" for name, value in values.items() if value]
    return "---\n" + "\n".join(lines) + f"\n---\n\n{text}"


@dataclass
class Repo:
    """A repository that is written one commit a day, by whoever is named."""

    root: Path
    day: int = 0
    ids: list[str] = field(default_factory=list)

    def git(self, *arguments: str, author: str = "Ann Author", stdin: bytes | None = None) -> str:
        """Run git as somebody, on the repository's own calendar."""
        when = f"{_START + self.day * _DAY} +0000"
        email = author.split(" ", maxsplit=1)[0].lower() + "@example.org"
        identity = {
            f"GIT_{role}_{what}": value
            for role in ("AUTHOR", "COMMITTER")
            for what, value in (("NAME", author), ("EMAIL", email), ("DATE", when))
        }
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        clean |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "LC_ALL": "C", **identity}
        command = ["git", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", *arguments]
        done = subprocess.run(command, cwd=self.root, env=clean, input=stdin, capture_output=True, check=False)
        if done.returncode:
            raise AssertionError(f"git {arguments}: {done.stderr.decode()}")
        return done.stdout.decode(errors="replace").strip()

    def write(self, files: dict[str, str | bytes | None]) -> None:
        """Write files; None removes one."""
        for path, content in files.items():
            target = self.root / path
            if content is None:
                target.unlink()
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commit(self, files: dict[str, str | bytes | None], message: str = "Change", author: str = "Ann Author") -> str:
        """Write files and commit them, a day after the last commit."""
        self.day += 1
        self.write(files)
        self.git("add", "--all", author=author)
        empty = () if message else ("--allow-empty-message",)
        self.git("commit", "--quiet", "--allow-empty", *empty, "--message", message, author=author)
        self.ids.append(self.git("rev-parse", "HEAD"))
        return self.ids[-1]

    def branch(self, name: str, start: str = "HEAD") -> None:
        """Start a branch and go there."""
        self.git("checkout", "--quiet", "-b", name, start)

    def switch(self, name: str) -> None:
        """Go to a branch."""
        self.git("checkout", "--quiet", name)

    def merge(self, *names: str, author: str = "Max Merger", files: dict[str, str | bytes | None] | None = None) -> str:
        """Merge branches without fast-forward; with files, an evil merge that changes them on the way."""
        self.day += 1
        hold = ("--no-commit",) if files else ()
        self.git("merge", "--quiet", "--no-ff", *hold, "--message", "Merge", *names, author=author)
        if files:
            self.write(files)
            self.git("add", "--all", author=author)
            self.git("commit", "--quiet", "--message", "Merge", author=author)
        self.ids.append(self.git("rev-parse", "HEAD"))
        return self.ids[-1]
