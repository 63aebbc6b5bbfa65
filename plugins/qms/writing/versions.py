"""The two versions of every file that somebody is to sign: in force, and to be signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qms.model.policy import POLICY_PATH
from qms.trust.need import Need
from qms.trust.record import AUTHORITIES, GUARDED
from qms.trust.units import unit_of

from .desk import Desk


@dataclass(frozen=True, slots=True)
class Versions:
    """A file in force and as it is to be signed.

    Attributes:
        path: Where it stands, or stood.
        old, new: Its bytes; None where there is no file.
        old_mode, new_mode: Its mode as git writes it, such as `100644`; empty where there is no file, and for files of
            documents, which can have no other.
    """

    path: str
    old: bytes | None
    new: bytes | None
    old_mode: str = ""
    new_mode: str = ""


def versions(desk: Desk, need: Need) -> Iterator[Versions]:
    """Every file a need is about, in force and to be signed."""
    state, step = desk.walk.state, desk.judged.step
    if need.subject in (AUTHORITIES, GUARDED) and state and step:
        paths = (POLICY_PATH,) if need.subject == AUTHORITIES else desk.judged.guarded_paths
        for path in paths:
            old, new = state.files.get(path), step.after(path)
            yield Versions(
                path, desk.data(old.blob) if old else None, desk.data(new.blob) if new else None,
                old.mode if old else "", new.mode if new else "",
            )  # fmt: skip
        return
    life = desk.judged.before.documents.get(need.subject)
    old_files = {} if life is None or life.retired else _by_name(dict(life.current.files))
    new_files = {} if need.meaning == "retirement" else _by_name(dict(need.files))
    for name in sorted(old_files.keys() | new_files.keys()):
        before, after = old_files.get(name), new_files.get(name)
        path = (after or before or ("", ""))[0]
        yield Versions(path, desk.data(before[1]) if before else None, desk.data(after[1]) if after else None)


def _by_name(files: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Files by their name in the document, so that a document that moved can be compared."""
    named = {}
    for path, blob in files.items():
        unit = unit_of(path)
        named[path[len(unit) :]] = path, blob  # The unit of a one-file document is its path: no name is left.
    return named
