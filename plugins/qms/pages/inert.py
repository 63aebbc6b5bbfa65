"""Values made harmless: as text in HTML, in Markdown, in another template language, and in a CSS string.

Every value a template prints goes through `inert`, before Jinja's own escaping. A value cannot end the HTML it stands
in, start a Markdown construct or a line of its own, or turn the direction of the text around it.
"""

from __future__ import annotations

import re

from markupsafe import Markup

_SYNTAX = "&<>\"'`*_[]{}|~\\"
_LINES = (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)
DIRECTION = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
_TABLE: dict[int, str | None] = (
    dict.fromkeys(DIRECTION)
    | dict.fromkeys(_LINES, " ")
    | {ord(character): f"&#{ord(character)};" for character in _SYNTAX}
)


_SPECIAL = re.compile(f"[{re.escape(''.join(map(chr, _TABLE)))}]")


def inert(value: object) -> str:
    """A value as HTML that shows exactly its characters, on one line; HTML made by a template stays as it is.

    Most values hold nothing special and are returned as they are: a page has some ten thousand of them.
    """
    if isinstance(value, Markup):
        return value
    text = value if type(value) is str else str(value)
    if _SPECIAL.search(text):
        return Markup(text.translate(_TABLE))  # noqa: S704 - the table is the escaping
    return text


def css_string(value: str) -> Markup:
    """A value for between the quotes of a CSS string: everything but plain letters, digits and blanks as a number.

    Each number ends with a blank of its own: CSS takes one away, and otherwise that would be one of the text.
    """
    kept = (
        character if character == " " or (character.isalnum() and character.isascii()) else f"\\{ord(character):06x} "
        for character in value
        if ord(character) not in DIRECTION
    )
    return Markup("".join(kept))  # noqa: S704 - nothing is left that HTML or CSS could read
