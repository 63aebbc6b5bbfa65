"""People and roles out of manual/authorities.yml, or roles out of the settings while there is none."""

from __future__ import annotations

from qms.model.fields import Mapping as Fields
from qms.model.fields import Node, Sequence
from qms.model.people import People, Person
from qms.model.problem import Fault
from qms.model.settings import Settings, humanise
from qms.trust.policy import read_policy
from qms.trust.source import decode
from qms.trust.yamltext import parse_yaml


def read_people(data: bytes | None, path: str, settings: Settings) -> tuple[People, tuple[Fault, ...]]:
    """Who there is. The policy wins over the settings as soon as there is one.

    Args:
        data: The bytes of the policy, or None when the tree has none.
        path: Where the policy stands.
        settings: For roles, while there is no policy.
    """
    if data is None:
        return People(roles=dict(settings.roles) or None), ()
    policy, found = read_policy(data)
    text, _ = decode(data, path)
    fields, _ = parse_yaml(text, path) if text else (None, ())
    listed = fields.get("people") if fields else None
    persons = tuple(_person(key.text, node) for key, node in listed.entries) if isinstance(listed, Fields) else ()
    names = dict(settings.roles)
    roles = {role: names.get(role, humanise(role)) for person in persons for role in person.roles}
    return People(persons, roles, policy=True, rules=policy), found


def _person(person_id: str, node: Node) -> Person:
    fields = node if isinstance(node, Fields) else Fields()
    emails = tuple(email.lower() for email in _texts(fields.get("emails")))
    return Person(person_id, fields.text("name") or person_id, _texts(fields.get("roles")), emails)


def _texts(node: Node | None) -> tuple[str, ...]:
    return tuple(item.text for item in node.texts) if isinstance(node, Sequence) else ()
