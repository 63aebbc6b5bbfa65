"""The words that the script of every page says by itself, in the reader's language."""

from __future__ import annotations

import json
import re

from .language import say, spoken

_WORDS = re.compile(rb"(?<=const WORDS = )\{.*\}(?=;\n)")


def with_words(script: bytes) -> bytes:
    """The script with the words of the language that is spoken; braces hold what the script puts in."""
    words = {
        "copied": say("Copied"),
        "language": spoken(),
        "overdue": say("Overdue"),
        "search": say("Search"),
        "some": say("%(shown)s of %(total)s %(things)s", shown="{shown}", total="{total}", things="{things}"),
        "wide": say("Wide content %(number)s, scrolls sideways", number="{number}"),
    }
    text = json.dumps(words, ensure_ascii=False).encode()
    return _WORDS.sub(lambda _: text, script)
