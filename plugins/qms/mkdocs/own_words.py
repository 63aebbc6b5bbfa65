"""The HTML of a text without what would fetch from another site, run on the page, or hide what stands around it.

Only of documents, records and superseded texts, before the theme puts its own around them. A picture from elsewhere
becomes a link; where something else is left out, a note says so. A text without any of it stays as it is, byte by byte.
"""

from __future__ import annotations

import re
from html import escape
from html.entities import html5
from html.parser import HTMLParser

from qms.pages.language import say
from qms.reading.elsewhere import DROPPED, EMPTIED, Attributes, banned, fetched, runs, unfit

_TAG = re.compile(r"<([A-Za-z!?][^\s/>]*)")
_HARMLESS = frozenset(
    {"a", "abbr", "article", "aside", "b", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup",
     "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5",
     "h6", "hr", "i", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "section", "small", "span",
     "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul", "var"}
)  # fmt: skip
_SIGNS = re.compile(
    r"[\s\"'/](?:on\w+|ping|background|action|formaction|srcset|src|poster|data)\s*=|url\("
    r"|style\s*=\s*(?!\"text-align: ?\w+;?\")|<[^<>]*(?:<|\Z)"
    r"|href\s*=\s*[\"']?[^\"'>/?#]*(?:&|script|data\s*:|[\t\n\r])",
    re.IGNORECASE,
)
_PLAIN = re.compile(r'<[a-z][a-z0-9-]*(?:\s+[a-zA-Z_:][\w:.-]*(?:="[^"<>]*")?)*\s*/?>', re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
# What browsers and parsers take for different things, or a parser for long: it becomes text.
_UNCLEAR = re.compile(r"<(?=[!?]|[^<>]*(?:<|\Z))")
_NAME = re.compile(r"[a-z_:@][\w:.@-]*")
# A note within one of these would fall out of it, or break it open; one before one of those could stand nowhere.
_CLOSED = frozenset({"svg", "math", "select", "picture"})
_INNER = frozenset({"caption", "col", "colgroup", "dd", "dt", "li", "tbody", "td", "tfoot", "th", "thead", "tr"})


def own_words(html: str) -> str:
    """A text's HTML without such things; the same object where there are none."""
    if _HARMLESS.issuperset(name.lower() for name in set(_TAG.findall(html))) and not _SIGNS.search(html):
        return html
    clear = _UNCLEAR.sub("&lt;", _COMMENT.sub("", html))
    text = _Text()
    text.feed(clear)
    text.close()
    return text.result() if text.changed or clear != html else html


class _Text(HTMLParser):
    """One text, written again from what was read: nothing in it can be read in two ways.

    Attributes:
        changed: True when something was left out, or could be read in another way than here.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.changed = False
        self._out: list[str] = []
        self._within: list[str] = []  # elements whose content is left out, too
        self._closed = 0
        self._notes: list[str] = []

    def result(self) -> str:
        """The text, with the notes that had no place yet."""
        return "".join((*self._out, *self._notes))

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        whole = self.get_starttag_text() or ""
        if self._within:
            if tag == self._within[-1]:
                self._within.append(tag)
            return
        if not _NAME.fullmatch(tag):
            self.handle_data(whole)
            return
        if banned(tag, attrs) or (tag in ("img", "source", "input", "track", "image") and fetched(tag, attrs)):
            self._leave_out(tag, attrs, whole)
            return
        kept: Attributes = []
        for name, value in attrs:
            if unfit(tag, name, value or ""):
                self._note(f"{name}=", later=tag in _INNER)
            elif _NAME.fullmatch(name):
                kept.append((name, value))
        self.changed |= not _PLAIN.fullmatch(whole)
        self._closed += tag in _CLOSED
        written = "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in kept)
        self._out.append(f"<{tag}{written}{' /' if whole.endswith('/>') else ''}>")

    def _leave_out(self, tag: str, attrs: Attributes, whole: str) -> None:
        address = fetched(tag, attrs)
        if address and not runs(address):
            name = next((value for name, value in attrs if name in ("alt", "title") and value), address)
            said = escape(say("Elsewhere: %(name)s", name=name))
            self._say(f'<a class="qms-was" href="{escape(address)}">{said}</a>')
        else:
            self._note(f"<{tag}>")
        if tag in EMPTIED and not whole.endswith("/>"):
            self._within.append(tag)

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _CLOSED and not self._within:
            self._ended()

    def handle_endtag(self, tag: str) -> None:
        if self._within:
            if tag == self._within[-1]:
                self._within.pop()
            return
        if tag in DROPPED or tag in EMPTIED - {"audio", "video"} or not _NAME.fullmatch(tag):
            self.changed = True
            return
        self._out.append(f"</{tag}>")
        if tag in _CLOSED:
            self._ended()

    def _ended(self) -> None:
        self._closed = max(0, self._closed - 1)
        if not self._closed:
            self._out += self._notes
            self._notes.clear()

    def handle_data(self, data: str) -> None:
        if not self._within:
            self.changed |= "<" in data
            self._out.append(data.replace("<", "&lt;"))

    def handle_entityref(self, name: str) -> None:
        self._raw(f"&{name};" if f"{name};" in html5 else f"&amp;{name}")

    def handle_charref(self, name: str) -> None:
        self._raw(f"&#{name};")

    def _raw(self, text: str) -> None:
        if not self._within:
            self._out.append(text)

    def handle_comment(self, data: str) -> None:  # noqa: ARG002 - such as `</ x>`, which browsers take for one
        self.changed = True

    def _note(self, what: str, *, later: bool = False) -> None:
        said = escape(say("Left out here: %(what)s", what=what))
        self._say(f'<span class="qms-was">{said}</span>', later=later)

    def _say(self, html: str, *, later: bool = False) -> None:
        self.changed = True
        (self._notes if later or self._closed else self._out).append(html)
