"""The texts behind the claims of one version of a document: which it makes, and the words of each, made comparable.

Between a file's bytes and the comparison of revisions (rewording). Of older texts only what is asked for is read; a
front matter that can mean only one thing is taken as it stands, and a property test holds that to the strict reader.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property, lru_cache

from qms.model.claimtext import parse_listed
from qms.model.document import Claim, ClaimForm, Document, Section, claims_of
from qms.model.fields import Mapping as Fields
from qms.model.problem import Place
from qms.model.settings import Settings
from qms.model.standard import Standard
from qms.trust.source import read_source

from . import markdown
from .claims import read_clauses, with_other_claims

Key = tuple[str, str]
"""A standard's id and a clause number."""
# Attribute lists say nothing to a reader: `{: data-clause="7.5.3.2" }` anywhere, `{ #changes }` behind a heading.
_BRACES = re.compile(r"\{(:?)[^{}\n]*\}")
_HEADING_BEFORE = re.compile(r"#{1,6}[ \t]")
_BLANK_AFTER = re.compile(r"[ \t]*(?:\n|\Z)")
_NOTE = re.compile(r"\[\[[^\[\]\n]*\]\]")
# Of a front matter with a line end before it: what begins with one is found several times as fast.
_FIELD = re.compile(r"\nclauses[ \t]*:")
_ITEMS = r"[A-Za-z0-9][A-Za-z0-9. -]*(?:, [A-Za-z0-9][A-Za-z0-9. -]*)*"
_PLAIN = re.compile(
    rf"\nclauses:\n((?P<indent> +)[a-z][a-z0-9.-]*: \[{_ITEMS}\]\n(?:(?P=indent)[a-z][a-z0-9.-]*: \[{_ITEMS}\]\n)*)"
    r"(?=[A-Za-z]|\Z)"
)
# A block that begins with anything but a letter, or has a key that is more than a word, is not plain.
_USUAL = re.compile(r"\n(?:[A-Za-z]|\Z)")
_UNUSUAL = re.compile(r"\n[\"'?{<]")
_NOWHERE = Place("")


class Version:
    """One version of a document: the current one or that of an older revision.

    Attributes:
        document: As far as it was read.
        claims: The anchors of the sections that claim a clause; none where the document claims it as a whole.
    """

    def __init__(self, document: Document, settings: Settings) -> None:
        self.claims = _claimed(document)
        self.document = document
        self._notes = "inline" in settings.claims_from
        self._words: dict[str, list[str]] = {}
        self._other = self  # the last one compared with, and what came out: many claims share one text
        self._same: dict[tuple[str, str], bool] = {}

    def says_as(self, other: Version, anchor: str, there: str) -> bool:
        """True when a section says the same as one of another version; the empty anchor stands for the whole text.

        White space is evened out, attribute lists are gone. The heading itself does not count here.
        """
        if other is not self._other:
            self._other, self._same = other, {}
        if (anchor, there) not in self._same:
            if anchor and there:
                equal = self._stretch(anchor) == other._stretch(there)
            else:
                equal = not anchor and not there and self.document.body == other.document.body
            self._same[anchor, there] = equal or self.words(anchor) == other.words(there)
        return self._same[anchor, there]

    def words(self, anchor: str) -> list[str]:
        """The words under a section's heading, or of the whole text."""
        if anchor not in self._words:
            self._words[anchor] = " ".join(self._stretch(anchor)).split() if anchor else self._text.split()
        return self._words[anchor]

    def shows(self, anchor: str, files: tuple[str, ...]) -> bool:
        """True when a section, or for the empty anchor the whole text, names one of the document's other files."""
        names = [name for path in files if (name := path.rsplit("/", 1)[-1]) != "index.md"]
        text = " ".join(self.words(anchor))
        return any(name in text for name in names) if anchor else bool(names)

    def title(self, anchor: str) -> str:
        """The heading of a section; empty for the whole text."""
        return next((section.title for section in self._sections if section.anchor == anchor), "")

    def has(self, anchor: str) -> bool:
        """True when there is a section of that anchor."""
        return any(section.anchor == anchor for section in self._sections)

    @cached_property
    def _text(self) -> str:
        return _without_attributes(self.document.body, notes=self._notes)

    @cached_property
    def _lines(self) -> list[str]:
        return self._text.split("\n")

    @cached_property
    def _sections(self) -> tuple[Section, ...]:
        return self.document.sections or _find_sections(self.document)[0]

    def _stretch(self, anchor: str) -> list[str]:
        sections, first = self._sections, self.document.body_line
        number = next(index for index, section in enumerate(sections) if section.anchor == anchor)
        level = sections[number].level
        end = next((after.line - first for after in sections[number + 1 :] if after.level <= level), None)
        return self._lines[sections[number].line - first + 1 : end]


def earlier_version(data: bytes, document: Document, settings: Settings, standards: Mapping[str, Standard]) -> Version:
    """An earlier text of a document.

    Args:
        data: The file as it was.
        document: The document as it is now. What a table elsewhere maps to it is taken to have stood at all times:
            that table is no part of the document's own revisions.
        settings: Which forms of claims are read.
        standards: The packs, for those forms.
    """
    read = _plainly(data) if not settings.claims_from else None
    if read is None:
        source = read_source(data, document.path)
        claims = read_clauses(source.fields, document.path).claims
        read = Document(document.path, (), "", source.fields, source.body, source.body_line, claims=claims)
    if "data-clause" in read.body or settings.claims_from:
        sections, found = _find_sections(read)
        claims = (*read.claims, *found)
        read = Document(read.path, (), "", read.fields, read.body, read.body_line, sections, claims)
    if settings.claims_from:
        (read,) = with_other_claims((read,), settings, standards)
    version = Version(read, settings)
    for claim in document.claims:
        if claim.form is ClaimForm.TABLE and (not claim.anchor or version.has(claim.anchor)):
            known = version.claims.get((claim.standard, claim.clause), ())
            fresh = claim.anchor and claim.anchor not in known
            version.claims[claim.standard, claim.clause] = (*known, claim.anchor) if fresh else known
    return version


def _claimed(document: Document) -> dict[Key, tuple[str, ...]]:
    """Which clauses a document claims, each with the anchors of the sections that do."""
    found: dict[Key, tuple[str, ...]] = {}
    for standard in dict.fromkeys(claim.standard for claim in document.claims if claim.standard):
        for claim in claims_of(document, standard):
            known = found.setdefault((standard, claim.clause), ())
            if claim.anchor and claim.anchor not in known:
                found[standard, claim.clause] = (*known, claim.anchor)
    return found


def _find_sections(document: Document) -> tuple[tuple[Section, ...], tuple[Claim, ...]]:
    lines = markdown.Lines(document.body, document.path, document.body_line)
    return markdown.find_sections(document.body, markdown.blank_code(document.body), lines)


def _plainly(data: bytes) -> Document | None:
    """A document whose claims can mean only one thing, read without the strict reader; None for any other."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    end = text.find("\n---\n", 3) if text.startswith("---\n") else -1
    if end < 0:
        return None
    claims = plain_claims(text[4 : end + 1])
    return None if claims is None else Document("", (), "", Fields(), text[end + 5 :], 1, claims=claims)


def plain_claims(front: str) -> tuple[Claim, ...] | None:
    """The claims of a front matter whose `clauses:` is written plainly, without their places; None for any other."""
    front = f"\n{front}"
    if not _USUAL.match(front) or "\r" in front or _UNUSUAL.search(front):
        return None
    written = _FIELD.findall(front)
    if not written:
        return ()
    block = _PLAIN.search(front) if len(written) == 1 else None
    return _listed(block[1]) if block else None


@lru_cache(maxsize=4096)
def _listed(block: str) -> tuple[Claim, ...]:
    found = []
    for line in block.splitlines():
        standard, _, texts = line.strip().rstrip("]").partition(": [")
        for text in texts.split(", "):
            listed = parse_listed(text.strip())
            if listed and not listed.planned:
                found.append(Claim(standard, listed.clause, _NOWHERE, kind=listed.kind, confirmed=listed.confirmed))
    return tuple(found)


def _without_attributes(body: str, *, notes: bool) -> str:
    """A text without its attribute lists, and without inline claims where those are read; code stays as it is."""
    if "{" not in body and not (notes and "[[" in body):
        return body
    blanked = markdown.blank_code(body)
    spans = [match.span() for match in _BRACES.finditer(blanked) if match[1] or _ends_heading(blanked, match)]
    spans += [match.span() for match in _NOTE.finditer(blanked)] if notes else []
    pieces, position = [], 0
    for start, end in sorted(spans):
        pieces.append(body[position:start])
        position = max(position, end)
    return "".join((*pieces, body[position:]))


def _ends_heading(text: str, braces: re.Match[str]) -> bool:
    line = text.rfind("\n", 0, braces.start()) + 1
    return bool(_HEADING_BEFORE.match(text, line) and _BLANK_AFTER.match(text, braces.end()))
