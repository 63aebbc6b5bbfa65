"""`qms review`: a periodic review as a signed record: read again, still adequate, no change."""

from __future__ import annotations

import click

from qms.model.revision import add_months, parse_interval
from qms.reports.escape import one_line
from qms.writing.acts import about_current, held_roles, living

from .signing import Act, Choices, desk_of, key_of, sign, signer_of, signing_options
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
            click.echo(one_line(f"{current.id} revision {current.revision}: {fields.text('title')} ({current.path})"))
            says = f"{current.id} revision {current.revision} was reviewed and needs no change"
            statement = about_current("review", current)
            sign(desk, choices, key, Act(person, roles, statement, f"the review of {current.id}", says))
        if months := parse_interval(fields.text("review")):
            click.echo(f"The next review is due by {add_months(desk.now.date(), months)}.")
        tell_commit(choices, f"Review {current.id} revision {current.revision}", desk)
