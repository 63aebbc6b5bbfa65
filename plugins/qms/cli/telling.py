"""What signing commands say at their end: what is still needed, what stands against it, and the next step."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote

import click

from qms.git import Repository
from qms.git.base import BASES
from qms.git.index import branch_name, find_commit
from qms.model.approval import TrustProblem
from qms.reports.escape import one_line, sentences
from qms.trust.change import UNSIGNED
from qms.trust.need import Need
from qms.writing.desk import Desk
from qms.writing.signers import told, who_can

from .signing import Choices


def tell_next(desk: Desk, choices: Choices, need: Need, commit_message: str) -> None:
    """Say what is still needed, and how to go on."""
    rest = who_can(need, desk.policy)
    if rest:
        click.echo(f"Still needed: {one_line(rest)}")
    for owner, _ in need.keys:
        click.echo(f"Still needed: the new key of {owner.id} signs the policy too: `qms approve AUTHORITIES --enrol`.")
    if need.unready:
        first = need.unready[0]
        click.echo(f"Not ready yet: {one_line(sentences(first.message, first.fix))}")
    notes = desk.judged.spoilt(need.subject)
    tell_spoilt(notes)
    complete = not (rest or need.keys or need.unready or notes)
    if complete:
        click.echo(f"Complete: {told(need)} has every signature it needs.")
    _tell_others(desk, need)
    tell_commit(choices, commit_message, desk)
    if complete and branch_name(desk.repository) not in BASES:
        click.echo("Then merge the branch: `git merge --no-ff` or `--squash`, never by fast-forward or rebase.")


def _tell_others(desk: Desk, need: Need) -> None:
    """Say that the gate has more against what is staged than missing signatures."""
    _tell_suspended(desk, need)
    known = {*need.unready, *desk.judged.spoilt(need.subject)}
    others = [each for each in desk.judged.problems if each.code not in UNSIGNED and each not in known]
    if others:
        first = others[0]
        where = f"{one_line(first.path)}: " if first.path else ""
        more = f", and {len(others) - 1} more" if others[1:] else ""
        against = f" --against {one_line(quote(desk.base))}" if not desk.direct else ""
        click.echo(
            f"The gate still refuses for another reason: {where}{one_line(first.message)}{more} (`qms check{against}`)."
        )


def _tell_suspended(desk: Desk, need: Need) -> None:
    """Say which documents lose an approval by what is signed, such as by a policy that calls a key compromised."""
    before = desk.judged.before.documents
    lost = [each for each in desk.needs() if each.late and each.subject != need.subject]
    lost = [each for each in lost if not before[each.subject].suspended]
    for each in lost:
        click.echo(f"{told(each)} is suspended by this. It needs again: {one_line(who_can(each, desk.policy))}")
    if lost and desk.judged.new_policy:
        click.echo(
            "Approve that in this same change, or the gate refuses it; with keys that were in force before it: a new "
            "key comes first, by a version of the policy of its own."
        )


def tell_writing(repository: Repository, identifier: str, path: str, against: str | None) -> None:
    """How a new text goes on: on a branch, committed, signed by those whom the gate names."""
    base = against or _base_of(repository)
    if base == branch_name(repository):
        click.echo(f"Documents change on branches: git switch -c {identifier.lower()}")
    click.echo(f"Commit it: git add {quote(path)}, then git commit")
    click.echo(f"Who has to approve it: qms check --against {base}; they run: qms approve {identifier}")


def tell_spoilt(problems: Sequence[TrustProblem]) -> None:
    """Say which records count for nothing, such as approvals of an earlier draft."""
    for problem in problems:
        click.echo(f"Does not count: {one_line(problem.path)}: {one_line(sentences(problem.message))}")
    if problems:
        click.echo(
            "Let an author remove what does not count (`git rm`, with its .sig): who removes a record is an author."
        )


def tell_commit(choices: Choices, message: str, desk: Desk | None = None) -> None:
    """How the record gets into the history.

    Args:
        choices: Whether the record was staged.
        message: What the commit may say.
        desk: What is staged; None where all that is needed has been signed.
    """
    waiting = _waiting(desk) if desk else ()
    if not choices.staging:
        commit = "" if waiting else " and commit them"
        click.echo(f"Next: stage the record and its .sig (git add records/approvals){commit}.")
    elif not waiting:
        click.echo(f'Next: commit it: git commit -m "{one_line(message)}"')
    if desk and waiting:
        branch = one_line(branch_name(desk.repository)) or "this branch"
        click.echo(
            f"Do not commit yet: all sign before the commit. A commit on {branch} is a step that needs all its "
            f"approvals, and some are missing for {', '.join(map(told, waiting))}."
        )
        click.echo(
            "Signing on other machines? Then on a branch (`git switch -c NAME`): its author commits there, and the "
            "others sign after."
        )


def _waiting(desk: Desk) -> tuple[Need, ...]:
    """What lacks signatures that the next commit cannot come without.

    On a branch that goes to another one, everybody may commit their own record. On a branch that is its own base every
    commit is a step. What is in force already can be approved once more in any of them.
    """
    if not desk.direct or _base_of(desk.repository) != branch_name(desk.repository):
        return ()
    return tuple(need for need in desk.needs() if not need.late and (need.missing or need.keys))


def _base_of(repository: Repository) -> str:
    """The branch that what is checked out goes to; its own name where there is no other."""
    here = branch_name(repository)
    return here if here in BASES else next((each for each in BASES if find_commit(repository, each)), here)
