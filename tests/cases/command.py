"""`scripts/cases`: write the cases for others, and run a command of anybody's on all of them."""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from .families import CASES
from .registry import EXIT, Case

_README = """\
# Conformance cases of approval format 1

Each folder is one case: `repository.git` (a bare repository), `anchor.json`, `expected.json`, `README.md` (why). It is
the layout of the public vectors, but for the bare repository in the place of a bundle: always, because a bundle cannot
carry damage, a shallow history, grafts or a broken ref. A name that ends in `_fail` must not be accepted.

`expected.json`: `verdict`; `codes` (the case is *exact* when one of them is among the reported problems; empty when
accepted); `now`, the clock to use; for a branch check `against` and `head`; sometimes `at` or `previous`.

    qms verify --repo NAME/repository.git --anchor NAME/anchor.json --now NOW --format json [--at AT] [--previous SEEN]
    qms check --repo NAME/repository.git --anchor NAME/anchor.json --against BASE --head HEAD --now NOW --format json

The repositories are made without Git, the same on every machine. All keys come from public names: never use them.

"""


def arguments(folder: Path, expected: Mapping[str, object]) -> list[str]:
    """Give the command line of a case after the command's name, as the format's section 8 fixes it."""
    word = "check" if "against" in expected else "verify"
    call = [word, "--repo", str(folder / "repository.git"), "--anchor", str(folder / "anchor.json")]
    for name in ("against", "head", "at", "previous", "now"):
        if name in expected:
            call += [f"--{name}", str(expected[name])]
    return [*call, "--format", "json"]


def judge(expected: Mapping[str, object], status: int, output: str) -> tuple[str, str]:
    """Give `""` or what is wrong (`verdict`, `codes`, `output`), and what came out."""
    try:
        answer = json.loads(output)
        verdict, found = answer["verdict"], sorted({problem["code"] for problem in answer["problems"]})
    except (ValueError, KeyError, TypeError):
        return "output", f"exit {status}: {output.strip()[:80]}"
    said = f"{verdict} {' '.join(found)}".strip()
    if verdict != expected["verdict"] or status != EXIT.get(str(verdict)):
        return "verdict", f"exit {status}: {said}"
    codes = expected["codes"]
    assert isinstance(codes, list)
    exact = bool(set(codes) & set(found)) if codes else not found
    return ("" if exact else "codes"), said


def main(argv: Sequence[str] | None = None) -> int:
    """Write or run; 0 when nothing was missed, 1 when something was, 2 for a name that is no case."""
    options = _parser().parse_args(argv)
    unknown = [name for name in options.name if name not in CASES]
    if unknown:
        sys.stderr.write(f"error: no such case: {', '.join(unknown)}\n")
        return 2
    chosen = [CASES[name] for name in options.name or CASES]
    if options.out:
        _write(chosen, options.out, options.format)
        return _run(chosen, options.out, shlex.split(options.run)) if options.run else 0
    with tempfile.TemporaryDirectory(prefix="cases-") as folder:
        _write(chosen, Path(folder) / "cases", options.format)
        return _run(chosen, Path(folder) / "cases", shlex.split(options.run or "qms"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="scripts/cases", description=__doc__)
    parser.add_argument("--out", type=Path, metavar="DIR", help="write the cases here; it must not exist")
    parser.add_argument("--format", choices=("sha1", "sha256"), default="sha1", help="object format (default: sha1)")
    parser.add_argument("--run", metavar="COMMAND", help="run `COMMAND verify|check …` on every case, print the misses")
    parser.add_argument("name", nargs="*", metavar="NAME", help="only these cases")
    return parser


def _write(chosen: Sequence[Case], folder: Path, objects: str) -> None:
    folder.mkdir(parents=True)
    rows = ["| case | expected | why |", "|---|---|---|"]
    for each in chosen:
        each.write(folder / each.name, objects)
        codes = " ".join(f"`{code}`" for code in each.codes)
        rows.append(f"| `{each.name}` | {f'{each.verdict} {codes}'.strip()} | {each.why} |")
    (folder / "README.md").write_text(_README + "\n".join(rows) + "\n", encoding="utf-8")


def _run(chosen: Sequence[Case], folder: Path, command: Sequence[str]) -> int:
    misses = []
    for each in chosen:
        expected = json.loads((folder / each.name / "expected.json").read_text(encoding="utf-8"))
        call = [*command, *arguments(folder / each.name, expected)]
        done = subprocess.run(call, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        wrong, said = judge(expected, done.returncode, done.stdout)
        if wrong:
            misses.append(f"| `{each.name}` | {wrong} | {each.verdict} {' '.join(each.codes)} | {said} |")
    lines = ["| case | wrong | expected | found |", "|---|---|---|---|", *misses]
    lines += ["", f"{len(chosen) - len(misses)} of {len(chosen)} cases are exact.", ""]
    sys.stdout.write("\n".join(lines))
    return int(bool(misses))
