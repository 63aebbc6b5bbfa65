"""What a case is, and the list of all of them.

A family's function gets a `Story` and tells it; the decorator says what any verifier must make of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .forge import Forge
from .story import Story

NOW = "2026-11-23T00:00:00Z"
UNDECIDED = frozenset(
    [
        "repository-unreadable",
        "ref-unknown",
        "anchor-unreadable",
        "history-shallow",
        "history-grafted",
        "history-replaced",
        "object-missing",
        "object-corrupt",
        "git-failed",
    ]
)
EXIT = {"accepted": 0, "refused": 1, "undecided": 2}
Tell = Callable[[Story], None]
CASES: dict[str, Case] = {}


@dataclass(frozen=True, slots=True)
class Case:
    """One case: why it is there, what is expected, and how to tell it."""

    name: str
    why: str
    codes: tuple[str, ...]
    tell: Tell
    family: str
    now: str = NOW
    refs: dict[str, str] = field(default_factory=dict)  # against, head, at, previous
    start: bool = True

    @property
    def verdict(self) -> str:
        if not self.codes:
            return "accepted"
        return "undecided" if set(self.codes) <= UNDECIDED else "refused"

    def story(self, objects: str = "sha1") -> Story:
        """Tell the whole case."""
        story = Story(Forge(objects))
        if self.start:
            story.started()
        self.tell(story)
        return story

    def expected(self, story: Story) -> dict[str, object]:
        """Give what `expected.json` says."""
        return {"verdict": self.verdict, "codes": list(self.codes), "now": self.now, **self.refs, **story.expected}

    def write(self, folder: Path, objects: str = "sha1") -> dict[str, object]:
        """Write the case in the layout of the public vectors, with a bare repository; give what is expected."""
        folder.mkdir(parents=True)
        story = self.story(objects)
        story.forge.write(folder / "repository.git")
        anchor = (
            json.dumps(story.anchor, indent=1).encode() + b"\n" if story.anchor_bytes is None else story.anchor_bytes
        )
        (folder / "anchor.json").write_bytes(anchor)
        expected = self.expected(story)
        (folder / "expected.json").write_text(json.dumps(expected, indent=1) + "\n", encoding="utf-8")
        (folder / "README.md").write_text(f"# {self.name}\n\n{self.why}\n", encoding="utf-8")
        return expected


def case(name: str, why: str, *codes: str, start: bool = True, now: str = NOW, **refs: str) -> Callable[[Tell], Tell]:
    """Register a case.

    Args:
        name: In kebab case; ends in `_fail` exactly when it must not be accepted.
        why: One sentence.
        codes: The codes of which one must be among the problems; none: accepted.
        start: Whether the story begins with the first steps of the public vectors.
        now: The clock to use.
        refs: For a branch check `against` and `head`; else perhaps `at` and `previous`.
    """

    def add(tell: Tell) -> Tell:
        assert name not in CASES, f"two cases are named {name}"
        assert name.endswith("_fail") == bool(codes), f"{name}: the name and the verdict differ"
        undecided = UNDECIDED & set(codes)
        assert not undecided or undecided == set(codes), f"{name}: one verdict a case"
        family = str(getattr(tell, "__module__", "")).rpartition(".")[2]
        CASES[name] = Case(name, why, codes, tell, family, now, refs, start)
        return tell

    return add
