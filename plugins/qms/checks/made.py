"""Pages that the site makes of single documents, days and years: is there one at a path, and if not, why.

The pages that stand at fixed paths are in `links`. These are looked for only when a link names one of their folders.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cached_property

from qms.model import site
from qms.model.change import ChangeKind, revisions
from qms.model.force import days_told, periods, without_period
from qms.model.past import Issued, shown_texts
from qms.model.revision import DOCUMENT_ID, parse_date, revision_key
from qms.model.system import QualitySystem

from .common import Names

_ENDING = ".md"


class MadePages:
    """The pages below `verification/`, `history/`, `revisions/`, `as-of/` and `changes/`.

    What a document of today links to is judged by the site that will show it, which is the one after its approval.
    """

    def __init__(self, system: QualitySystem) -> None:
        self._system = system
        self._families: dict[str, Callable[[str], str]] = {
            "verification": self._no_verification,
            "history": self._no_history,
            "revisions": self._no_revision,
            "as-of": self._no_day,
            "changes": self._no_year,
        }

    def lacking(self, path: str) -> str | None:
        """Why the site has no page at a path: empty where it has one, None where no such page would stand there."""
        folder, _, name = path.partition("/")
        why = self._families.get(folder) if name else None
        if why is None:
            return None
        if not name.endswith(_ENDING):
            source = name.removesuffix(".html")
            there = "" if why(source) else f", its source {folder}/{source}{_ENDING} is: link to that"
            return f"that is no page{there}"
        return why(name.removesuffix(_ENDING))

    def was(self, path: str) -> bool:
        """True for the page of a revision that was issued: it goes when there are enough newer ones."""
        folder, _, name = path.removesuffix(_ENDING).partition("/")
        identifier, _, number = name.partition("/")
        return folder == "revisions" and number in self._numbers.get(identifier, ())

    def _no_verification(self, identifier: str) -> str:
        system = self._system
        if not system.people.policy and system.approvals is None:
            return "approvals are not set up, so there is nothing to verify"
        if identifier in system.documents_by_id or identifier in system.withdrawn:
            return ""
        state = system.approvals.state if system.approvals else None
        if state and identifier in state.documents:
            return ""
        return f"there is no document {identifier}{self._ids.hint(identifier)}"

    def _no_history(self, name: str) -> str:
        path = f"{name}{_ENDING}"
        if path in self._paths:
            return ""
        if path in self._system.history.withdrawn:
            return f"the document at {path} is withdrawn; {site.WITHDRAWN} tells of it"
        return f"there is no document {path}{self._paths.hint(path)}"

    def _no_revision(self, name: str) -> str:
        identifier, _, number = name.partition("/")
        document = self._system.documents_by_id.get(identifier)
        if document is None:
            return f"there is no document {identifier}{self._ids.hint(identifier)}"
        if number in self._superseded.get(identifier, ()):
            return ""
        if number == document.revision:
            return f"revision {number} is the newest one; link to {document.path}"
        return f"it shows no text of revision {number}; {site.history_page(document.path)} tells of every revision"

    def _no_day(self, name: str) -> str:
        if name.isdecimal():
            return "" if int(name) in self._days[0] else f"it has no such year; link to {site.AS_OF}"
        day = parse_date(name)
        if day is None:
            return f"{name} is neither a day nor a year; link to {site.AS_OF}"
        if day in self._days[1]:
            return ""
        only = "the last days of past quarters have pages"
        if not self._system.settings.quarters:
            only = "days have no pages unless the settings say `quarters: true`"
        return f"{only}; link to {site.AS_OF}, where every day can be chosen"

    def _no_year(self, name: str) -> str:
        if name.isdecimal() and int(name) in self._years_of_changes:
            return ""
        return f"a year has a page only when the change log is long; link to {site.CHANGES}"

    @cached_property
    def _ids(self) -> Names:
        return Names(self._system.documents_by_id)

    @cached_property
    def _paths(self) -> Names:
        return Names(document.path for document in self._system.documents)

    @cached_property
    def _superseded(self) -> dict[str, frozenset[str]]:
        """The superseded revisions whose texts are shown, by the id of the document."""
        system = self._system
        shown = zip(system.documents, shown_texts(system), strict=True)
        found: dict[str, frozenset[str]] = {}
        for document, issues in shown:
            # A draft will take the place of the newest one; a text for a later day leaves the one before in force.
            newest = issues[-1:] if issues and issues[-1].number == document.revision else ()
            ended: tuple[Issued, ...] = issues[: len(issues) - len(newest)]
            if document.effective and document.effective > system.today:
                ended = ended[:-1]
            numbers = frozenset(one.number for one in ended if revision_key(one.number))
            if DOCUMENT_ID.fullmatch(document.id) and system.documents_by_id.get(document.id) is document:
                found[document.id] = numbers
        return found

    @cached_property
    def _numbers(self) -> dict[str, frozenset[str]]:
        """The revisions that were ever published, by the id of the document, withdrawn ones too."""
        system = self._system
        found = {one.id: {run.number for run in system.published.get(one.path, ())} for one in system.documents}
        for changes in system.history.withdrawn.values():
            found.setdefault(changes[-1].id, set()).update(run.number for run in revisions(changes))
        return {identifier: frozenset(numbers - {""}) for identifier, numbers in found.items()}

    @cached_property
    def _days(self) -> tuple[range, tuple[date, ...]]:
        """The years and the days of which each has a page of what was in force."""
        system = self._system
        found = periods(system)
        rows = len(found) + len(without_period(system.documents, found))
        _, years, days = days_told(found, rows, system.settings, system.today)
        return years, days

    @cached_property
    def _years_of_changes(self) -> frozenset[int]:
        """The years of which each has a page of changes."""
        system = self._system
        gone = (revisions(changes) for changes in system.history.withdrawn.values())
        runs = [run for found in (*system.published.values(), *gone) for run in found]
        days = [run.published for run in runs if run.number]
        days += [change.commit.committed for run in runs if not run.number for change in run.changes]
        ends = (changes[-1] for changes in system.history.withdrawn.values() if changes)
        days += [change.commit.committed for change in ends if change.kind is ChangeKind.REMOVED]
        return frozenset(day.year for day in days) if len(days) > site.CHANGES_ON_ONE_PAGE else frozenset()
