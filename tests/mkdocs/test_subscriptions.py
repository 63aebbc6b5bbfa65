"""The dashboard, the feeds and the calendar on a built site."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

import pytest

from helpers import Repo

from .conftest import Builder, site_settings

pytestmark = pytest.mark.slow
ATOM = "{http://www.w3.org/2005/Atom}"


def test_a_built_site_has_them_and_leads_to_them(manual: Repo, build: Builder) -> None:
    manual.write({"mkdocs.yml": site_settings(site_url="https://example.org/qm/")})
    built = build(strict=False)
    assert built.code == 0, built.output
    feed = ET.parse(built.site / "feed.xml").getroot()  # noqa: S314 - our own
    links = [str(link.get("href")) for link in feed.iter(f"{ATOM}link")]
    assert "https://example.org/qm/feed.xml" in links
    assert "https://example.org/qm/procedures/QP-01/" in links
    assert all((built.site / link.removeprefix("https://example.org/qm/")).exists() for link in links)
    calendar = (built.site / "reviews.ics").read_bytes().decode()
    assert "SUMMARY:Review due: QP-01" in calendar
    assert 'href="../feed.xml"' in built.page("changes/index.html")
    assert 'href="../../feeds/QP-01.xml"' in built.page("procedures/QP-01/index.html")
    dashboard = built.page("dashboard/index.html")
    assert 'href="../reviews.ics"' in dashboard
    assert re.search(r'<a href="[./]*dashboard/"[^>]*>\s*Dashboard', built.page("index.html"))
    for address in re.findall(r'href="\.\./([^"?#]+)', dashboard):
        target = built.site / address
        assert target.is_file() or (target / "index.html").is_file(), address
