"""Reading: the only room that knows the disk and git. It hands out the quality system as frozen data.

The calls below load when they are first asked for: reading a history needs no standards.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .editions import with_editions
    from .system import read_system

_HOMES = {"read_system": "system", "with_editions": "editions"}
__all__ = ["read_system", "with_editions"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
