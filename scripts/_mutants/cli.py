"""Arguments in, table out: what scripts/mutants runs."""

from __future__ import annotations

import argparse
import compileall
import gc
import json
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from cases.families import CASES

from . import cases, rooms
from .mutate import REFUSAL, Mutation, find
from .pool import Result, hunt
from .trial import ByCases

HOME = Path(__file__).resolve().parents[2]
Say = Callable[[str], None]
_ALIKE = 3
_GIT = ("objects", "treediff", "merge")
# Those that tell people what to do and decide nothing; and `saved`, which `qms verify` never asks.
_LEFT_OUT = frozenset({"__init__", "change", "codes", "need", "needs", "saved"})
_DESCRIPTION = """\
Break the verifier in one place at a time and see whether anybody notices: first every refusal left out, then every
condition, comparison, constant and early return. Conformance cases judge, then the tests of the room. All of it
happens in a copy; nothing in the checkout is changed. Exit code 0 when nobody survives, 1 when somebody does."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the mutants and print the table."""
    options = _parser().parse_args(arguments)
    begun = time.monotonic()

    def say(text: str) -> None:
        print(f"[{time.monotonic() - begun:5.0f} s] {text}", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        tempfile.tempdir = folder
        root = Path(folder) / "plugins"
        shutil.copytree(HOME / "plugins", root, ignore=shutil.ignore_patterns("__pycache__"))
        compileall.compile_dir(str(root), quiet=2)
        mutations = choose(root, options.only, options.kind, options.limit)
        if options.again:
            survived = _survivors(options.again)
            mutations = [mutation for mutation in mutations if _name(mutation) in survived]
        say(f"{len(mutations):,} mutants; writing {len(CASES):,} cases")
        cases.write(Path(folder) / "cases")
        found = cases.baseline(root, Path(folder) / "cases", options.jobs)
        for name in sorted(CASES.keys() - found.exact):
            say(f"left out, not as expected even without a mutant: {name}")
        tests = None if options.no_tests else rooms.baseline(root, HOME / "tests" / "trust")
        for name in sorted(tests.failing if tests else ()):
            say(f"left out, fails even without a mutant: {name}")
        trial = ByCases(root, Path(folder) / "cases", found, tests, 0 if options.thorough else _ALIKE)
        gc.freeze()
        results = _try(root, mutations, trial, options.jobs, say)
    print(table(results))
    if options.json:
        rows = [asdict(result) for result in results]
        for row in rows:
            row["mutation"] |= {"lines": [], "around": [], "codes": []}
        options.json.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return int(any(not result.caught for result in results))


def _survivors(file: Path) -> set[tuple[object, ...]]:
    """The names of the mutants that survived in an earlier run; without lines, because those move."""
    rows = json.loads(file.read_text(encoding="utf-8"))
    return {
        tuple(row["mutation"][part] for part in ("file", "kind", "before", "after"))
        for row in rows
        if not row["caught"]
    }


def _name(mutation: Mutation) -> tuple[object, ...]:
    return (mutation.file, mutation.kind, mutation.before, mutation.after)


def _try(root: Path, mutations: Sequence[Mutation], trial: ByCases, jobs: int, say: Say) -> list[Result]:
    results = []
    for number, result in enumerate(hunt(root, mutations, trial, jobs), 1):
        results.append(result)
        if not result.caught:
            say(f"survivor: {row(result)}")
        if number % 50 == 0:
            caught = sum(bool(each.caught) for each in results)
            say(f"{number:,} of {len(mutations):,} tried, {caught:,} caught")
    return results


def choose(root: Path, only: Sequence[str], kinds: Sequence[str], limit: int) -> list[Mutation]:
    """The mutations asked for: refusals first, for they are the headline."""
    trust = sorted(path.stem for path in (root / "qms/trust").glob("*.py") if path.stem not in _LEFT_OUT)
    files = [f"qms/trust/{name}.py" for name in trust] + [f"qms/git/{name}.py" for name in _GIT]
    chosen = [file for file in files if not only or any(file.endswith(name) for name in only)]
    found = [mutation for file in chosen for mutation in find(root, file)]
    found = [mutation for mutation in found if not kinds or mutation.kind in kinds]
    found.sort(key=lambda mutation: mutation.kind != REFUSAL)
    return found[:limit] if limit else found


def row(result: Result) -> str:
    """A mutant as a row of the table."""
    mutation = result.mutation
    source = f"`{mutation.before[:150]}` → `{mutation.after[:150]}`".replace("|", "\\|")
    return f"| {mutation.file.removeprefix('qms/')}:{mutation.line} | {mutation.kind} | {source} |"


def table(results: Sequence[Result]) -> str:
    """The survivors, and the totals of every kind."""
    survivors = sorted(
        (result for result in results if not result.caught),
        key=lambda result: (result.mutation.kind != REFUSAL, result.mutation.file, result.mutation.line),
    )
    lines = ["| where | kind | change that nobody noticed |", "|---|---|---|", *map(row, survivors), ""]
    tried = Counter(result.mutation.kind for result in results)
    caught = Counter(result.mutation.kind for result in results if result.caught)
    for kind, count in sorted(tried.items(), key=lambda item: item[0] != REFUSAL):
        lines.append(f"{kind}: {caught[kind]:,} of {count:,} caught ({caught[kind] / count:.1%})")
    total = sum(caught.values())
    lines.append(f"all: {total:,} of {len(results):,} caught ({total / max(len(results), 1):.1%})")
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/mutants", description=_DESCRIPTION)
    parser.add_argument("--only", action="append", default=[], metavar="FILE", help="only this module (repeatable)")
    parser.add_argument("--kind", action="append", default=[], help="only mutants of this kind, such as `refusal`")
    parser.add_argument("--limit", type=int, default=0, metavar="N", help="only the first N mutants")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every mutant and who caught it")
    parser.add_argument("--again", type=Path, metavar="FILE", help="only those that survived in such a file")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="how many at once (default: 2)")
    parser.add_argument(
        "--thorough", action="store_true", help="run every case that runs the line, not three of those that run alike"
    )
    parser.add_argument("--no-tests", action="store_true", help="let only the conformance cases judge")
    return parser
