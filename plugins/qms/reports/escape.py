"""Text from documents made safe to print: nothing in it can move a cursor, start a line or end a field.

Every format escapes what it must on top of this; what stands here is common to all that people read.
"""

from __future__ import annotations

import re

# Control characters, line and paragraph separators, marks that turn the direction of writing, what no encoding takes.
_INVISIBLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~#])")


def visible(text: str, keep: str = "") -> str:
    r"""Show characters that act instead of standing there as escapes, such as `\x1b`.

    Args:
        text: Anything.
        keep: Characters to leave as they are, such as a line feed.
    """
    return _INVISIBLE.sub(lambda match: match[0] if match[0] in keep else _escaped(match[0]), text)


def one_line(text: str) -> str:
    """Text as one line of visible characters."""
    return visible(" ".join(text.split()))


def sentences(*texts: str) -> str:
    """Texts joined into sentences, each with its full stop."""
    return " ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in map(str.strip, texts) if text)


def markdown(text: str) -> str:
    """Text that Markdown shows as it is, in a table cell too."""
    return _MARKDOWN.sub(r"\\\1", one_line(text).replace("&", "&amp;"))


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode()
