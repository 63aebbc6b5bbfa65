"""Options that several commands have, each with one name and one meaning."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from qms.trust.grammar import parse_instant

_Command = Callable[..., Any]
Decorator = Callable[[_Command], _Command]


class Instant(click.ParamType[datetime]):
    """A UTC instant such as 2026-11-23T00:00:00Z."""

    name = "instant"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The instant a text stands for."""
        found = value if isinstance(value, datetime) else parse_instant(str(value))
        if found is None:
            self.fail(f"{value} is not an instant such as 2026-11-23T00:00:00Z", param, ctx)
        return found


def repository(*, used: bool = True) -> Decorator:
    """`-C/--repo DIR`: where to look for the repository; any folder in it will do.

    Args:
        used: False for a command that needs no repository and takes the option only because all do.
    """
    return click.option(
        "-C",
        "--repo",
        "root",
        type=click.Path(path_type=Path),
        default=".",
        metavar="DIR",
        expose_value=used,
        help="A folder of the repository." if used else "Makes no difference here.",
    )


def anchor(function: _Command) -> _Command:
    """`--anchor FILE`: where trust starts."""
    return click.option(
        "--anchor",
        metavar="FILE",
        help="The anchor to verify from, kept outside the repository. Otherwise QMS_ANCHOR, then the settings.",
    )(function)


def as_of(what: str) -> Decorator:
    """`--as-of DATE`: the day whose state is meant.

    Args:
        what: What the command does with what was in force then, such as `Show`.
    """
    return click.option(
        "--as-of",
        type=click.DateTime(["%Y-%m-%d"]),
        envvar="QMS_AS_OF",
        metavar="DATE",
        help=f"{what} what was in force at the end of a day (UTC). Otherwise QMS_AS_OF, then today.",
    )


def authors(what: str) -> Decorator:
    """`--author PERSON`: who may not approve.

    Args:
        what: What an author does, such as `wrote it`.
    """
    return click.option(
        "--author", "authors", multiple=True, metavar="PERSON", help=f"Somebody who {what}; again for each."
    )


def quiet(function: _Command) -> _Command:
    """`-q/--quiet`: no progress and no hints; `check` prints no result either."""
    text = "Print no progress and no hints. Never changes the exit code."
    return click.option("-q", "--quiet", is_flag=True, help=text)(function)


def color(function: _Command) -> _Command:
    """`--color`: whether text is coloured."""
    return click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Colour the text; auto: on a terminal, unless NO_COLOR is set.",
    )(function)


def text_or_json(function: _Command) -> _Command:
    """`--format text|json`, for commands that print data."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", "json"]),
        default="text",
        help="Text for people, or JSON for programs.",
    )(function)
