"""Made-up controlled documents and records: their paths, metadata and text, and what editing them does.

Links lead only to documents that never move, so that whatever history does, the last tree is free of broken ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from posixpath import dirname, join, normpath, relpath

from .dice import Dice
from .words import CLAUSES, OBJECTS, ROLES, SECTIONS, STANDARDS, SUBJECTS, SUMMARIES, WHO, sentence

_LINK = re.compile(r"\]\(([^)#]+)")
# Of twenty documents: one policy, three of the manual, eight procedures, six work instructions, two forms.
_KINDS = (
    *[("policy", "PO", "manual")] * 1,
    *[("manual", "QM", "manual")] * 3,
    *[("procedure", "QP", "procedures")] * 8,
    *[("work-instruction", "WI", "procedures")] * 6,
    *[("form", "FM", "procedures")] * 2,
)


@dataclass(slots=True)
class Text:
    """One document as it stands: `revision` counts as (major, minor); `figure` is the source of a folder's drawing."""

    number: int
    path: str
    title: str
    owner: str
    lines: list[str]
    revision: tuple[int, int] = (1, 0)
    note: str = "First issue."
    effective: str = ""
    figure: str = ""

    def copy(self) -> Text:
        """The same text, to be edited apart."""
        return replace(self, lines=list(self.lines))


def identifier(number: int) -> str:
    """The id of a document, such as `QP-0012`."""
    return f"{_KINDS[number % len(_KINDS)][1]}-{number:04d}"


def movable(number: int) -> bool:
    """True for the quarter of documents that get new paths and are named by id only."""
    return number % 4 == 3  # noqa: PLR2004 - any quarter


def is_folder(number: int) -> bool:
    """True for the fiftieth of documents that are folders with a drawing."""
    return number % 50 == 4  # noqa: PLR2004 - any fiftieth that never moves


def home(number: int) -> str:
    """The path at which a document begins, and stays unless it is movable."""
    kind, _, root = _KINDS[number % len(_KINDS)]
    title = _title(number).lower().replace(" ", "-")
    area = f"/area-{number % 17:02d}" if kind in ("work-instruction", "form") else ""
    name = f"{root}{area}/{identifier(number)}-{title}"
    return f"{name}/index.md" if is_folder(number) else f"{name}.md"


def _title(number: int) -> str:
    return f"{SUBJECTS[number % len(SUBJECTS)]} of {OBJECTS[number // len(SUBJECTS) % len(OBJECTS)]}"


def compose(number: int, count: int, seed: str) -> Text:
    """The first issue of a document in a system of so many documents."""
    dice = Dice(f"{seed}/{number}")
    path = home(number)
    lines = [sentence(dice), ""]
    for index, section in enumerate(SECTIONS):
        clause = f' {{: data-clause="{_claims(number)[index % 2]}" }}' if section in ("Steps", "Records") else ""
        lines += [f"## {section}{clause}", "", *_section(section, number, count, dice), ""]
    figure = _drawing(dice) if is_folder(number) else ""
    if figure:
        lines += ["## Drawing", "", "![The steps as a drawing](steps.svg)", ""]
    return Text(number, path, _title(number), dice.pick(tuple(ROLES)), lines, figure=figure)


def _claims(number: int) -> tuple[str, str]:
    return CLAUSES[number % len(CLAUSES)], CLAUSES[(number * 7 + 3) % len(CLAUSES)]


def _section(section: str, number: int, count: int, dice: Dice) -> list[str]:
    if section == "Responsibilities":
        rows = [f"| {who.removeprefix('The ')} | {sentence(dice)} |" for who in WHO[:6]]
        return ["| Who | What |", "|---|---|", *rows]
    if section == "Steps":
        lines: list[str] = []
        for step in range(1, 6):
            lines += [f"### Step {step}", "", sentence(dice), sentence(dice), ""]
            lines += [*(f"1. {sentence(dice)}" for _ in range(4)), "", sentence(dice), ""]
        return lines[:-1]
    if section == "Records":
        return [f"- {sentence(dice)}" for _ in range(6)]
    if section == "Related documents":
        return [f"- {_reference(number, count, dice)}" for _ in range(5)]
    return [sentence(dice) for _ in range(5)]


def _reference(number: int, count: int, dice: Dice) -> str:
    other = dice.below(count) + 1
    if movable(other) or other == number:
        return f"See {identifier(other)}: {sentence(dice)}"
    target = relpath(home(other), dirname(home(number)))
    return f"[{identifier(other)}]({target}{dice.pick(('', '#scope', '#records'))}): {sentence(dice)}"


def _drawing(dice: Dice) -> str:
    boxes = "".join(f'<rect x="{x * 40}" y="{dice.below(90)}" width="30" height="20"/>\n' for x in range(12))
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 480 120">\n{boxes}</svg>\n'


def render(text: Text) -> bytes:
    """The file's bytes."""
    major, minor = text.revision
    claims = ", ".join(sorted(set(_claims(text.number))))
    head = [
        "---",
        f"id: {identifier(text.number)}",
        f"title: {text.title}",
        f"type: {_KINDS[text.number % len(_KINDS)][0]}",
        f"revision: {major}.{minor}" if minor else f"revision: {major}",
        f"owner: {text.owner}",
        *([f"effective: {text.effective}"] if text.effective else []),
        "review: 36 months",
        f"change: {text.note}",
        "clauses:",
        *(f"  {standard}: [{claims}]" for standard in STANDARDS),
        "---",
        "",
    ]
    return "\n".join(head + text.lines).encode()


def edit(text: Text, dice: Dice) -> None:
    """Change a few sentences, now and then add or drop one."""
    prose = [index for index, line in enumerate(text.lines) if line[:1].isalpha() and not line.startswith("See ")]
    for _ in range(1 + dice.below(4)):
        text.lines[dice.common(prose)] = sentence(dice)
    if dice.chance(0.1):
        text.lines.insert(dice.pick(prose), sentence(dice))
    elif dice.chance(0.1):
        del text.lines[dice.pick(prose)]
    if text.figure and dice.chance(0.3):
        text.figure = _drawing(dice)


def revise(text: Text, day: str, dice: Dice) -> None:
    """Give a text its next revision: a fifth of them editorial, a fifth in force from a named day."""
    major, minor = text.revision
    editorial = dice.chance(0.2)
    text.revision = (major, minor + 1) if editorial else (major + 1, 0)
    text.note = f"{dice.pick(SUMMARIES)}, for {dice.pick(OBJECTS)}."
    text.effective = day if dice.chance(0.2) else ""


def move(text: Text, folder: str, slug: str) -> None:
    """Give a text another path; where the folder changes, its links change with it."""
    target = join(folder, f"{identifier(text.number)}-{slug}.md")
    here, there = dirname(text.path), dirname(target)
    if here != there:
        text.lines = [
            _LINK.sub(lambda found: f"]({relpath(normpath(join(here, found[1])), there)}", line) for line in text.lines
        ]
    text.path = target


def record(number: int, count: int, day: str, seed: str) -> tuple[str, bytes]:
    """Path and bytes of a quality record made on a day (`2024-05-01`)."""
    dice = Dice(f"{seed}/record/{number}")
    folder, prefix, kind = dice.pick(
        (("audits", "IA", "audit"), ("nonconformities", "NC", "nonconformity"), ("reviews", "MR", "management-review"))
    )
    record_id = f"{prefix}-{day[:4]}-{number:04d}"
    about = ", ".join(sorted({identifier(dice.below(count) + 1) for _ in range(2)}))
    lines = [
        "---", f"id: {record_id}", f"kind: {kind}", f"title: {dice.pick(SUBJECTS)} in {day[:4]}", f"date: {day}",
        "by: ruth.adler", f"refs: [{about}, {STANDARDS[0]}:{dice.pick(CLAUSES)}]", "---", "",
        "## Findings", "", *(f"- {sentence(dice)}" for _ in range(12)), "", "## Decision", "", sentence(dice), "",
    ]  # fmt: skip
    return f"records/{folder}/{record_id}.md", "\n".join(lines).encode()
