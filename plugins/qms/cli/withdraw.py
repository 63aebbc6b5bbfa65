"""`qms withdraw`: take back one's own approval."""

from __future__ import annotations

import click

from qms.reports.escape import one_line
from qms.writing.acts import about_current, living, withdrawable_roles
from qms.writing.refusal import Refusal
from qms.writing.signers import who_can

from .signing import Act, Choices, desk_of, key_of, sign, signer_of, signing_options
from .telling import tell_commit


@click.command()
@click.argument("document", metavar="ID")
@signing_options
def withdraw(choices: Choices, document: str) -> None:
    """Take back your own approval of the revision in force.

    When the approvals that are left do not meet the rules, the document is suspended and the gate refuses, until
    somebody approves it again or a new revision takes its place.

    Exit code: 0 signed, 1 refused, 2 could not run.
    """
    with desk_of(choices) as desk:
        current = living(desk, document)
        person = signer_of(desk, choices)
        roles = withdrawable_roles(current, person)
        if choices.role and choices.role not in roles:
            message = f"{person.name} has not approved {current.id} as {choices.role}"
            raise Refusal(message, f"Take back another: `--role {roles[0]}`.", "nothing-to-withdraw")
        with key_of(desk, choices, person) as key:
            says = f"takes back the approval of {current.id} revision {current.revision}"
            asked = (choices.role,) if choices.role else roles
            sign(desk, choices, key, Act(person, asked, about_current("withdrawal", current), "the withdrawal", says))
        for need in desk.needs():
            if need.subject == current.id and need.late:
                click.echo(f"{current.id} is suspended by this, and the gate refuses until it is approved again.")
                click.echo(f"Needed: {one_line(who_can(need, desk.policy))}")
        tell_commit(choices, f"Withdraw an approval of {current.id} revision {current.revision}", desk)
