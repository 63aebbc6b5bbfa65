"""`qms import`: take over the documents that a repository already has, as a signed baseline."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from qms import git
from qms.reports.escape import one_line, sentences
from qms.reports.style import count
from qms.trust.grammar import is_document_id
from qms.trust.units import index_of
from qms.writing.baseline import Baseline, open_baseline, sign_baseline
from qms.writing.keys import find_keys
from qms.writing.refusal import Refusal
from qms.writing.signers import find_person, require_able, who_can

from .signing import Choices, choose_role, confirm, key_for, who_options
from .telling import tell_commit


@click.command("import")
@click.option("--retired", multiple=True, metavar="ID", help="An id that was used once and never will be again.")
@who_options
def import_(choices: Choices, retired: tuple[str, ...]) -> None:
    """Take over the documents there are, by a signed list.

    For a repository that had documents before it had signatures. Everybody whom the policy asks for (`authorities`)
    runs the same command on the same documents. The commit with all their records is the anchor: what was written
    before it is taken as it stands, and every step after it is verified.

    Exit code: 0 signed, 1 refused, 2 could not run.
    """
    for identifier in retired:
        if not is_document_id(identifier):
            raise Refusal(f"{identifier} is not a document id", "Write it as in `QP-04`.", "front-matter-value")
    repository = git.open_repository(choices.root)
    with open_baseline(repository, retired, datetime.now(UTC).replace(microsecond=0)) as baseline:
        keys = () if choices.demonstration else find_keys(repository, choices.key)
        person = find_person(baseline.policy, choices.as_, baseline.email, keys)
        _require_good(baseline)
        need = baseline.need()
        roles = require_able(need, person, baseline.policy, choices.role)
        with key_for(repository, baseline.policy, choices, person) as key:
            _show(baseline)
            role = choose_role(roles, choices, "the import")
            what = f"takes over {count(len(baseline.found), 'document')} as they stand"
            confirm(choices, person.name, role, what)
            path, rest = sign_baseline(baseline, person, role, key, staging=choices.staging)
        click.echo(f"Signed as {one_line(person.name)}, {role}: {what}.")
        click.echo(f"Record: {path}")
        if rest.missing:
            click.echo(f"Still needed: {one_line(who_can(rest, baseline.policy))}")
            click.echo(
                "They run it on the same documents, staged here or committed on a branch. The commit that holds every "
                "signature is the anchor."
            )
            return
        click.echo("Complete: the import has every signature it needs.")
        tell_commit(choices, "Take over the documents as they stand")
        click.echo("Then write down where trust starts: qms anchor > ../anchor.json")
        click.echo("From then on: qms verify --anchor ../anchor.json")


def _require_good(baseline: Baseline) -> None:
    if not baseline.problems:
        return
    for problem in baseline.problems[:-1]:
        click.echo(f"{problem.path}: {problem.code} {one_line(sentences(problem.message, problem.fix))}", err=True)
    last = baseline.problems[-1]
    raise Refusal(f"{last.path}: {last.message}", last.fix, last.code)


def _show(baseline: Baseline) -> None:
    click.echo(f"Import {baseline.number} lists {count(len(baseline.found), 'document')}:")
    for each in baseline.found:
        click.echo(f"  {each.fields.id} revision {each.fields.revision}  {one_line(index_of(each.unit))}")
    if baseline.retired:
        click.echo(f"Never to be used again: {', '.join(baseline.retired)}.")
    given = ", ".join(f"{record.name} ({record.role})" for record in baseline.signed)
    click.echo(f"Signed so far: {one_line(given) or 'nobody'}.")
