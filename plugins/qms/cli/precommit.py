"""What `qms hook pre-commit` tells an author: faults in what is staged, and which approvals will be asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from qms import git, reports
from qms.checks import CHECKS, run_checks
from qms.git import ObjectReader, Repository
from qms.git.base import find_base
from qms.git.index import scratch, user_setting
from qms.model.problem import Problem, Verdict
from qms.reading import read_system
from qms.reading.tree import show_path
from qms.reports.escape import one_line
from qms.trust.units import unit_of

# What only other people's signatures can mend, and no edit of the author.
_LATER = frozenset({"approval-missing", "guard-unapproved", "policy-unapproved", "retirement-missing"})
_STORE = ("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES")
_REFUSED = 1


def judge_staged(repository: Repository, against: str | None, anchor: str | None) -> int:
    """Judge the index and say what was found.

    Args:
        repository: Where a commit is being made.
        against: Where the branch will be merged; None to look for it.
        anchor: An anchor file; None for the one that `QMS_ANCHOR` or the settings name.

    Returns:
        The exit code: 0 when the commit may be made.
    """
    head = git.head(repository)
    base = find_base(repository, against)[0] if head else None
    with _staged_commit(repository, head) as commit:
        staged = _staged_units(repository, head, commit)
        system = read_system(repository.root, commit, against=base, anchor=anchor, now=datetime.now(UTC), cache=False)
    verdict = run_checks(system)
    mine = tuple(problem for problem in verdict.problems if unit_of(problem.place.path) in staged)
    now = Verdict(tuple(problem for problem in mine if problem.code not in _LATER))
    if now.problems:
        click.echo(reports.text(now, CHECKS), err=True, nl=False)
    _tell_later([problem for problem in mine if problem.code in _LATER])
    if system.approvals is None and system.people.policy:
        click.echo("Approvals were not looked at: there is no anchor to verify from (QMS_ANCHOR).", err=True)
    others = len(verdict.errors) - len([found for found in verdict.errors if found in mine or found.code in _LATER])
    if others:
        click.echo(f"{others} more in what this commit does not touch: `qms check` lists them.", err=True)
    if not now.accepted:
        click.echo("Nothing was committed. Mend the files and `git add` them again.", err=True)
    return 0 if now.accepted else _REFUSED


@contextmanager
def _staged_commit(repository: Repository, head: str) -> Iterator[str]:
    """What is staged as a commit in no repository, readable for the time of the context.

    Git may have prepared another index than the usual one (`git commit -a`, `git commit FILE`), and names it.
    """
    named = os.environ.get("GIT_INDEX_FILE")
    email = os.environ.get("GIT_AUTHOR_EMAIL") or user_setting(repository, "user.email")
    with scratch(repository, Path(named).absolute() if named else None) as index:
        commit = index.commit(head, email)
        objects = [str(each.common_dir / "objects") for each in (index.repository, repository)]
        with git.object_store(dict(zip(_STORE, objects, strict=True))):
            yield commit


def _staged_units(repository: Repository, head: str, commit: str) -> frozenset[str]:
    """The documents, or other files, that the commit touches."""
    with ObjectReader(repository) as reader:
        before = reader.commit(head).tree if head else ""
        changes = git.tree_changes(reader, [(before, reader.commit(commit).tree)])[0]
    return frozenset(unit_of(show_path(change.path)) for change in changes)


def _tell_later(problems: Sequence[Problem]) -> None:
    """Approvals that will be asked for: news, not a refusal."""
    for problem in problems:
        click.echo(f"later: {problem.place.path}: {one_line(problem.message)}", err=True)
    if problems:
        click.echo("They sign with `qms approve` when the text is ready, before it is merged.", err=True)
