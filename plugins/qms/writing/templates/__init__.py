"""Texts that `qms init` and `qms new` begin with, as package data; `@NAME@` in them is filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files

_PLACE = re.compile(r"@([A-Z_]+)@")


def fill(name: str, values: Mapping[str, str] | None = None) -> str:
    """A template with its places filled in.

    Args:
        name: Its path below this folder, such as `starter/qms.yml`.
        values: A text for each place; what is filled in is not looked at again.
    """
    text = files(__name__).joinpath(*name.split("/")).read_text(encoding="utf-8")
    return _PLACE.sub(lambda match: values[match[1]], text) if values is not None else text


def exists(name: str) -> bool:
    """True when there is such a template."""
    return files(__name__).joinpath(*name.split("/")).is_file()
