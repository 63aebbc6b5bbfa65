"""Results of pure functions that all cases ask for again and again, kept while a mutant is judged.

The same policy is read in nearly every case. Nothing is kept for a mutant of a module that the function rests on.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

# Where it is called by name, its name, and the module that holds it.
_PURE = (
    ("anchor", "read_policy", "policy"),
    ("authority", "read_policy", "policy"),
    ("signed", "verify", "sshsig"),
)


@contextmanager
def kept(root: Path, file: str) -> Iterator[None]:
    """Keep results in this context, but those that rest on the mutated file."""
    with ExitStack() as stack:
        for user, name, home in _PURE:
            if file not in rests_on(root, home):
                module = import_module(f"qms.trust.{user}")
                stack.enter_context(patch.object(module, name, _remember(getattr(module, name))))
        yield


def rests_on(root: Path, home: str) -> set[str]:
    """The modules of the room that one imports, itself and those that they import among them, as files."""
    waiting, found = [home], set[str]()
    while waiting:
        name = waiting.pop()
        path = root / "qms/trust" / f"{name}.py"
        if f"qms/trust/{name}.py" in found or not path.exists():
            continue
        found.add(f"qms/trust/{name}.py")
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.ImportFrom) and node.level:
                waiting += [node.module] if node.module else [alias.name for alias in node.names]
    return found


def _remember(function: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[tuple[object, ...], tuple[bool, Any]] = {}

    def remembered(*arguments: Any) -> Any:  # noqa: ANN401 - whatever the function takes and gives
        if arguments not in known:
            try:
                known[arguments] = (True, function(*arguments))
            except Exception as error:  # noqa: BLE001 - told again below
                known[arguments] = (False, error)
        good, result = known[arguments]
        if good:
            return result
        raise result

    return remembered
