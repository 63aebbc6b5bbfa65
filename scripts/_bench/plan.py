"""A whole made-up history: ordinary work on the main line, and branches beside it that are merged in the end.

A text that is being drafted on a branch is left alone by everybody else until the branch is merged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from . import texts
from .mainline import TAIL, Files, MainLine
from .sizes import Size
from .stream import Stream
from .texts import Text
from .words import SUMMARIES, sentence

_LONGEST = 26  # no episode makes more commits


@dataclass(slots=True)
class Branch:
    """A line of work beside the main one.

    Attributes:
        numbers: The documents it drafts; a single 0 is work on the tools.
        left: Commits it still has to make.
        tip: Its last commit, by mark; 0 before the first.
        seen: How many commits of the main line it knows.
        syncs: True when it is to merge the main line once, before its last commit.
        files: What it left in each file.
        drafts: Its texts, by number.
    """

    numbers: list[int]
    left: int
    tip: int = 0
    seen: int = 0
    syncs: bool = False
    files: Files = field(default_factory=dict)
    drafts: dict[int, Text] = field(default_factory=dict)


def write(size: Size, stream: Stream, say: Callable[[str], None]) -> None:
    """Write a whole history, ending at `refs/heads/main`."""
    line = MainLine(size, stream, say)
    line.begin()
    while size.commits - line.made > TAIL + _LONGEST:
        _episode(line)
    while line.made < size.commits:
        line.step()
    stream.reference("refs/heads/main", line.tip)


def _episode(line: MainLine) -> None:
    """A few branches beside ordinary work, all merged in the end: one by one, or at once."""
    branches = [_fork(line) for _ in range(line.dice.pick((1, 1, 2, 2, 3)))]
    at_once = len(branches) > 1 and line.dice.chance(0.2)
    ordinary = 3 + line.dice.below(5)
    working = list(branches)
    while working or ordinary:
        if ordinary and (not working or line.dice.chance(0.5)):
            ordinary -= 1
            line.step()
            continue
        branch = line.dice.pick(working)
        _step(line, branch)
        if branch.left == 0:
            working.remove(branch)
            if not at_once:
                _merge(line, [branch])
    if at_once:
        _merge(line, branches)


def _fork(line: MainLine) -> Branch:
    numbers = []
    for _ in range(line.dice.pick((1, 1, 1, 2))):
        if len(line.busy) < len(line.live) // 2:
            numbers.append(line.free())
            line.busy.add(numbers[-1])
    return Branch(numbers or [0], line.dice.pick((1, 1, 2, 2, 3, 4)), syncs=line.dice.chance(0.12))


def _step(line: MainLine, branch: Branch) -> None:
    """One commit of a branch: its drafts change, or it merges what the main line has published meanwhile."""
    if not branch.tip:
        branch.tip, branch.seen = line.tip, len(line.published)
    elif branch.syncs and branch.left == 1 and branch.seen < len(line.published):
        news: Files = {path: mark for files in line.published[branch.seen :] for path, mark in files.items()}
        branch.seen, branch.syncs = len(line.published), False
        branch.tip = line.commit([branch.tip, line.tip], news, "Merge branch 'main' into the draft")
        return
    branch.left -= 1
    files: Files = {}
    for number in branch.numbers:
        files |= _draft(line, branch, number)
    branch.files |= files
    branch.tip = line.commit([branch.tip], files, f"Draft: {line.dice.pick(SUMMARIES)}")


def _draft(line: MainLine, branch: Branch, number: int) -> Files:
    """Edit one draft; the new revision is named at one of the branch's commits, at the last one at the latest."""
    if not number:
        return {"tools/branch.py": line.stream.blob(f"# {sentence(line.dice)}\n".encode())}
    published = line.live[number]
    before = branch.drafts.get(number, published)
    text = before.copy()
    texts.edit(text, line.dice)
    if text.revision == published.revision and (branch.left == 0 or line.dice.chance(0.5)):
        texts.revise(text, line.day, line.dice)
    branch.drafts[number] = text
    return line.files(text, before)


def _merge(line: MainLine, branches: list[Branch]) -> None:
    """Publish what branches hold; now and then the merge itself still changes a text."""
    files: Files = {path: mark for branch in branches for path, mark in branch.files.items()}
    drafts = {number: text for branch in branches for number, text in branch.drafts.items()}
    for number, text in tuple(drafts.items()):
        if line.dice.chance(0.04):
            drafts[number] = text.copy()
            texts.edit(drafts[number], line.dice)
            files |= line.files(drafts[number], text)
    line.live |= drafts
    line.busy.difference_update(drafts)
    names = " and ".join(texts.identifier(number) for number in drafts) or "the tools"
    line.publish(files, f"Merge the new {names}", tuple(branch.tip for branch in branches))
