"""The clauses of a standard as a tree that folds, with what is missing below each branch in numbers and in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from qms.model.coverage import GAPS, Answer, Coverage
from qms.model.phrase import Phrase

from .language import digits, say, tell

COUNTED = (Answer.COVERED, Answer.PARTLY, Answer.PLANNED, Answer.NOT_APPLICABLE, Answer.OPEN)
"""The states of requirements in the order of bars and filters."""
_SPELLED_OUT = 12
_DEEPEST = 8
"""Below this all clauses stand side by side: a page indents no further, and no pack may exhaust the stack."""


@dataclass(slots=True)
class Node:
    """A clause with the clauses below it, and how many requirements there are of each state, itself included.

    Attributes:
        suspect: How many of them rest on something that is to be confirmed.
    """

    covered: Coverage
    depth: int
    children: list[Node] = field(default_factory=list)
    counts: dict[Answer, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    suspect: int = 0

    @property
    def total(self) -> int:
        """How many requirements it holds."""
        return sum(self.counts.values())

    @property
    def missing(self) -> str:
        """What is not covered, in words; empty when everything is."""
        return in_words(self.counts, self.suspect)

    @property
    def attention(self) -> bool:
        """True when something below it asks for work."""
        return bool(self.suspect) or any(self.counts[gap] for gap in GAPS)


@dataclass(frozen=True, slots=True)
class Gap:
    """Clauses that are not covered for the same reason."""

    answer: Answer
    reason: str
    clauses: tuple[Coverage, ...]

    @property
    def spelled_out(self) -> bool:
        """True when they are few enough to be named by their titles; otherwise their numbers must do."""
        return len(self.clauses) <= _SPELLED_OUT


def tree(coverage: tuple[Coverage, ...]) -> tuple[Node, ...]:
    """The clauses as a tree, as their packs say it: 7.5.3 stands below 7.5."""
    nodes: dict[str, Node] = {}
    roots: list[Node] = []
    for covered in coverage:
        parent = nodes.get(covered.clause.parent)
        while parent and parent.depth >= _DEEPEST:
            parent = nodes.get(parent.covered.clause.parent)
        node = Node(covered, parent.depth + 1 if parent else 0)
        nodes[covered.clause.number] = node
        (parent.children if parent else roots).append(node)
    for root in roots:
        _count(root)
    return tuple(roots)


def _count(node: Node) -> None:
    if node.covered.answer in node.counts:
        node.counts[node.covered.answer] += 1
        node.suspect += bool(node.covered.suspect)
    for child in node.children:
        _count(child)
        node.suspect += child.suspect
        for answer, number in child.counts.items():
            node.counts[answer] += number


def in_words(counts: Mapping[Answer, int], suspect: int) -> str:
    """Numbers of states as words, worst first, what is covered left out: `2 open, 1 partly, 3 to be confirmed`."""
    named = {answer: digits(number) for answer, number in counts.items()}
    told = (
        (counts[Answer.OPEN], say("%(number)s open", number=named[Answer.OPEN])),
        (counts[Answer.PARTLY], say("%(number)s partly", number=named[Answer.PARTLY])),
        (counts[Answer.PLANNED], say("%(number)s planned", number=named[Answer.PLANNED])),
        (counts[Answer.NOT_APPLICABLE], say("%(number)s not applicable", number=named[Answer.NOT_APPLICABLE])),
        (suspect, say("%(number)s to be confirmed", number=digits(suspect))),
    )
    return ", ".join(words for number, words in told if number)


def gaps(coverage: Iterable[Coverage]) -> tuple[Gap, ...]:
    """What is not covered, by state and reason, worst first and in the standard's order."""
    found: dict[tuple[Answer, tuple[Phrase | str, ...]], list[Coverage]] = {}
    for covered in coverage:
        if covered.answer in GAPS:
            found.setdefault((covered.answer, covered.reasons), []).append(covered)
    grouped = [Gap(answer, sentence(reasons), tuple(each)) for (answer, reasons), each in found.items()]
    return tuple(sorted(grouped, key=lambda gap: GAPS.index(gap.answer)))


def sentence(reasons: Iterable[Phrase | str]) -> str:
    """Reasons as a sentence of its own, in the reader's language."""
    told = "; ".join(map(tell, reasons))
    return f"{told[:1].upper()}{told[1:]}." if told and not told.endswith((".", "!", "?")) else told
