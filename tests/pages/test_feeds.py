"""The feeds: well formed, each revision once under a name that stays, nothing that is not published."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from qms.model.system import QualitySystem
from qms.pages import Site, View, document_page
from qms.pages.feeds import NEWEST, clean, document_feeds, whole_feed

from .conftest import change, document, history, system

ATOM = "{http://www.w3.org/2005/Atom}"


def feeds(made: QualitySystem, site: Site | None = None) -> dict[str, ET.Element]:
    view = View(made, None, site or Site())
    files = {file.path: file.data for file in whole_feed(view)}
    files |= {leaf.path: leaf.make() for leaf in document_feeds(view)}
    return {path: ET.fromstring(data) for path, data in files.items()}  # noqa: S314 - our own


def texts(feed: ET.Element, name: str) -> list[str]:
    return [str(entry.findtext(f"{ATOM}{name}")) for entry in feed.iter(f"{ATOM}entry")]


def test_the_manual_and_each_document_have_a_feed(tiny: QualitySystem) -> None:
    found = feeds(tiny)
    assert list(found) == ["feed.xml", "feeds/QM-1.xml", "feeds/QP-1.xml", "feeds/QP-2.xml", "feeds/WI-1.xml"]
    assert texts(found["feeds/QP-1.xml"], "title") == [
        "QP-1 Title of QP-1, revision 1.1", "QP-1 Title of QP-1, revision 1",
    ]  # fmt: skip
    assert texts(found["feed.xml"], "title")[0] == "WI-1 Title of WI-1: withdrawn"
    assert found["feed.xml"].findtext(f"{ATOM}updated") == "2026-02-10T00:00:00Z"


def test_what_atom_asks_for_is_there_once(tiny: QualitySystem) -> None:
    for feed in feeds(tiny).values():
        for name in ("id", "title", "updated", "author"):
            assert len(feed.findall(f"{ATOM}{name}")) == 1
        for entry in feed.iter(f"{ATOM}entry"):
            assert [len(entry.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated", "content")] == [1] * 4
        ids = texts(feed, "id")
        assert len(ids) == len(set(ids))
        assert all(one.startswith("urn:uuid:") for one in ids)


def test_identifiers_stay_whatever_the_site_is_called(tiny: QualitySystem) -> None:
    here, there = feeds(tiny), feeds(tiny, Site(address="https://example.org/qm/"))
    assert texts(here["feed.xml"], "id") == texts(there["feed.xml"], "id")
    links = [[str(link.get("href")) for link in feeds_["feed.xml"].iter(f"{ATOM}link")] for feeds_ in (here, there)]
    assert not any(":" in address or address.startswith("/") for address in links[0])
    assert all(address.startswith("https://example.org/qm/") for address in links[1])
    assert "https://example.org/qm/procedures/QP-1/" in links[1]
    assert links[0][:2] == ["changes/", "withdrawn/"]
    assert [link.get("href") for link in here["feeds/QP-1.xml"].iter(f"{ATOM}link")] == ["../procedures/QP-1/"] * 3


def test_a_feed_holds_the_newest_and_a_repeated_number_keeps_apart() -> None:
    changes = [change("procedures/QP-1.md", day, "QP-1", str(1 + day % 2)) for day in range(70)]
    feed = feeds(system(document("QP-1"), history=history(*changes)))["feed.xml"]
    assert len(texts(feed, "id")) == NEWEST
    assert len(set(texts(feed, "id"))) == NEWEST


def test_pages_lead_to_their_feed_and_drafts_have_none(tiny: QualitySystem) -> None:
    assert 'href="../../feeds/QP-1.xml"' in document_page(tiny, tiny.documents[0])
    made = system(document("QP-7"))
    assert "feeds/" not in document_page(made, made.documents[0])
    assert list(feeds(made)) == ["feed.xml"]


def test_without_the_change_log_there_is_no_feed(tiny: QualitySystem) -> None:
    assert feeds(tiny, Site(changes=False)) == {}


@given(st.text(), st.text())
def test_any_text_is_written_so_that_it_can_be_read(title: str, note: str) -> None:
    made = system(
        document("QP-1", title=title),
        history=history(change("procedures/QP-1.md", 1, "QP-1", note=note, author=title)),
    )
    made = replace(made, settings=replace(made.settings, organisation=title))
    feed = feeds(made)["feeds/QP-1.xml"]
    written = [clean(note).replace("\r\n", "\n").replace("\r", "\n") or "No reason is given."]
    assert texts(feed, "content") == written
