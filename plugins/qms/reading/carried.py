"""Claims that were carried over from an older edition of a standard, found on the way back through revisions.

A claim on a clause that changed between the editions must be confirmed by somebody who read the new one. What the
document says today does not always show where the claim came from: its list may have been renamed from one edition to
the next, or a confirmation copied that is older than the claim.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from qms.model.editions import EditionMap

Key = tuple[str, str]
"""A standard's id and a clause number."""
_Number = tuple[int, int]
_NEVER = (0, 0)


def origins(key: Key, maps: Iterable[EditionMap], *, substantial: bool) -> Iterator[Key]:
    """What a claim may have been before, in the older editions: of any clause it goes back to, or of changed ones."""
    for edition in maps:
        if edition.target == key[0]:
            rows = edition.substantial(key[1]) if substantial else edition.by_target.get(key[1], ())
            for row in rows:
                for origin in row.origins:
                    yield edition.source, origin


class Carried:
    """The claims of one document that may have been carried over.

    Attributes:
        open: The claims that are not settled, with what they may have been.
        found: The claims that were carried over and not confirmed since, with the older edition.
    """

    def __init__(
        self, claims: Collection[Key], confirmed: Mapping[Key, _Number], own: _Number, maps: Iterable[EditionMap]
    ) -> None:
        self._confirmed = confirmed
        self._seen: dict[Key, str] = {}
        self.found: dict[Key, str] = {}
        self.open: dict[Key, tuple[Key, ...]] = {}
        maps = tuple(maps)
        for key in claims if maps else ():
            before = tuple(origins(key, maps, substantial=True))
            # What is unconfirmed and claimed of both editions today is suspect as it stands (model.suspect).
            as_it_stands = confirmed[key] == _NEVER and any(origin in claims for origin in before)
            if before and confirmed[key] != own and not as_it_stands:
                self.open[key] = before
                self._look(key, claims)

    def step(self, claims: Collection[Key], number: _Number) -> None:
        """Go to an older revision, given what it claims."""
        for key in list(self.open):
            self._look(key, claims)
            there = key in claims
            if there and number <= self._confirmed[key]:
                del self.open[key]  # it stood when somebody confirmed it
            elif not there or self._confirmed[key] == _NEVER:
                if key in self._seen:
                    self.found[key] = self._seen[key]
                if not there or key in self._seen:
                    del self.open[key]

    def leave(self, keys: Iterable[Key]) -> None:
        """Look no further for claims whose text changed: they must be confirmed in any case."""
        for key in keys:
            self.open.pop(key, None)

    def end(self) -> None:
        """Note that there is nothing older."""
        self.found |= {key: self._seen[key] for key in self.open if key in self._seen}
        self.open = {}

    def _look(self, key: Key, claims: Collection[Key]) -> None:
        edition = next((standard for standard, clause in self.open[key] if (standard, clause) in claims), "")
        if edition:
            self._seen.setdefault(key, edition)
