"""Bring the catalogues of the interface's words up to date; with --check, refuse one that lacks a text or has it wrong.

A text in the code that no catalogue has gets an empty translation, for somebody to write; one that no code says goes.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import IO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from qms.model import actions, transition
from qms.model.coverage import ANSWER_NAMES
from qms.model.editions import RELATION_NAMES
from qms.model.settings import DOCUMENT_TYPES, LANGUAGES, humanise
from qms.model.state import STATE_NAMES
from qms.pages import approval, asof, comparison, headings, margin, paper, persons, recorded, reviews

PAGES = Path(__file__).resolve().parent.parent.parent / "plugins" / "qms" / "pages"
MODEL = PAGES.with_name("model")
MKDOCS = PAGES.with_name("mkdocs")
KEYWORDS = {
    "_": None, "gettext": None, "say": None, "ngettext": (1, 2), "say_many": (1, 2), "count": (2, 3),
    "told": None, "told_many": (1, 2),
}  # fmt: skip
PHRASES = {"phrase": None, "phrases": (1, 2)}


def calls(
    source: IO[bytes],
    keywords: Mapping[str, object],
    _tags: object,
    options: object,  # noqa: ARG001 - Babel names it
) -> Iterator[tuple[int, str, tuple[str | None, ...], list[str]]]:
    """The texts in calls of Python, for Babel: its own way misses a call inside another one."""
    for call in ast.walk(ast.parse(source.read())):
        if isinstance(call, ast.Call):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            texts = tuple(getattr(one, "value", None) if isinstance(one, ast.Constant) else None for one in call.args)
            if name in keywords and texts:
                yield call.lineno, name, tuple(one if isinstance(one, str) else None for one in texts), []


METHODS = [("templates/**.html", "jinja2.ext:babel_extract"), ("**.py", calls)]
OPTIONS = {"templates/**.html": {"trimmed": "true", "trim_blocks": "true", "lstrip_blocks": "true"}}
ELSEWHERE = (
    *STATE_NAMES.values(), *ANSWER_NAMES.values(), *RELATION_NAMES.values(),
    *actions.STEP_NAMES.values(), *transition.STEP_NAMES.values(), *map(humanise, DOCUMENT_TYPES),
    *approval.MEANINGS.values(), asof.NEVER, asof.SUPERSEDED, asof.WITHDRAWN, *comparison.NAMES.values(),
    *margin.WORDS.values(), *paper.MARKED.values(), *reviews.NAMES.values(),
    *(word for _, word in (*persons.KEY_STATES.values(), *persons.STATES, *recorded.STATES, *recorded.STEPS)),
    *headings.PLURALS.values(),
)  # fmt: skip
"""Texts that pages take by name, from the model or from a table of their own."""
_PLACE = re.compile(r"%\((\w+)\)s|%%")
_TAG = re.compile(r"<[^>]*>")


def main(arguments: list[str]) -> int:
    """Update or check every catalogue; 1 when there is something to mend."""
    wanted = said()
    found = 0
    for language in LANGUAGES[1:]:
        path = PAGES / "languages" / f"{language}.po"
        before = path.read_bytes() if path.exists() else b""
        catalog = read_po(BytesIO(before), locale=language) if before else Catalog(locale=language)
        catalog.update(wanted, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        after = written(catalog)
        if "--check" not in arguments:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(after)
        elif after != before:
            print(f"{path.name}: it is not what the code says; run scripts/words", file=sys.stderr)
            found += 1
        for message in catalog:
            for fault in faults(message):
                print(f"{path.name}: {message.id!r}: {fault}", file=sys.stderr)
                found += 1
    return int(found > 0)


def said() -> Catalog:
    """Every text that the code says, without translations."""
    catalog = Catalog()
    for name, _, message, comments, _ in extract_from_dir(PAGES, METHODS, OPTIONS, KEYWORDS | PHRASES):
        catalog.add(message, locations=[(name, 0)], auto_comments=comments)
    for _, _, message, comments, _ in extract_from_dir(MODEL, METHODS[1:], None, PHRASES):
        catalog.add(message, locations=[("model", 0)], auto_comments=comments)
    for _, _, message, comments, _ in extract_from_dir(MKDOCS, METHODS[1:], None, KEYWORDS):
        catalog.add(message, locations=[("mkdocs", 0)], auto_comments=comments)
    for text in ELSEWHERE:
        catalog.add(text, locations=[("model", 0)])
    return catalog


def written(catalog: Catalog) -> bytes:
    """A catalogue as a file that is the same whoever writes it, and when."""
    out = BytesIO()
    for message in catalog:
        message.flags.discard("python-format")
    write_po(out, catalog, omit_header=False, sort_output=True, include_lineno=False, width=120)
    dated = re.compile(
        rb'^"(POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To|Last-Translator)[^\n]*\n',
        re.MULTILINE,
    )
    return dated.sub(b"", out.getvalue())


def faults(message: Message) -> Iterator[str]:
    """What is wrong with a translation."""
    if not message.id:
        return
    texts = [message.id] if isinstance(message.id, str) else list(message.id)
    translated = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    if not all(translated):
        yield "nobody has translated it"
        return
    for text in translated:
        if places(text) - {"num"} != places(texts[-1]) - {"num"}:
            yield f"`{text}` has other values than the English text"
        if sorted(_TAG.findall(text)) != sorted(_TAG.findall(texts[-1])):
            yield f"`{text}` has other tags than the English text"
        if '"' in _TAG.sub("", text) or "\n" in text:
            yield f"`{text}` has a quotation mark that would end an attribute, or a line of its own"


def places(text: str) -> set[str]:
    """The names of the values in a text."""
    return {found[1] or "%" for found in _PLACE.finditer(text)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
