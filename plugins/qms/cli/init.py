"""`qms init`: a new quality manual, in which the gate works from the first commit."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from qms import git
from qms.errors import QmsError
from qms.git.index import user_setting
from qms.reports.escape import one_line
from qms.writing.people import EXAMPLE, NewPerson, parse_person, read_key
from qms.writing.start import CI_FILES, DRAFTS, Started, start

_ROLES = "managing-director, quality-manager, process-owner, toolsmith"


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--company", metavar="NAME", help="The name printed on pages.")
@click.option(
    "--person",
    "persons",
    multiple=True,
    metavar='"NAME <EMAIL> KEY ROLE…"',
    help="Who writes and who approves; once for each. KEY is the file of an SSH key, of which only the public half is "
    "read. Who only writes needs neither key nor role.",
)
@click.option("--ci", type=click.Choice(list(CI_FILES)), help="Which forge runs the gate; github when left out.")
def init(folder: Path, company: str | None, persons: tuple[str, ...], ci: str | None) -> None:
    """Begin a quality manual in a new folder.

    Makes a Git repository with settings, authorities and a workflow as its first commit, the anchor of all later
    verification; the anchor is written beside the folder. Three first documents wait as drafts on a branch. On a
    terminal, what is not given is asked for.
    """
    asked = sys.stdin.isatty() and not (company and persons)
    if not asked and not (company and persons):
        missing = " and ".join(name for name, value in (("--company", company), ("--person", persons)) if not value)
        raise QmsError(
            f"{missing} is missing, and there is no terminal to ask on",
            f'Run `qms init {shlex.quote(str(folder))} --company "Acme Ltd" --person "{EXAMPLE}"`, with --person again '
            "for each who writes or approves.",
            "init-incomplete",
        )
    company = company or click.prompt("Name of the company", type=str)
    people = [parse_person(text) for text in persons] or _ask_people()
    if asked:
        people = [_with_key(person) for person in people]
        ci = ci or click.prompt("Forge", type=click.Choice(list(CI_FILES)), default="github")
    made = start(folder, company.strip(), people, ci or "github", _keyboard())
    _tell(made, people, folder)


def _keyboard() -> str:
    """The address of whoever sits there, as their git has it."""
    here = Path.cwd()
    return user_setting(git.Repository(here, here, bare=True), "user.email")


def _ask_people() -> list[NewPerson]:
    click.echo(f"Who writes and who approves? Roles to begin with: {_ROLES}.")
    people: list[NewPerson] = []
    while not people or click.confirm("Another person?", default=len(people) == 1):
        name = click.prompt("Name", type=str)
        email = click.prompt("E-mail, as in Git", type=str)
        roles = click.prompt("Roles (none for somebody who only writes)", type=str, default="", show_default=False)
        key = ""
        if roles:
            key = click.prompt("File of the SSH key (none to make one)", type=str, default="", show_default=False)
        text = f"{name} <{email}> {shlex.quote(_as_path(key)) if key else ''} {roles}"
        try:
            people.append(parse_person(text))
        except QmsError as error:
            click.echo(f"{one_line(error.message)}. {one_line(error.fix)}", err=True)
    return people


def _as_path(typed: str) -> str:
    """A file name as a path, so that it is not taken for a role."""
    return str(Path(typed).expanduser().absolute())


def _with_key(person: NewPerson) -> NewPerson:
    """The person with a key made for them, where there is none and somebody at the terminal wants one."""
    if person.key or not person.roles:
        return person
    file = Path.home() / ".ssh" / f"qms-{person.id}"
    if file.exists():
        question = f"Use the key {file} for {person.name}?"
    else:
        question = f"Make a key for {person.name} with ssh-keygen, in {file}? (On this machine: only if it is theirs.)"
    if not click.confirm(question, default=True):
        return person
    if not file.exists():
        file.parent.mkdir(mode=0o700, exist_ok=True)
        # It asks for the passphrase itself; we never see it, nor the private key.
        command = ("ssh-keygen", "-q", "-t", "ed25519", "-C", person.email, "-f", str(file))
        if subprocess.run(command, check=False).returncode:  # noqa: S603 - the user's own ssh-keygen, a list
            raise QmsError("ssh-keygen made no key", "Make one by hand: `ssh-keygen -t ed25519`.", "key-unusable")
    return replace(person, key=read_key(file))


def _tell(made: Started, people: Sequence[NewPerson], folder: Path) -> None:
    plan = made.plan
    click.echo(f"Made {made.folder}")
    click.echo(f"  main             {made.commit[:12]}, the anchor: settings and authorities, no document yet")
    click.echo(f"  {DRAFTS}  {len(made.documents)} drafts that wait for approval, in the name of {plan.author.name}")
    click.echo(f"Anchor: {made.anchor_file}")
    click.echo("  Keep it where those who push cannot change it, and give a copy to your auditor: in the forge's")
    click.echo("  variable QMS_ANCHOR, in /etc/qms on a server, on paper. It is no secret; it must not be replaced.")
    click.echo("Who signs (manual/authorities.yml):")
    for subject, roles in plan.roles.items():
        click.echo(f"  {subject + ':':<13}{' and '.join(_holders(role, people) for role in roles)}")
    if plan.alone:
        click.echo("  One person: authors approve their own documents (`self-approval: true`), and pages say so.")
    else:
        click.echo("  Different people sign, and nobody approves what he wrote.")
    if without := [person.name for person in people if person.roles and not person.key]:
        click.echo(f"  Without a key, and so unable to sign: {', '.join(without)}.")
    click.echo("Next:")
    click.echo(f"  cd {shlex.quote(str(folder))}")
    click.echo(f"  export QMS_ANCHOR={shlex.quote(str(made.anchor_file))}")
    click.echo("  qms check                       # accepted")
    click.echo(f"  git switch {DRAFTS}")
    click.echo("  qms check --against main        # what is missing, and who can give it")
    click.echo("  qms approve QP-01               # as one who may; to try it for others: --as PERSON --key FILE")


def _holders(role: str, people: Sequence[NewPerson]) -> str:
    names = ", ".join(person.name for person in people if role in person.roles and person.key)
    return f"{role} ({names})"
