"""The words of the interface in the reader's language: English stands in the code, the others in `languages/*.po`.

What is written here is said to readers of the site. What people wrote (titles, roles, reasons), files for programs and
the messages of the gate stay as they are. `scripts/words` brings a catalogue up to date, and refuses one with gaps.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO

from babel.dates import format_date
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup

from qms.model.phrase import Phrase
from qms.model.settings import LANGUAGES

from .inert import inert

ENGLISH = LANGUAGES[0]


@dataclass(frozen=True, slots=True)
class Words:
    """What one language says instead of English.

    Attributes:
        language: Its code.
        said: The text, by the English one.
        many: A text for each plural form, by the English singular and plural.
        form: Which plural form a number takes, from 0.
    """

    language: str
    said: Mapping[str, str]
    many: Mapping[tuple[str, ...], tuple[str, ...]]
    form: Callable[[int], int]


_ENGLISH_WORDS = Words(ENGLISH, {}, {}, lambda number: int(number != 1))
_spoken: ContextVar[Words] = ContextVar("spoken", default=_ENGLISH_WORDS)


def speak(language: str) -> None:
    """From now on, say everything in this language; in English where there is no catalogue for it.

    Args:
        language: A code such as `de`.
    """
    _spoken.set(_words(language if language in LANGUAGES else ENGLISH))


def spoken() -> str:
    """The code of the language that is spoken."""
    return _spoken.get().language


def say(message: str, /, **values: object) -> str:
    """A text in the reader's language, with its values; a percent sign in it is written twice.

    Args:
        message: The English text, word for word, since the catalogue is looked up by it.
        values: What stands for `%(name)s`.
    """
    return _said(message) % values


def say_many(one: str, many: str, number: int, /, **values: object) -> str:
    """The text for one, or the text for many, in the reader's language.

    Args:
        one: The English text for one.
        many: The English text for any other number.
        number: Of so many things it is said; `%(num)s` in the text.
        values: What else stands for `%(name)s`.
    """
    return _said_many(one, many, number) % ({"num": digits(number)} | values)


def tell(told: Phrase | str) -> str:
    """A sentence of the model in the reader's language; a text that somebody wrote as it is."""
    if isinstance(told, str):
        return told
    values = {name: tell(value) for name, value in told.values}
    if told.number is None:
        return say(told.text, **values)
    return say_many(told.text, told.many, told.number, **values)


def count(number: int, one: str, many: str) -> str:
    """`1 document`, `2 documents`, `no documents`."""
    noun = _said_many(one, many, number)
    return f"{digits(number)} {noun}" if number else say("no %(things)s", things=noun)


@lru_cache(maxsize=1 << 12)
def _digits(number: int, language: str) -> str:
    return format_decimal(number, locale=language)


def digits(number: int) -> str:
    """A number with the marks between its thousands that readers expect."""
    return str(number) if -1000 < number < 1000 else _digits(number, spoken())  # noqa: PLR2004 - a thousand


def month(day: date) -> str:
    """`March 2026`."""
    return format_date(day, "LLLL y", locale=spoken())


def short_month(day: date) -> str:
    """`Mar`."""
    return format_date(day, "LLL", locale=spoken())


def html(message: str, /, **values: object) -> Markup:
    """What `say` gives, for templates: the text may hold tags, and the values are made inert."""
    return Markup(_said(message)) % _inert(values)  # noqa: S704 - texts of ours; the values are escaped


def html_many(one: str, many: str, number: int, /, **values: object) -> Markup:
    """What `say_many` gives, for templates."""
    return Markup(_said_many(one, many, number)) % _inert({"num": digits(number)} | values)  # noqa: S704 - as above


def _inert(values: Mapping[str, object]) -> dict[str, str]:
    return {name: inert(value) for name, value in values.items()}


def _said(message: str) -> str:
    return _spoken.get().said.get(message, message)


def _said_many(one: str, many: str, number: int) -> str:
    words = _spoken.get()
    found = words.many.get((one, many), ())
    place = words.form(number)
    return found[place] if place < len(found) else one if number == 1 else many


@cache
def _words(language: str) -> Words:
    if language == ENGLISH:
        return _ENGLISH_WORDS
    data = files("qms.pages").joinpath("languages", f"{language}.po").read_bytes()
    said: dict[str, str] = {}
    many: dict[tuple[str, ...], tuple[str, ...]] = {}
    catalog = read_po(BytesIO(data), locale=language)
    form = gettext.c2py(catalog.plural_expr)
    for message in catalog:
        if isinstance(message.id, str) and message.string:
            said[message.id] = str(message.string)
        elif isinstance(message.string, tuple) and all(message.string):
            many[tuple(message.id)] = message.string
            # A catalogue has the word for one thing once, alone or with its plural.
            said[message.id[0]] = message.string[form(1)]
    return Words(language, said, many, form)
