"""Which sections the pages have that the site makes: asked only for a link that names one.

Of the dashboard, of ways between editions, and of superseded texts the gate does not know it: there, all are accepted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain

from qms.model import site
from qms.model.system import QualitySystem

from .common import listed

_ALWAYS = ("qms-title",)
_LISTS = {
    site.REGISTER: ("register", "register-count", site.PREPARATION),
    site.RECORDS: ("registered", "records", "records-count"),
    site.PEOPLE: ("people", "persons", "persons-count", "roles"),
    site.AUTHORITIES: ("people", "rules", "versions", "guarded"),
    site.VERIFICATION: ("steps", "yourself", "verified", "verified-count", "limits", "begin"),
    "as-of": ("quarters", "revisions", "as-of", "as-of-count"),
}
"""The sections of pages that stand at fixed paths, and of those below a folder; which are there depends on the day."""
_FIELD = re.compile(r"[a-z]-[a-z]+")  # a field of the form above a list
_MONTH = re.compile(r"m[0-9]{4}-[0-9]{2}")
_GONE = re.compile(r"withdrawn-[0-9]+")
_DOCUMENT = ("yourself", "revisions")
_CLAUSES = ("matrix", "matrix-count", "find-clause", "documents", "answers", "not-covered")


@dataclass(frozen=True, slots=True)
class Sections:
    """The sections of one page: those to tell people, further ones, and a pattern of more."""

    told: tuple[str, ...]
    more: tuple[str, ...] = ()
    pattern: re.Pattern[str] | None = None

    def __contains__(self, name: object) -> bool:
        if name in self.told or name in self.more or name in _ALWAYS:
            return True
        return isinstance(name, str) and self.pattern is not None and bool(self.pattern.fullmatch(name))

    def hint(self, _word: str) -> str:
        """`; it has …` with the sections there are."""
        return f"; it has {listed([f'#{name}' for name in self.told])}" if self.told else ""


def made_sections(system: QualitySystem, path: str) -> Sections | None:
    """The sections of a page that the site makes; None where they are not known, or it makes no such page."""
    folder, _, name = path.partition("/")
    name = name.removesuffix(".md")
    if path == site.WITHDRAWN:
        ids = (changes[-1].id for changes in system.history.withdrawn.values() if changes)
        return Sections(tuple(sorted(filter(None, ids))), pattern=_GONE)
    if known := _LISTS.get(path) or _LISTS.get(folder if name else ""):
        return Sections(known, pattern=_FIELD)
    if folder == "verification":
        return Sections(_DOCUMENT if name in system.documents_by_id else _DOCUMENT[1:])
    if folder == "history":
        return _revisions(system, f"{name}.md")
    if folder == "changes":
        return Sections((), pattern=_MONTH)
    return _clauses(system, path) if folder == "clauses" else None


def _revisions(system: QualitySystem, path: str) -> Sections | None:
    """The rows of a history and what is compared in it."""
    document = next((one for one in system.documents if one.path == path), None)
    if document is None:
        return None
    published = [run.number for run in system.published.get(path, ())]
    numbers = dict.fromkeys(number for number in (*published, document.revision) if number)
    rows = (*(f"revision-{number}" for number in numbers), "draft")
    redlines = chain.from_iterable((f"redline-{row}", f"redline-{row}-title") for row in rows)
    return Sections(rows[:-1], ("draft", *redlines))


def _clauses(system: QualitySystem, path: str) -> Sections | None:
    for position, standard in enumerate(system.claimed):
        if path == site.clause_page(standard.id, position):
            anchors = [site.clause_anchor(number) for number in standard.numbers]
            return Sections(_CLAUSES[:1], (*_CLAUSES, *anchors, *(f"{one}-branch" for one in anchors)))
    return None
