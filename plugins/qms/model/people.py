"""People and roles, as manual/authorities.yml or the settings name them."""

from __future__ import annotations

from dataclasses import dataclass

from .policy import Policy


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may hold roles: id, printed name, roles, e-mail addresses in lower case."""

    id: str
    name: str
    roles: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class People:
    """Who there is.

    Attributes:
        persons: The people of manual/authorities.yml; empty when there is none.
        roles: Roles that may own a document, by id, with their printed names; None when nothing names any.
        policy: True when manual/authorities.yml exists.
        rules: That policy, when it can be read without a fault.
    """

    persons: tuple[Person, ...] = ()
    roles: dict[str, str] | None = None
    policy: bool = False
    rules: Policy | None = None
