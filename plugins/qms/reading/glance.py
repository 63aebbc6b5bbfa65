"""A glance at the bytes of an older text: does it certainly make the same claims in the same words?

For the many revisions that change another section than those that claim. What a glance cannot tell is compared in full
(wording); a property test holds the two together.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from qms.model.document import Claim, ClaimForm, Document

from .wording import plain_claims

_ATTRIBUTE = "data-clause"
_HIDING = (b"```", b"~~~", b"\r")  # code may hide a heading, and other line ends may make one
_ENDS = tuple(re.compile(rb"\Z|#{1,%d}[ \t]+[^\n]" % max(level, 1)) for level in range(7))


class Glance:
    """The claiming sections of one version of a document, ready to be looked for in others."""

    def __init__(self, document: Document) -> None:
        self._listed = {(c.standard, c.clause) for c in document.claims if c.form is ClaimForm.FIELD and not c.anchor}
        self._headings: dict[str, bytes] = {}
        self._pieces: dict[str, tuple[bytes, re.Pattern[bytes]]] = {}
        self._like: tuple[Claim, ...] | None = None  # the last found to be the same as what is listed
        self._able = False
        anchors = {claim.anchor for claim in document.claims if claim.anchor}
        if not anchors:
            return
        lines, sections = document.body.split("\n"), document.sections
        starts = [section.line - document.body_line for section in sections]
        for number, section in enumerate(sections):
            if section.anchor in anchors:
                after = zip(starts[number + 1 :], sections[number + 1 :], strict=True)
                end = next((start for start, each in after if each.level <= section.level), None)
                piece = "\n".join(["", *lines[starts[number] : end], *([] if end is None else [""])])
                self._pieces[section.anchor] = (piece.encode(), _ENDS[section.level])
                self._headings[section.anchor] = f"\n{lines[starts[number]]}\n".encode()
        # Each attribute is that of a heading, one each, and no two headings are alike: then counting tells enough.
        alone = len(set(self._headings.values())) == len(anchors) == document.body.count(_ATTRIBUTE)
        self._able = alone and document.body.endswith("\n")

    def finds(self, anchors: AbstractSet[str], data: bytes) -> bool:
        """True when a text has the same claims, and some sections word for word. False says nothing."""
        if not self._able or data.count(_ATTRIBUTE.encode()) != len(self._headings):
            return False
        end = data.find(b"\n---\n", 3) if data.startswith(b"---\n") else -1
        if end < 0 or any(sign in data for sign in _HIDING):
            return False
        listed = plain_claims(data[4 : end + 1].decode("utf-8", errors="replace"))
        if listed is None:
            return False
        if listed is not self._like:
            if {(claim.standard, claim.clause) for claim in listed} != self._listed:
                return False
            self._like = listed
        # A piece begins with its heading.
        rest = (heading for anchor, heading in self._headings.items() if anchor not in anchors)
        return all(anchor in self._pieces and self._holds(anchor, data, end) for anchor in anchors) and all(
            data.find(heading, end) >= 0 for heading in rest
        )

    def _holds(self, anchor: str, data: bytes, start: int) -> bool:
        piece, ends = self._pieces[anchor]
        found = data.find(piece, start)
        return found >= 0 and ends.match(data, found + len(piece)) is not None
