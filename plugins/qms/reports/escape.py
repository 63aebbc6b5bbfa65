"""Text from documents made safe to print: nothing in it can move a cursor, start a line or end a field.

Every format escapes what it must on top of this; what stands here is common to all that people read.
"""

from __future__ import annotations

import re
from unicodedata import category

# Letters, marks and symbols that show nothing: fillers, joiners, variation selectors, the blank Braille pattern.
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U0001d159\U000e0100-\U000e01ef]"
)
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~#])")


def visible(text: str, keep: str = "") -> str:
    r"""Show characters that act, or that nobody would see, as escapes, such as `\x1b` and `\u200b`.

    Those are control and format characters, line and paragraph separators, what has no meaning yet or in private only,
    what no encoding takes, and letters without a shape. Spaces of other widths stay.

    Args:
        text: Anything.
        keep: Characters to leave as they are, such as a line feed.
    """
    if text.isprintable() and not _BLANK.search(text):
        return text
    return "".join(_escaped(each) if each not in keep and _hides(each) else each for each in text)


def line_start(text: str) -> str:
    """Text that begins a line of a job's log: one that begins with `::` would be a command to the job's runner."""
    shown = visible(text)
    return f"./{shown}" if shown.lstrip().startswith("::") else shown


def one_line(text: str) -> str:
    """Text as one line of visible characters."""
    return visible(" ".join(text.split()))


def sentences(*texts: str) -> str:
    """Texts joined into sentences, each with its full stop."""
    return " ".join(text if text.endswith((".", "!", "?")) else f"{text}." for text in map(str.strip, texts) if text)


def markdown(text: str) -> str:
    """Text that Markdown shows as it is, in a table cell too."""
    return _MARKDOWN.sub(r"\\\1", one_line(text).replace("&", "&amp;"))


def _hides(character: str) -> bool:
    """True for what is not seen where it stands: Cc, Cf, Cn, Co, Cs, Zl and Zp, and letters without a shape."""
    return bool(_BLANK.match(character)) or not (character.isprintable() or category(character) == "Zs")


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode()
