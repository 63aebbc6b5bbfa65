"""`qms review`: a periodic review as a signed record: read again, still adequate, no change."""

from __future__ import annotations

import click

from qms.model.revision import add_months, parse_interval
from qms.reports.escape import one_line
from qms.writing.acts import about_current, held_roles, living, perform
from qms.writing.records import Signatory

from .signing import Choices, choose_role, confirm, desk_of, key_of, signer_of, signing_options
from .telling import tell_commit


@click.command()
@click.argument("document", metavar="ID")
@signing_options
def review(choices: Choices, document: str) -> None:
    """Record a review: read again, no change needed.

    Of the revision in force; the text stays as it is.

    Exit code: 0 signed, 1 refused, 2 could not run.
    """
    with desk_of(choices) as desk:
        current = living(desk, document)
        person = signer_of(desk, choices)
        fields = desk.front_matter(current.path, current.files)
        rules = (rule.role for rule in current.rules)
        roles = held_roles(person, (fields.text("owner"), *rules), choices.role)
        with key_of(desk, choices, person) as key:
            role = choose_role(roles, choices, f"the review of {current.id}")
            what = f"{current.id} revision {current.revision} was reviewed and needs no change"
            click.echo(one_line(f"{current.id} revision {current.revision}: {fields.text('title')} ({current.path})"))
            confirm(choices, person.name, role, what)
            signatory = Signatory(person.id, person.name, role)
            path = perform(desk, about_current("review", current), signatory, key, staging=choices.staging)
        click.echo(f"Signed as {one_line(person.name)}, {role}: {what}.")
        click.echo(f"Record: {path}")
        if months := parse_interval(fields.text("review")):
            click.echo(f"The next review is due by {add_months(desk.now.date(), months)}.")
        tell_commit(choices, f"Review {current.id} revision {current.revision}", desk)
