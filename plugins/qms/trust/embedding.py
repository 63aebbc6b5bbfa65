"""What a document may not pull in: files that are not part of it, whose change nobody would have to approve.

Source: approval format 1, §3 (embedding). A tripwire on the text, also in code blocks, in linear time; no parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

INCLUDES = ("--8<--", "{!", "{%")
_INCLUDE = re.compile("|".join(map(re.escape, INCLUDES)))
_BRACKET = re.compile(r"\]\(")
_TARGET = re.compile(r"\]\(\s*<?([^)>\s]+)")
_ELEMENT = re.compile(
    r"<(?:img|script|link|iframe|object|embed|audio|video|source|track|image|use)\b[^>]{0,2000}", re.IGNORECASE
)
_ATTRIBUTE = re.compile(r"""[\s/"'](?:src|srcset|href|data|poster)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]+\]:\s*<?([^>\s]+)", re.MULTILINE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)
_HIDING = frozenset("%&\\")


def find_outside(text: str, folder: str | None) -> Iterator[tuple[int, str]]:
    """What a Markdown file pulls in that is not part of its document.

    Args:
        text: The file's whole text, LF line ends.
        folder: The file's folder relative to that of its folder document, empty for the folder itself; None for a
            one-file document.

    Yields:
        The offset in the text, and what stands there.
    """
    if any(sign in text for sign in INCLUDES):
        yield from ((match.start(), match[0]) for match in _INCLUDE.finditer(text))
    for offset, target in _targets(text):
        if not _SCHEME.match(target) and (folder is None or _leads_out(target, folder)):
            yield offset, target


def _targets(text: str) -> Iterator[tuple[int, str]]:
    """Every target that is pulled in, wherever it leads."""
    yield from _images(text)
    if "<" in text:
        for element in _ELEMENT.finditer(text):
            yield from ((element.start() + match.start(1), match[1]) for match in _ATTRIBUTE.finditer(element[0]))
    if "]:" in text:
        for match in _DEFINITION.finditer(text):
            if not re.split(r"[?#]", match[1], maxsplit=1)[0].endswith(".md"):
                yield match.start(1), match[1]


def _images(text: str) -> Iterator[tuple[int, str]]:
    r"""The matches of `!\[[^\]\n]*\]\(\s*<?([^)>\s]+)`, in linear time: from the end of the brackets backwards."""
    taken = 0  # where the last match ended, or the last bracket that no image ends with
    for bracket in _BRACKET.finditer(text) if "![" in text else ():
        end = bracket.start()
        if end < taken:
            continue
        start = max(text.rfind("]", taken, end), text.rfind("\n", taken, end), taken - 1) + 1
        if text.find("![", start, end) >= 0 and (match := _TARGET.match(text, end)):
            taken = match.end()
            yield match.start(1), match[1]
        else:
            taken = max(taken, start)


def _leads_out(target: str, folder: str) -> bool:
    if target.startswith("/") or not _HIDING.isdisjoint(target):
        return True
    # A browser resolves what stands before `?` and `#`, a program perhaps the whole: neither may lead out.
    return any(_climbs(f"{folder}/{part}") for part in (target, re.split(r"[?#]", target, maxsplit=1)[0]))


def _climbs(path: str) -> bool:
    """True when a path leaves the place it starts from, even if it comes back by a name it could know."""
    depth = 0
    for name in path.split("/"):
        depth += (name not in ("", ".", "..")) - (name == "..")
        if depth < 0:
            return True
    return False
