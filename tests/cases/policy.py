"""The policy that the cases start from, and its text: data that a case changes, then YAML in one fixed layout."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any

from .keys import ed25519_key

PROJECT = "urn:uuid:6f0b2b1e-0000-4000-8000-000000000001"
Policy = dict[str, Any]
_PEOPLE = {
    "ann.author": ("Ann Author", ["author"]),
    "bob.smith": ("Bob Smith", ["process-owner", "managing-director"]),
    "carl.jung": ("Carl Jung", ["quality-manager"]),
    "jane.doe": ("Jane Doe", ["quality-manager"]),
    "mia.admin": ("Mia Admin", ["toolsmith"]),
}
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9@./-]*")


def person(name: str, full: str, roles: list[str], number: int) -> Policy:
    """Give one person of a policy with the key of that name and a forge id of that number."""
    return {
        "name": full,
        "emails": [f"{name}@example.org"],
        "roles": list(roles),
        "keys": [{"public": ed25519_key(name).public, "state": "active"}],
        "forge": [f"github:{number}"],
    }


def start_policy() -> Policy:
    """Give the policy of the public vectors: five persons, two classes, version 1."""
    people = {name: person(name, *rest, 1000 + at) for at, (name, rest) in enumerate(_PEOPLE.items())}
    classes = {
        "procedure": {"paths": ["procedures/**"], "approve": [{"role": "process-owner"}, {"role": "quality-manager"}]},
        "instruction": {"paths": ["instructions/**"], "approve": [{"role": "quality-manager"}]},
    }
    guarded = {
        "paths": ["mkdocs.yml", ".github/**", ".gitattributes", "hooks/**"],
        "approve": [{"role": "toolsmith"}],
    }
    return {
        "format": "quality-policy/1",
        "project": PROJECT,
        "version": "1",
        "people": people,
        "classes": classes,
        "authorities": {"approve": [{"role": "managing-director"}, {"role": "quality-manager"}]},
        "guarded": guarded,
        "uncontrolled": ["README.md", "notes/**"],
    }


def changed(policy: Policy, **members: object) -> Policy:
    """Give a copy in which top-level members are others, for cases that need no more."""
    return deepcopy(policy) | members


def render(policy: Policy) -> bytes:
    """Give the text of a policy: one line a person, a class and a member, as in the public vectors."""
    lines = []
    for name, value in policy.items():
        if name in ("people", "classes", "bridges") and isinstance(value, dict) and value:
            lines += [f"{name}:", *(f"  {inner}: {flow(below)}" for inner, below in value.items())]
        else:
            lines.append(f"{name}: {flow(value)}")
    return "".join(f"{line}\n" for line in lines).encode()


def flow(value: object) -> str:
    """Give YAML on one line; texts that are not plain words are quoted."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {flow(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    text = str(value)
    if "\\" in text:
        return f"'{text}'"
    return text if _PLAIN.fullmatch(text) else f'"{text}"'
