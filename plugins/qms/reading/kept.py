"""What was found out about claims before, kept between two readings: comparing all old texts takes long.

A convenience like the kept history: whatever is odd about the file, it is thrown away and all is found out again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from qms.model.change import Revision
from qms.model.document import Document
from qms.model.system import QualitySystem, Reworded

from .sealed import read_sealed, write_sealed

FORMAT = 1


class KeptClaims:
    """The suspect claims of documents, by what they were found from.

    Args:
        file: Where they are kept; None to keep nothing.
        system: What is read: its settings and maps are part of what claims are found from.
    """

    def __init__(self, file: Path | None, system: QualitySystem) -> None:
        # Claims in other forms depend on other documents and on packs, too.
        self._file = None if system.settings.claims_from else file
        self._known = _load(self._file) if self._file else {}
        self._used: dict[str, list[list[str]]] = {}
        self._base = hashlib.sha256(repr((FORMAT, system.maps)).encode()).hexdigest() if self._file else ""

    def key(self, document: Document, content: str, earlier: Sequence[Revision]) -> str:
        """All that the suspect claims of a document are found from, as one text; empty where nothing is kept."""
        if not self._file:
            return ""
        past = [(run.number, run.changes[-1].blob, run.changes[-1].content) for run in earlier]
        said = (self._base, document.path, document.digest, content, past)
        return hashlib.sha256(repr(said).encode()).hexdigest()

    def get(self, key: str) -> tuple[Reworded, ...] | None:
        """What was found before; None when nothing is known."""
        found = self._known.get(key)
        if found is None:
            return None
        self._used[key] = found
        return tuple(Reworded(*one) for one in found)

    def put(self, key: str, found: Sequence[Reworded]) -> None:
        """Keep what was found."""
        if key:
            self._used[key] = [
                [one.standard, one.clause, one.revision, one.anchor, one.title, one.edition] for one in found
            ]

    def save(self) -> None:
        """Write what was used this time, where it is more or less than what is kept."""
        if self._file and self._used.keys() != self._known.keys():
            write_sealed(self._file, json.dumps(self._used, separators=(",", ":")).encode())


def _load(file: Path) -> dict[str, list[list[str]]]:
    try:
        data = json.loads(read_sealed(file) or b"{}")
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}
