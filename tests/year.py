"""A year of the demonstration company: its manual, taken over in January, and QP-04 in three revisions after that.

The texts, records and keys are the project's own; only the dates are made up, so that there is a past to ask about.
Records are filed on the day they name. Nothing in it depends on the clock.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cases.forge import Forge
from cases.keys import ED25519, Key, string
from cases.statements import digest
from cases.story import POLICY, Acts, Issue, Signers, Story
from qms.model.demonstration import PROJECT
from qms.trust.demonstration import demonstration_seed

ROOT = Path(__file__).parents[1]
TODAY = "2026-11-23"
GRACE = "Grace Temba <grace.temba@ottermoor.example>"
PATH = "procedures/QP-04-documented-information.md"
MARA, TOMAS, ANA = (
    ("mara.lindqvist", "process-owner"),
    ("tomas.okafor", "quality-manager"),
    ("ana.duarte", "quality-manager"),
)
BOSS = ("mara.lindqvist", "managing-director")
READERS = (
    *((name, "process-owner") for name in ("ana.duarte", "elif.kaya", "jonas.brandvold", "priya.nandakumar")),
    ("sam.whitlow", "toolsmith"),
    ("grace.temba", "internal-auditor"),
)
# What each revision brought, as it stands in the text of today and as it stood before.
CHANGES = {
    "4": (
        ('sign "read and understood" within 10 working days. Line managers chase missing ones.',
         'sign "read and understood" within 20 working days.'),
        ("Acknowledged within 10 working days: at least 95 %.", "Acknowledged within 20 working days: at least 90 %."),
    ),
    "3": (
        ("* A review more than 30 days late", "* A review more than 60 days late"),
        ("They sign only with a role that the authorities file gives them.", "They sign as deputies."),
        ("No standard's text enters the repository.\n", ""),
    ),
    "2": (
        ("6. A person who does the work tries the draft once.\n", ""),
        ("* A lost key is reported to the quality manager the same day", "* A lost key is reported"),
    ),
}  # fmt: skip
WHY = {
    "1": "First issue.",
    "2": "Somebody who does the work tries each draft; a lost key is reported the same day.",
    "3": "Deputies sign only with a role from the list; a review counts as late after 30 days; no standard's text.",
    "4": "Confirmations within 10 working days, and line managers chase missing ones (CA-2026-08).",
}
TRAINING = """---
id: TR-2026-05
kind: training
title: Changing a document, for newcomers
date: 2026-11-20
by: tomas.okafor
process: P9
refs: [QP-04, QP-05, iso-9001-2026:7.2, iso-9001-2015:7.2]
example: true
people: [developer-6, developer-7]
---

Each proposed a change of a work instruction, saw what the gate says, and signed "read and understood".
"""


def text_of(revision: str) -> bytes:
    """QP-04 as it stood under a revision: the project's own text, with later changes taken back."""
    found = (ROOT / PATH).read_text("utf-8")
    for later in (number for number in CHANGES if int(number) > int(revision)):
        for new, old in CHANGES[later]:
            assert found.count(new) == 1, f"QP-04 has other words now; choose others in {__file__}: {new}"
            found = found.replace(new, old)
    found = re.sub(r"(?m)^revision: .*$", f"revision: {revision}", found, count=1)
    found = re.sub(r"(?m)^change: .*$", lambda _: f"change: {WHY[revision]}", found, count=1)
    return re.sub(r" confirmed in \d+", f" confirmed in {revision}" if revision != "1" else "", found).encode()


class Year:
    """The company's history, told in order, and the clone of it."""

    def __init__(self, root: Path) -> None:
        self.root, self.anchor = root, root.parent / "anchor.json"
        self.story = Story(Forge())

    def tell(self) -> Year:
        """Tell the whole year, and write the clone and its anchor."""
        records = _records()
        self._begin()
        for day in sorted({*records, *_REVISED}):
            self.story.clock = _seconds(f"{day}T10:00:00")
            if day in _REVISED:
                self._revise(day, *_REVISED[day])
            if day in records:
                self.story.step(records[day], author=GRACE)
        bare = self.root.with_name(f"{self.root.name}.git")
        self.story.forge.write(bare)
        self.anchor.write_text(json.dumps(self.story.anchor))
        subprocess.run(["git", "clone", "--quiet", str(bare), str(self.root)], check=True)
        return self

    def build(self, site: Path) -> None:
        """Build the site as the company publishes it."""
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(site)]
        done = subprocess.run(command, cwd=self.root, env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]

    @property
    def environment(self) -> dict[str, str]:
        """That of whoever builds or packs on the day the story ends."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "QMS_"))}
        named = {"QMS_ANCHOR": str(self.anchor), "QMS_AS_OF": TODAY, "NO_MKDOCS_2_WARNING": "1", "COLUMNS": "400"}
        return kept | named | {"XDG_CACHE_HOME": str(self.root.parent / "cache")}

    def _begin(self) -> None:
        """Commit the anchor: the documents as they stood, with the list that two people signed."""
        story, policy = self.story, (ROOT / POLICY).read_bytes()
        story.clock = _seconds("2026-01-05T10:00:00")
        story.policy, story.policy_sha = yaml.safe_load(policy), digest(policy)
        settings = (ROOT / "pyproject.toml").read_text("utf-8").replace("[tool.qms]", "[tool.qms]\nquarters = true", 1)
        files: dict[str | bytes, Any] = {path: (ROOT / path).read_bytes() for path in _documents()}
        files |= {PATH: text_of("1"), "mkdocs.yml": (ROOT / "mkdocs.yml").read_bytes()}
        listed = [
            dict(zip(("id", "revision", "sha256"), row, strict=True))
            for row in sorted(map(_row, files.items()))
            if row[0]
        ]
        lines = "".join(f"{row['sha256']}  {row['id']} {row['revision']}\n" for row in listed)
        about = {"subject": "IMPORT", "revision": "1", "supersedes": "", "sha256": digest(lines.encode())}
        signed = self._signed((BOSS, TOMAS), "import", "2026-01-05", **about, documents=listed, retired=[])
        commit = story.step(files, {POLICY: policy, "pyproject.toml": settings.encode()}, signed, author=GRACE)
        story.anchor = {"commit": commit, "policy_sha256": digest(policy), "project": PROJECT}
        story.current["QP-04"] = Issue(PATH, "1", digest(text_of("1")), "")

    def _revise(self, day: str, revision: str, signers: Signers, readers: int) -> None:
        """Publish a revision of QP-04; some read it a week later."""
        story, data, old = self.story, text_of(revision), self.story.current["QP-04"]
        story.current["QP-04"] = Issue(PATH, revision, digest(data), old.sha256)
        approvals = self._signed(signers, "approval", day, of="QP-04", authors=["grace.temba"])
        story.step({PATH: data}, approvals, author=GRACE)
        story.clock += 7 * 86_400
        later = datetime.fromtimestamp(story.clock, UTC).date().isoformat()
        story.step(self._signed(READERS[:readers], "acknowledgement", later, of="QP-04"), author=GRACE)

    def _signed(self, people: Signers, meaning: str, day: str, **members: Any) -> Acts:  # noqa: ANN401 - passed on
        found: Acts = {}
        for number, (person, role) in enumerate(people):
            how, when = {"key": key_of(person)}, f"{day}T09:{12 + 7 * number}:00Z"
            found |= self.story.act((person, role), meaning, how=how, signed_at=when, project=PROJECT, **members)
        return found


_REVISED = {
    "2026-02-09": ("2", (MARA, TOMAS), 6),
    "2026-08-03": ("3", (MARA, ANA), 6),
    "2026-11-02": ("4", (MARA, TOMAS), 5),
}


@cache
def key_of(person: str) -> Key:
    """The key of a person of the demonstration company, which anybody can derive."""
    private = Ed25519PrivateKey.from_private_bytes(demonstration_seed(person))
    blob = string(ED25519) + string(private.public_key().public_bytes_raw())
    return Key(ED25519, blob, lambda data, **_: string(ED25519) + string(private.sign(data)))


def _documents() -> list[str]:
    found = (file for folder in ("manual", "procedures") for file in (ROOT / folder).rglob("*.md"))
    return [file.relative_to(ROOT).as_posix() for file in found]


def _records() -> dict[str, Acts]:
    """The company's records by the day they name, as far as the story goes."""
    found: dict[str, Acts] = {"2026-11-20": {"records/people/TR-2026-05.md": TRAINING.encode()}}
    for file in sorted((ROOT / "records").rglob("*.md")):
        day = _field(file.read_bytes(), "date")
        if day <= TODAY and file.name != "TR-2026-05.md":
            found.setdefault(day, {})[file.relative_to(ROOT).as_posix()] = file.read_bytes()
    return found


def _row(file: tuple[str | bytes, bytes]) -> tuple[str, str, str]:
    return _field(file[1], "id"), _field(file[1], "revision"), digest(file[1])


def _field(data: bytes, name: str) -> str:
    found = re.search(rf"(?m)^{name}: *(.*?)$", data.decode().partition("\n---\n")[0])
    return found[1] if found else ""


def _seconds(moment: str) -> int:
    return int(datetime.fromisoformat(f"{moment}+00:00").timestamp())
