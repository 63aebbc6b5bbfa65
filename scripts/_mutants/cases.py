"""The conformance cases as judges of mutants: which of them run a line, and whether their answers change."""

from __future__ import annotations

import itertools
import json
import os
import pickle
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cases.families import CASES

from .answers import Answers
from .mutate import Mutation
from .pool import fork
from .watch import Line, forget, watched


@dataclass
class Baseline:
    """How the cases go without any mutant.

    Attributes:
        lines: The cases that run a line, by file and line.
        files: The cases that run anything of a file, with a number for which of its lines.
        exact: The cases that are answered as expected; the others judge nothing.
    """

    lines: dict[Line, set[str]] = field(default_factory=lambda: defaultdict(set))
    files: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    exact: set[str] = field(default_factory=set)
    answers: Answers = field(default_factory=Answers)

    def update(self, part: tuple[dict[str, set[Line]], set[str], Answers]) -> None:
        """Learn what one process has found."""
        covered, exact, answers = part
        self.exact |= exact
        self.answers.update(answers)
        for name in exact:
            ran: dict[str, set[int]] = defaultdict(set)
            for file, line in covered[name]:
                self.lines[file, line].add(name)
                ran[file].add(line)
            for file, lines in ran.items():
                self.files[file][name] = hash(frozenset(lines))


def write(folder: Path) -> None:
    """Write all cases."""
    for name, case in CASES.items():
        case.write(folder / name)


def wrong(folder: Path) -> str:
    """Run one case in this process; say what is wrong with the answer, or nothing."""
    from qms import git, trust  # noqa: PLC0415 - the copy, when its turn has come
    from qms.errors import QmsError  # noqa: PLC0415

    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    now = datetime.fromisoformat(expected["now"])
    try:
        repository = git.open_repository(folder / "repository.git")
        anchor = trust.read_anchor(folder / "anchor.json")
        if "against" in expected:
            outcome = trust.check_branch(repository, anchor, expected["against"], expected["head"], now=now)
        else:
            at, previous = expected.get("at", "HEAD"), expected.get("previous", "")
            outcome = trust.verify(repository, anchor, at, now=now, previous=previous)
    except QmsError as error:
        outcome = trust.undecided(error)
    verdict, codes = outcome.decision.value, {problem.code for problem in outcome.problems}
    if verdict != expected["verdict"]:
        return f"verdict {verdict}"
    exact = codes & set(expected["codes"]) if expected["codes"] else not codes
    return "" if exact else f"codes {' '.join(sorted(codes))}"


def baseline(root: Path, folder: Path, jobs: int) -> Baseline:
    """Run every case once on the untouched copy, watched."""
    names = list(CASES)
    parts = [Path(tempfile.mkstemp(suffix=".pickle")[1]) for _ in range(jobs)]
    processes = [
        fork(lambda part=part, mine=names[number::jobs]: _watch(root, folder, mine, part), 3600)  # type: ignore[misc]
        for number, part in enumerate(parts)
    ]
    found = Baseline()
    for (pid, pipe), part in zip(processes, parts, strict=True):
        with os.fdopen(pipe, "rb") as stream:
            said = json.loads(stream.read() or b'"killed"')
        os.waitpid(pid, 0)
        if said:
            raise RuntimeError(f"the cases cannot be run: {said}")
        found.update(pickle.loads(part.read_bytes()))  # noqa: S301 - written by ourselves, a moment ago
    return found


def _watch(root: Path, folder: Path, names: Sequence[str], part: Path) -> str:
    sys.path.insert(0, str(root))
    answers = Answers()
    covered: dict[str, set[Line]] = {}
    exact = set()
    with answers.given():
        for name in names:
            forget()
            with watched(root) as covered[name]:
                said = wrong(folder / name)
            if not said:
                exact.add(name)
    part.write_bytes(pickle.dumps((covered, exact, answers)))
    return ""


def likely(found: Baseline, mutation: Mutation, alike: int) -> list[str]:
    """The cases that can notice a mutation, those first that are likely to.

    Args:
        found: How the cases go without it.
        mutation: The mutation.
        alike: Of cases that run the same lines of the module and expect the same, so many are enough; 0 for all.
    """
    if mutation.lines:
        touched: set[str] = set().union(*(found.lines.get((mutation.file, line), ()) for line in mutation.lines))
    else:
        touched = set(found.files.get(mutation.file) or found.exact)
    telling = [name for name in sorted(touched) if mutation.codes & set(CASES[name].codes)]
    rest = _mixed(sorted(touched.difference(telling)))
    ran = found.files.get(mutation.file, {})
    seen: Counter[tuple[object, ...]] = Counter()
    chosen = []
    for name in rest:
        kind = (ran.get(name, 0), *CASES[name].codes)
        seen[kind] += 1
        if not alike or seen[kind] <= alike:
            chosen.append(name)
    return [*_mixed(telling), *chosen]


def _mixed(names: Iterable[str]) -> list[str]:
    """One of each group in turn: cases of one family that expect the same say the same."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name in names:
        groups[CASES[name].family, " ".join(CASES[name].codes)].append(name)
    rows = itertools.zip_longest(*groups.values())
    return [name for row in rows for name in row if name]
