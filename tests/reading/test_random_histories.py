"""Random repositories, read by us and by a slow model that asks git one thing at a time and knows only the docstrings.

The model looks at whole trees (`git ls-tree`) where we look at differences, at front matter with the strict reader
where we take plain lines, and walks each branch with `git rev-list` and `git diff-tree`.
"""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from helpers import Repo
from qms import git
from qms.model.change import Change, History
from qms.model.settings import Settings
from qms.reading import read_system
from qms.reading.history import read_history
from qms.trust.source import read_source

ROOTS = ("manual/", "procedures/")
FILES = [
    *("manual/a.md", "manual/b.md", "procedures/a.md", "procedures/b.md", "procedures/sub/c.md"),
    *("procedures/QP-07-x/index.md", "procedures/QP-07-x/figure.svg", "procedures/QP-07-x/sub/n.md"),
    *("manual/QP-08/index.md", "manual/QP-08/note.md"),
    *("docs/a.md", "README.md", "procedures/note.txt", "procedures/.hidden.md", "manual/.d/x.md"),
]
IDS = ["", "", "QP-01", "QP-02", "QP-03", "QP-04"]
WORDS = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel"]
FILE, PROGRAM, LINK, SUBMODULE = "100644", "100755", "120000", "160000"

Content = tuple[str, bytes]  # mode and bytes
Files = dict[str, Content]


# -- Writing -----------------------------------------------------------------------------------------------------------


@dataclass
class Branch:
    """A branch being written: its last commit's mark, and its files there and where it was last in step with main."""

    mark: int
    files: Files
    base: Files


@dataclass
class Writer:
    """A random history as a stream for `git fast-import`."""

    random: Random
    stream: list[bytes] = field(default_factory=list)
    mark: int = 0
    dates: list[int] = field(default_factory=list)
    graveyard: list[Content] = field(default_factory=list)

    def write(self) -> bytes:
        random = self.random
        self.dates = random.sample(range(1_600_000_000, 1_600_100_000), 60)
        if random.random() < 0.7:  # most clocks go forward
            self.dates.sort()
        main = Branch(0, {}, {})
        self.commit(main, [], self.edited(main.files))
        branches: list[Branch] = []
        for _ in range(random.randint(4, 16)):
            self.act(main, branches)
        while branches:
            self.merge(main, branches)
        self.stream.append(b"reset refs/heads/main\nfrom :%d\n\n" % main.mark)
        return b"".join(self.stream)

    def act(self, main: Branch, branches: list[Branch]) -> None:
        random = self.random
        choice = random.random()
        if choice < 0.35 or (choice >= 0.5 and not branches):
            self.commit(main, [], self.edited(main.files))
        elif choice < 0.5:
            branches.append(Branch(main.mark, main.files, main.files))
        elif choice < 0.75:
            branch = random.choice(branches)
            self.commit(branch, [], self.edited(branch.files))
        elif choice < 0.83:
            branch = random.choice(branches)
            self.commit(branch, [main.mark], self.merged(branch, [main]))
            branch.base = main.files
            if random.random() < 0.2:  # and main is moved on to the branch: what was published now stands behind
                main.mark, main.files = branch.mark, branch.files
        else:
            self.merge(main, branches)

    def merge(self, main: Branch, branches: list[Branch]) -> None:
        taken = self.random.sample(branches, min(len(branches), self.random.choice((1, 1, 2, 3))))
        self.commit(main, [branch.mark for branch in taken], self.merged(main, taken))
        for branch in taken:
            branch.base = main.files
            if self.random.random() < 0.8 or len(branches) > 3:
                branches.remove(branch)

    def merged(self, into: Branch, branches: list[Branch]) -> Files:
        files = dict(into.files)
        for branch in branches:
            for path in {*branch.files, *branch.base, *branch.files}:
                theirs = branch.files.get(path)
                if theirs != branch.base.get(path) or (branch.mark != into.mark and self.random.random() < 0.02):
                    files.pop(path, None)
                    if theirs:
                        files[path] = theirs
        return self.edited(files) if self.random.random() < 0.25 else files

    def commit(self, branch: Branch, parents: list[int], files: Files) -> None:
        self.mark += 1
        author = self.random.choice(("Ann", "Ben", "Cem", "Dia"))
        head = f"mark :{self.mark}\ncommitter {author} <{author.lower()}@x.org> {self.dates[self.mark % 60]} +0000\n"
        lines = [b"commit refs/heads/w\n", head.encode(), b"data 1\nc\n"]
        before = [branch.mark] if branch.mark else []
        for word, mark in zip(["from", *["merge"] * 9], dict.fromkeys([*before, *parents]), strict=False):
            lines.append(f"{word} :{mark}\n".encode())
        if not before:
            lines = [b"reset refs/heads/w\n\n", *lines]
        lines.append(b"deleteall\n")
        for path, (mode, data) in files.items():
            if mode == SUBMODULE:
                lines.append(f"M {mode} {'1' * 40} {path}\n".encode())
            else:
                lines.append(f"M {mode} inline {path}\ndata {len(data)}\n".encode() + data + b"\n")
        self.stream += [*lines, b"\n"]
        branch.mark, branch.files = self.mark, files

    def edited(self, files: Files) -> Files:
        files = dict(files)
        for _ in range(self.random.choice((1, 1, 1, 2, 3, 5))):
            self.edit(files)
        return files

    def edit(self, files: Files) -> None:  # noqa: C901 - a list of what people do to files
        random = self.random
        path, other = random.choice(FILES), random.choice(FILES)
        if files and random.random() < 0.7:
            path = random.choice(sorted(files))
        mode, data = files.get(path, (FILE, b""))
        choice = random.random()
        if path not in files or mode in (LINK, SUBMODULE):
            files[path] = random.choice([*self.graveyard, (FILE, self.text()), (FILE, self.text())])
        elif choice < 0.25:
            files[path] = (mode, self.reworded(data))
        elif choice < 0.35:
            files[path] = (mode, self.text())
        elif choice < 0.5:
            self.graveyard.append(files.pop(path))
        elif choice < 0.68:
            files[other] = (mode, self.reworded(data) if random.random() < 0.5 else data)
            del files[path]
        elif choice < 0.76:
            files[path], files[other] = files.get(other, (FILE, self.text())), files[path]
        elif choice < 0.81:
            files[path] = (PROGRAM if mode == FILE else FILE, data)
        elif choice < 0.86:
            files[path] = random.choice([(LINK, b"a.md"), (LINK, data), (SUBMODULE, b"")])
        elif choice < 0.94 and (folder := path.rpartition("QP-0")[0]):
            for old in [one for one in files if one.startswith(f"{folder}QP-0")]:
                files[f"{folder}QP-09-y/" + old.partition("QP-0")[2].partition("/")[2]] = files.pop(old)
        else:
            files[other] = (mode, data)

    def text(self) -> bytes:
        random = self.random
        lines = [f"{word} {random.randint(1, 3)}\n" for word in random.sample(WORDS, random.randint(0, 6))]
        identifier = random.choice(IDS)
        if not identifier and random.random() < 0.6:
            return "".join(lines).encode()
        fields = [f"id: {identifier}\n"] if identifier else []
        head = ["---\n", *fields, f"revision: {random.randint(1, 3)}\n", "---\n"]
        text = "".join([*head, *lines])
        return text.replace("\n", "\r\n").encode() if random.random() < 0.1 else text.encode()

    def reworded(self, data: bytes) -> bytes:
        lines = data.splitlines(keepends=True)
        return b"".join([*lines, f"{self.random.choice(WORDS)} {self.mark}\n".encode()])


# -- The model ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Unit:
    """A document in one tree: its files (path to blob) and the blob with its front matter."""

    files: tuple[tuple[str, str], ...]
    blob: str


@dataclass(frozen=True)
class Event:
    """What the model says of one change."""

    kind: str
    commit: str
    path: str
    previous: str
    blob: str
    id: str
    revision: str
    written: tuple[str, ...]


class Model:
    """History as the docstrings tell it, asked of git one question at a time."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.answers: dict[tuple[str, ...], bytes] = {}

    def ask(self, *arguments: str) -> bytes:
        if arguments not in self.answers:
            done = subprocess.run(["git", *arguments], cwd=self.root, capture_output=True, check=True)
            self.answers[arguments] = done.stdout
        return self.answers[arguments]

    def lines(self, *arguments: str) -> list[str]:
        return self.ask(*arguments).decode().split()

    def text(self, blob: str) -> bytes:
        return self.ask("cat-file", "blob", blob)

    def field(self, blob: str, name: str) -> str:
        return read_source(self.text(blob), "").fields.text(name) if blob else ""

    def units(self, commit: str) -> dict[str, Unit]:
        """Every document of a commit's tree."""
        found: dict[str, dict[str, str]] = {}
        for line in self.ask("ls-tree", "-r", "-z", commit).decode().split("\0")[:-1]:
            meta, path = line.split("\t")
            mode, _, blob = meta.split()
            unit = self.unit_of(path)
            if unit and mode in (FILE, PROGRAM):
                found.setdefault(unit, {})[path] = blob
        return {unit: Unit(tuple(sorted(files.items())), files[unit]) for unit, files in found.items() if unit in files}

    @staticmethod
    def unit_of(path: str) -> str:
        parts = path.split("/")
        if not path.startswith(ROOTS) or any(part.startswith(".") for part in parts):
            return ""
        for index, part in enumerate(parts[:-1]):
            if part.startswith("QP-0"):
                return "/".join([*parts[: index + 1], "index.md"])
        return path if path.endswith(".md") else ""

    def history(self, tip: str) -> tuple[dict[str, list[Event]], list[list[Event]]]:
        """Events of the documents in the tree by path, and of those that are gone in the order they went."""
        live: dict[str, list[Event]] = {}
        gone: list[list[Event]] = []
        before: dict[str, Unit] = {}
        parent = ""
        for commit in reversed(self.lines("rev-list", "--first-parent", tip)):
            after = self.units(commit)
            moves = self.moves(before, after)
            came = {new: old for old, new in moves.items()}
            then = {path: events for path, events in live.items() if after.get(path) == before.get(path)}
            for path in sorted(before):
                turned = path in came and path in after
                if after.get(path) != before[path] and path not in moves and (path not in after or turned):
                    last = live[path][-1]
                    written = self.writers(parent, commit, {path})
                    removed = Event("removed", commit, path, "", "", last.id, last.revision, written)
                    gone.append([*live[path], removed])
            for path, unit in sorted(after.items()):
                if unit == before.get(path):
                    continue
                old = came.get(path, "")
                stays = path in before and path not in moves
                kind = "moved" if old else "changed" if stays else "added"
                now = self.field(unit.blob, "id")
                written = self.writers(parent, commit, {path, *([old] if old else [])})
                past = live[old or path] if old or stays else self.revived(gone, path, now)
                event = Event(kind, commit, path, old, unit.blob, now, self.field(unit.blob, "revision"), written)
                then[path] = [*past, event]
            live, before, parent = then, after, commit
        return live, gone

    def moves(self, before: dict[str, Unit], after: dict[str, Unit]) -> dict[str, str]:
        """Old path to new path: by id, then by equal bytes, then by likeness."""
        identifier = {path: self.field(unit.blob, "id") for path, unit in before.items()}
        new_identifier = {path: self.field(unit.blob, "id") for path, unit in after.items()}
        gone, fresh = sorted(before.keys() - after), sorted(after.keys() - before)
        turned = [
            path
            for path in sorted(before.keys() & after)
            if identifier[path] and new_identifier[path] and identifier[path] != new_identifier[path]
        ]
        moves: dict[str, str] = {}

        def pair(olds: list[str], news: list[str], old_key: dict[str, str], new_key: dict[str, str]) -> None:
            olds = [old for old in olds if old not in moves]
            news = [new for new in news if new not in moves.values()]
            for old in olds:
                mine = [one for one in olds if old_key[one] == old_key[old]]
                theirs = [one for one in news if new_key[one] == old_key[old]]
                if old_key[old] and len(mine) == len(theirs) == 1:
                    moves[old] = theirs[0]

        pair([*gone, *turned], [*fresh, *turned], identifier, new_identifier)
        blobs = {path: unit.blob for path, unit in before.items()}
        pair(gone, fresh, blobs, {path: unit.blob for path, unit in after.items()})
        scored = [
            (-self.likeness(before[old].blob, after[new].blob), old, new)
            for old in gone
            for new in fresh
            if old not in moves and new not in moves.values()
            if not (identifier[old] and new_identifier[new] and identifier[old] != new_identifier[new])
        ]
        for score, old, new in sorted(scored):
            if -score >= 0.5 and old not in moves and new not in moves.values():
                moves[old] = new
        return moves

    def likeness(self, one: str, other: str) -> float:
        """The share of the larger text that stands in both, by lines."""
        texts = [self.text(blob).replace(b"\r\n", b"\n") for blob in (one, other)]
        lines = [Counter(text.splitlines(keepends=True)) for text in texts]
        both = lines[0] & lines[1]
        return sum(len(line) * count for line, count in both.items()) / max(*map(len, texts), 1)

    @staticmethod
    def revived(gone: list[list[Event]], path: str, identifier: str) -> list[Event]:
        """The past of a document that is back: by id the last that had it, or by path the last that stood there."""
        by_id = [events for events in gone if identifier and events[-1].id == identifier]
        by_path = [events for events in gone if events[-1].path == path][-1:]
        found = by_id or [events for events in by_path if not (identifier and events[-1].id)]
        if not found:
            return []
        gone.remove(found[-1])
        return found[-1]

    def writers(self, parent: str, commit: str, units: set[str]) -> tuple[str, ...]:
        """The commits that wrote what a published commit did to documents."""
        differences = self.differences(commit, parent)
        followed = {path for path, *_ in differences if self.unit_of(path) in units}
        # What the document is made of now; where it came from another path, nothing new stands there.
        new = {blob for path, _, blob in differences if self.unit_of(path) == max(units, key=self.rank(commit))}
        parents = self.lines("rev-list", "--parents", "-1", commit)[1:]
        behind = self.lines("rev-list", "--date-order", *parents[1:], f"^{parents[0]}") if len(parents) > 1 else []
        touched: dict[str, set[str]] = {}
        for one in behind:
            first = self.lines("rev-list", "--parents", "-1", one)[1:2]
            changed = [found for found in self.differences(one, "".join(first)) if self.unit_of(found[0])]
            hits = [found for found in changed if found[0] in followed]
            if hits:
                touched[one] = {blob for _, _, blob in hits}
                followed |= self.earlier(changed, hits)
        merges = {one for one in touched if len(self.lines("rev-list", "--parents", "-1", one)) > 2}
        wrote = {blob for one in touched if one not in merges for blob in touched[one]}
        named = [one for one in touched if one not in merges or touched[one] & (new - wrote)] or list(touched)
        named.reverse()
        every = {blob for blobs in touched.values() for blob in blobs}
        return tuple(named) if named and new <= every else (*named, commit)

    def rank(self, commit: str):
        there = self.units(commit)
        return lambda unit: unit in there

    def differences(self, commit: str, parent: str) -> list[tuple[str, str, str]]:
        """Path, blob before and blob after of all that a commit changed against its first parent."""
        form = ("diff-tree", "-r", "-z", "--no-renames", "--no-commit-id", "--full-index", "--root")
        parts = self.ask(*form, *([parent] if parent else []), commit).decode().split("\0")[:-1]
        return [(path, meta.split()[2], meta.split()[3]) for meta, path in zip(parts[::2], parts[1::2], strict=True)]

    @staticmethod
    def earlier(changed: list[tuple[str, str, str]], hits: list[tuple[str, str, str]]) -> set[str]:
        """Where texts stood before a commit renamed them: the same bytes, or the one that went where the one came."""
        came = [found for found in hits if not found[1].strip("0")]
        went = [found for found in changed if not found[2].strip("0")]
        if len(came) == len(went) == 1:
            return {went[0][0]}
        return {path for path, blob, _ in went if blob in {after for _, _, after in came}}


# -- Held together -----------------------------------------------------------------------------------------------------


def told(change: Change) -> Event:
    written = tuple(commit.id for commit in change.written)
    return Event(
        change.kind.value,
        change.commit.id,
        change.path,
        change.previous_path,
        change.blob,
        change.id,
        change.revision,
        written,
    )


def in_any_order(histories: Iterable[list[Event]]) -> list[list[str]]:
    return sorted([repr(event) for event in events] for events in histories)


def same(ours: History, other: History) -> bool:
    return (ours.by_path, ours.withdrawn, ours.head, ours.head_time) == (
        other.by_path,
        other.withdrawn,
        other.head,
        other.head_time,
    )


def random_repository(root: Path, seed: int) -> Repo:
    made = Repo(root)
    root.mkdir()
    made.git("init", "--quiet")
    made.git("fast-import", "--quiet", "--force", stdin=Writer(Random(seed)).write())  # noqa: S311 - no secret
    return made


@pytest.mark.parametrize("seed", range(28))
def test_a_random_history_is_the_one_that_plain_git_tells(tmp_path: Path, seed: int):
    repo = random_repository(tmp_path / "repo", seed)
    model = Model(repo.root)
    system = read_system(repo.root, "main", cache=False)
    live, gone = model.history(system.commit)
    assert {path: list(map(told, changes)) for path, changes in system.history.by_path.items()} == live
    withdrawn = [list(map(told, changes)) for changes in system.history.withdrawn.values()]
    assert in_any_order(withdrawn) == in_any_order(gone)
    there = model.units(system.commit)
    assert {document.path for document in system.documents} == there.keys() == system.history.by_path.keys()
    assert all(system.history.of(path)[-1].blob == unit.blob for path, unit in there.items())


@pytest.mark.parametrize("seed", range(28, 40))
def test_a_history_read_bit_by_bit_is_the_one_read_at_once(tmp_path: Path, seed: int):
    repo = random_repository(tmp_path / "repo", seed)
    opened = git.open_repository(repo.root)
    kept = tmp_path / "kept.json"
    for commit in reversed(Model(repo.root).lines("rev-list", "--first-parent", "main")):
        grown = read_history(opened, commit, Settings(), cache=kept)
        assert same(grown, read_history(opened, commit, Settings()))
        assert same(grown, read_history(opened, commit, Settings(), cache=kept))
