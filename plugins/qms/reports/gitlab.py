"""Code Quality on GitLab: its subset of the Code Climate format.

Source: docs.gitlab.com, "Code Quality", "Report format". A fingerprint tells GitLab that two runs saw the same problem.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from qms.model.problem import Check, Problem, Severity, Verdict

from .escape import sentences, visible
from .jsontext import dumps

_SEVERITY = {Severity.ERROR: "major", Severity.WARNING: "minor"}


def gitlab(verdict: Verdict, _checks: Sequence[Check] = ()) -> str:
    """Every problem by place, as GitLab's Code Quality report."""
    rows = [
        {
            "description": visible(sentences(problem.message, problem.fix), keep="\n"),
            "check_name": problem.code,
            "fingerprint": fingerprint,
            "severity": _SEVERITY[problem.severity],
            # GitLab takes no entry without a path and a line.
            "location": {"path": problem.place.path or ".", "lines": {"begin": problem.place.line or 1}},
        }
        for problem, fingerprint in zip(verdict.problems, fingerprints(verdict.problems), strict=True)
    ]
    return dumps(rows)


def fingerprints(problems: Iterable[Problem]) -> Iterator[str]:
    """A name for each problem that stays when lines move, and is unique within the report."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for problem in problems:
        key = (problem.code, problem.place.path, problem.message)
        text = "\0".join((*key, str(seen[key])))
        seen[key] += 1
        yield hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()
