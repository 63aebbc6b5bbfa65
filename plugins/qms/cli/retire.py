"""`qms retire`: end a document, with the signatures its approval would need."""

from __future__ import annotations

import click

from qms.reports.escape import one_line
from qms.trust.need import Need
from qms.writing.acts import document_files, living, statement_of, take_out
from qms.writing.desk import Desk
from qms.writing.paste import pathspec
from qms.writing.refusal import Refusal
from qms.writing.signers import find_authors, require_able, require_no_author, told, who_can

from . import options
from .approve import show
from .output import use_color
from .signing import Act, Choices, desk_of, key_of, sign, signer_of, signing_options
from .telling import tell_next


@click.command()
@click.argument("document", metavar="ID")
@options.authors("proposes it")
@signing_options
@options.color
def retire(choices: Choices, document: str, authors: tuple[str, ...], color: str) -> None:
    """End a document: its id is never used again.

    Asks for the same signatures as an approval. When the last one is there, the document is removed (`git rm`). On a
    branch its author removes it first, and the others sign after.

    Exit code: 0 signed, 1 refused, 2 could not run.
    """
    with desk_of(choices) as desk:
        current = living(desk, document, retiring=True)
        need = _find(desk, current.id)
        files: tuple[str, ...] = ()
        if need is None:
            files = document_files(desk, current)
            need = _without(desk, current.id, files)
        person = signer_of(desk, choices)
        roles = require_able(need, person, desk.policy, choices.role)
        named = find_authors(desk, need, authors)
        require_no_author(desk, need, person, named)
        with key_of(desk, choices, person) as key:
            show(desk, need, person, roles, color=use_color(color))
            proposed = ", ".join(desk.policy.people[name].name for name in sorted(named))
            click.echo(f"Proposed by: {one_line(proposed)}.")
            act = Act(person, roles, statement_of(need, named), told(need), f"approves {told(need)}")
            sign(desk, choices, key, act)
        need = _find(desk, current.id) or need
        if files and not need.missing and choices.staging:
            take_out(desk, files)
            click.echo(f"Removed: {one_line(', '.join(files))}")
        elif files and need.missing:
            click.echo(f"{current.id} stays until the last signature is there; commit then, not before.")
            click.echo("Signing on other machines? Then on a branch: its author removes it first, and commits.")
            click.echo(f"Still needed: {one_line(who_can(need, desk.policy))}")
            return
        tell_next(desk, choices, need, f"Retire {current.id} revision {current.revision}")


def _find(desk: Desk, identifier: str) -> Need | None:
    return next((need for need in desk.needs() if need.subject == identifier and need.meaning == "retirement"), None)


def _without(desk: Desk, identifier: str, files: tuple[str, ...]) -> Need:
    """The retirement of a document that is still there, judged as if it were gone.

    Raises:
        Refusal: `author-approves`, on a branch; or edits are not staged.
    """
    desk.require_staged(desk.find(identifier))
    if not desk.direct:
        raise Refusal(
            f"{identifier} is still there, and on a branch whoever removes it is an author, who may not sign",
            f"Let an author remove it: `git rm {' '.join(map(pathspec, files))}`, and commit. Then the others run "
            f"`qms retire {identifier}`.",
            "author-approves",
        )
    desk.scratch.remove(files)
    desk.judge_again()
    need = _find(desk, identifier)
    if need is None:
        raise Refusal(f"{identifier} cannot be retired from what is staged", "See `qms check`.", "retirement-missing")
    return need
