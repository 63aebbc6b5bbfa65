"""`qms approve`: sign what is staged, after having seen what changed and who else has to."""

from __future__ import annotations

import click

from qms.model.policy import Person, Policy
from qms.reports.difference import raw_difference, rendered_difference
from qms.reports.escape import one_line, sentences
from qms.reports.style import BOLD, paint
from qms.trust.keys import fingerprint
from qms.trust.need import Need, helpers
from qms.trust.record import AUTHORITIES
from qms.writing.acts import enroller, enrolment, perform, statement_of
from qms.writing.desk import Desk, refused
from qms.writing.refusal import Refusal
from qms.writing.signers import command_for, find_authors, require_able, require_no_author, told, who_can
from qms.writing.versions import Versions, versions

from . import options
from .output import use_color, width
from .signing import Act, Choices, confirm, desk_of, key_for, key_of, sign, signer_of, signing_options
from .telling import tell_next, tell_spoilt


@click.command()
@click.argument("subjects", nargs=-1, metavar="[ID…|AUTHORITIES|GUARDED]")
@options.authors("wrote it")
@click.option("--enrol", is_flag=True, help="With AUTHORITIES: let a new key sign the policy that brings it.")
@signing_options
@options.color
def approve(choices: Choices, subjects: tuple[str, ...], authors: tuple[str, ...], color: str, *, enrol: bool) -> None:
    """Approve documents, the policy or guarded files.

    Shows what changes against what is in force, then signs a record with your SSH key and stages it. What counts is
    what is staged (`git add`) or committed on the branch. AUTHORITIES is the policy, GUARDED the guarded files. Without
    an ID: lists what waits for you.

    Exit code: 0 signed, 1 refused, 2 could not run.
    """
    with desk_of(choices) as desk:
        if enrol:
            _enrol(desk, choices, use_color(color))
        elif subjects:
            for subject in subjects:
                _approve(desk, choices, subject, authors, color=use_color(color))
        else:
            _list(desk, choices)


def _approve(desk: Desk, choices: Choices, subject: str, named: tuple[str, ...], *, color: bool) -> None:
    need = desk.find(subject)
    if need.meaning == "retirement":
        message = f"{need.subject} is gone from what is staged"
        raise Refusal(message, f"Sign its retirement: `qms retire {need.subject}`.", "retirement-missing")
    desk.require_staged(need)
    person = signer_of(desk, choices)
    _require_ready(need, desk.policy)
    roles = require_able(need, person, desk.policy, choices.role)
    authors: frozenset[str] = frozenset()
    if need.format == "approval/1":
        authors = find_authors(desk, need, named)
        require_no_author(desk, need, person, authors)
    with key_of(desk, choices, person) as key:
        show(desk, need, person, roles, color=color)
        if authors:
            written = ", ".join(desk.policy.people[name].name for name in sorted(authors))
            click.echo(f"Written by: {one_line(written)}.")
        statement = statement_of(need, authors)
        role = sign(desk, choices, key, Act(person, roles, statement, told(need), f"approves {told(need)}"))
    tell_next(desk, choices, desk.find(need.subject), f"Approve {told(need)} as {role}")


def _require_ready(need: Need, policy: Policy) -> None:
    """Refuse to sign what could not be accepted anyway."""
    if need.unready:
        first = need.unready[0]
        where = f" ({first.path})" if first.path else ""
        fix = first.fix
        if need.subject == AUTHORITIES and "previous" in fix and policy.digest not in fix:
            fix = f"{fix} It is {policy.digest}."
        raise Refusal(f"{need.subject} is not ready to be signed: {first.message}{where}", fix, first.code)


def show(desk: Desk, need: Need, person: Person, roles: tuple[str, ...], *, color: bool) -> None:
    """What is signed, what changes, what it needs and who has signed."""
    click.echo(paint(told(need)[:1].upper() + told(need)[1:], BOLD, color=color))
    if need.meaning == "retirement":
        for file in versions(desk, need):
            click.echo(f"{one_line(file.path)} goes, and the id {need.subject} is never used again.")
    elif need.late:
        click.echo("It is in force already; your approval joins the others.")
    else:
        _show_versions(desk, need, color=color)
    asked = ", ".join(
        f"{rule.at_least} people as {rule.role}" if rule.at_least > 1 else rule.role for rule in need.rules
    )
    click.echo(f"\nNeeds: {asked or 'nobody'}.")
    given = ", ".join(f"{record.name} ({record.role})" for record in need.given)
    click.echo(f"Signed so far: {one_line(given) or 'nobody'}.")
    tell_spoilt(desk.judged.spoilt(need.subject))
    click.echo(f"You are {one_line(person.name)} and can sign as {' or '.join(roles)}.")


def _show_versions(desk: Desk, need: Need, *, color: bool) -> None:
    for file in versions(desk, need):
        _show_file(file, first=not need.supersedes, color=color)


def _show_file(file: Versions, *, first: bool, color: bool) -> None:
    """A file's mode, its text as it reads, and always its lines as they are: those are what is signed."""
    path, old, new = file.path, file.old, file.new
    if file.old_mode != file.new_mode:
        click.echo(f"\n{one_line(path)}: {_modes(file)}")
    if old == new:
        return
    if path.endswith(".md"):
        click.echo(paint(f"\n{one_line(path)}, as it reads", BOLD, color=color))
        if first:
            click.echo("The first revision: all of it is new.")
        click.echo(rendered_difference(path, old, new, width(), color=color), nl=False, color=color)
    click.echo(paint(f"\n{one_line(path)}, line by line", BOLD, color=color))
    click.echo(raw_difference(path, old, new, color=color), nl=False, color=color)


def _modes(file: Versions) -> str:
    if file.old_mode and file.new_mode:
        return f"mode {file.old_mode} to {file.new_mode}"
    return f"new file, mode {file.new_mode}" if file.new_mode else f"goes, was of mode {file.old_mode}"


def _enrol(desk: Desk, choices: Choices, color: bool) -> None:  # noqa: FBT001 - one caller, here
    need = next((need for need in desk.needs() if need.subject == AUTHORITIES), None)
    new = desk.judged.new_policy
    if need is None or new is None or not need.keys:
        if need and need.unready:
            raise refused(need.unready[0])
        fix = "Add the key to manual/authorities.yml, raise `version`, set `previous`, and stage the file."
        raise Refusal("no new key waits to be enrolled in what is staged", fix, "nothing-to-approve")
    desk.require_staged(need)
    owner = new.bridges.get(choices.as_ or "") or signer_of(desk, choices, new)
    name = owner.name if isinstance(owner, Person) else f"the bridge {owner.id}"
    blobs = frozenset(blob for each, blob in need.keys if (type(each), each.id) == (type(owner), owner.id))
    if not blobs:
        fix = f"Let them run it themselves: {', '.join(sorted(each.id for each, _ in need.keys))}."
        raise Refusal(f"no new key of {name} waits to be enrolled", fix, "nothing-to-approve")
    with key_for(desk.repository, new, choices, owner, blobs) as key:
        blob = next((blob for blob in blobs if fingerprint(blob) == key.print), min(blobs))
        signatory = enroller(need, blob)
        _show_versions(desk, need, color=color)
        what = f"enrols the key {fingerprint(blob)} by {told(need)}"
        confirm(choices, name, signatory.role, what)
        path = perform(desk, enrolment(need, blob), signatory, key, staging=choices.staging)
    click.echo(f"Signed as {one_line(name)}, {signatory.role}: {what}.")
    click.echo(f"Record: {path}")
    tell_next(desk, choices, desk.find(AUTHORITIES), f"Enrol a key of {owner.id}")


def _list(desk: Desk, choices: Choices) -> None:
    """What waits for this person, and what waits for others."""
    person = signer_of(desk, choices)
    found = desk.needs()
    mine = {need.subject: roles for need in found if need.waits and (roles := _roles(desk, need, person))}
    for need in found:
        if need.unready:
            first = need.unready[0]
            click.echo(one_line(f"{need.subject} is not ready: {sentences(first.message, first.fix)}"))
        elif need.subject in mine:
            click.echo(f"{told(need)} waits for you as {' or '.join(mine[need.subject])}: `{command_for(need)}`")
        elif need.missing:
            click.echo(f"{told(need)} waits for others: {one_line(who_can(need, desk.policy))}")
        for owner, _ in need.keys:
            click.echo(f"{told(need)} waits for the new key of {owner.id}: `qms approve AUTHORITIES --enrol`")
    if not mine:
        click.echo(f"Nothing waits for your approval, {one_line(person.name)}.")


def _roles(desk: Desk, need: Need, person: Person) -> list[str]:
    """The roles in which somebody's signature would help."""
    return [role for role, people in helpers(need, desk.policy).items() if person in people]
