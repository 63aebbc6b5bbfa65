"""SARIF 2.1.0, which GitHub's code scanning and many editors read.

Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from qms import __version__
from qms.model.problem import Check, Place, Problem, Verdict

from .escape import sentences, visible
from .gitlab import fingerprints
from .jsontext import dumps

# In a SARIF message `{0}` is filled in and `[text](target)` is a link, unless they are escaped (§3.11.5, §3.11.6).
_PLACEHOLDER = re.compile(r"\{([0-9]+)\}")
_LINK = re.compile(r"\[([^\]]*)\]\(")
_ROOT = "REPOSITORY"  # paths are relative to the top of the repository, wherever that is


def sarif(verdict: Verdict, checks: Sequence[Check]) -> str:
    """The verdict as one SARIF run, with the text of each check as a rule."""
    run = {
        "tool": {
            "driver": {
                "name": "qms",
                "version": __version__,
                "rules": [_rule(check) for check in checks],
            }
        },
        "invocations": [{"executionSuccessful": True, "exitCode": 0 if verdict.accepted else 1}],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The top of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "results": _results(verdict, {check.code: index for index, check in enumerate(checks)}),
    }
    schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    return dumps({"$schema": schema, "version": "2.1.0", "runs": [run]})


def _rule(check: Check) -> dict[str, object]:
    return {
        "id": check.code,
        "shortDescription": {"text": check.requirement},
        "fullDescription": {"text": check.explain or check.requirement},
        "help": {"text": check.fix or check.requirement},
        "defaultConfiguration": {"level": str(check.severity)},
    }


def _results(verdict: Verdict, index: dict[str, int]) -> list[dict[str, object]]:
    return [
        {
            "ruleId": problem.code,
            **({"ruleIndex": index[problem.code]} if problem.code in index else {}),
            "level": str(problem.severity),
            "message": {"text": _message(problem)},
            "locations": _locations(problem.place),
            "partialFingerprints": {"qmsProblem/v1": fingerprint},
        }
        for problem, fingerprint in zip(verdict.problems, fingerprints(verdict.problems), strict=True)
    ]


def _message(problem: Problem) -> str:
    text = visible(sentences(problem.message, problem.fix), keep="\n")
    return _LINK.sub(r"\\[\1\\](", _PLACEHOLDER.sub(r"{{\1}}", text))


def _locations(place: Place) -> list[dict[str, object]]:
    if not place.path:
        return []
    uri = quote(place.path, safe="/", errors="backslashreplace")
    physical: dict[str, object] = {"artifactLocation": {"uri": uri, "uriBaseId": _ROOT}}
    if place.line:
        column = {"startColumn": place.column} if place.column else {}
        physical["region"] = {"startLine": place.line, **column}
    return [{"physicalLocation": physical}]
