"""`qms acknowledge`: read and understood, as a signed record."""

from __future__ import annotations

import click

from qms.model.fields import Sequence
from qms.reports.escape import one_line
from qms.writing.acts import about_current, held_roles, living, require_first

from .signing import Act, Choices, desk_of, key_of, sign, signer_of, signing_options
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
            click.echo(one_line(f"{current.id} revision {current.revision}: {fields.text('title')} ({current.path})"))
            says = f"has read and understood {current.id} revision {current.revision}"
            statement = about_current("acknowledgement", current)
            sign(desk, choices, key, Act(person, roles, statement, f"the acknowledgement of {current.id}", says))
        tell_commit(choices, f"Acknowledge {current.id} revision {current.revision}", desk)
