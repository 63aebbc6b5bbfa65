"""What changed in a document, for people who are to sign it: as text to read, word by word, and line by line as it is.

Pure. Colours show what came and went; without them, `{+words+}` and `[-words-]` do.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher, unified_diff

from .escape import visible
from .plaintext import plain_document
from .style import BOLD, DIM, GREEN, RED, count, paint

# A word, without the stops that end it, so that a new comma does not make a new word.
_WORD = re.compile(r"\s+|[.,;:!?)]+(?=\s|$)|\S+?(?=[.,;:!?)]*(?:\s|$))")
_ALIKE = 0.4  # below this share of common words, two blocks are shown one after the other
_TAB = "\t"
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_OTHER_SPACE = re.compile(r"[^\S\x00-\x7f]")  # looks like a space, and is another character
_MOST = 4_000_000  # pairs of words to compare; beyond, a block is shown as a whole
_LONG = 2_000  # blocks; beyond, those that stand there many times are no landmarks
Version = bytes | None


def rendered_difference(path: str, old: Version, new: Version, width: int, *, color: bool) -> str:
    """A file as text to read, with the words that came and went; only what changed, and where.

    Args:
        path: The file.
        old: Its bytes in force; None when there are none.
        new: Its bytes to be signed; None when it goes.
        width: Columns of the terminal.
        color: Use terminal colours.
    """
    texts = [_text(version) for version in (old, new)]
    if None in texts or not path.endswith(".md"):
        return f"{_sizes(path, old, new)}\n"
    before, after = (plain_document(text) if text else [] for text in texts)
    if old is None or new is None:
        mark = _Mark(color=color).added if old is None else _Mark(color=color).removed
        blocks = [mark(visible(block)) if color else visible(block) for block in (before or after)]
    else:
        blocks = list(_changed_blocks(before, after, _Mark(color=color)))
    if not blocks:
        return "The text reads as before.\n"
    return "".join(f"{_fill(block, width)}\n" for block in blocks)


def raw_difference(path: str, old: Version, new: Version, *, color: bool) -> str:
    """A file's change line by line, as `diff -u` prints it: every character, all lines of a new file."""
    texts = [_text(version) for version in (old, new)]
    if None in texts:
        return f"{_sizes(path, old, new)}\n"
    before, after = ([] if not text else _LINE.findall(text) for text in texts)
    if old is None or new is None:
        if before == after:
            return f"{_sizes(path, old, new)}\n"
    elif old != new and old.removesuffix(b"\n") == new.removesuffix(b"\n"):
        return "Only the line feed at the end of the file differs.\n"
    was = "/dev/null" if old is None else f"in force/{path}"
    will_be = "/dev/null" if new is None else f"to be signed/{path}"
    return "".join(_raw_line(line, color=color) for line in unified_diff(before, after, was, will_be))


def _raw_line(line: str, *, color: bool) -> str:
    """A line of a unified difference; what only looks like a space is told apart from one."""
    text = visible(line.removesuffix("\n"), keep=_TAB)
    text = _OTHER_SPACE.sub(lambda match: match[0].encode("unicode_escape").decode(), text)
    rest = "" if line.endswith("\n") else "\\ No newline at end of file\n"
    return f"{paint(text, _style(line), color=color)}\n{rest}"


def _style(line: str) -> str:
    """The style of a line of a unified difference."""
    return BOLD if line.startswith(("+++ ", "--- ")) else {"+": GREEN, "-": RED, "@": DIM}.get(line[:1], "")


class _Mark:
    """How words that came and went are marked."""

    def __init__(self, *, color: bool) -> None:
        self._color = color

    def added(self, text: str) -> str:
        return paint(text, GREEN, color=True) if self._color else f"{{+{text}+}}"

    def removed(self, text: str) -> str:
        return paint(text, f"{RED};9", color=True) if self._color else f"[-{text}-]"


def _changed_blocks(before: Sequence[str], after: Sequence[str], mark: _Mark) -> Iterator[str]:
    """The blocks that differ, each under the heading it stands in."""
    told = ""
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=len(after) > _LONG).get_opcodes():
        if tag == "equal":
            continue
        heading = next((block for block in reversed(after[:j1]) if block.startswith("#")), "")
        if heading and heading != told:
            yield f"… {visible(heading)}"
            told = heading
        old, new = list(before[i1:i2]), list(after[j1:j2])
        while old and new:
            yield from _words(old.pop(0), new.pop(0), mark)
        yield from (mark.removed(visible(block)) for block in old)
        yield from (mark.added(visible(block)) for block in new)


def _words(old: str, new: str, mark: _Mark) -> Iterator[str]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if len(before) * len(after) > _MOST or matcher.ratio() < _ALIKE:
        yield mark.removed(visible(old))
        yield mark.added(visible(new))
        return
    parts = []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        gone, come = visible("".join(before[i1:i2])), visible("".join(after[j1:j2]))
        parts.append(
            come if tag == "equal" else (mark.removed(gone) if gone else "") + (mark.added(come) if come else "")
        )
    yield "".join(parts)


def _fill(block: str, width: int) -> str:
    indent = "  " + " " * (len(block) - len(block.lstrip()))
    lines = textwrap.wrap(block.strip(), max(width, 20), initial_indent=indent, subsequent_indent=indent,
                          break_long_words=False, break_on_hyphens=False)  # fmt: skip
    return "\n".join(lines)


def _text(version: Version) -> str | None:
    """The text of a file; None when it is none."""
    if version is None:
        return ""
    if b"\0" in version:
        return None
    try:
        return version.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _sizes(path: str, old: Version, new: Version) -> str:
    """What happened to a file that is not shown as text."""
    name = visible(path)
    if old is None:
        return f"  {name}: new, {count(len(new or b''), 'byte')}"
    if new is None:
        return f"  {name}: removed, was {count(len(old), 'byte')}"
    if old == new:
        return f"  {name}: unchanged"
    return f"  {name}: changed, {len(old):,} to {count(len(new), 'byte')}; look at it yourself before you sign"
