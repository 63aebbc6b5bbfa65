"""The templates, compiled once: autoescaping, strict about names, and every value made inert."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from . import language
from .inert import css_string, inert


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("qms.pages"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
        finalize=inert,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["css"] = css_string
    environment.filters["kilobytes"] = kilobytes
    environment.filters["thousands"] = language.digits
    environment.globals |= {"day": day, "badge": badge, "count": language.count, "month": language.month}
    environment.globals |= {"_": language.html, "gettext": language.html, "ngettext": language.html_many}
    environment.globals |= {"say": language.say, "tell": language.tell, "spoken": language.spoken}
    environment.newstyle_gettext = True  # type: ignore[attr-defined] # of the extension: values are given to `html`
    environment.policies["ext.i18n.trimmed"] = True
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


def kilobytes(size: int) -> str:
    """A file's size for people; never 0."""
    return f"{language.digits(max(1, round(size / 1000)))} kB"
