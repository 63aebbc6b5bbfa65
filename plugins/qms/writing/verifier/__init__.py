"""The verifier that travels in a pack: its parts as modules here, as one file `verify.py` there.

One file, because whoever checks a pack shall need nothing but Python, and because one file can be read from top to
bottom. The parts import the standard library and each other, and nothing of qms.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from importlib.resources import files

_PARTS = ("words", "restricted", "signed", "rules", "folder", "policies", "documents", "history", "main")
_HEAD = '''#!/usr/bin/env python3
"""Check this audit pack. It needs Python 3.9 or newer and ssh-keygen; with git it checks more.

    python3 verify.py

Nothing is written, and nothing is fetched from anywhere. Exit code: 0 accepted, 1 refused, 2 it could not be decided.
"""

from __future__ import annotations
'''


def program() -> bytes:
    """The text of `verify.py`: every part in its order, with the imports of all of them at the top."""
    imports: set[tuple[str, str]] = set()  # module, empty for a whole one, and name
    bodies = []
    for part in _PARTS:
        source = files(__name__).joinpath(f"{part}.py").read_text("utf-8")
        tree = ast.parse(source)
        doc, *rest = tree.body
        heads = [node for node in rest if isinstance(node, ast.Import | ast.ImportFrom)]
        imports |= set(_imported(heads))
        lines = source.splitlines()[max(node.end_lineno or 0 for node in (doc, *heads)) :]
        told = (ast.get_docstring(tree) or "").splitlines()
        title = "\n".join(["# " + "-" * 118, *(f"# {line}".rstrip() for line in told)])
        bodies.append(f"{title}\n\n" + "\n".join(lines).strip("\n"))
    plain = sorted(f"import {name}" for module, name in imports if not module)
    modules = sorted({module for module, _ in imports if module})
    others = [
        f"from {module} import {', '.join(sorted(name for each, name in imports if each == module))}"
        for module in modules
    ]
    return ("\n\n\n".join(["\n".join([_HEAD, *plain, *others]), *bodies]) + "\n").encode()


def _imported(nodes: Iterable[ast.Import | ast.ImportFrom]) -> Iterator[tuple[str, str]]:
    """What a part takes from the standard library."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (("", alias.name) for alias in node.names)
        elif not node.level and node.module and node.module != "__future__":
            yield from ((node.module, alias.name) for alias in node.names)
