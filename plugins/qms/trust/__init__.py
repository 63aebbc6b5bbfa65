"""The verifier: policy, records, signatures, and the walk from the anchor.

Small, pure and numbered as its law, approval format 1, is. Reads objects through `git`, knows nothing of settings.
The calls below load when they are first asked for: reading a document needs no cryptography.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .anchor import parse_anchor, read_anchor
    from .branch import check_branch
    from .decidable import undecided
    from .walk import verify

_HOMES = {
    "parse_anchor": "anchor",
    "read_anchor": "anchor",
    "check_branch": "branch",
    "undecided": "decidable",
    "verify": "walk",
}
__all__ = ["check_branch", "parse_anchor", "read_anchor", "undecided", "verify"]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
