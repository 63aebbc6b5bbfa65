"""A small manual whose texts are approved, as a clone to build from: told step by step by the stories of the cases."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cases.forge import Forge
from cases.policy import Policy, changed, start_policy
from cases.story import Story
from cases.texts import document
from helpers import Repo

SETTINGS = b"""organisation: Example Ltd
standards: [iso-9001-2026]
roles: {quality-manager: Quality manager, process-owner: Process owner}
"""
UNCONTROLLED = ["README.md", "notes/**", "qms.yml", "docs/**"]


def text(name: str, revision: str, words: str, **fields: str) -> bytes:
    """A document with a reason, as people write it."""
    values = {"title": f"Title of {name}", "owner": "quality-manager", "change": f"Reason {revision} of {name}."}
    return document(name, revision, f"\n{words}\n", **values | fields)


@dataclass
class Manual:
    """A story on its own calendar, and the clone of it."""

    root: Path
    site: bytes
    story: Story = field(default_factory=lambda: Story(Forge()))
    files: dict[str, bytes] = field(default_factory=dict)

    def begin(self, policy: Policy | None = None) -> None:
        """Commit the anchor."""
        start = changed(policy or start_policy(), uncontrolled=UNCONTROLLED, evidence=["records/audits/**"])
        first: dict[str | bytes, Any] = {"mkdocs.yml": self.site, "qms.yml": SETTINGS, **self.files}
        self.day("2026-01-01")
        self.story.begin(start, first)

    def day(self, day: str) -> None:
        """Go on from a day, ten in the morning."""
        self.story.clock = int(datetime.fromisoformat(f"{day}T10:00:00+00:00").replace(tzinfo=UTC).timestamp())

    def issue(self, day: str, name: str, revision: str, words: Any, **rest: Any) -> str:  # noqa: ANN401 - passed on
        """Publish a revision with its approvals, all on one day."""
        self.day(day)
        fields = {key: rest.pop(key) for key in ("effective", "review", "title", "approval") if key in rest}
        data = words if isinstance(words, dict) else text(name, revision, words, **fields)
        return self.story.step(self.story.issue(name, revision, data, signed_at=f"{day}T09:30:00Z", **rest))

    def clone(self) -> Repo:
        """The repository with a work tree, and the anchor beside it."""
        bare = self.root.parent / f"{self.root.name}.git"
        self.story.forge.write(bare)
        self.anchor.write_text(json.dumps(self.story.anchor))
        repo = Repo(self.root, day=400)
        self.root.mkdir()
        repo.git("clone", "--quiet", str(bare), ".")
        repo.git("checkout", "--quiet", "main")
        return repo

    @property
    def anchor(self) -> Path:
        """The file of the anchor, outside the repository."""
        return self.root.parent / "anchor.json"


def folder(revision: str, words: str, plan: str) -> dict[str, bytes]:
    """A folder document with a figure and a second page."""
    return {
        "index.md": text("QP-05", revision, f"{words}\n\n![plan](plan.svg) and [more](sub/more.md)."),
        "plan.svg": f"<svg xmlns='http://www.w3.org/2000/svg'><!-- {plan} --></svg>".encode(),
        "sub/more.md": f"More of {words}, back to [it](../index.md).\n".encode(),
    }


def small_manual(root: Path, site: bytes) -> Manual:
    """QP-01 at revision 2, QP-03 at 1 with 2 to come in 2099, QP-04 to come in 2099, QP-05 a folder at revision 2."""
    manual = Manual(root, site)
    manual.begin()
    manual.issue("2026-01-10", "QP-01", "1", "First words of QP-01.")
    manual.issue("2026-02-10", "QP-01", "2", "Second words of QP-01.", review="12 months")
    manual.issue("2026-02-12", "QP-03", "1", "First words of QP-03.")
    manual.issue("2026-02-13", "QP-03", "2", "Later words of QP-03.", effective="2099-01-01")
    manual.issue("2026-02-14", "QP-04", "1", "Words of QP-04.", effective="2099-01-01")
    manual.issue(
        "2026-02-15", "QP-05", "1", folder("1", "Old words of QP-05", "old plan"), path="procedures/QP-05-plan"
    )
    manual.issue("2026-02-20", "QP-05", "2", folder("2", "New words of QP-05", "new plan"))
    manual.day("2026-02-25")
    manual.story.step(manual.story.acts((("jane.doe", "quality-manager"),), "review", of="QP-01"))
    return manual
