"""Words of a page that were not said in its language: pages in a made-up one, and what else may stand on them.

In the made-up language each letter of a text of ours is a Greek one, so that a Latin letter is that of a bare word, or
of what comes from the system: titles, names, identifiers.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import cache
from html.parser import HTMLParser
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

from qms.model.fields import Mapping as Fields
from qms.model.fields import Scalar
from qms.model.settings import Settings, humanise
from qms.model.standard import Standard
from qms.pages.language import Words

LATIN = "abcdefghijklmnopqrstuvwxyz"
GREEK = str.maketrans(LATIN + LATIN.upper(), "αβψδεφγηιξκλμνοπθρστυωςχζϡ" + "ΑΒΨΔΕΦΓΗΙΞΚΛΜΝΟΠΘΡΣΤΥΩϚΧΖϠ")
_KEPT = re.compile(r"(%\(\w+\)s|%%|<[^>]*>|&[#\w]+;)")
_WRITTEN = ("title", "body")
_SAID = ("aria-label", "title", "alt", "placeholder", "label", "data-label", "data-word", "data-range", "data-best")
_COUNTED = ("data-one", "data-many", "data-on-one", "data-on-many", "data-old", "data-new")
_UNSAID = frozenset({"code", "pre", "kbd", "script"})
_CONTENT = re.compile(r'content: "((?:[^"\\]|\\[0-9a-f]{6} )*)"')
_PLAIN = (
    r"\bssh-\w+",
    r"\S+ revision \S+ sha256:\w+",
    r"https?://\S+",
    r"\d{4}-\d\d-\d\dT[\d:+Z]+",
    r"\d\d:\d\d UTC",
    r"\b[0-9a-f]{7,}\b",
    r"\d kB\b",
    r"\bQ[1-4]\b",
    r"\S+\.(?:md|csv|json|xlsx|ics|xml|yml)\b",
    r"\b(?:CSV|JSON|Excel)\b",
)
"""What stands in every language: addresses, times, digests, sizes, quarters, files and their kinds, keys, QR codes."""


@cache
def script() -> ModuleType:
    """The program that finds the texts in the code."""
    path = str(Path(__file__).parent.parent.parent / "scripts" / "_words" / "__main__.py")
    spec = importlib.util.spec_from_loader("words", SourceFileLoader("words", path))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def greek(text: str) -> str:
    """A text in the made-up language; values and tags stay."""
    parts = _KEPT.split(text)
    return "".join(part if place % 2 else part.translate(GREEK) for place, part in enumerate(parts))


@cache
def made_up() -> Words:
    """The made-up language: it knows what the program finds in the code, and nothing else."""
    said: dict[str, str] = {}
    many: dict[tuple[str, ...], tuple[str, ...]] = {}
    for message in script().said():
        if isinstance(message.id, str):
            said[message.id] = greek(message.id)
        else:
            many[tuple(message.id)] = tuple(map(greek, message.id))
            said[message.id[0]] = greek(message.id[0])
    return Words("el", said, many, lambda number: int(number != 1))


def in_greek(thing: object) -> object:
    """A system with titles and bodies that are no English words either, so that they excuse none of ours."""
    if isinstance(thing, Fields):
        return Fields(tuple((key, _scalar(value) if key.text == "title" else value) for key, value in thing.entries))
    if is_dataclass(thing) and not isinstance(thing, type):
        old = {field.name: getattr(thing, field.name) for field in fields(thing) if field.init}
        new = {name: one.translate(GREEK) if name in _WRITTEN and one else in_greek(one) for name, one in old.items()}
        changed = {name: one for name, one in new.items() if one is not old[name]}
        return replace(thing, **changed) if changed else thing
    if type(thing) is dict:
        return {key: in_greek(value) for key, value in thing.items()}
    return tuple(map(in_greek, thing)) if type(thing) is tuple else thing


def _scalar(value: object) -> object:
    return replace(value, text=value.text.translate(GREEK)) if isinstance(value, Scalar) else value


def texts_of(thing: object) -> Iterator[str]:
    """Every text that a system holds, names of fields included; not the words of its enumerations."""
    if isinstance(thing, str):
        yield from () if isinstance(thing, Enum) else (thing,)
    elif is_dataclass(thing):
        yield from [thing.name] if isinstance(thing, Standard) else ()
        for field in fields(thing):
            yield from texts_of(getattr(thing, field.name, None))
    elif isinstance(thing, Mapping):
        for key, value in thing.items():
            yield from (*texts_of(key), *texts_of(value))
    elif isinstance(thing, Iterable) and not isinstance(thing, bytes):
        for each in thing:
            yield from texts_of(each)


def data_of(*things: object) -> tuple[str, ...]:
    """The texts that may stand on a page since somebody wrote them, longest first; a word of ours is none."""
    ours = {*made_up().said, *texts_of(Settings())}
    found = {line.strip() for thing in things for text in texts_of(thing) for line in text.splitlines()}
    found |= {humanise(text.replace("_", "-")) for text in found if re.fullmatch(r"[a-z_-]+", text)}
    kept = {text for text in found if re.search("[A-Za-z]", text) and text not in ours}
    return tuple(sorted(kept, key=lambda text: (-len(text), text)))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.texts += [value for name, value in attrs if value and name in _SAID + _COUNTED]
        if tag in _UNSAID or tag == "style":
            self.within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.within and self.within[-1] == tag:
            self.within.pop()

    def handle_data(self, data: str) -> None:
        if not self.within:
            self.texts.append(data)
        elif self.within[-1] == "style":
            self.texts += [
                re.sub(r"\\([0-9a-f]{6}) ", lambda one: chr(int(one[1], 16)), content)
                for content in _CONTENT.findall(data)
            ]


def shown(html: str) -> list[str]:
    """Every text that a page shows or that is read aloud: between tags, in attributes, at the margin of paper."""
    reader = _Reader()
    reader.feed(html)
    return reader.texts


def bare(texts: Iterable[str], data: tuple[str, ...]) -> list[str]:
    """The texts with a word that is neither said in the made-up language nor a text of the data."""
    return [text.strip() for text in texts if _left(text, data)]


def _left(text: str, data: tuple[str, ...]) -> bool:
    for pattern in _PLAIN:
        text = re.sub(pattern, " ", text)
    for one in data:
        if not re.search("[A-Za-z]", text):
            return False
        if one in text or one[:1].upper() + one[1:] in text:
            start = (
                f"[{one[0].lower()}{one[0].upper()}]" if one[0].isascii() and one[0].isalpha() else re.escape(one[0])
            )
            text = re.sub(rf"(?<!\w){start}{re.escape(one[1:])}(?!\w)", " ", text)
    for cut in re.findall(r"[^\N{HORIZONTAL ELLIPSIS}]+(?=\N{HORIZONTAL ELLIPSIS})", text):
        if any(one.startswith(cut.strip()) for one in data):
            text = text.replace(cut, " ")
    return bool(re.search("[A-Za-z]", text))
