"""`qms anchor`: where trust starts, to be kept outside the repository."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from qms import git, reports, trust
from qms.git import ObjectReader, Repository
from qms.model.approval import Anchor
from qms.model.policy import POLICY_PATH
from qms.reports.escape import one_line, sentences
from qms.trust.policy import read_policy
from qms.writing.refusal import Refusal

from . import options
from .output import emit, note, print_refusal

_REFUSED = 1


@click.command()
@options.repository()
@click.option("--at", metavar="REF", default="HEAD", help="The commit that trust starts from; HEAD when left out.")
@options.quiet
@click.pass_context
def anchor(ctx: click.Context, *, root: Path, at: str, quiet: bool) -> None:
    """Print where trust starts, to be kept elsewhere.

    The anchor is a commit, the digest of the policy in it, and the project. Whoever verifies starts from it, so it is
    kept outside the repository: in a setting of the forge, on paper, with the auditor. A good one is a commit with the
    policy and no documents, or one with a complete import.

    Exit code: 0 printed, 1 no verification could start there, 2 could not run.
    """
    repository = git.open_repository(root)
    try:
        found = _anchor(repository, git.resolve(repository, at))
    except Refusal as refusal:
        print_refusal(refusal)
        ctx.exit(_REFUSED)
    members = {"commit": found.commit, "policy_sha256": found.policy_sha256, "project": found.project}
    emit(reports.dumps(members))
    note(
        "Keep it outside the repository, where nobody who writes in it can change it (`qms anchor > ../anchor.json`), "
        "and verify from it: `qms verify --anchor ../anchor.json`, or name it in the variable QMS_ANCHOR.",
        quiet=quiet,
    )


def _anchor(repository: Repository, commit: str) -> Anchor:
    """The anchor, which a verification was started from.

    Raises:
        Refusal: There is no policy, or no verification can start there.
    """
    with ObjectReader(repository) as reader:
        changes = git.tree_changes(reader, [("", reader.commit(commit).tree)])[0]
        entry = next((change.new for change in changes if change.path == POLICY_PATH.encode()), None)
        data = reader.read_one(entry[1], "blob") if entry else b""
    if entry is None:
        fix = "Commit a policy first, or name another commit: `--at REF`."
        raise Refusal(f"there is no {POLICY_PATH} in {commit[:12]}", fix, "policy-missing")
    policy, faults = read_policy(data)
    if policy is None:
        first = faults[0]
        raise Refusal(
            f"the policy in {commit[:12]} cannot be used: {first.message} ({first.place})", first.fix, first.code
        )
    found = Anchor(commit, policy.digest, policy.project)
    outcome = trust.verify(repository, found, commit, now=datetime.now(UTC))
    if outcome.accepted:
        return found
    for problem in outcome.problems[1:]:
        click.echo(f"{problem.path}: {problem.code} {one_line(sentences(problem.message, problem.fix))}", err=True)
    first_problem = outcome.problems[0]
    where = f" ({first_problem.path})" if first_problem.path else ""
    message = f"no verification can start at {commit[:12]}: {first_problem.message}{where}"
    raise Refusal(message, first_problem.fix, first_problem.code)
