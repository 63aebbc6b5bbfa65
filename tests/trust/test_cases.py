"""Every conformance case and every public vector through the command line, as anybody's tool would be driven."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from cases.command import arguments, judge
from cases.families import CASES
from cases.registry import Case
from qms.cli import main

HERE = Path(__file__).resolve()
VECTORS = HERE.parents[1] / "vectors"
SHARED = HERE.parents[3] / "shared" / "vectors"
# Where object ids, trees and histories matter, and not only the bytes of one file.
BOTH_FORMATS = frozenset(
    (
        "anchors",
        "branches",
        "changes",
        "endings",
        "folders",
        "guarded",
        "histories",
        "identity",
        "kept",
        "paths",
        "rotation",
    )
)
_TABLE = """
anchor-unreadable repository-unreadable ref-unknown history-shallow history-grafted history-replaced object-missing
object-corrupt git-failed anchor-not-on-chain anchor-mismatch anchor-not-empty import-unapproved import-differs
tip-rewound step-too-large path-encoding path-not-normal path-length path-character path-collision path-symlink
path-submodule path-mode path-unclassified path-ambiguous record-edited record-deleted record-stray record-malformed
record-not-canonical record-field record-path record-duplicate record-project record-policy record-supersedes
record-idle person-unknown name-differs role-not-held author-unknown time-future signature-missing
signature-malformed signature-namespace signature-presence signature-invalid key-unknown key-owner key-inactive
evidence-differs document-not-markdown folder-index folder-name document-size lfs-pointer text-bom text-cr
text-encoding text-control text-bidi yaml-malformed yaml-construct yaml-duplicate-key front-matter-missing
front-matter-field front-matter-value approval-claimed revision-format revision-unchanged revision-order
embed-outside id-duplicate id-retired class-changed approval-missing author-approves author-unmapped author-unlisted
retirement-missing guard-unapproved policy-unapproved policy-deleted policy-size policy-field policy-glob
policy-shared policy-confusable key-malformed key-weak quorum-unreachable policy-project policy-version key-removed
key-moved key-state enrolment-missing policy-tree document-suspended branch-unrelated merge-conflict
"""
CODES = frozenset(_TABLE.split())


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Path]:
    """A folder that goes at once: hundreds of repositories would otherwise stay until the third next run."""
    yield tmp_path
    shutil.rmtree(tmp_path)


def _miss(folder: Path, expected: dict[str, object]) -> str:
    """Judge one case; say what is wrong with the answer, or nothing."""
    done = CliRunner().invoke(main, arguments(folder, expected))
    wrong, said = judge(expected, done.exit_code, done.stdout)
    return f"{wrong}: expected {expected['verdict']} {expected['codes']}, found {said}" if wrong else ""


@pytest.mark.parametrize(
    ("case", "objects"),
    [
        pytest.param(case, objects, id=f"{name}-{objects}")
        for name, case in CASES.items()
        for objects in ("sha1", "sha256")
        if objects == "sha1" or case.family in BOTH_FORMATS
    ],
)
def test_case(case: Case, objects: str, room: Path):
    expected = case.write(room / case.name, objects)
    assert _miss(room / case.name, expected) == ""


def _vectors() -> list[object]:
    folders = [("copy", VECTORS)] + ([("shared", SHARED)] if SHARED.is_dir() else [])
    found = [(name, path.parent) for name, folder in folders for path in sorted(folder.glob("*/expected.json"))]
    return [pytest.param(path, id=f"{name}-{path.name}") for name, path in found]


@pytest.mark.parametrize("vector", _vectors())
def test_public_vector(vector: Path, room: Path):
    shutil.copytree(vector, room / "case")
    clone = [
        "git",
        "clone",
        "--quiet",
        "--mirror",
        str(vector / "repository.bundle"),
        str(room / "case/repository.git"),
    ]
    subprocess.run(clone, check=True)
    expected = json.loads((vector / "expected.json").read_text(encoding="utf-8"))
    assert _miss(room / "case", expected) == ""


def test_the_copied_vectors_are_all_there():
    assert len(list(VECTORS.glob("*/expected.json"))) == 22


def test_every_code_is_expected_by_two_cases():
    counted = Counter(code for case in CASES.values() for code in case.codes)
    assert {code: counted[code] for code in CODES if counted[code] < 2} == {}
    assert set(counted) <= CODES


def test_every_code_is_alone_in_a_case():
    """An expectation of several codes proves none of them: each has a case of its own, but what Git decides itself."""
    alone = {case.codes[0] for case in CASES.values() if len(case.codes) == 1}
    assert CODES - alone == {"git-failed"}


def test_there_are_enough_cases_of_both_kinds():
    accepted = [case for case in CASES.values() if case.verdict == "accepted"]
    assert len(CASES) >= 300
    assert len(accepted) >= 100
