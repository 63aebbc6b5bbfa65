"""`qms hook`: what Git itself asks before it stores a push or makes a commit, and the files that make it ask."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from qms import git
from qms.errors import QmsError
from qms.reports.escape import one_line, visible
from qms.writing import hooks, receive

from . import options, precommit
from .output import print_refusal

_REFUSED = 1
_DEFAULT = ("main",)
_MOST = 20  # problems that are told to somebody who pushed
_WORK_IN_PROGRESS = (
    "Each commit on the first-parent line is judged alone. Bring a branch by a merge commit (`git merge --no-ff`) or "
    "as one commit (`git merge --squash`), never by fast-forward or rebase: its drafts are not approved."
)


@click.group()
@options.repository()
@click.pass_context
def hook(ctx: click.Context, root: Path) -> None:
    """Guard a plain Git server, or your own commits."""
    ctx.obj = root


_branch = click.option(
    "--branch",
    "branches",
    multiple=True,
    metavar="NAME",
    help="A protected branch; may be given several times. The branch the repository stands on (HEAD) always is one; "
    "when left out, so is main.",
)
_anchor = click.option(
    "--anchor", metavar="FILE", help="The anchor, kept outside the repository. Otherwise the variable QMS_ANCHOR."
)


@hook.command("pre-receive")
@_branch
@_anchor
@click.pass_context
def pre_receive(ctx: click.Context, branches: tuple[str, ...], anchor: str | None) -> None:
    """Judge a push before it is stored.

    Git starts this on the server. The protected branch is never deleted, never loses a commit, and moves only to what
    verifies from the anchor and bears a time that may be true. Other branches are free, but for names that git could
    take for a protected one. Refs that replace objects are refused. What cannot be decided is refused.
    """
    try:
        updates = receive.read_updates(sys.stdin)
        refusals = receive.judge_push(
            _open(ctx.obj), updates, branches or _DEFAULT, given=anchor, environment=os.environ, now=datetime.now(UTC)
        )
    except QmsError as error:
        print_refusal(error)
        ctx.exit(_REFUSED)
    for refusal in refusals:
        _tell(refusal)
    if refusals:
        click.echo("Refused: nothing of this push was stored.", err=True)
    ctx.exit(_REFUSED if refusals else 0)


def _open(root: Path) -> git.Repository:
    """The repository of a hook, which git starts in the git directory, also where there is a work tree."""
    if root.absolute().name == ".git":
        root = root.absolute().parent
    return git.open_repository(root)


def _tell(refusal: receive.Refusal) -> None:
    """Say why a ref may not move; git shows this to whoever pushed."""
    short = refusal.ref.removeprefix("refs/heads/")
    name = refusal.ref if short.startswith("refs/") else short
    click.echo(f"{one_line(name)}: refused: {one_line(refusal.what)}.", err=True)
    click.echo(f"  {one_line(refusal.fix)}", err=True)
    for found in refusal.problems[:_MOST]:
        where = f"{visible(found.path)}: " if found.path else ""
        step = f" (commit {found.step[:12]})" if found.step else ""
        click.echo(f"  * {where}{found.code}: {one_line(found.message)}{step}", err=True)
        click.echo(f"    help: {one_line(found.fix)}", err=True)
    if (more := len(refusal.problems) - _MOST) > 0:
        click.echo(f"  … and {more} more.", err=True)
    if refusal.by_single_steps:
        click.echo(f"  {_WORK_IN_PROGRESS}", err=True)


@hook.command("pre-commit")
@click.option("--against", metavar="REF", help="Where the branch will be merged; found by itself when left out.")
@click.option(
    "--anchor",
    metavar="FILE",
    help="The anchor to verify from. Otherwise QMS_ANCHOR, then the settings; may be absent.",
)
@click.pass_context
def pre_commit(ctx: click.Context, against: str | None, anchor: str | None) -> None:
    """Judge what is staged before it is committed.

    Git starts this on your machine. Refuses faults in the documents and records of this commit. Approvals that are
    missing are told and stop nothing: they come later, and what has to have them is the merge.
    """
    ctx.exit(precommit.judge_staged(_open(ctx.obj), against, anchor))


@hook.command("install")
@click.argument("name", type=click.Choice(hooks.HOOKS), default="pre-commit", metavar="[pre-commit|pre-receive]")
@_branch
@_anchor
@click.pass_context
def install(ctx: click.Context, name: str, branches: tuple[str, ...], anchor: str | None) -> None:
    """Write the hook file, on a server or in your own clone.

    pre-receive in the repository on the server, pre-commit in your own. A hook that somebody else wrote stays as it is.
    """
    repository = _open(ctx.obj)
    told: list[str] = []
    if name == "pre-receive":
        # Read now, so that a wrong path shows here, and not to the first person who pushes.
        if not (anchor or os.environ.get("QMS_ANCHOR", "").strip()):
            raise QmsError(
                "the hook would not know the anchor to verify from",
                "Say where it is kept on this server, outside the repository: "
                "`qms hook install pre-receive --anchor /etc/qms/anchor.json`.",
                "anchor-unreadable",
            )
        receive.outside_anchor(repository, anchor, os.environ)
        branches = _guarded(repository, branches)
        told = [word for branch in branches for word in ("--branch", branch)]
    if anchor:
        told += ["--anchor", str(Path(anchor).resolve())]
    target = hooks.install(git.hooks_folder(repository.root), name, hooks.script(name, hooks.program(), told))
    click.echo(f"Wrote {target}.")
    if name == "pre-commit":
        click.echo("Next: commit as usual; faults stop a commit, `git commit --no-verify` passes by.")
        return
    click.echo(
        f"Protected: {one_line(', '.join(branches))}. Every push to it is verified from the anchor before it is stored."
    )
    for branch in branches:
        if not git.object_named(repository, f"refs/heads/{branch}"):
            click.echo(f"There is no branch {one_line(branch)} here yet.")
    if not anchor:
        click.echo("The hook will read QMS_ANCHOR from the server's environment: see that it is set for every push.")
    click.echo("Next: try it: `git push --force` of an old commit must be refused.")


def _guarded(repository: git.Repository, branches: tuple[str, ...]) -> tuple[str, ...]:
    """The branches to guard: those named, or the one the repository stands on, and main.

    Raises:
        QmsError: `branch-unguarded`, when those named leave out the one that every clone shows.
    """
    current = receive.standing_on(repository)
    if branches and current and current not in branches:
        raise QmsError(
            f"this repository stands on the branch {current}, which would not be protected",
            f"Add `--branch {current}`; or let it stand on another: `git symbolic-ref HEAD refs/heads/{branches[0]}`.",
            "branch-unguarded",
        )
    return branches or tuple(dict.fromkeys((*filter(None, (current,)), *_DEFAULT)))
