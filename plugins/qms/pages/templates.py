"""The templates, compiled once: autoescaping, strict about names, and every value made inert."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from .inert import css_string, inert


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("qms.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=inert,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["css"] = css_string
    environment.filters["counted"] = count
    environment.filters["kilobytes"] = kilobytes
    environment.filters["thousands"] = "{:,}".format
    environment.globals |= {"day": day, "badge": badge}
    return environment


@cache
def _template(name: str) -> Template:
    return _environment().get_template(f"{name}.html")


def render(name: str, **values: object) -> str:
    """A template's HTML without blank lines and indentation: for CommonMark, one block that a blank line would end."""
    lines = _template(name).render(values).split("\n")
    return "\n".join(line for line in map(str.strip, lines) if line)


@lru_cache(maxsize=1 << 14)
def day(date: date) -> Markup:
    """A day as HTML; kept, because the same days stand on thousands of rows."""
    return _macro("day")(date)


@lru_cache(maxsize=1 << 10)
def badge(state: str, word: str) -> Markup:
    """The badge of a state as HTML; kept likewise."""
    return _macro("badge")(state, word)


@cache
def _macro(name: str) -> Callable[..., Markup]:
    macro: Callable[..., Markup] = getattr(_template("_kept").module, name)
    return macro


def count(number: int, singular: str, plural: str = "") -> str:
    """`1 document`, `2 documents`, `no documents`."""
    noun = singular if number == 1 else plural or f"{singular}s"
    return f"{number:,} {noun}" if number else f"no {noun}"


def kilobytes(size: int) -> str:
    """A file's size for people; never 0."""
    return f"{max(1, round(size / 1000)):,} kB"
