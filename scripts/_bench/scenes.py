"""What is measured without a site: history, cold and from the cache, and the gate, with history and without."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from .measure import TIMES, Job, Row, Sample, Say, rotate, row, run, typical
from .processes import BenchError, git
from .sizes import SIZES
from .tools import Tools

_GIT_LOG = ("git", "log", "--raw", "--no-renames", "-c", "--full-history", "-z")
_DRIVERS = Path(__file__).parent / "drivers"
NEW = 20
COLD = "`qms log --format json --no-cache`"


@dataclass(frozen=True, slots=True)
class Stage:
    """A place to measure in.

    Attributes:
        size: The repository's size.
        folder: A folder that may be written to; `repository` in it is a copy of the generated one.
        rounds: How often each command is measured.
    """

    size: str
    folder: Path
    tools: Tools
    rounds: int
    say: Say

    @property
    def repository(self) -> Path:
        """The copy to work on."""
        return self.folder / "repository"

    @property
    def cache(self) -> Path:
        """The cache folder that the measured commands are given."""
        return self.folder / "cache"

    @property
    def navigation(self) -> Path:
        """The navigation of our site, kept for the builds it is compared with."""
        return self.folder / "navigation.json"

    @property
    def variables(self) -> dict[str, str]:
        """What every measured command finds in its environment."""
        return {"XDG_CACHE_HOME": str(self.cache), "NO_COLOR": "1"}

    def goal(self, sizes: str, goal: str) -> str:
        """A goal, where it was set for this size; otherwise the empty text."""
        return goal if self.size in sizes.split("|") else ""

    def qms(self, name: str, *arguments: str, kept: Path | None = None) -> Job:
        """A `qms` command that begins with an empty cache, or with a copy of the one kept in a folder."""
        command: tuple[str | Path, ...] = (self.tools.qms, *arguments)
        return Job(name, command, self.repository, self.variables, lambda: self.restore(kept))

    def driver(self, name: str, script: str, *arguments: str) -> Job:
        """A job for one of our scripts, run by the Python that has `qms`."""
        command: tuple[str | Path, ...] = (self.tools.python, _DRIVERS / script, *arguments)
        return Job(name, command, self.repository, self.variables, lambda: self.restore(None))

    def yardstick(self) -> Job:
        """The bare pass of git over the same history."""
        return Job(f"yardstick: `{' '.join(_GIT_LOG)}`", _GIT_LOG, self.repository)

    def restore(self, kept: Path | None) -> None:
        """Empty the cache, and fill it with what was kept."""
        shutil.rmtree(self.cache, ignore_errors=True)
        if kept:
            shutil.copytree(kept, self.cache)
        else:
            self.cache.mkdir()

    def keep(self, name: str, *arguments: str) -> Path:
        """Run a `qms` command with an empty cache and keep what it leaves there."""
        kept = self.folder / name
        run(self.qms("filling the cache", *arguments))
        if not any(path.is_file() for path in self.cache.rglob("*")):
            raise BenchError(f"`qms {' '.join(arguments)}` kept nothing in {self.cache}: there is no cache to measure.")
        shutil.copytree(self.cache, kept)
        return kept


def set_stage(folder: Path, source: Path, size: str, tools: Tools, rounds: int, say: Say) -> Stage:
    """Copy a generated repository to a fresh place, so that the generated one stays as it is."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copytree(source, folder / "repository", symlinks=True)
    git(folder / "repository", "reset", "--quiet", "--hard")  # the index knows the copies' times
    return Stage(size, folder, tools, rounds, say)


def history(stage: Stage) -> list[Row]:
    """The whole history with the front matter of every revision, and the same after a few new commits."""
    stage.say(f"{stage.size}: history")
    size = SIZES[stage.size]
    run(stage.driver("proof", "prove_log.py", str(stage.tools.qms), str(size.documents + size.withdrawn)))
    tip = git(stage.repository, "rev-parse", "HEAD")
    git(stage.repository, "reset", "--quiet", "--hard", f"HEAD~{NEW}")
    kept = stage.keep("cache-before", "log", "--format", "json")
    git(stage.repository, "reset", "--quiet", "--hard", tip)
    run(replace(stage.driver("proof", "prove_cache.py", str(NEW)), prepare=lambda: stage.restore(kept)))
    yardstick = stage.yardstick()
    log = ("log", "--format", "json")
    goals = (
        (
            stage.qms(COLD, *log, "--no-cache"),
            stage.goal("M|L", f"≤ 2.0{TIMES}" + (", ≤ 300 MiB" if stage.size == "L" else "")),
        ),
        (stage.driver("its history alone, no tree, no output", "history_only.py"), ""),
        (stage.qms(f"`qms log --format json`, {NEW} new commits", *log, kept=kept), stage.goal("M", "≤ 0.3 s")),
    )
    return _compare(stage, yardstick, goals)


def check(stage: Stage) -> list[Row]:
    """The gate: metadata and references only, and with history, cold and from the cache."""
    stage.say(f"{stage.size}: check")
    kept = stage.keep("cache-full", "check", "--quiet")
    goals = (
        (stage.driver("`qms check`, metadata and references only", "check_tree.py"), stage.goal("M", "≤ 0.6 s")),
        (stage.qms("`qms check`, history cold", "check"), stage.goal("M", "≤ 2.0 s")),
        (stage.qms("`qms check`, history from the cache", "check", kept=kept), ""),
    )
    return _compare(stage, stage.yardstick(), goals)


def _compare(stage: Stage, yardstick: Job, goals: Sequence[tuple[Job, str]]) -> list[Row]:
    jobs = [yardstick, *(job for job, _ in goals)]
    samples = rotate(jobs, stage.rounds, stage.say)
    base: Sample | None = typical(samples[yardstick.name])
    rows = [row(yardstick, stage.size, samples[yardstick.name], None, "")]
    return rows + [row(job, stage.size, samples[job.name], base, "git log", goal) for job, goal in goals]


def growth(rows: Sequence[Row]) -> list[Row]:
    """How the whole history grows from M to L, when both were measured: five times the documents and commits."""
    found = {row.size: row.typical for row in rows if row.what == COLD and row.typical}
    small, large = found.get("M"), found.get("L")
    if not small or not large:
        return []
    ratios = large.wall / small.wall, large.cpu / small.cpu
    return [Row(f"{COLD}, from M to L", "L", 0, large, *ratios, against="the same on M", goal=f"≤ 12{TIMES}")]
