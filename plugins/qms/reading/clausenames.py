"""Which clauses a text in another tool's form means: `ISO 9001:2015 7.5.3`, `9001:8.3.1 to 8.3.6`, `AC-2`.

A short name is what the settings say it is, else the first claimed standard whose id has its parts and which has the
clause. Every text is read word by word, and no more of it than a person would write into one cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from qms.model.settings import Settings
from qms.model.standard import CLAUSE, Standard

_NOISE = frozenset(("iso", "iec", "en", "din", "bs", "ansi", "as", "nzs", "fdis", "dis", "edition"))
_FILLING = frozenset(
    ("clause", "clauses", "cl", "section", "sections", "no", "nr", "requirement", "requirements", "control", "§")
)
_ITEMS = re.compile(r"[,;\n&]|<br\s?/?>|\band\b|(?<=[0-9])\s?/\s?(?=[0-9])")
_DASH = re.compile(r"\s?[\u2013\u2014\u2026]\s?|\s-\s|\sto\s")
_HYPHEN = re.compile(r"(?:^|[\s:])([0-9]+(?:\.[0-9]+)*)-([0-9]+(?:\.[0-9]+)*)$")
_LABEL = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_LIKE_NUMBER = re.compile(r"[A-Za-z]{0,4}[-.]?[0-9][A-Za-z0-9.()-]*")
_PART = re.compile(r"[a-z0-9]+")
_SPLIT_ENHANCEMENT = re.compile(r"(?<=[0-9])\s(\([0-9]{1,3}\))")  # `AC-2 (1)` is one control
_ENHANCED = re.compile(r"\(([^()]*)\)")
_MOST_TEXT, _MOST_ITEM, _MOST_WORDS, _MOST_HINTS = 2000, 200, 12, 200
_SHORT = 2  # letters or digits that are no name by themselves


@dataclass(frozen=True, slots=True)
class Meant:
    """What one text means: clauses with their standard, and what cannot be resolved, each as a sentence."""

    clauses: tuple[tuple[str, str], ...]
    unresolved: tuple[str, ...]


class ClauseNames:
    """Finds standards by short names, and clauses by how they are written elsewhere."""

    def __init__(self, settings: Settings, standards: Mapping[str, Standard]) -> None:
        wanted = settings.standards if settings.standards is not None else sorted(standards, reverse=True)
        self._claimed = tuple(standards[name] for name in wanted if name in standards)
        self._standards = standards
        self._own = dict(settings.standard_names)
        self._own_folded = {name.casefold(): standard for name, standard in self._own.items()}
        self._folded: dict[str, dict[str, str]] = {}
        self._found: dict[str, tuple[Standard, ...]] = {}
        self._hints = _MOST_HINTS

    def candidates(self, name: str) -> tuple[Standard, ...]:
        """The standards that a name may mean, the likeliest first; all that are claimed for the empty name."""
        if name not in self._found:
            self._found[name] = self._find(name)
        return self._found[name]

    def _find(self, name: str) -> tuple[Standard, ...]:
        folded = name.casefold()
        if not folded:
            return self._claimed
        if exact := self._own_folded.get(folded, folded if folded in self._standards else ""):
            return (self._standards[exact],) if exact in self._standards else ()
        parts = set(_PART.findall(folded)) - _NOISE
        if not parts:
            return ()
        others = tuple(one for one in self._standards.values() if one not in self._claimed)
        for known in (self._claimed, others):
            if found := tuple(one for one in known if parts <= set(one.id.split("-"))):
                return found
        return ()

    def find(self, name: str, number: str) -> tuple[Standard, str] | None:
        """The first standard of that name which has the clause, and the number as the standard writes it."""
        for standard in self.candidates(name):
            if number in standard.numbers:
                return standard, number
            if standard.id not in self._folded:
                self._folded[standard.id] = {known.casefold(): known for known in standard.numbers}
            folded = number.casefold()
            for spelled in (folded, _ENHANCED.sub(r".\1", folded.replace(" ", ""))):
                if spelled in self._folded[standard.id]:
                    return standard, self._folded[standard.id][spelled]
        return None

    def read(self, text: str, name: str = "", *, prose: bool = False) -> Meant:
        """The clauses that a text names, each once.

        Args:
            text: One or more clauses, with or without the standard's name.
            name: The standard that is meant where the text names none.
            prose: True where words without a number are a title and nothing to complain of.
        """
        clauses: dict[tuple[str, str], None] = {}
        unresolved: list[str] = []
        for item in _items(text):
            if self._is_name(item, name):
                name = item
                continue
            found, name_here = self._item(item, name, prose=prose)
            if found:
                clauses.update(dict.fromkeys(found))
                name = name_here
            elif not prose or any(_LIKE_NUMBER.fullmatch(word) for word in item.split()):
                unresolved.append(self.unresolved(name_here, item))
        if not clauses and not unresolved and not prose:
            unresolved.append(self.unresolved("", text[:_MOST_ITEM]))
        return Meant(tuple(clauses), tuple(unresolved))

    def unresolved(self, name: str, item: str) -> str:
        """What is to be said of a name that leads to no standard, or of a text that names no clause."""
        if self.candidates(name):
            return f"`{item}` names no clause, such as 7.5.3 or 9001:7.5.3"
        known = [*self._own, *(standard.id for standard in self._claimed)]
        self._hints -= bool(self._hints)
        folded = {one.casefold(): one for one in known[:_MOST_HINTS]}
        near = get_close_matches(name.casefold()[:80], folded, n=1) if self._hints else ()
        if near:
            hint = f"; did you mean `{folded[near[0]]}`?"
        else:
            hint = f"; they know {', '.join(known[:8])}" if known else "; they claim none"
        return f"`{item}`: {f'`{name}`' if name else 'this'} names no standard that the settings claim{hint}"

    def _is_name(self, item: str, name: str) -> bool:
        """True for the mere name of a standard, such as `ISO 9001:2015`; what follows it is of that standard."""
        parts = set(_PART.findall(item.casefold())) - _NOISE
        if not any(len(one) > _SHORT for one in parts) or not self.candidates(item):
            return False
        return self._known(item, name, prose=False)[0] is None

    def _item(self, item: str, name: str, *, prose: bool) -> tuple[list[tuple[str, str]], str]:
        """The clauses of one item, a range or a single one; and the standard's name it goes by."""
        if found := self.find(name, item):
            return [(found[0].id, found[1])], name
        ends = _DASH.split(item, maxsplit=1)
        if len(ends) == 1 and (match := _HYPHEN.search(item)):
            ends = [item[: match.end(1)], match[2]]
        if len(ends) == 2 and _LIKE_NUMBER.fullmatch(last := ends[1].strip(" .§")):  # noqa: PLR2004 - from … to
            first, name_here = self._known(ends[0], name, prose=prose)
            if first:
                end = self.find(first[0].id, last)
                return self._range(first[0], first[1], end[1] if end else last), name_here
        single, name_here = self._known(item, name, prose=prose)
        if single is None:
            single, name_here = self._doubtful(item, name)
        return ([(single[0].id, single[1])] if single else []), name_here

    def _known(self, item: str, name: str, *, prose: bool) -> tuple[tuple[Standard, str] | None, str]:
        """The clause that an item names, if a standard has it."""
        for named, number in _readings(item):
            if found := self.find(named or name, number):
                return found, named or name
            # In a cell the title may stand before the number: "Context of the organization (4.1)".
            title = prose and named and not any(character.isdigit() for character in named)
            if title and not self.candidates(named) and (found := self.find(name, number)):
                return found, name
        return None, name

    def _doubtful(self, item: str, name: str) -> tuple[tuple[Standard, str] | None, str]:
        """For a clause that no standard has, the likeliest standard and the number as written."""
        readings = [one for one in _readings(item) if _LIKE_NUMBER.fullmatch(one[1]) and CLAUSE.fullmatch(one[1])]
        for named, number in reversed(readings):
            if standards := self.candidates(named or name):
                return (standards[0], number), named or name
        return None, next((named for named, _ in reversed(readings) if named), name)

    def _range(self, standard: Standard, first: str, last: str) -> list[tuple[str, str]]:
        """The requirements from one clause to another, with what stands under the last; the ends where one is odd."""
        order = {clause.number: index for index, clause in enumerate(standard.clauses)}
        end = max([order.get(last, -1), *(order[clause.number] for clause in standard.below(last))])
        inside = [clause.number for clause in standard.clauses[order[first] : end + 1] if clause.requirement]
        return [(standard.id, number) for number in inside or (first, last)]


def _items(text: str) -> Iterator[str]:
    """The parts of a list of clauses, without markup."""
    for item in _ITEMS.split(_LABEL.sub(r"\1", text[:_MOST_TEXT])):
        if bare := item.strip(" *_`\t")[:_MOST_ITEM]:
            yield bare


def _readings(item: str) -> Iterator[tuple[str, str]]:
    """Each way to take an item apart into a standard's name and a clause, from left to right."""
    words = _SPLIT_ENHANCEMENT.sub(r"\1", item).split()[:_MOST_WORDS]
    for index, word in enumerate(words):
        before = [one for one in words[:index] if one.casefold().strip(".:") not in _FILLING]
        yield " ".join(before).strip(" :,"), _bare(word)
        name, colon, number = word.rpartition(":")
        if colon and number:
            yield " ".join([*before, name]), _bare(number)


def _bare(word: str) -> str:
    """A word without what stands around a number; the bracket of an enhancement, `AC-2(1)`, belongs to it."""
    stripped = word.strip("§.:*_()")
    return f"{stripped})" if "(" in stripped and ")" not in stripped else stripped
