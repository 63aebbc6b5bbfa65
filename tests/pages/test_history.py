"""The history of a document with the texts of its revisions, as files to read: tests/golden/history."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from qms.model.document import Claim, Section
from qms.pages import Site, View
from qms.pages.history import history_pages
from qms.pages.superseded import superseded_pages

from .conftest import PLACE, change, document, history, system
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
    pages = [*history_pages(view), *(revision.page for revision in superseded_pages(view))]
    compare({page.path: page.markdown for page in pages}, GOLDEN)


def test_the_newest_revision_comes_first_and_each_follows_another() -> None:
    found = shown().issues["procedures/QP-1.md"]
    assert [(one.number, one.state, one.follows, one.compared) for one in found] == [
        ("3", "published", "2.1", True), ("2.1", "superseded", "2", True), ("2", "superseded", "1", False),
        ("1", "superseded", "", False),
    ]  # fmt: skip
    assert [one.page for one in found] == ["procedures/QP-1.md", "revisions/QP-1/2.1.md", "revisions/QP-1/2.md", ""]
