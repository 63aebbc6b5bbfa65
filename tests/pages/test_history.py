"""The history of a document with the texts of its revisions, as files to read: tests/golden/history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from qms.model.document import Claim, Section
from qms.pages import Site, View
from qms.pages.history import history_leaves
from qms.pages.superseded import superseded, superseded_issues

from .conftest import PLACE, change, document, history, record, system
from .test_golden import compare

GOLDEN = Path(__file__).parent.parent / "golden" / "history"
OLD = """## Steps

Do it at least once a year. Ask the <b>owner</b> of `qms.yml`.

- first
- second

| Record | Kept for |
|---|---|
| Audit | 3 years |

## Archive

The key is with purchasing.
"""
NEW = (
    OLD.replace("once a year", "twice a year")
    .replace("- second", "- second, too\n- third")
    .replace("3 years", "6 years")
)


def shown() -> View:
    claims = (Claim("iso-1", "4.1", PLACE), Claim("", "4.1", PLACE, "steps", "Steps"))
    sections = (Section("Steps", "steps", 2, 9), Section("Archive", "archive", 2, 21))
    now = document("QP-1", (*claims, Claim("iso-1", "4.2.1", PLACE)), revision="3", change="Twice, and kept longer.")
    now = replace(now, body=NEW.partition("## Archive")[0], sections=sections[:1], body_line=9)
    then = document("QP-1", claims, revision="2", owner="process-owner", change="Second <issue>.")
    then = replace(then, body=OLD, sections=sections, body_line=9)
    editorial = replace(then, fields=document("QP-1", revision="2.1", change="A word.").fields)
    changes = [change(now.path, day, "QP-1", number) for day, number in ((0, "1"), (3, "2"), (5, "2.1"), (30, "3"))]
    past = {"b3": then, "b5": editorial, "b30": now}
    return View(system(now, history=history(*changes)), None, Site(), past=past)


def test_histories_and_superseded_revisions_are_as_expected() -> None:
    view = shown()
    pages = [leaf.make() for leaf in history_leaves(view)]
    pages += [superseded(view, *issue).page() for issue in superseded_issues(view)]
    compare({page.path: page.markdown for page in pages}, GOLDEN)


def test_an_old_revision_tells_what_changed_until_today_and_what_happened_in_its_days() -> None:
    view = shown()
    days = {"IA-1": date(2026, 1, 3), "IA-2": date(2026, 1, 5), "IA-3": date(2026, 1, 6)}
    records = tuple(record(name, day, "QP-1") for name, day in days.items())
    view = View(replace(view.system, records=records), None, Site(), past=view.past)
    second, editorial = (
        next(superseded(view, *one) for one in superseded_issues(view) if one[1].number == number).frame
        for number in ("2", "2.1")
    )
    assert [heading.title for heading in second.headings] == ["What changed since", "Evidence"]
    assert 'id="changed-since-redline"' in second.foot
    assert 'data-old="Revision 2" data-new="Revision 3"' in second.foot
    assert "changed-since-redline" not in editorial.foot, "its next revision is in force: the history compares the two"
    assert "#redline-revision-3" in editorial.foot
    assert [name for name in days if name in second.foot] == ["IA-2"]
    assert [name for name in days if name in editorial.foot] == ["IA-3"]


def test_the_newest_revision_comes_first_and_each_follows_another() -> None:
    found = shown().issues["procedures/QP-1.md"]
    assert [(one.number, one.state, one.follows, one.compared) for one in found] == [
        ("3", "published", "2.1", True), ("2.1", "superseded", "2", True), ("2", "superseded", "1", False),
        ("1", "superseded", "", False),
    ]  # fmt: skip
    assert [one.page for one in found] == ["procedures/QP-1.md", "revisions/QP-1/2.1.md", "revisions/QP-1/2.md", ""]
