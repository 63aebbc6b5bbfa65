"""The main line of a made-up history: what is published there, commit after commit, by whom and when.

Every published change of a text brings the revision that follows, so that the gate accepts the whole history.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from posixpath import dirname

from . import texts
from .dice import Dice
from .sizes import Size
from .stream import Signature, Stream
from .texts import Text
from .words import OBJECTS, PEOPLE, ROLES, SLUGS, email, sentence

SEED = "qms-bench"
FIRST = int(datetime(2016, 1, 4, 7, tzinfo=UTC).timestamp())
LAST = int(datetime(2026, 6, 30, 18, tzinfo=UTC).timestamp())
TAIL = 25  # ordinary commits at the end, so that the last twenty stand in one line
_ZONES = ("+0100", "+0200", "+0000", "-0500", "+0530")
Files = dict[str, int | None]


class MainLine:
    """A history being written.

    Attributes:
        tip: The main line's last commit, by mark.
        made: How many commits there are so far, those of branches too.
        live: The documents as they stand on the main line, by number.
        busy: Numbers of documents that a branch is drafting: all others leave them alone.
        published: What each commit of the main line did to files.
    """

    def __init__(self, size: Size, stream: Stream, say: Callable[[str], None]) -> None:
        self.size, self.stream, self.say = size, stream, say
        self.dice = Dice(f"{SEED}/{size.name}")
        self.tip, self.made = 0, 0
        self.live: dict[int, Text] = {}
        self.busy: set[int] = set()
        self.published: list[Files] = []
        everything = range(1, size.documents + size.withdrawn + 1)
        self._waiting = [number for _, number in sorted((self.dice.below(1 << 30), number) for number in everything)]
        self._records, self._gone = 0, 0

    def commit(self, parents: list[int], files: Files, subject: str) -> int:
        """Enter a commit by somebody, a little later than the one before."""
        dice = self.dice
        pace = (LAST - FIRST) / self.size.commits
        seconds = FIRST + int((self.made + dice.below(100) / 101) * pace)
        writer, zone = dice.common(PEOPLE), dice.pick(_ZONES)
        keeper = writer if dice.chance(0.8) else dice.common(PEOPLE)
        message = "" if dice.chance(0.002) else f"{subject}\n"
        if message and dice.chance(0.3):
            message += f"\n{sentence(dice)}\n{sentence(dice)}\n"
        self.made += 1
        if self.made % 5_000 == 0:
            self.say(f"{self.size.name}: {self.made:,} commits written")
        author = Signature(writer, email(writer), seconds - dice.below(7_200), zone)
        return self.stream.commit(parents, files, author, Signature(keeper, email(keeper), seconds, zone), message)

    def publish(self, files: Files, subject: str, merged: tuple[int, ...] = ()) -> None:
        """Enter a commit on the main line."""
        self.published.append(files)
        self.tip = self.commit([*([self.tip] if self.tip else []), *merged], files, subject)

    def files(self, text: Text, before: Text | None = None) -> Files:
        """The files of a text, and the absence of those it had before and no longer has."""
        files: Files = {before.path: None} if before and before.path != text.path else {}
        files[text.path] = self.stream.blob(texts.render(text))
        if text.figure and (before is None or before.figure != text.figure):
            files[f"{dirname(text.path)}/steps.svg"] = self.stream.blob(text.figure.encode())
        return files

    @property
    def day(self) -> str:
        """The day on which the next commit is made."""
        seconds = FIRST + (LAST - FIRST) * self.made // self.size.commits
        return datetime.fromtimestamp(seconds, UTC).date().isoformat()

    def begin(self) -> None:
        """The first commit: settings, and a fifth of the documents, as they came out of the old system."""
        settings = [
            "[tool.qms]", 'organisation = "Bench & Söhne"', 'standards = ["iso-9001-2026", "iso-9001-2015"]', "",
            "[tool.qms.roles]", *(f'{role} = "{name}"' for role, name in ROLES.items()), "",
        ]  # fmt: skip
        files: Files = {"pyproject.toml": self.stream.blob("\n".join(settings).encode())}
        for _ in range(self.size.documents // 5):
            files |= self.files(self._issue())
        self.publish(files, "Take over the documents of the old system")

    def _issue(self) -> Text:
        text = texts.compose(self._waiting.pop(), self.size.documents, SEED)
        self.live[text.number] = text
        return text

    def step(self) -> None:
        """One ordinary commit: whatever is due, or else a revision."""
        share = self.made / (self.size.commits - TAIL)
        in_all = self.size.documents + self.size.withdrawn
        if self._waiting and in_all - len(self._waiting) < (0.2 + share) * in_all:
            text = self._issue()
            self.publish(self.files(text), f"Add {texts.identifier(text.number)}: {text.title}")
        elif self._records < min(share * 1.1, 1) * self.size.records:
            self._records += 1
            path, data = texts.record(self._records, self.size.documents, self.day, SEED)
            self.publish({path: self.stream.blob(data)}, f"File {path.rsplit('/', 1)[1][:-3]}")
        elif self._gone < (share - 0.5) * 2.2 * self.size.withdrawn and (number := self._surplus()):
            self._withdraw(number)
        elif self.dice.chance(0.07):
            lines = f"# {sentence(self.dice)}\n" * 5
            name = self.dice.pick(("README.md", "tools/export.py", "tools/stamp.py", "site/notes.txt"))
            self.publish({name: self.stream.blob(lines.encode())}, "Tidy up the tools")
        elif self.dice.chance(0.06):
            self._move()
        else:
            self._revise()

    def free(self) -> int:
        """A document that nobody is drafting; a few are revised far more often than the rest."""
        numbers = tuple(self.live)
        while (number := self.dice.common(numbers)) in self.busy:
            pass
        return number

    def _surplus(self) -> int:
        """A document that may be withdrawn, or 0."""
        return next((number for number in self.live if number > self.size.documents and number not in self.busy), 0)

    def _withdraw(self, number: int) -> None:
        self._gone += 1
        text = self.live.pop(number)
        paths = [text.path, *([f"{dirname(text.path)}/steps.svg"] if text.figure else [])]
        self.publish(dict.fromkeys(paths), f"Withdraw {texts.identifier(number)}")

    def _revise(self) -> None:
        """A revision of one document, or of two or three together."""
        files: Files = {}
        numbers = {self.free(): None for _ in range(self.dice.pick((1, 1, 1, 1, 1, 2, 3)))}
        for number in numbers:
            before = self.live[number]
            text = before.copy()
            texts.edit(text, self.dice)
            texts.revise(text, self.day, self.dice)
            files |= self.files(text, before)
            self.live[number] = text
        first = self.live[next(iter(numbers))]
        self.publish(files, f"{texts.identifier(first.number)}: {first.note}")

    def _move(self) -> None:
        """Give a document another name; a third go to another folder, which may change links and so need a revision."""
        candidates = [number for number in self.live if texts.movable(number) and number not in self.busy]
        before = self.live[self.dice.pick(candidates)] if candidates else None
        text = before.copy() if before else None
        if text is None or before is None:
            self._revise()
            return
        folder = f"procedures/area-{self.dice.below(17):02d}" if self.dice.chance(0.33) else dirname(before.path)
        texts.move(text, folder, f"{self.dice.pick(OBJECTS).replace(' ', '-')}-{self.dice.pick(SLUGS)}")
        if text.path == before.path or text.lines != before.lines or self.dice.chance(0.2):
            texts.edit(text, self.dice)
            texts.revise(text, self.day, self.dice)
        self.live[text.number] = text
        self.publish(self.files(text, before), f"Rename {texts.identifier(text.number)}")
