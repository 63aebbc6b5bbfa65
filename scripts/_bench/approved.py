"""A repository whose every step is an approved revision: for measuring the walk from the anchor."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from .measure import Say
from .processes import BenchError

TESTS = Path(__file__).parents[2] / "tests"
BEGIN = 1_767_225_600  # 2026-01-01T00:00:00Z
MINUTE = 60
VERSION = "2"  # of what is written; another one makes the repository anew
SIGNERS = (("bob.smith", "Bob Smith", "process-owner"), ("jane.doe", "Jane Doe", "quality-manager"))


def approved(folder: Path, steps: int, documents: int, say: Say) -> tuple[Path, Path]:
    """A bare repository with so many steps, two signatures each, and its anchor file; kept between runs."""
    home = folder / f"approved-{VERSION}-{steps}-{documents}"
    repository, anchor = home / "repository.git", home / "anchor.json"
    if anchor.exists():
        return repository, anchor
    say(f"making {steps:,} approved steps over {documents:,} documents")
    home.mkdir(parents=True, exist_ok=True)
    _git(("init", "--quiet", "--bare", "--initial-branch=main", str(repository)))
    command = ("git", "-C", str(repository), "fast-import", "--quiet")
    subprocess.run(command, input=b"".join(_stream(steps, documents)), check=True)  # noqa: S603 - fixed words
    _git(("-C", str(repository), "gc", "--quiet"))
    first = _git(("-C", str(repository), "rev-list", "--max-parents=0", "main")).strip()
    anchor.write_text(json.dumps({"commit": first, **_policy()[1]}), encoding="utf-8")
    return repository, anchor


def _policy() -> tuple[bytes, dict[str, str]]:
    if str(TESTS) not in sys.path:
        sys.path.append(str(TESTS))
    from cases.policy import PROJECT, render, start_policy  # noqa: PLC0415 - found on the path of the tests
    from cases.statements import digest  # noqa: PLC0415

    data = render(start_policy())
    return data, {"policy_sha256": digest(data), "project": PROJECT}


def _stream(steps: int, documents: int) -> Iterator[bytes]:
    """The whole history as git fast-import reads it."""
    policy, anchor = _policy()
    from cases.keys import ed25519_key  # noqa: PLC0415
    from cases.statements import digest, signed  # noqa: PLC0415
    from cases.texts import document  # noqa: PLC0415

    keys = {person: ed25519_key(person) for person, _, _ in SIGNERS}
    yield _commit(0, {"manual/authorities.yml": policy})
    replaced: dict[str, str] = {}
    for number in range(1, steps + 2):
        name, revision = f"QP-{number % documents + 1:04d}", str((number - 1) // documents + 1)
        text = document(name, revision, f"Step {number} of the procedure.\n" * 40)
        files: dict[str, bytes] = {f"procedures/{name}.md": text}
        for person, printed, role in SIGNERS:
            members = {
                "authors": ["ann.author"], "format": "approval/1", "meaning": "approval", "name": printed,
                "person": person, "policy": anchor["policy_sha256"], "project": anchor["project"],
                "revision": revision, "role": role, "sha256": digest(text), "signed_at": "2026-01-01T00:00:00Z",
                "subject": name, "supersedes": replaced.get(name, ""),
            }  # fmt: skip
            place = f"records/approvals/{name}/{revision}/approval.{role}.{person}.json"
            files |= {str(path): bytes(data) for path, data in signed(members, keys[person], place).items()}
        replaced[name] = digest(text)
        branch = "main" if number <= steps else "change"  # the last one waits on a branch
        yield _commit(number, files, branch)


def _commit(number: int, files: dict[str, bytes], branch: str = "main") -> bytes:
    who = f"Ann Author <ann.author@example.org> {BEGIN + number * MINUTE} +0000"
    parts = [f"commit refs/heads/{branch}\ncommitter {who}\ndata 4\nstep\n".encode()]
    if branch != "main":
        parts.append(b"from refs/heads/main\n")
    for path, data in files.items():
        parts.append(f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n")
    return b"".join(parts)


def _git(arguments: tuple[str, ...]) -> str:
    done = subprocess.run(("git", *arguments), capture_output=True, text=True, check=False)  # noqa: S603, S607 - as a user
    if done.returncode:
        raise BenchError(f"git {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout
