"""What is measured of approvals: signatures, the walk from the anchor, one more step, and the check of a branch."""

from __future__ import annotations

import shutil
from pathlib import Path

from .approved import approved
from .measure import Row, Say, rotate, row, run, typical
from .scenes import Stage
from .tools import Tools

STEPS, DOCUMENTS, SIGNATURES = 10_000, 1_000, 10_000
SIZE = "A"  # 10,000 steps, 20,000 signatures, 1,000 documents
_GIT_LOG = "bare `git log --raw` of the same history"


def approvals(folder: Path, tools: Tools, rounds: int, say: Say) -> list[Row]:
    """The walk and the branch check on a history in which every step is approved."""
    repository, anchor = approved(folder, STEPS, DOCUMENTS, say)
    work = folder / "work" / SIZE
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    (work / "repository").symlink_to(repository)
    stage = Stage(SIZE, work, tools, rounds, say)
    say("approvals: the walk")
    given = ("--repo", str(repository), "--anchor", str(anchor))
    onto = ("check", *given, "--quiet", "--against")
    before = _kept(stage, "state-before", *onto, "main~1", "--head", "main~1")
    at_main = _kept(stage, "state-main", *onto, "main", "--head", "main")
    yardstick = stage.yardstick()
    goals = (
        (stage.driver("10,000 signatures in process", "signatures.py", str(repository), str(SIGNATURES)), "≤ 2.5 s"),
        (stage.qms("`qms verify`, from the anchor", "verify", *given, "--quiet"), "≤ 15 s, ≤ 128 MiB"),
        (stage.qms("one more step from a saved state", *onto, "main", "--head", "main", kept=before), "≤ 0.5 s"),
        (stage.qms("`qms check` of a branch, state saved", *onto, "main", "--head", "change", kept=at_main), "≤ 1 s"),
    )
    samples = rotate([yardstick, *(job for job, _ in goals)], rounds, say)
    base = typical(samples[yardstick.name])
    rows = [row(yardstick, SIZE, samples[yardstick.name], None, "")]
    return rows + [row(job, SIZE, samples[job.name], base, "git log", goal) for job, goal in goals]


def _kept(stage: Stage, name: str, *arguments: str) -> Path:
    """What a command leaves in the cache."""
    run(stage.qms("filling the cache", *arguments))
    shutil.copytree(stage.cache, stage.folder / name)
    return stage.folder / name
