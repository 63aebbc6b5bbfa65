"""`qms acknowledge`: read and understood, as a signed record."""

from __future__ import annotations

import click

from qms.model.fields import Sequence
from qms.reports.escape import one_line
from qms.writing.acts import about_current, held_roles, living, perform, require_first
from qms.writing.records import Signatory

from .signing import Choices, choose_role, confirm, desk_of, key_of, signer_of, signing_options
from .telling import tell_commit


@click.command()
@click.argument("document", metavar="ID")
@signing_options
def acknowledge(choices: Choices, document: str) -> None:
    """Record that you have read and understood a document.

    In the revision that is in force.

    Exit code: 0 signed, 1 refused, 2 could not run.
    """
    with desk_of(choices) as desk:
        current = living(desk, document)
        person = signer_of(desk, choices)
        fields = desk.front_matter(current.path, current.files)
        asked = fields.get("read-by")
        readers = [item.text for item in asked.texts] if isinstance(asked, Sequence) else []
        roles = held_roles(person, readers, choices.role)
        require_first(current, person, "acknowledgement", roles)
        with key_of(desk, choices, person) as key:
            role = choose_role(roles, choices, f"the acknowledgement of {current.id}")
            what = f"has read and understood {current.id} revision {current.revision}"
            click.echo(one_line(f"{current.id} revision {current.revision}: {fields.text('title')} ({current.path})"))
            confirm(choices, person.name, role, what)
            signatory = Signatory(person.id, person.name, role)
            path = perform(desk, about_current("acknowledgement", current), signatory, key, staging=choices.staging)
        click.echo(f"Signed as {one_line(person.name)}, {role}: {what}.")
        click.echo(f"Record: {path}")
        tell_commit(choices, f"Acknowledge {current.id} revision {current.revision}", desk)
