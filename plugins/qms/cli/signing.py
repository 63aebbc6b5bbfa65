"""What all signing commands share: their options, the desk, who signs with which key, and how people are asked."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from qms import git
from qms.errors import QmsError
from qms.model.policy import Bridge, Person, Policy
from qms.reading.anchors import FoundAnchor, find_anchor
from qms.reading.cachefolder import cache_folder
from qms.reading.system import settings_at
from qms.reports.escape import one_line
from qms.writing.acts import choose_key, perform
from qms.writing.desk import Desk, open_desk
from qms.writing.keys import SigningKey, find_keys
from qms.writing.records import Signatory, Statement
from qms.writing.refusal import Refusal
from qms.writing.signers import find_person
from qms.writing.signing import demonstration_key

from . import options
from .output import note, print_refusal
from .progress import Progress

_REFUSED = 1


@dataclass(frozen=True, slots=True)
class Choices:
    """What the options of a signing command say."""

    root: Path
    as_: str | None = None
    role: str | None = None
    key: Path | None = None
    demonstration: bool = False
    anchor: str | None = None
    against: str | None = None
    yes: bool = False
    staging: bool = True
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody is about to sign.

    Attributes:
        person: Who.
        roles: In which role; asked for when there are several.
        statement: What is stated.
        called: What it is called when the role is asked for, such as "the review of QP-04".
        says: What the signature will say, such as "approves QP-04 revision 4".
    """

    person: Person
    roles: Sequence[str]
    statement: Statement
    called: str
    says: str


@contextmanager
def refusals() -> Iterator[None]:
    """Print what the rules refuse, and exit with 1."""
    try:
        yield
    except Refusal as refusal:
        print_refusal(refusal)
        click.get_current_context().exit(_REFUSED)


def signing_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a command that signs what is verified, handed over as `choices`."""
    text = "The branch this work will go to; origin/main, main or HEAD when left out."
    return who_options(options.anchor(click.option("--against", metavar="REF", help=text)(function)))


def who_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say who signs with what, handed over as `choices`; refusals by the rules exit with 1."""

    @wraps(function)
    def call(**values: Any) -> Any:  # noqa: ANN401 - click's values
        choices = Choices(**{name: values.pop(name) for name in Choices.__dataclass_fields__ if name in values})
        with refusals():
            return function(choices=choices, **values)

    decorated: Callable[..., Any] = call
    for option in reversed((
        options.repository(),
        click.option("--as", "as_", metavar="PERSON", help="Who signs, when it is not the one git's user.email names."),
        click.option("--role", metavar="ROLE", help="In which role; asked for when several are possible."),
        click.option("--key", type=click.Path(path_type=Path), metavar="FILE",
                     help="The SSH key. Otherwise QMS_KEY, git's user.signingkey, the SSH agent, ~/.ssh."),
        click.option("--demonstration", is_flag=True,
                     help="Sign with the public key of a person of the demonstration company."),
        click.option("-y", "--yes", is_flag=True, help="Sign without asking."),
        click.option("--stage/--no-stage", "staging", default=True, help="Whether the record is staged (`git add`)."),
        options.quiet,
    )):  # fmt: skip
        decorated = option(decorated)
    return decorated


@contextmanager
def desk_of(choices: Choices) -> Iterator[Desk]:
    """What is staged, judged; says where trust starts when that proves less than people may think."""
    repository = git.open_repository(choices.root)
    found = anchor_of(repository, choices.anchor)
    now = datetime.now(UTC).replace(microsecond=0)
    with ExitStack() as stack:
        with Progress("verifying the history", quiet=choices.quiet) as progress:
            opened = open_desk(
                repository, found.anchor, now=now, against=choices.against, progress=progress, cache=cache_folder()
            )  # fmt: skip
            desk = stack.enter_context(opened)
        if not found.outside:
            told = (
                "the anchor is the repository's own: it proves that the history is consistent, not where it comes from"
            )
            note(f"note: {told}.", quiet=choices.quiet)
        _warn_about_address(desk)
        yield desk


def _warn_about_address(desk: Desk) -> None:
    """Say beforehand what the gate would say of the commit: whose address is it?"""
    known = {email for person in desk.policy.people.values() for email in person.emails}
    if not desk.direct and desk.email.lower() not in known:
        whose = (
            f"your git commits as {desk.email}, which is nobody's address" if desk.email else "your git has no address"
        )
        note(f"warning: {whose} in the policy, and the gate refuses such commits: `git config user.email ADDRESS`.")


def anchor_of(repository: git.Repository, given: str | None) -> FoundAnchor:
    """The anchor to verify from.

    Raises:
        QmsError: `anchor-unreadable`, when there is none.
    """
    found = find_anchor(repository.root, given) or find_anchor(repository.root, None, settings_at(repository.root))
    if found is None:
        raise QmsError(
            "there is no anchor, so it is not known whose policy holds here",
            "Name the anchor file: `--anchor FILE`, or the variable QMS_ANCHOR. `qms anchor` prints one for a commit "
            "that you trust; a manual that has documents already begins with `qms import`.",
            "anchor-unreadable",
        )
    return found


def signer_of(desk: Desk, choices: Choices, policy: Policy | None = None) -> Person:
    """Who signs. A demonstration has no keys to tell by."""
    keys = () if choices.demonstration else find_keys(desk.repository, choices.key)
    return find_person(policy or desk.policy, choices.as_, desk.email, keys)


@contextmanager
def key_for(
    repository: git.Repository, policy: Policy, choices: Choices, owner: Person | Bridge,
    enrolling: frozenset[bytes] = frozenset(),
) -> Iterator[SigningKey]:  # fmt: skip
    """The key to sign with, one that its owner may use under a policy."""
    if choices.demonstration:
        with demonstration_key(policy, owner.id) as key:
            note("note: a demonstration key: anybody can sign with it, so the signature proves nothing about anybody.")
            yield key
    else:
        yield choose_key(find_keys(repository, choices.key), policy, owner, enrolling)


def key_of(desk: Desk, choices: Choices, owner: Person) -> AbstractContextManager[SigningKey]:
    """The key to sign with under the policy in force."""
    return key_for(desk.repository, desk.policy, choices, owner)


def choose_role(roles: Sequence[str], choices: Choices, what: str) -> str:
    """One of several roles: the only one, or the one that somebody says.

    Raises:
        Refusal: `role-unclear`, when there is nobody to ask.
    """
    if len(roles) == 1:
        return roles[0]
    if not _can_ask() or choices.yes:
        message = f"{what} can be signed in more than one role: {', '.join(roles)}"
        raise Refusal(message, f"Say in which: `--role {roles[0]}`.", "role-unclear")
    return str(click.prompt("In which role do you sign?", type=click.Choice(list(roles)), default=roles[0], err=True))


def confirm(choices: Choices, who: str, role: str, meaning: str) -> None:
    """Ask whether somebody really means it.

    Args:
        choices: With `--yes`, nobody is asked.
        who: The printed name.
        role: The role.
        meaning: What the signature will say, as "approves QP-04 revision 4".

    Raises:
        Refusal: `not-confirmed`, or `no-terminal` when there is nobody to ask.
    """
    if choices.yes:
        return
    if not _can_ask():
        fix = "Run it in a terminal, or add --yes when you have read what you sign."
        raise Refusal("this is not a terminal, so nobody can be asked whether to sign", fix, "no-terminal")
    if not click.confirm(f"Sign as {one_line(who)}, {role}: {one_line(meaning)}?", err=True):
        raise Refusal("nothing was signed", "Run the command again when you are ready.", "not-confirmed")


def sign(desk: Desk, choices: Choices, key: SigningKey, act: Act) -> str:
    """Ask what is still open, write the record, and say so; the role comes back.

    Raises:
        Refusal: As `choose_role` and `confirm`, or the record cannot be written.
    """
    person, role = act.person, choose_role(act.roles, choices, act.called)
    confirm(choices, person.name, role, act.says)
    signatory = Signatory(person.id, person.name, role)
    path = perform(desk, act.statement, signatory, key, staging=choices.staging)
    click.echo(f"Signed as {one_line(person.name)}, {role}: {act.says}.")
    click.echo(f"Record: {path}")
    return role


def _can_ask() -> bool:
    return sys.stdin.isatty()
