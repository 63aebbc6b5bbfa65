"""The first policy of a new manual: who must sign what, chosen so that the people there are can really do it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qms.errors import QmsError
from qms.model.policy import Rule
from qms.trust.policy import read_policy
from qms.trust.quorum import Signer, met

from .people import NewPerson

_QUALITY, _DIRECTOR, _OWNER, _TOOLSMITH = "quality-manager", "managing-director", "process-owner", "toolsmith"
# For each thing that is approved, the sets of roles that may be asked for, the most wanted first.
_WANTED: dict[str, tuple[tuple[str, ...], ...]] = {
    "manual": ((_DIRECTOR, _QUALITY), (_QUALITY,), (_DIRECTOR,)),
    "procedures": ((_OWNER, _QUALITY), (_QUALITY,), (_DIRECTOR,)),
    "authorities": ((_DIRECTOR, _QUALITY), (_QUALITY,), (_DIRECTOR,)),
    "guarded": ((_TOOLSMITH, _QUALITY), (_TOOLSMITH,), (_QUALITY,), (_DIRECTOR,)),
}
CLASSES = ("manual", "procedures")
GUARDED = (
    "mkdocs.yml", "properdocs.yml", "qms.yml", "requirements.txt", ".gitattributes", ".gitignore", ".github/**",
    ".gitlab-ci.yml", ".gitlab/**", "overrides/**", "hooks/**",
)  # fmt: skip
UNCONTROLLED = ("README.md", "LICENSE", "notes/**")


@dataclass(frozen=True, slots=True)
class Plan:
    """Which roles sign what.

    Attributes:
        roles: For `manual`, `procedures`, `authorities` and `guarded`, the roles that must all sign.
        alone: True when authors may approve their own documents, because there is one person only.
        author: Who may write the first documents, so that enough others are left to approve them.
    """

    roles: dict[str, tuple[str, ...]]
    alone: bool
    author: NewPerson


def make_plan(people: Sequence[NewPerson], keyboard: str = "") -> Plan:
    """Choose rules that these people can meet, and who writes the first documents.

    Args:
        people: At least one.
        keyboard: The address of whoever sits there; that person writes, where enough others are left.

    Raises:
        QmsError: `quorum-unreachable`, when nobody has both a key and a role.
    """
    if not any(person.signs and person.roles for person in people):
        raise QmsError(
            "nobody has both a key and a role, so nothing could ever be approved",
            "Name the file of a public key and a role, as in "
            '--person "Jane Doe <jane@example.org> ~/.ssh/id_ed25519.pub quality-manager".',
            "quorum-unreachable",
        )
    alone = len(people) == 1
    roles = {
        subject: next(
            chosen
            for chosen in (*_WANTED[subject], *_any_role(people))
            if (_left_out(chosen, people) if subject in CLASSES and not alone else _reachable(chosen, people))
        )
        for subject in _WANTED
    }
    return Plan(roles, alone, _author(people, roles, keyboard))


def _any_role(people: Iterable[NewPerson]) -> Iterator[tuple[str, ...]]:
    """Every role somebody can sign in, one at a time: for companies that call their roles something else."""
    return ((role,) for person in people if person.signs for role in person.roles)


def _reachable(roles: Iterable[str], people: Iterable[NewPerson]) -> bool:
    signers = [Signer(person.id, role) for person in people if person.signs for role in person.roles]
    return met([Rule(role) for role in roles], signers)


def _left_out(roles: tuple[str, ...], people: Sequence[NewPerson]) -> list[NewPerson]:
    """The persons who may write, because the others can approve."""
    return [one for one in people if _reachable(roles, [other for other in people if other is not one])]


def _author(people: Sequence[NewPerson], roles: dict[str, tuple[str, ...]], keyboard: str) -> NewPerson:
    free = [one for one in people if all(one in _left_out(roles[each], people) for each in CLASSES)] or [*people]
    return next((one for one in free if one.email == keyboard.lower()), free[0])


def policy_text(project: str, people: Iterable[NewPerson], plan: Plan) -> str:
    """The file manual/authorities.yml, version 1.

    Raises:
        QmsError: `policy-refused`, with the first thing the verifier would refuse.
    """
    people = tuple(people)
    if twice := [found for found, count in Counter(person.id for person in people).items() if count > 1]:
        fix = "Tell them apart by a middle name; the same person is named once, with all roles."
        raise QmsError(f"two people have the id {twice[0]}", fix, "policy-refused")
    text = "\n".join([*_people(project, people), *_rules(plan)]) + "\n"
    policy, faults = read_policy(text.encode())
    if policy is None:
        raise QmsError(
            f"these people make no good policy: {faults[0].message}", faults[0].fix or "Change them.", "policy-refused"
        )
    return text


def _people(project: str, people: Iterable[NewPerson]) -> Iterator[str]:
    yield "# Who may approve what. Every change of this file is judged by the file as it stood before, and approved by"
    yield "# its `authorities`. Nobody ever leaves: take away roles, and set `state: retired` at a key."
    yield "format: quality-policy/1"
    yield f"project: {project}"
    yield "version: 1"
    yield "people:"
    for person in people:
        yield f"  {person.id}:"
        yield f"    name: {quoted(person.name)}"
        yield f"    emails: [{quoted(person.email)}]"
        yield f"    roles: [{', '.join(person.roles)}]"
        if person.key:
            yield "    keys:"
            yield f'      - {{public: "{person.key}", state: active}}'


def _rules(plan: Plan) -> Iterator[str]:
    yield "classes:"
    for name in CLASSES:
        yield f"  {name}:"
        yield f'    paths: ["{name}/**"]'
        yield f"    approve: [{_asked(plan.roles[name])}]"
        if plan.alone:
            yield "    self-approval: true # one person only: pages say so; take it out when there are two"
    yield "authorities:"
    yield f"  approve: [{_asked(plan.roles['authorities'])}]"
    yield "guarded: # what can change what readers see, or what the gate does"
    yield f"  paths: [{', '.join(map(quoted, GUARDED))}]"
    yield f"  approve: [{_asked(plan.roles['guarded'])}]"
    yield f"uncontrolled: [{', '.join(map(quoted, UNCONTROLLED))}]"
    yield 'evidence: ["records/**"] # only ever added, never changed'


def _asked(roles: Iterable[str]) -> str:
    return ", ".join(f"{{role: {role}}}" for role in roles)


def quoted(text: str) -> str:
    """A text as restricted YAML has it, whatever characters it holds."""
    return "'" + text.replace("'", "''") + "'"
