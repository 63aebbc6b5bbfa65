"""Read and understood: of an approved manual, who signed for the revision in force, of all who are asked to."""

from __future__ import annotations

from datetime import date

import pytest

from approved import Manual, text
from qms.model.acknowledged import readings
from qms.model.system import QualitySystem, ViewKind
from qms.pages import Site, View
from qms.pages.changes import change_pages
from qms.pages.dashboard import dashboard_page
from qms.pages.feeds import whole_feed
from qms.reading.publication import read_publication

from .conftest import document, system


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> QualitySystem:
    """QP-01 asks both roles and QP-02 one; revision 1 of QP-01 was read by Bob, revision 2 by Jane alone so far."""
    manual = Manual(tmp_path_factory.mktemp("asked") / "repo", b"site_name: Example manual\n")
    manual.begin()

    def issue(day: str, name: str, revision: str, roles: str) -> None:
        manual.day(day)
        data = text(name, revision, f"Words {revision}.", **{"read-by": f"[{roles}]"})
        manual.story.step(manual.story.issue(name, revision, data, signed_at=f"{day}T09:30:00Z"))

    issue("2026-01-10", "QP-01", "1", "quality-manager, process-owner")
    issue("2026-01-11", "QP-02", "1", "process-owner")
    manual.day("2026-01-12")
    manual.story.step(manual.story.acts((("bob.smith", "process-owner"),), "acknowledgement", of="QP-01"))
    issue("2026-02-10", "QP-01", "2", "quality-manager, process-owner")
    manual.day("2026-02-11")
    manual.story.step(manual.story.acts((("jane.doe", "quality-manager"),), "acknowledgement", of="QP-01"))
    repo = manual.clone()
    return read_publication(repo.root, ViewKind.PUBLISHED, date(2026, 3, 2), anchor=str(manual.anchor))


def test_only_the_revision_in_force_and_the_roles_it_names_count(asked: QualitySystem) -> None:
    found = {one.document.id: one for one in readings(asked)}
    assert found["QP-01"].signed == ("jane.doe",)
    assert "bob.smith" in found["QP-01"].missing
    assert found["QP-02"].signed == ()
    people = asked.approvals.state.policy.people if asked.approvals and asked.approvals.state else {}
    assert found["QP-02"].asked == tuple(sorted(one.id for one in people.values() if "process-owner" in one.roles))


def test_the_dashboard_says_it(asked: QualitySystem) -> None:
    html = dashboard_page(View(asked, None, Site())).html
    total = len(readings(asked)[0].asked)
    assert f">1 of {total}</text>" in html
    assert "Not everybody has signed yet:" in html


def test_the_change_log_names_who_approved(asked: QualitySystem) -> None:
    view = View(asked, None, Site())
    [log] = [page.html for page in change_pages(view, ()) if page.path == "changes/index.md"]
    assert "Approved by Bob Smith, Jane Doe" in log
    assert 'href="../feed.xml"' in log


def test_a_feed_has_approved_revisions_only(asked: QualitySystem) -> None:
    whole = whole_feed(View(asked, None, Site()))[0].data.decode()
    assert "revision 2</title>" in whole
    assert whole.count("<entry>") == 3


def test_where_nobody_can_sign_nothing_is_asked() -> None:
    assert readings(system(document("QP-1"))) == ()
