"""What is measured of a built site as files: kinds of page and their budgets, links, what pages would fetch."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from html import unescape
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import Any
from urllib.parse import unquote, urlsplit

BUDGET: dict[str, Any] = json.loads((Path(__file__).parent / "budget.json").read_text("utf-8"))
KINDS: dict[str, dict[str, Any]] = BUDGET["html"]
ERROR_PAGE = "404.html"
"""A web server shows it under any address, so its own addresses begin at the top of the site."""
_TAG = re.compile(r"<(a|area|link|script|img|iframe|source|video|audio|embed|object|track|input)\s([^>]*)>")
_ATTRIBUTE = re.compile(r"""(?<![-\w])(href|src|data|rel)=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_SCRIPT = re.compile(r"<(script|style)\b([^>]*)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_ID = re.compile(r"""\s(?:id|name)=(?:"([^"]+)"|'([^']+)'|([^\s"'>]+))""")
_FETCHING = frozenset({"script", "img", "iframe", "source", "video", "audio", "embed", "object", "track", "input"})
_FETCHED_LINKS = ("stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "manifest")
_IN_STYLES = re.compile(r"""(?:url\(\s*["']?|@import\s+["'])((?:https?:)?//[^"')]+)""", re.IGNORECASE)


def compressed(data: bytes) -> float:
    """Kilobytes (1,000 bytes) of data as a web server sends it."""
    return len(gzip.compress(data, 9, mtime=0)) / 1000


def kind_of(path: str) -> str:
    """The kind of a page: the first one in the budget with a pattern that fits its path; empty when none does."""
    return next(
        (name for name, kind in KINDS.items() if any(fnmatchcase(path, pattern) for pattern in kind["pages"])), ""
    )


@dataclass
class Built:
    """A site in a folder."""

    folder: Path

    @cached_property
    def pages(self) -> tuple[str, ...]:
        """The paths of its pages."""
        return tuple(sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html")))

    def text(self, path: str) -> str:
        """A page."""
        return (self.folder / path).read_text("utf-8")

    def of_kind(self, kind: str) -> list[str]:
        """The pages of a kind, the largest first."""
        found = [path for path in self.pages if kind_of(path) == kind]
        return sorted(found, key=lambda path: (-(self.folder / path).stat().st_size, path))

    def columns(self, path: str) -> int:
        """How many columns the widest table of a page has."""
        return max(
            (row.count("</th>") for row in re.findall(r"<thead.*?</thead>", self.text(path), re.DOTALL)), default=0
        )


@dataclass(frozen=True)
class Faults:
    """What is wrong with the links of a site, each as `page: address`."""

    broken: list[str]
    fetched: list[str]


def faults(site: Built) -> Faults:
    """Links and anchors that lead nowhere, and whatever a page would fetch from another site."""
    anchors: dict[str, set[str]] = {}
    asked: dict[tuple[str, str], str] = {}
    broken: list[str] = []
    fetched: list[str] = []
    for page in site.pages:
        text = _SCRIPT.sub(r"<\1\2>", site.text(page))
        fetched += [f"{page}: {address}" for address in _IN_STYLES.findall(site.text(page))]
        anchors[page] = {unescape(next(filter(None, found))) for found in _ID.findall(text)} | {"", "__top"}
        for tag, address in _addresses(text):
            parts = urlsplit(address)
            if parts.scheme in ("data", "mailto", "tel", "webcal"):
                continue
            if parts.scheme or parts.netloc:
                fetched += [f"{page}: {address}"] if tag != "a" else []
                continue
            path = unquote(parts.path).removeprefix("/") if page == ERROR_PAGE else unquote(parts.path)
            where = normpath(join(dirname(page), path)) if path else page
            asked.setdefault((where, unquote(parts.fragment)), f"{page}: {address}")
    for (where, anchor), first in asked.items():
        target = f"{where}/index.html" if (site.folder / where).is_dir() else where
        if not (site.folder / target).is_file() or (target in anchors and anchor not in anchors[target]):
            broken.append(first)
    for style in site.folder.rglob("*.css"):
        fetched += [f"{style.name}: {address}" for address in _IN_STYLES.findall(style.read_text("utf-8"))]
    return Faults(broken, fetched)


def _addresses(text: str) -> list[tuple[str, str]]:
    """Every address of a page with the tag that names it; what only describes the page is left out."""
    found = []
    for name, inside in _TAG.findall(text):
        values = {name: unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(inside)}
        if name in ("a", "area") and "href" in values:
            found.append(("a", values["href"]))
        elif name == "link" and any(kind in values.get("rel", "") for kind in _FETCHED_LINKS):
            found.append((name, values.get("href", "")))
        elif name == "link" and "alternate" in values.get("rel", ""):
            found.append(("a", values.get("href", "")))
        elif name in _FETCHING:
            found += [(name, values[key]) for key in ("src", "data") if key in values]
    return found
