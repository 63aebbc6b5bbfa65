"""Atom feeds (RFC 4287): the published revisions of the whole manual, and of each document.

Built with ElementTree, so every value is escaped; identifiers are made from what never changes of a revision, so a
reader sees each one once, wherever the site stands. Links are relative unless the site's address is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree import ElementTree as ET  # only ever built here, nothing is parsed

from qms.model import site as addresses
from qms.model.document import Document
from qms.model.revision import DOCUMENT_ID

from .files import Download
from .inert import DIRECTION
from .language import say, spoken
from .log import Entry
from .page import Leaf
from .view import View, name_of

NEWEST = 50
_ATOM = "http://www.w3.org/2005/Atom"
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def whole_feed(view: View) -> tuple[Download, ...]:
    """The feed of the manual, where the site has a change log."""
    if not view.site.changes:
        return ()
    return (Download(addresses.FEED, _feed(view, addresses.FEED, "", _title(view), published(view))),)


def document_feeds(view: View) -> tuple[Leaf[bytes], ...]:
    """The feed of each document with a well-formed identifier and a published revision."""
    if not view.site.changes:
        return ()
    by_document: dict[str, list[Entry]] = {}
    for entry in published(view):
        by_document.setdefault(entry.id, []).append(entry)
    single = [(name, addresses.document_feed(name), found) for name, found in sorted(by_document.items())]
    return tuple(
        Leaf(path, "", partial(_feed, view, path, name, f"{name_of(found[0])} \N{MIDDLE DOT} {_title(view)}", found))
        for name, path, found in single
        if DOCUMENT_ID.fullmatch(name)
    )


def feed_of(view: View, document: Document) -> str:
    """The path of a document's feed; empty where it has none."""
    if not view.site.changes or not DOCUMENT_ID.fullmatch(document.id):
        return ""
    return addresses.document_feed(document.id) if any(_published(view, view.logs[document.path])) else ""


def namespace(view: View) -> UUID:
    """What all identifiers of this manual are made in: its project, or the name of its organisation."""
    rules = view.trust.policy if view.trust else view.system.people.rules
    return uuid5(NAMESPACE_URL, f"qms:{rules.project if rules else view.system.settings.organisation}")


def published(view: View) -> Iterator[Entry]:
    """The rows of the change log that are published: with approvals, only revisions that were approved."""
    return _published(view, view.log)


def _published(view: View, entries: Iterable[Entry]) -> Iterator[Entry]:
    lives = view.trust.documents if view.trust else None
    for entry in entries:
        life = lives.get(entry.id) if lives is not None else None
        if lives is None or entry.withdrawn or (life and any(one.revision == entry.revision for one in life.revisions)):
            yield entry


def _title(view: View) -> str:
    organisation = view.system.settings.organisation
    return (
        say("Quality manual of %(organisation)s", organisation=organisation) if organisation else say("Quality manual")
    )


def _feed(view: View, path: str, name: str, title: str, entries: Iterable[Entry]) -> bytes:
    shown = list(entries)[:NEWEST]
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": spoken()})
    _text(root, "id", f"urn:uuid:{uuid5(namespace(view), f'feed {name}')}")
    _text(root, "title", title)
    _text(root, "updated", _instant(max((entry.date for entry in shown), default=view.system.today)))
    author = ET.SubElement(root, "author")
    _text(author, "name", view.system.settings.organisation or say("Quality manual"))
    if own := view.site.absolute(path):
        ET.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": own})
    ET.SubElement(root, "link", {"rel": "alternate", "href": _address(view, path, _page(view, name))})
    seen: set[str] = set()
    for entry in shown:
        _entry(view, root, path, entry, seen)
    ET.indent(root, " ")
    data: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def _page(view: View, name: str) -> str:
    """The page a feed belongs to."""
    if not name:
        return addresses.CHANGES
    document = view.system.documents_by_id.get(name)
    return document.path if document else addresses.WITHDRAWN


def _entry(view: View, root: ET.Element, path: str, entry: Entry, seen: set[str]) -> None:
    made = ET.SubElement(root, "entry")
    what = "withdrawn" if entry.withdrawn else entry.revision
    basis = f"entry {entry.id} {what} {entry.commits[-1] if entry.commits else entry.date}"
    while basis in seen:
        basis += " again"
    seen.add(basis)
    _text(made, "id", f"urn:uuid:{uuid5(namespace(view), basis)}")
    _text(made, "title", _called(entry))
    _text(made, "updated", _instant(entry.date))
    if entry.authors:
        _text(ET.SubElement(made, "author"), "name", entry.authors)
    target = entry.path or addresses.WITHDRAWN
    ET.SubElement(made, "link", {"rel": "alternate", "href": _address(view, path, target)})
    if entry.editorial:
        ET.SubElement(made, "category", {"term": "editorial", "label": say("Nothing to do differently")})
    content = _text(made, "content", entry.note or say("No reason is given."))
    content.set("type", "text")


def _called(entry: Entry) -> str:
    if entry.withdrawn:
        return say("%(name)s: withdrawn", name=name_of(entry))
    if entry.revision:
        return say("%(name)s, revision %(number)s", name=name_of(entry), number=entry.revision)
    return name_of(entry)


def _address(view: View, feed: str, target: str) -> str:
    """The whole address of a page, or the one as seen from the feed, which is a file and no folder."""
    top = view.site.links_from(addresses.OVERVIEW)(target)
    return view.site.absolute(target) or "../" * feed.count("/") + str(top)


def _text(parent: ET.Element, name: str, text: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = clean(text)
    return element


def clean(text: str) -> str:
    """A text without what XML has no way to write, and without marks that turn its direction around."""
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text.translate(dict.fromkeys(DIRECTION)))


def _instant(day: date) -> str:
    return f"{day}T00:00:00Z"
