"""Measuring whole processes, in turn, and what is kept of it. Knows nothing of what it measures."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path
from statistics import median
from threading import Event, Thread, Timer
from typing import Self

from .processes import BenchError, environment

Say = Callable[[str], None]
_HIGH_WATER = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)
TIMES = "\N{MULTIPLICATION SIGN}"


@dataclass(frozen=True, slots=True)
class Sample:
    """One run.

    Attributes:
        wall: Seconds of wall clock.
        cpu: Seconds of processor time, user and system, of the command and all it started.
        peak: Resident memory of the largest of these processes, in MiB; for git that includes the pack it maps.
        own: The same of the command itself, without what it started.
        others: The share of the machine's processor time that other programs used meanwhile, 0 to 1. Where it is not
            small, the wall clock says little, least of all for a command that uses several cores.
    """

    wall: float
    cpu: float
    peak: float
    own: float
    others: float


@dataclass(frozen=True, slots=True)
class Job:
    """A command to measure.

    Attributes:
        name: What a row of the table calls it.
        folder: Where it runs.
        variables: Environment variables on top of ours.
        prepare: Called before each run, not measured.
        accepted: Exit codes that count as done.
        limit: Seconds after which it is given up.
    """

    name: str
    command: Sequence[str | Path]
    folder: Path
    variables: dict[str, str] = field(default_factory=dict)
    prepare: Callable[[], None] = lambda: None
    accepted: tuple[int, ...] = (0,)
    limit: float = 1800.0


def _busy() -> float:
    """Seconds of processor time that all cores have spent on anything but waiting, since the machine started."""
    values = [int(text) for text in Path("/proc/stat").read_text(encoding="ascii").split("\n")[0].split()[1:9]]
    user, nice, system, _idle, _wait, interrupt, soft_interrupt, stolen = values
    return (user + nice + system + interrupt + soft_interrupt + stolen) / os.sysconf("SC_CLK_TCK")


class _Watch:
    """Looks now and then at the high-water mark of a process's memory; the last look stands for the whole run."""

    def __init__(self, process: int) -> None:
        self.peak = 0.0
        self._status = Path(f"/proc/{process}/status")
        self._over = Event()
        self._thread = Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self._over.wait(0.02):
            try:
                found = _HIGH_WATER.search(self._status.read_text(encoding="utf-8"))
            except OSError:
                return
            if found:  # A process that has ended and is not waited for yet has none.
                self.peak = int(found[1]) / 1024

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def run(job: Job) -> Sample | None:
    """Run a command once; None when it took longer than its limit.

    Raises:
        BenchError: When it failed.
    """
    job.prepare()
    with tempfile.TemporaryFile() as complaints:
        busy, begin = _busy(), time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - the commands are written in these files
            [str(part) for part in job.command], cwd=job.folder, env=environment() | job.variables,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=complaints, start_new_session=True,
        )  # fmt: skip
        timer = Timer(job.limit, os.killpg, (process.pid, signal.SIGKILL))
        timer.start()
        with _Watch(process.pid) as watch:
            try:
                _, status, usage = os.wait4(process.pid, 0)
            except BaseException:  # Interrupted: what was started here must not go on alone.
                timer.cancel()
                os.killpg(process.pid, signal.SIGKILL)
                raise
        wall, busy_after = time.perf_counter() - begin, _busy()
        late = not timer.is_alive()
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode in job.accepted:
            cpu = usage.ru_utime + usage.ru_stime
            others = max(0.0, busy_after - busy - cpu) / (wall * (os.cpu_count() or 1))
            return Sample(wall, cpu, usage.ru_maxrss / 1024, watch.peak, min(others, 1.0))
        if late:
            return None
        complaints.seek(0)
        said = complaints.read().decode(errors="replace").strip()[-2000:]
    shown = " ".join(str(part) for part in job.command)
    raise BenchError(f"`{shown}` in {job.folder} ended with {process.returncode}:\n{said}")


def rotate(jobs: Sequence[Job], rounds: int, say: Say, *, warm: bool = True) -> dict[str, list[Sample]]:
    """Run each job once for warmth unless they are warm, then all in turn, round after round: A B A B.

    A job that takes longer than its limit gets no samples and no further turn.
    """
    samples: dict[str, list[Sample]] = {job.name: [] for job in jobs}
    late: set[str] = set()
    for turn in range(0 if warm else 1, rounds + 1):
        for job in jobs:
            if job.name in late:
                continue
            sample = run(job)
            if sample is None:
                late.add(job.name)
                say(f"  {job.name}: given up after {job.limit:.0f} s")
            elif turn:
                samples[job.name].append(sample)
            if sample:
                say(f"  {job.name}: {sample.wall:.2f} s{'' if turn else ' (warming up)'}")
    return samples


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: medians, and how they compare.

    Attributes:
        what: What was measured.
        size: The repository's size.
        runs: How many runs the medians are of.
        typical: Medians of wall clock, processor time and peak; None when it never came to an end.
        wall_ratio, cpu_ratio: Against the yardstick; None for a yardstick.
        against: What it is compared with.
        goal: What we want to reach, or the empty text.
        note: What stands in place of numbers.
    """

    what: str
    size: str
    runs: int = 0
    typical: Sample | None = None
    wall_ratio: float | None = None
    cpu_ratio: float | None = None
    against: str = ""
    goal: str = ""
    note: str = ""


def typical(samples: Sequence[Sample]) -> Sample | None:
    """The median of each measure, or None without samples."""
    if not samples:
        return None
    return Sample(*(median(values) for values in zip(*(astuple(sample) for sample in samples), strict=True)))


def row(job: Job, size: str, samples: Sequence[Sample], yardstick: Sample | None, against: str, goal: str = "") -> Row:
    """A row for a measured job; one without samples says how long it was waited for."""
    found = typical(samples)
    if found is None:
        return Row(job.name, size, against=against, goal=goal, note=f"> {job.limit / 60:.0f} min")
    if yardstick is None:
        return Row(job.name, size, len(samples), found, goal=goal)
    ratios = found.wall / yardstick.wall, found.cpu / yardstick.cpu
    return Row(job.name, size, len(samples), found, *ratios, against=against, goal=goal)
