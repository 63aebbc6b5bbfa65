"""Random histories of a document, judged by us and by a model that knows only the definitions and reads every text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Self

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from checks.builders import change
from qms import git
from qms.git import Repository
from qms.model.change import History
from qms.model.document import Document
from qms.model.people import People
from qms.model.revision import is_editorial, revision_key
from qms.model.settings import Settings
from qms.model.system import QualitySystem
from qms.reading.claims import read_clauses
from qms.reading.documents import read_documents
from qms.reading.glance import Glance
from qms.reading.rewording import reworded_claims
from qms.reading.tree import Tree, TreeFile
from qms.reading.wording import plain_claims
from qms.trust.source import read_source

PATH = "procedures/QP-01.md"
CLAUSES = ("7.1", "7.2")
TITLES = ("Alpha", "Bravo", "Charlie")


@dataclass(frozen=True)
class Part:
    """A section of a random text."""

    title: str
    level: int
    words: str
    clause: str


@dataclass(frozen=True)
class Text:
    """A random revision: the clauses listed with what they were confirmed in, and its sections."""

    number: str
    listed: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    quoted: bool = False

    @property
    def file(self) -> str:
        said = [f"{clause} confirmed in {number}" if number else clause for clause, number in self.listed]
        items = ", ".join(f"'{one}'" if self.quoted else one for one in said)
        clauses = f"clauses:\n  iso-1: [{items}]\n" if said else ""
        return f"---\nid: QP-01\nrevision: {self.number}\n{clauses}---\n" + self.body

    @property
    def body(self) -> str:
        return "".join(
            f"{'#' * part.level} {part.title}"
            + (f' {{: data-clause="{part.clause}" }}' if part.clause else "")
            + f"\n\n{part.words}\n\n"
            for part in self.parts
        )

    def sections(self, clause: str) -> dict[str, list[str]]:
        """Titles of the sections that claim a clause, with the words below them."""
        found = {}
        for number, part in enumerate(self.parts):
            if part.clause == clause:
                words = part.words.split()
                for below in self.parts[number + 1 :]:
                    if below.level <= part.level:
                        break
                    words += ["#" * below.level, below.title, *below.words.split()]
                found[part.title] = words
        return found

    @property
    def words(self) -> list[str]:
        return [word for part in self.parts for word in ("#" * part.level, part.title, *part.words.split())]


def judge(texts: list[Text], clause: str, title: str) -> str:
    """The revision that made a claim of the newest text suspect, or the empty text; newest first."""
    confirmed = revision_key(dict(texts[0].listed)[clause]) or (0, 0)
    if confirmed > (revision_key(texts[0].number) or (0, 0)):
        confirmed = (0, 0)
    for newer, older in pairwise(texts):
        number = revision_key(newer.number)
        assert number
        if confirmed >= number or clause not in dict(older.listed):
            return ""
        if not title:
            different = newer.words != older.words
        else:
            now, then = newer.sections(clause), older.sections(clause)
            if title not in (partners := partner(now, then)):
                return ""
            old = partners[title]
            different = len(then) > len(now) or title != old or now[title] != then[old]
            title = partners[title]
        if different and not is_editorial(newer.number):
            return newer.number
    return ""


def partner(now: dict[str, list[str]], then: dict[str, list[str]]) -> dict[str, str]:
    """Which section became which: by title, by text, in order."""
    pairs = {title: title for title in now if title in then}
    for same in (lambda a, b: now[a] == then[b], lambda _a, _b: True):
        for title in now:
            free = [other for other in then if other not in pairs.values() and same(title, other)]
            if title not in pairs and free:
                pairs[title] = free[0]
    return pairs


# -- The program's verdict ---------------------------------------------------------------------------------------------


class Reader:
    """Blobs out of a list instead of a repository."""

    texts: tuple[Text, ...] = ()

    def __init__(self, _: Repository) -> None:
        pass

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, ids: Iterable[str], kind: str) -> Iterator[tuple[str, bytes]]:
        assert kind == "blob"
        for name in ids:
            yield name, self.texts[int(name)].file.encode()


def read(text: Text) -> Document:
    files = {PATH: TreeFile(PATH, PATH.encode(), "100644", "")}
    tree = Tree(files, "", lambda _: {PATH: text.file.encode()}, lambda _: frozenset())
    return read_documents(tree, Settings())[0][0]


def ours(texts: list[Text]) -> dict[tuple[str, str], str]:
    """Clause and title with the revision; newest first."""
    changes = [change(day, text.number, str(len(texts) - day)) for day, text in enumerate(reversed(texts), 1)]
    system = QualitySystem(
        settings=Settings(),
        documents=(read(texts[0]),),
        records=(),
        standards={},
        people=People(),
        history=History(by_path={PATH: tuple(changes)}),
        paths=frozenset(),
        today=date(2026, 6, 1),
    )
    Reader.texts = tuple(texts)
    found = reworded_claims(Repository(Path(), Path(), bare=False), system)
    return {(one.clause, one.title): one.revision for one in found.get(PATH, ())}


def theirs(texts: list[Text]) -> dict[tuple[str, str], str]:
    found = {}
    for clause in dict(texts[0].listed):
        for title in texts[0].sections(clause) or ("",):
            if revision := judge(texts, clause, title):
                found[clause, title] = revision
    return found


@st.composite
def histories(draw: st.DrawFn) -> list[Text]:
    """Revisions of one document, newest first; most of them change little."""
    numbers = ["1"]
    for minor in draw(st.lists(st.booleans(), max_size=5)):
        major, _, dot = numbers[-1].partition(".")
        numbers.append(f"{major}.{int(dot or 0) + 1}" if minor else str(int(major) + 1))
    part = st.builds(
        Part, st.just(""), st.sampled_from((2, 2, 2, 3)), st.sampled_from(("one", "two", "two  words")),
        st.sampled_from(("", *CLAUSES)),
    )  # fmt: skip
    parts = [replace(draw(part), title=title) for title in draw(st.permutations(TITLES))]
    listed = dict.fromkeys(draw(st.sets(st.sampled_from(CLAUSES))), "")
    texts: list[Text] = []
    for number in numbers:
        for _ in range(draw(st.sampled_from((0, 1, 1, 2)))):
            what = draw(st.integers(0, 9))
            if what < 5 and parts:
                index = draw(st.integers(0, len(parts) - 1))
                parts[index] = replace(draw(part), title=parts[index].title)
            elif what == 5 and parts:
                parts.pop(draw(st.integers(0, len(parts) - 1)))
            elif what == 6 and parts:
                free = [title for title in ("Delta", *TITLES) if title not in {each.title for each in parts}]
                index = draw(st.integers(0, len(parts) - 1))
                parts[index] = replace(parts[index], title=draw(st.sampled_from(free)))
            elif what == 7:
                listed = dict.fromkeys(draw(st.sets(st.sampled_from(CLAUSES))), "")
            elif listed:
                listed[draw(st.sampled_from(sorted(listed)))] = draw(st.sampled_from((*numbers, "99")))
        quoted = draw(st.integers(0, 4)) == 4
        texts.append(Text(number, tuple(sorted(listed.items())), tuple(parts), quoted))
    return texts[::-1]


SECTION, OTHER = Part("Alpha", 2, "one", "7.1"), Part("Bravo", 2, "one", "")


@given(histories())
@example([Text(number, (("7.1", ""),), (SECTION, OTHER)) for number in ("3", "2", "1")])
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_random_histories_get_the_verdict_of_the_definitions(monkeypatch: pytest.MonkeyPatch, texts: list[Text]):
    monkeypatch.setattr(git, "ObjectReader", Reader)
    assert ours(texts) == theirs(texts)


@given(histories())
@settings(max_examples=400, deadline=None)
def test_a_glance_that_finds_all_is_right(texts: list[Text]):
    for newer, older in pairwise(replace(text, quoted=False) for text in texts):
        for clause in dict(newer.listed):
            if now := newer.sections(clause):
                found = Glance(read(newer)).finds([title.lower() for title in now], older.file.encode())
                then = older.sections(clause)
                same = dict(newer.listed).keys() == dict(older.listed).keys() and now == then
                assert same or not found
                assert found or newer.body != older.body or not same


ITEMS = st.sampled_from(
    ("7.1", "7.2 confirmed in 3", "supports 7.4", "evidence 9.1", "planned 8.4 by 2027-01-01", "'7.1'", "A.5.1",
     "7.1 #", "[7.1]", "7.1: x", "", "answers", "7.1 confirmed in x", "10.2 ", "é")
)  # fmt: skip
LINES = st.sampled_from(
    ("id: QP-01", "title: clauses: x", "clauses: {iso-1: [7.1]}", "'clauses':", "# clauses", " x: 1", "clauses :", "",
     "title: 'clauses:", "clauses:", "  iso-2: [7.3]", "\tx", 'change: "a', "? clauses", "{a: b,", "owner: x ")
)  # fmt: skip


@given(st.lists(LINES, max_size=3), st.lists(st.lists(ITEMS, min_size=1, max_size=3), max_size=3), st.lists(LINES))
@settings(max_examples=400, deadline=None)
def test_plain_front_matter_is_what_the_strict_reader_reads(
    before: list[str], lists: list[list[str]], after: list[str]
):
    block = ["clauses:", *(f"  iso-{number}: [{', '.join(items)}]" for number, items in enumerate(lists))]
    front = "".join(f"{line}\n" for line in (*before, *block, *after))
    strict = read_source(f"---\n{front}---\n".encode(), "a.md")
    plain = plain_claims(front)
    if plain is not None and not strict.faults:
        known = read_clauses(strict.fields, "a.md").claims
        assert [replace(one, place=plain[0].place) for one in known] == list(plain) if plain else not known
