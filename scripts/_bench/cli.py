"""Arguments in, table out: what scripts/bench runs."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from . import make, scenes, sites, table
from .approvals import approvals
from .clauses import clauses
from .measure import Row, Say
from .processes import BenchError
from .sizes import SIZES
from .tools import Tools, facts, find_tools, fingerprint

_SCENES = ("history", "check", "approvals", "clauses", "build", "serve")
_DESCRIPTION = """\
Measure qms on made-up repositories and print one Markdown table.

Whole processes are measured in turn (A B A B), each after one run that warms up. The table shows medians, and ratios
against a yardstick measured in the same run, because machines are noisy and ratios are not."""
_SIZES = """\
sizes: XS 10 documents x 60 commits, S 100 x 2,000, M 1,000 x 20,000, L 5,000 x 100,000. Repositories are made once
(M in half a minute, L in several minutes) and kept. Sites are built and served for M only, or for the largest size
below it when M is not asked for. Approvals have a repository of their own: 10,000 approved steps, 20,000 signatures.
So have clauses: 1,000 documents that answer five standards.

The default (S and M, five runs, three of each build) takes about ten minutes on two cores with --no-peers. The peers
take about ten more; each is given up after ten minutes. Do not change qms meanwhile: the table then says so, and the
exit code is 2. "others" is the share of the machine that other programs used: keep it small."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for. 0 when all was measured, 2 when it could not be or means nothing."""
    options = _parser().parse_args(arguments)
    begin = time.monotonic()

    def say(text: str) -> None:
        print(f"[{time.monotonic() - begin:5.0f} s] {text}", file=sys.stderr, flush=True)

    try:
        tools = find_tools(options.tools)
        machine = facts(tools)
        rows = _measure(options, tools, say)
        machine["load after"] = f"{os.getloadavg()[0]:.1f} at the end"
    except BenchError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    changed = fingerprint(tools) not in machine["qms"]
    if changed:
        machine["changed"] = "**qms was changed during the run: these numbers belong to no one state of it**"
    print(table.markdown(rows, machine))
    if options.json:
        options.json.write_text(f"{table.as_json(rows, machine)}\n", encoding="utf-8")
    return 2 if changed else 0


def _measure(options: argparse.Namespace, tools: Tools, say: Say) -> list[Row]:
    folder = options.dir.expanduser().absolute()
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [size for size in SIZES if size in options.sizes or (size == "L" and options.large)]
    built = next((size for size in ("M", "S", "XS") if size in wanted), "")
    rows: list[Row] = []
    for size in wanted:
        source = make.repository(folder, size, say)
        stage = scenes.set_stage(folder / "work" / size, source, size, tools, options.n, say)
        slow = scenes.Stage(size, stage.folder, tools, options.builds, say)
        if "history" in options.only:
            rows += scenes.history(stage)
        if "check" in options.only:
            rows += scenes.check(stage)
        if "build" in options.only and size == built:
            rows += sites.builds(slow, None if options.no_peers else folder / "peers")
        if "serve" in options.only and size == built:
            rows += sites.rebuild(slow)
    if "approvals" in options.only:
        rows += approvals(folder, tools, options.n, say)
    if "clauses" in options.only:
        rows += clauses(folder, tools, options.n, say)
    return rows + scenes.growth(rows)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description=_DESCRIPTION,
        epilog=_SIZES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    kept = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache") / "qms-bench"
    add = parser.add_argument
    add(
        "--sizes", type=_list_of(tuple(SIZES)), default=("S", "M"), help="which repositories, such as S,M (the default)"
    )
    add("--large", action="store_true", help="L too: several minutes more")
    add("--only", type=_list_of(_SCENES), default=_SCENES, help=f"only some of {','.join(_SCENES)}")
    add("-n", type=_positive, default=5, metavar="RUNS", help="how often each command is measured (5)")
    add("--builds", type=_positive, default=3, metavar="RUNS", help="how often each build is measured (3)")
    add("--no-peers", action="store_true", help="leave out the plugins of others")
    add("--dir", type=Path, default=kept, help=f"where repositories and the peers are kept ({kept})")
    add("--tools", type=Path, help="the environment whose qms and mkdocs are measured")
    add("--json", type=Path, metavar="FILE", help="write the numbers to a file as well")
    return parser


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1")
    return int(text)


class _list_of:  # noqa: N801 - used as a type of arguments, as argparse words its messages
    """Reads a list such as `S,M`, each of the names allowed."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        self._allowed = allowed

    def __call__(self, text: str) -> tuple[str, ...]:
        names = tuple(text.split(","))
        if wrong := [name for name in names if name not in self._allowed]:
            raise argparse.ArgumentTypeError(f"{wrong[0]!r} is none of {', '.join(self._allowed)}")
        return names
