"""What a change still needs: never another opinion than the walk's."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path

import pytest
from click.testing import CliRunner

import company as companies
from company import POLICY, Company, procedure
from qms import git, trust
from qms.cli import main
from qms.trust.change import UNSIGNED
from qms.trust.need import Need, helpers
from qms.writing.desk import open_desk

ONE, TWO = "procedures/QP-01.md", "procedures/QP-02.md"
# The problem that stands for what is missing of each.
CODES = {
    "QP-01": "approval-missing",
    "QP-02": "approval-missing",
    "GUARDED": "guard-unapproved",
    "AUTHORITIES": "policy-unapproved",
}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A branch that changes two documents, the policy and a guarded file."""
    place = tmp_path_factory.mktemp("company")
    made = companies.found(place / "repo", place / "keys")
    made.repo.branch("draft")
    made.people["ann"] = ("Ann Author", "author, toolsmith")
    made.repo.commit(
        {ONE: procedure(), TWO: procedure("QP-02"), POLICY: made.next_policy(), "mkdocs.yml": "site_name: X\n"}
    )
    return made


def judged(company: Company) -> tuple[dict[str, Need], set[str], dict[str, dict[str, list[str]]]]:
    """The needs by subject, the codes of all problems, and who can help."""
    repository = git.open_repository(company.root)
    with open_desk(repository, trust.read_anchor(company.anchor), now=datetime.now(UTC)) as desk:
        needs = {need.subject: need for need in desk.needs()}
        able = {
            subject: {role: [one.id for one in people] for role, people in helpers(need, desk.policy).items()}
            for subject, need in needs.items()
        }
        return needs, {problem.code for problem in desk.judged.problems}, able


def test_everything_is_listed_with_who_can_give_it(company: Company):
    needs, codes, able = judged(company)
    assert list(needs) == ["QP-01", "QP-02", "AUTHORITIES", "GUARDED"]
    assert codes == set(CODES.values())
    assert able == {
        "QP-01": {"process-owner": ["bob", "mia"], "quality-manager": ["carl", "jane"]},
        "QP-02": {"process-owner": ["bob", "mia"], "quality-manager": ["carl", "jane"]},
        "AUTHORITIES": {"managing-director": ["bob"], "quality-manager": ["carl", "jane"]},
        "GUARDED": {"toolsmith": ["mia"]},  # judged by the policy before the change: Ann is no toolsmith yet
    }


@pytest.mark.parametrize("signers", [some for size in range(4) for some in combinations(("bob", "jane", "mia"), size)])
def test_nothing_is_missing_exactly_when_the_walk_misses_nothing(
    company: Company, signers: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    clone = tmp_path / "clone"
    company.repo.git("clone", "--quiet", "--branch", "draft", ".", str(clone))
    other = Company(companies.Repo(clone), company.keys, company.anchor, people=company.people)
    other.repo.git("fetch", "--quiet", "origin", "main:main")
    monkeypatch.chdir(clone)
    monkeypatch.setenv("QMS_ANCHOR", str(company.anchor))
    for name in signers:
        other.be(name)
        for subject in CODES:
            CliRunner().invoke(main, ["approve", subject, "--yes"])
    needs, codes, _ = judged(other)
    assert {CODES[need.subject] for need in needs.values() if need.missing} == codes & UNSIGNED
    assert all(need.waits == bool(need.missing) for need in needs.values())
