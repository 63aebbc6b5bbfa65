"""Claims whose text changed in a later revision, found by comparing the texts of published revisions.

Each document is followed backwards, one revision a round, until its claims are settled: nearly always after one step.
A round asks for the texts of all documents at once, and all rounds share one git process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qms import git
from qms.git import Repository
from qms.model.change import Revision
from qms.model.document import Document
from qms.model.editions import EditionMap
from qms.model.revision import is_editorial, revision_key
from qms.model.settings import Settings
from qms.model.system import QualitySystem, Reworded, ViewKind

from . import wording
from .carried import Carried, origins
from .glance import Glance
from .kept import KeptClaims
from .wording import Key, Version

_Number = tuple[int, int]
_NEVER = (0, 0)


def reworded_claims(
    repository: Repository, system: QualitySystem, cache: Path | None = None
) -> Mapping[str, tuple[Reworded, ...]]:
    """The claims of each document whose text changed since they were made or last confirmed, by the document's path.

    The text of a claim is that of the sections that make it, otherwise the whole document. An editorial revision such
    as `3.1` never counts as a change, whatever it says.

    Args:
        repository: Where older texts are.
        system: What is read.
        cache: A file that keeps what was found, for the next time; None to find everything out.

    Raises:
        QmsError: `object-missing` or `object-corrupt`, when an older text cannot be read.
    """
    walks = [walk for document in system.documents if document.claims and (walk := _begin(system, document))]
    known = KeptClaims(cache, system)
    keys = {walk.document.path: known.key(walk.document, walk.content, walk.earlier) for walk in walks}
    found = {path: kept for path, key in keys.items() if key and (kept := known.get(key)) is not None}
    walks = waiting = [walk for walk in walks if walk.document.path not in found]
    with git.ObjectReader(repository) as reader:
        while waiting := [walk for walk in waiting if (walk.open or walk.carried.open) and walk.earlier]:
            blobs = [walk.earlier[-1].changes[-1].blob for walk in waiting]
            for walk, (_, data) in zip(waiting, reader.read(blobs, "blob"), strict=True):
                run = walk.earlier.pop()
                walk.turn_to(run.changes[-1].content)
                if not walk.pass_by(data, run.number, system.settings):
                    version = wording.earlier_version(data, walk.document, system.settings, system.standards)
                    walk.step(version, run.number)
    for walk in walks:
        found[walk.document.path] = walk.result()
        known.put(keys[walk.document.path], found[walk.document.path])
    known.save()
    return {path: result for path, result in sorted(found.items()) if result}


@dataclass(slots=True)
class _Walk:
    """One document on its way back through its revisions.

    Attributes:
        newer, revision: The version it has come to, and its revision.
        earlier: The revisions before that, oldest first.
        confirmed: The revision in which each claim was last confirmed.
        order: All claims with their anchors now, in the order of the document.
        open: The claims that are not settled: the anchor of each section in `newer`, with its anchor now.
        names: What a claim is called in `newer`, where it was one of an older edition.
        carried: The claims that may have come from an older edition.
        found: Claims and anchors now, with the revision that changed the text.
        glance: What to look for in the next version, once anything is looked for.
        content: What tells all files of a folder document in `newer` from those of another version; empty for a
            document of one file, and where it is not known.
        figures: True when other files of the folder may differ between `newer` and the version before.
    """

    document: Document
    newer: Version
    revision: str
    earlier: list[Revision]
    confirmed: Mapping[Key, _Number]
    order: Sequence[tuple[Key, str]]
    open: dict[Key, dict[str, str]]
    carried: Carried
    maps: tuple[EditionMap, ...]
    names: dict[Key, Key] = field(default_factory=dict)
    found: dict[tuple[Key, str], str] = field(default_factory=dict)
    glance: Glance | None = None
    content: str = ""
    figures: bool = False

    def turn_to(self, content: str) -> None:
        """See whether the version before has other files than its text, given what tells its files."""
        if len(self.document.files) > 1:
            self.figures = bool(self.content) and self.content != content
            self.content = content

    def pass_by(self, data: bytes, number: str, settings: Settings) -> bool:
        """Go to the version before when a glance shows that it says the same; False when it must be compared."""
        if settings.claims_from or self.figures:
            return False
        if self.glance is None:
            self.glance = Glance(self.newer.document)
        if not self.glance.finds({anchor for sections in self.open.values() for anchor in sections}, data):
            return False
        self.revision = number
        self.carried.step(self.newer.claims, revision_key(number) or _NEVER)
        self.settle()
        return True

    def step(self, older: Version, number: str) -> None:
        """Compare with the version before, and go there."""
        going: dict[Key, dict[str, str]] = {}
        for key, sections in self.open.items():
            name = self.names.get(key, key)
            before = (name, *origins(name, self.maps, substantial=False))
            if then := next((each for each in before if each in older.claims), None):
                going[key] = self._compare(key, sections, older, then)
                self.names[key] = then
        self.carried.leave(key for key, _ in self.found)
        self.carried.step(older.claims, revision_key(number) or _NEVER)
        self.newer, self.revision, self.open, self.glance = older, number, going, None
        self.settle()

    def settle(self) -> None:
        """Leave out what was confirmed in the revision reached, or later: what changed before it was looked at."""
        reached = revision_key(self.revision) or _NEVER
        self.open = {key: sections for key, sections in self.open.items() if sections and self.confirmed[key] < reached}

    def _compare(self, key: Key, sections: Mapping[str, str], older: Version, then: Key) -> dict[str, str]:
        """The sections of a claim that are still open in the older version, by their anchors there."""
        name = self.names.get(key, key)
        before, lost = _paired(self.newer, older, name, then) if "" not in sections else ({"": ""}, False)
        going = {}
        for anchor, now in sections.items():
            if anchor not in before:
                continue  # claimed in this revision for the first time
            # A heading may turn what stands under it round: "Allowed", "Not allowed".
            renamed = self.newer.title(anchor) != older.title(before[anchor])
            drawn = self.figures and self.newer.shows(anchor, self.document.files)
            changed = lost or renamed or drawn or not self.newer.says_as(older, anchor, before[anchor])
            if changed and not is_editorial(self.revision):
                self.found[key, now] = self.revision
            else:
                going[before[anchor]] = now
        return going

    def result(self) -> tuple[Reworded, ...]:
        """What was found, by standard, clause and section in the order of the document."""
        self.carried.end()
        titles = {section.anchor: section.title for section in self.document.sections}
        texts = tuple(
            Reworded(key[0], key[1], self.found[key, anchor], anchor, titles.get(anchor, ""))
            for key, anchor in sorted(self.found, key=self.order.index)
        )
        carried = (Reworded(*key, "", edition=edition) for key, edition in sorted(self.carried.found.items()))
        return (*texts, *carried)


def _begin(system: QualitySystem, document: Document) -> _Walk | None:
    """A document at its current version; None where there is nothing to compare it with."""
    own = revision_key(document.revision)
    earlier = _earlier(system, document)
    if own is None or not earlier:
        return None
    now = Version(document, system.settings)
    confirmed = dict.fromkeys(now.claims, _NEVER)
    for claim in document.claims:
        number = revision_key(claim.confirmed) or _NEVER
        key = (claim.standard, claim.clause)
        if key in confirmed and number <= own:  # nobody can have confirmed what is not written yet
            confirmed[key] = max(confirmed[key], number)
    order = [(key, anchor) for key, anchors in now.claims.items() for anchor in anchors or ("",)]
    sections = {key: {anchor: anchor for anchor in anchors or ("",)} for key, anchors in now.claims.items()}
    carried = Carried(now.claims, confirmed, own, system.maps)
    walk = _Walk(document, now, document.revision, earlier, confirmed, order, sections, carried, system.maps)
    changes = system.history.of(document.path)
    walk.content = changes[-1].content if changes and document.committed else ""
    walk.settle()
    return walk


def _earlier(system: QualitySystem, document: Document) -> list[Revision]:
    """The published revisions before a document's own, oldest first."""
    runs = system.published[document.path]
    own = [index for index, run in enumerate(runs) if run.number == document.revision]
    if own:
        return list(runs[: own[-1]])
    if system.view is ViewKind.PUBLISHED:
        number = revision_key(document.revision) or _NEVER
        return [run for run in runs if (revision_key(run.number) or _NEVER) < number]
    return list(runs)


def _paired(newer: Version, older: Version, now: Key, then: Key) -> tuple[dict[str, str], bool]:
    """The sections that claim a clause in two versions, as pairs of anchors; and whether the newer one lacks some.

    By their anchors; where a heading was renamed by their texts; and what is left in the order of the text: those were
    renamed and rewritten.
    """
    was = list(older.claims[then])
    pairs = {anchor: anchor for anchor in newer.claims[now] if anchor in was}
    rest = [anchor for anchor in newer.claims[now] if anchor not in pairs]
    left = [anchor for anchor in was if anchor not in pairs]
    for anchor in list(rest):
        same = next((other for other in left if newer.says_as(older, anchor, other)), None)
        if same is not None:
            pairs[anchor] = same
            rest.remove(anchor)
            left.remove(same)
    pairs |= dict(zip(rest, left, strict=False))
    return pairs, len(left) > len(rest)
