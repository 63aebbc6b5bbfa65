"""What changed between two texts: block by block, then word by word, as marks to be printed.

Taking what is kept and what is inserted gives the new blocks, exactly; what is kept and what is removed the old ones.
The work is bounded: texts beyond measure are compared by whole blocks, and in the end as wholes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from .blocks import Block, Word

KEPT, INSERTED, REMOVED, CHANGED = "=", "+", "-", "~"
MOST_WORDS = 4_000
"""Longer blocks are not compared word by word."""
MOST_BLOCKS = 1_000
"""Longer stretches between what begins and ends alike are not compared block by block."""
_MOST_WORK = 400_000  # words looked at to find which blocks are alike
_ALIKE = 0.5
_TRIFLE = 2
_PAIRED = frozenset({"h", "p", "li", "dd", "tr", "th", "pre", "quote"})

Opcode = tuple[str, int, int, int, int]


class Mark(NamedTuple):
    """A word that is kept, inserted or removed."""

    op: str
    word: Word


class Marked(NamedTuple):
    """A block that is kept, inserted or removed as it is, or changed.

    Attributes:
        block: The block; where it changed, the newer one.
        cells: Where it changed, the words of both, cell by cell, as marks.
        renumbered: True where it is kept, and has another number, or one only in one of the texts.
    """

    op: str
    block: Block
    cells: tuple[tuple[Mark, ...], ...] = ()
    renumbered: bool = False

    @property
    def runs(self) -> tuple[tuple[Run, ...], ...]:
        """Its words as they are printed, cell by cell."""
        if self.op == CHANGED:
            return tuple(map(_runs, self.cells))
        return tuple(_whole_cell(cell, self.op) for cell in self.block.cells)


class Piece(NamedTuple):
    """Words of one style."""

    style: str
    text: str


class Run(NamedTuple):
    """Words of one fate, side by side."""

    op: str
    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The words without their styles."""
        return "".join(piece.text for piece in self.pieces)


def compare(old: Sequence[Block], new: Sequence[Block]) -> tuple[Marked, ...]:
    """The blocks of two texts as one sequence with marks."""
    return tuple(_compared(old, new))


def _compared(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Marked]:
    bare = [block.unnumbered for block in old], [block.unnumbered for block in new]
    for tag, start, end, first, last in _opcodes(*bare, MOST_BLOCKS):
        if tag == "equal":
            for was, now in zip(old[start:end], new[first:last], strict=True):
                yield Marked(KEPT, now, renumbered=was.number != now.number)
        else:
            yield from _replaced(old[start:end], new[first:last])


def _opcodes(
    old: Sequence[Block] | Sequence[Word], new: Sequence[Block] | Sequence[Word], most: int
) -> Iterator[Opcode]:
    """What `SequenceMatcher` says, of what lies between a common beginning and a common end."""
    shorter = min(len(old), len(new))
    head = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    ends = range(1, shorter - head + 1)
    tail = next((place - 1 for place in ends if old[-place] != new[-place]), shorter - head)
    if head:
        yield "equal", 0, head, 0, head
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    if max(len(left), len(right)) > most:
        yield "replace", head, len(old) - tail, head, len(new) - tail
    else:
        for tag, start, end, first, last in SequenceMatcher(None, left, right).get_opcodes():
            yield tag, start + head, end + head, first + head, last + head
    if tail:
        yield "equal", len(old) - tail, len(old), len(new) - tail, len(new)


def _replaced(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Marked]:
    """What stands in the place of something else: blocks that are alike as changed, the others as gone and come."""
    pairs = _pairs(old, new)
    at = 0
    for place, block in enumerate(new):
        if place in pairs:
            yield from (Marked(REMOVED, gone) for gone in old[at : pairs[place]])
            yield _changed(old[pairs[place]], block)
            at = pairs[place] + 1
        elif not any(later > place for later in pairs):
            yield from (Marked(REMOVED, gone) for gone in old[at:])
            at = len(old)
            yield Marked(INSERTED, block)
        else:
            yield Marked(INSERTED, block)
    yield from (Marked(REMOVED, gone) for gone in old[at:])


def _pairs(old: Sequence[Block], new: Sequence[Block]) -> dict[int, int]:
    """Places of new blocks with those of the old ones they come from, both rising."""
    work = len(old) * sum(block.words for block in new) + len(new) * sum(block.words for block in old)
    if not old or not new or work > _MOST_WORK:
        return {}
    bags = [Counter(word for cell in block.cells for word in cell) for block in old]
    found: dict[int, int] = {}
    start = 0
    for place, block in enumerate(new):
        bag = Counter(word for cell in block.cells for word in cell)
        likeness = [(_alike(old[at], block, bags[at], bag), -at) for at in range(start, len(old))]
        best, at = max(likeness, default=(0.0, 0))
        if best >= _ALIKE:
            found[place] = -at
            start = 1 - at
    return found


def _alike(old: Block, new: Block, old_bag: Counter[Word], new_bag: Counter[Word]) -> float:
    """How much of two blocks is the same, from 0 to 1; 0 where they cannot be one block that changed."""
    comparable = old.kind in _PAIRED and old[:2] == new[:2] and len(old.cells) == len(new.cells)
    if not comparable or max(old.words, new.words) > MOST_WORDS:
        return 0.0
    return 2 * (old_bag & new_bag).total() / max(old.words + new.words, 1)


def _changed(old: Block, new: Block) -> Marked:
    cells = tuple(tuple(_words(before, after)) for before, after in zip(old.cells, new.cells, strict=True))
    return Marked(CHANGED, new, cells)


def _words(old: Sequence[Word], new: Sequence[Word]) -> Iterator[Mark]:
    for start, end, first, last, same in _smoothed(_opcodes(old, new, MOST_WORDS)):
        if same:
            yield from (Mark(KEPT, word) for word in new[first:last])
        else:
            yield from (Mark(REMOVED, word) for word in old[start:end])
            yield from (Mark(INSERTED, word) for word in new[first:last])


def _smoothed(opcodes: Iterator[Opcode]) -> Iterator[tuple[int, int, int, int, bool]]:
    """Opcodes in which a trifle that is kept between two longer changes belongs to them: nobody reads word salad."""
    codes = [(*code[1:], code[0] == "equal") for code in opcodes]
    kept: list[tuple[int, int, int, int, bool]] = []
    for number, (start, end, first, last, same) in enumerate(codes):
        inner = same and 0 < number < len(codes) - 1 and end - start <= _TRIFLE
        around = (codes[number - 1], codes[number + 1]) if inner else ()
        small = inner and all(max(code[1] - code[0], code[3] - code[2]) > _TRIFLE for code in around)
        if kept and not kept[-1][4] and (small or not same):
            kept[-1] = (kept[-1][0], end, kept[-1][2], last, False)
        else:
            kept.append((start, end, first, last, same and not small))
    yield from kept


def _runs(cell: Sequence[Mark]) -> tuple[Run, ...]:
    """The words of a changed cell put together; the target of a link is said only where it changed."""
    shown = (mark for mark in cell if mark.op != KEPT or mark.word.style != "t")
    return tuple(
        Run(op, tuple(_pieces(mark.word for mark in marks))) for op, marks in groupby(shown, key=lambda mark: mark.op)
    )


def _whole_cell(cell: Sequence[Word], op: str) -> tuple[Run, ...]:
    words = [word for word in cell if word.style != "t"] if op == KEPT else cell
    return (Run(op, tuple(_pieces(words))),) if words else ()


def _pieces(words: Iterable[Word]) -> Iterator[Piece]:
    for style, found in groupby(words, key=itemgetter(1)):
        yield Piece(style, "".join(word.text for word in found))
