"""What is measured of clauses: an integrated manual of five standards mapped, and what that costs beyond reading it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from .dice import Dice
from .measure import Row, Say, rotate, row, typical
from .processes import git
from .scenes import Stage
from .tools import ROOT, Tools

DOCUMENTS = 1_000
SIZE = "C"  # 1,000 documents, each with 5 to 10 sections that claim clauses, five standards, one commit
STANDARDS = ("iso-9001-2026", "iso-9001-2015", "iso-14001-2026", "iso-45001-2018", "iso-iec-27001-2022")
_VERSION = "1"  # of what is written; another one makes the repository anew
_CLAUSE = re.compile(r"- clause: '?([A-Za-z0-9.-]+)'?\n(?:    .*\n)*?    kind: requirement")
_READING = "yardstick: reading the manual of five standards, no mapping"


def clauses(folder: Path, tools: Tools, rounds: int, say: Say) -> list[Row]:
    """Reading alone, and reading with every clause of five standards and a transition."""
    source = _integrated(folder, say)
    work = folder / "work" / SIZE
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    (work / "repository").symlink_to(source)
    stage = Stage(SIZE, work, tools, rounds, say)
    say("clauses: five standards")
    yardstick = stage.driver(_READING, "clauses.py", "read", *STANDARDS)
    mapped = stage.driver("the same, each clause mapped, and a transition", "clauses.py", "map", *STANDARDS)
    samples = rotate([yardstick, mapped], rounds, say)
    base = typical(samples[yardstick.name])
    rows = [row(yardstick, SIZE, samples[yardstick.name], None, "")]
    return [*rows, row(mapped, SIZE, samples[mapped.name], base, "reading alone", "≤ 1 s beyond reading")]


def _integrated(folder: Path, say: Say) -> Path:
    """A repository whose documents answer five standards; kept between runs."""
    repository = folder / f"clauses-{_VERSION}-{DOCUMENTS}"
    if (repository / "made").exists():
        return repository
    say(f"writing {DOCUMENTS:,} documents that claim clauses of {len(STANDARDS)} standards")
    shutil.rmtree(repository, ignore_errors=True)
    (repository / "procedures").mkdir(parents=True)
    settings = f"organisation: Bench\nroles: {{owner: Owner}}\nstandards: [{', '.join(STANDARDS)}]\n"
    (repository / "qms.yml").write_text(settings, encoding="utf-8")
    numbers = {name: _requirements(name) for name in STANDARDS}
    dice = Dice(f"clauses/{_VERSION}")
    for number in range(1, DOCUMENTS + 1):
        path = repository / "procedures" / f"QP-{number:04}.md"
        path.write_text(_document(number, numbers, dice), encoding="utf-8")
    git(repository, "init", "--quiet", "--initial-branch=main")
    git(repository, "add", "--all")
    who = ("-c", "user.name=Ann Author", "-c", "user.email=ann.author@example.org")
    git(repository, *who, "commit", "--quiet", "--message", "Take over the documents")
    (repository / "made").write_text(_VERSION, encoding="ascii")
    return repository


def _requirements(standard: str) -> tuple[str, ...]:
    text = (ROOT / "plugins" / "qms" / "standards" / f"{standard}.yml").read_text(encoding="utf-8")
    return tuple(_CLAUSE.findall(text))


def _document(number: int, numbers: dict[str, tuple[str, ...]], dice: Dice) -> str:
    """A document whose front matter lists clauses of every standard, and whose sections claim 5 to 10 of them."""
    wanted = 5 + number % 6
    chosen = [dice.pick(numbers[dice.pick(STANDARDS)]) for _ in range(wanted)]
    # A number that several standards have is listed, and so claimed, for each.
    claims = {name: [each for each in dict.fromkeys(chosen) if each in known] for name, known in numbers.items()}
    listed = [f"  {name}: [{', '.join(map(repr, found))}]" for name, found in claims.items() if found]
    head = [f"id: QP-{number:04}", f"title: Procedure {number}", "type: procedure", "revision: 1", "owner: owner"]
    lines = ["---", *head, "change: First issue.", "clauses:", *listed, "---", ""]
    for place, clause in enumerate(chosen, 1):
        lines += [f'## Step {place} {{: data-clause="{clause}" }}', "", f"What is done in step {place}.", ""]
    return "\n".join(lines)
