"""Which view a site shows: the options for it, and the reading they lead to, or the refusal in MkDocs' own words."""

# mypy: untyped-calls-exclude=mkdocs

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from mkdocs.config.base import BaseConfigOption, ValidationError
from mkdocs.exceptions import PluginError

from qms.errors import QmsError
from qms.git import Repository, changed_work_files, open_repository
from qms.model.revision import parse_date
from qms.model.system import QualitySystem, ViewKind
from qms.reading.anchors import VARIABLE
from qms.reading.publication import NotPublishedError, read_publication
from qms.reports.escape import one_line
from qms.trust.classify import Classifier, Kind

AUTO = "auto"
VIEWS = (AUTO, *(kind.value for kind in ViewKind))
DAY = "QMS_AS_OF"


class Day(BaseConfigOption[date | None]):
    """A day as an option: a date of YAML, or a text `YYYY-MM-DD`. In the settings it is called `name`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def __set_name__(self, owner: type, _name: str) -> None:
        """Take the name with a hyphen, as in all other settings."""
        del owner
        self._name = self.name

    def run_validation(self, value: object, /) -> date | None:
        """The day, or None."""
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        if day := parse_date(str(value)):
            return day
        raise ValidationError(f"{value!r} is not a day such as 2026-11-23")


def view_kind(wanted: str, command: str) -> ViewKind:
    """The view a command shows: whatever leaves the house is published, and only `serve` is for whoever writes."""
    if wanted == AUTO:
        return ViewKind.WORKING if command == "serve" else ViewKind.PUBLISHED
    return ViewKind(wanted)


def site_address(address: str | None, command: str) -> str:
    """Where readers will find a site; empty where that is not known, as in `serve`, which shows it to one machine."""
    found = address or ""
    return found if command != "serve" and found.startswith(("https://", "http://")) else ""


def read_for(
    start: Path, kind: ViewKind, day: date | None, anchor: str, variables: Mapping[str, str] = os.environ
) -> QualitySystem:
    """Read the system for a build.

    Args:
        start: The folder of the site's settings.
        kind: The view.
        day: The day the settings name; the variable QMS_AS_OF wins.
        anchor: The anchor file that the settings name, as seen from `start`. The variable QMS_ANCHOR wins: the site's
            settings stand in the repository, and what is to be verified may not choose where that begins.
        variables: The environment.

    Raises:
        PluginError: Nothing can be read, or nothing may be published; with every reason.
    """
    try:
        named = start / anchor if anchor and not variables.get(VARIABLE, "").strip() else None
        wanted = _day(variables.get(DAY, "").strip()) or day
        system = read_publication(start, kind, wanted, anchor=str(named) if named else None)
        root = open_repository(start).root.resolve()
    except NotPublishedError as error:
        raise PluginError(refusal(error)) from error
    except QmsError as error:
        raise PluginError(f"qms: {error}") from error
    # An anchor in the repository is named by the repository, whoever wrote the option.
    return replace(system, anchored=False) if named and named.resolve().is_relative_to(root) else system


def refusal(error: NotPublishedError) -> str:
    """Every reason why nothing is published: code, path, what is wrong, what to do."""
    lines = [f"qms: {error}"]
    for found in error.problems:
        where = f"{found.path}: " if found.path else ""
        step = f" (step {found.step[:12]})" if found.step else ""
        lines += [one_line(f"{where}{found.code} {found.message}{step}"), f"    help: {one_line(found.fix)}"]
    return "\n".join(lines)


def _day(text: str) -> date | None:
    if not text:
        return None
    day = parse_date(text)
    if day is None:
        raise QmsError(f"{DAY} is {text!r}, which is not a day", f"Write {DAY}=2026-11-23.", "option-malformed")
    return day


def unapproved_settings(repository: Repository, system: QualitySystem) -> list[str]:
    """Guarded files of the work tree with edits that no commit has: they shape the site, and nobody approved them."""
    state = system.approvals.state if system.approvals else None
    if state is None or system.view is not ViewKind.PUBLISHED:
        return []
    changed = (path.decode(errors="backslashreplace") for path in changed_work_files(repository))
    classifier = Classifier(state.policy)
    return sorted(one_line(path) for path in changed if classifier.classify(path).kind is Kind.GUARDED)
