"""The tool that breaks the verifier, on a module small enough to know every answer."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "scripts"
RULES = """\
def judge(age, name, problems):
    if age < 18:
        problems.append("young")
    if not name:
        raise ValueError("nobody")
    if age > 10 and name == "nobody looks at this":
        return "odd"
    return "good"


def told(problems) -> "Iterator[Fault]":
    for each in problems:
        yield each
"""


@dataclass
class Knowing:
    """Judges the tiny module as a test that forgets one of its branches would."""

    seconds: int = 20

    def judge(self, mutation: object) -> str:
        del mutation
        import tiny_rules  # type: ignore[import-not-found]  # noqa: PLC0415 - made by the test, changed by the tool

        for age in (17, 18, 19):
            problems: list[str] = []
            if tiny_rules.judge(age, "Ann", problems) != "good" or bool(problems) != (age < 18):
                return f"age {age}"
        try:
            tiny_rules.judge(20, "", [])
        except ValueError:
            return "" if list(tiny_rules.told(["x"])) == ["x"] else "told"
        return "no name"


@pytest.fixture
def caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[tuple[int, str, str], str]:
    """Every mutant of the tiny module, and who caught it."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    from _mutants.mutate import find  # noqa: PLC0415 - scripts are no package of ours
    from _mutants.pool import hunt  # noqa: PLC0415

    (tmp_path / "tiny_rules.py").write_text(RULES)
    results = hunt(tmp_path, find(tmp_path, "tiny_rules.py"), Knowing(), 2)
    found = {(each.mutation.line, each.mutation.kind, each.mutation.after): each.caught for each in results}
    assert "tiny_rules" not in sys.modules
    assert (tmp_path / "tiny_rules.py").read_text() == RULES
    return found


def test_what_is_tested_is_caught_and_what_is_not_survives(caught: dict[tuple[int, str, str], str]):
    refusals = {line: who for (line, kind, _), who in caught.items() if kind == "refusal"}
    assert refusals == {3: "age 17", 5: "no name", 13: "told"}
    assert caught[2, "comparison", "age <= 18"] == "age 18"
    assert caught[2, "constant", "17"] == "age 17"
    assert caught[4, "not", "name"]
    assert caught[6, "operand", "age > 10 or name == 'nobody looks at this'"] == "age 17"
    survivors = {(line, kind) for (line, kind, _), who in caught.items() if not who}
    assert survivors == {(6, "condition"), (6, "comparison"), (6, "operand"), (6, "constant"), (7, "return")}


def test_a_mutant_that_never_ends_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(SCRIPTS))
    from _mutants.mutate import find  # noqa: PLC0415
    from _mutants.pool import hunt  # noqa: PLC0415

    text = "def judge(age, name, problems):\n    while age == 0:\n        pass\n    return 'good'\n"
    (tmp_path / "tiny_rules.py").write_text(text)
    mutations = [each for each in find(tmp_path, "tiny_rules.py") if each.kind == "comparison"]
    assert [each.caught for each in hunt(tmp_path, mutations, Knowing(seconds=1), 2)] == ["timeout"]


def test_only_refusals_are_chosen_when_asked_for(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(str(SCRIPTS))
    from _mutants.cli import choose  # noqa: PLC0415

    plugins = SCRIPTS.parent / "plugins"
    chosen = choose(plugins, ["trust/paths.py"], ["refusal"], 0)
    assert {mutation.file for mutation in chosen} == {"qms/trust/paths.py"}
    assert len(chosen) >= 15
    assert len(choose(plugins, [], [], 7)) == 7
