"""JUnit XML, which every CI server can show: each check is a test case, which fails when it refuses.

Source: the schema that Jenkins' JUnit plugin publishes; one failure a case, because some readers take no more.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from qms.model.problem import Check, Problem, Verdict

from .escape import one_line, visible
from .style import count


def junit(verdict: Verdict, checks: Sequence[Check]) -> str:
    """The verdict as one test suite. Warnings stand in the output of a case that passes."""
    errors: dict[str, list[Problem]] = {}
    warnings: dict[str, list[Problem]] = {}
    for problem in verdict.errors:
        errors.setdefault(problem.code, []).append(problem)
    for problem in verdict.warnings:
        warnings.setdefault(problem.code, []).append(problem)
    codes = dict.fromkeys((*(check.code for check in checks), *sorted({*errors, *warnings})))
    counts = {"tests": str(len(codes)), "failures": str(len(errors)), "errors": "0"}
    root = ET.Element("testsuites", {"name": "qms check", **counts})
    suite = ET.SubElement(root, "testsuite", {"name": "qms check", **counts, "skipped": "0", "time": "0"})
    for code in codes:
        _case(suite, code, errors.get(code, []), warnings.get(code, []))
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _case(suite: ET.Element, code: str, errors: list[Problem], warnings: list[Problem]) -> None:
    case = ET.SubElement(suite, "testcase", {"classname": "qms.check", "name": visible(code), "time": "0"})
    if errors:
        failure = ET.SubElement(case, "failure", {"type": visible(code), "message": _headline(errors)})
        failure.text = _listed(errors)
    if warnings:
        ET.SubElement(case, "system-out").text = _listed(warnings)


def _headline(problems: list[Problem]) -> str:
    first = f"{visible(str(problems[0].place))}: {one_line(problems[0].message)}"
    rest = len(problems) - 1
    return f"{first} (and {count(rest, 'more', 'more')})" if rest else first


def _listed(problems: list[Problem]) -> str:
    """One line a problem, and one for its remedy."""
    lines = []
    for problem in problems:
        lines.append(f"{visible(str(problem.place))}: {one_line(problem.message)}")
        if problem.fix:
            lines.append(f"  help: {one_line(problem.fix)}")
    return "\n" + "\n".join(lines) + "\n"
