"""Run `qms check` with an empty history in place of the real one: metadata and references only."""

from __future__ import annotations

import sys
from typing import Any

from qms.cli import main
from qms.model.change import History
from qms.reading import system

asked: list[bool] = []


def no_history(*_: Any, **__: Any) -> History:  # noqa: ANN401 - whatever is asked, there is none
    """Stand in for `read_history`."""
    asked.append(True)
    return History()


vars(system)["read_history"] = no_history
sys.argv = ["qms", "check"]
try:
    main()
finally:
    if not asked:  # Then the real history was read, and the number would be a wrong one.
        raise SystemExit("check_tree: `qms.reading.system.read_history` is not what reads history any more")
