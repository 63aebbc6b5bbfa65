"""What a text would have a page fetch from another site, or run on it: for the gate, and for what the site leaves out.

What an approval covers is what stands in the repository: what stands elsewhere could change after it. Links may lead
anywhere. Nothing of a text costs more than a look for signs of such things, unless there are any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

from qms.model.document import Reference, ReferenceKind

from .markdown import Lines, bracket_targets

Attributes = list[tuple[str, str | None]]

EMPTIED = frozenset({"script", "style", "iframe", "object", "applet", "frameset", "portal", "audio", "video"})
"""Elements that are left out with whatever they hold; audio and video only where they come from another site."""
DROPPED = frozenset(
    {"link", "embed", "base", "meta", "frame", "animate", "animatemotion", "animatetransform", "set", "plaintext",
     "xmp", "noembed", "noframes", "noscript", "template", "textarea", "head", "body", "html"}
)  # fmt: skip
"""Elements that are left out without what they hold: they fetch, restyle, or swallow what comes after them."""
_MEDIA = ("audio", "video")
_FETCHED = frozenset(
    {"src", "srcset", "imagesrcset", "poster", "data", "background", "lowsrc", "dynsrc", "action", "formaction", "ping"}
)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_CONTROL = re.compile(r"^[\x00-\x20]+|[\t\n\r]+")
_URL = re.compile(r"url\(\s*[\"']?([^\"')]*)", re.IGNORECASE)
_OVER = re.compile(r"\\|image-set|position\s*:\s*(?!relative|static)|@import|expression|behavior", re.IGNORECASE)
_PICTURE = re.compile(r"!\[([^\[\]\n]{0,300})\](?:\[([^\[\]\n]{0,300})\])?(?!\()")
_DEFINED = re.compile(r"^ {0,3}\[(?!\^)([^\]\n]+)\]:\s*<?([^>\s]+)", re.MULTILINE)
_TAG = re.compile(r"<[a-zA-Z][^<>]{0,2000}")
_BRACED = re.compile(r"\{:?[^{}\n]{1,300}\}")
_GIVEN = re.compile(r"([\w-]+)\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s}]+)")


def is_elsewhere(address: str) -> bool:
    """True for an address that leaves the site; `data:` holds what it shows."""
    plain = _CONTROL.sub("", address).replace("\\", "/")
    scheme = _SCHEME.match(plain)
    return plain.startswith("//") or (scheme is not None and scheme[1].lower() != "data")


def runs(address: str) -> bool:
    """True for a link that would do something in the page instead of leading somewhere."""
    scheme = _SCHEME.match(_CONTROL.sub("", address))
    return scheme is not None and scheme[1].lower() in ("javascript", "vbscript", "data")


def unfit(tag: str, name: str, value: str) -> bool:
    """True for an attribute that fetches from another site, runs something, or lays the text over the page.

    Args:
        tag: The element, in small letters.
        name: The attribute, in small letters.
        value: Its value, with entities resolved.
    """
    if name.startswith("on") or name in ("srcdoc", "http-equiv"):
        return True
    if name in _FETCHED:
        return any(map(is_elsewhere, re.split(r"[,\s]+", value) if "srcset" in name else [value]))
    if name in ("href", "xlink:href"):
        return runs(value) if tag in ("a", "area") else is_elsewhere(value)
    if name == "style" and _OVER.search(value):
        return True
    return any(is_elsewhere(match[1]) for match in _URL.finditer(value))


def banned(tag: str, attributes: Attributes) -> bool:
    """True for an element that is left out as a whole."""
    if tag in _MEDIA:
        return bool(fetched(tag, attributes))
    return tag in EMPTIED or tag in DROPPED


def fetched(tag: str, attributes: Attributes) -> str:
    """The first address on another site that an element shows something from; empty when there is none."""
    if tag == "script":
        return ""
    for name, value in attributes:
        if name in ("src", "srcset", "poster", "data") and value and unfit(tag, name, value):
            return next(filter(is_elsewhere, re.split(r"[,\s]+", value) if name == "srcset" else [value]))
    return ""


def find_elsewhere(blanked: str, lines: Lines) -> Iterator[Reference]:
    """What the site leaves out of a text: addresses of pictures, `<element>` and `attribute=` in code marks.

    Args:
        blanked: The text, with code blanked.
        lines: Places in it.
    """
    if "![" in blanked:
        for offset, target in _pictures(blanked):
            if is_elsewhere(unescape(target)):
                yield Reference(ReferenceKind.ELSEWHERE, target, lines.place(offset))
    if "=" in blanked and "{" in blanked:
        for offset, name in _given(blanked):
            yield Reference(ReferenceKind.ELSEWHERE, f"`{name}=`", lines.place(offset))
    if "<" in blanked:
        parser = _Element()
        for tag in _TAG.finditer(blanked):
            for what in parser.left_out(tag[0]):
                yield Reference(ReferenceKind.ELSEWHERE, what, lines.place(tag.start()))


def _given(text: str) -> Iterator[tuple[int, str]]:
    """Attributes in braces that the site leaves out."""
    for braces in _BRACED.finditer(text):
        for match in _GIVEN.finditer(braces[0]):
            if unfit("", match[1].lower(), match[2].strip("\"'")):
                yield braces.start() + match.start(), match[1]


def _pictures(text: str) -> Iterator[tuple[int, str]]:
    """Where each picture's address stands, or the picture where the address is defined elsewhere, and the address."""
    for start, _, target, image in bracket_targets(text):
        if image:
            yield start, target
    if "]:" in text:
        defined = {match[1].strip().lower(): match[2] for match in _DEFINED.finditer(text)}
        for match in _PICTURE.finditer(text):
            if target := defined.get((match[2] or match[1]).strip().lower(), ""):
                yield match.start(), target


class _Element(HTMLParser):
    """One start tag: of the whole text a parser would not be done in linear time."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []

    def left_out(self, tag: str) -> list[str]:
        """What the site leaves out of a tag, or the tag itself."""
        self.reset()
        self.found = []
        self.feed(f"{tag}>")
        return self.found

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        if address := fetched(tag, attrs):
            self.found = [address]
        elif banned(tag, attrs):
            self.found = [f"`<{tag}>`"]
        else:
            names = dict.fromkeys(name for name, value in attrs if unfit(tag, name, value or ""))
            self.found = [f"`{name}=`" for name in names]

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)
