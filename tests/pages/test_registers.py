"""The registers and the page of days: what they say of approved, published and empty systems, and their files."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from approved import Manual, small_manual
from helpers import Repo
from qms.model.people import People
from qms.model.problem import Verdict
from qms.model.record import Record
from qms.model.settings import Settings
from qms.model.site import DAYS_ON_ONE_PAGE as ONE_PAGE
from qms.model.system import Preparation, QualitySystem, ViewKind
from qms.pages import Layout, Page, Site, View, build_files, build_pages, build_tables
from qms.pages.asof import told_periods
from qms.pages.days import as_of_leaves
from qms.pages.files import all_downloads
from qms.reading.publication import read_publication

from .conftest import change, document, front, history, record, system

GOLDEN = Path(__file__).parent.parent / "golden" / "days"
TODAY = date(2026, 7, 2)
PREPARED = Preparation("QP-9", "A new one", "procedure", "1", "quality-manager", "Needed.", None, False, False)  # noqa: FBT003


def write(manual: Manual) -> Repo:
    """The small manual, with a document that is withdrawn, a person who leaves, and a key that is retired."""
    manual.issue("2026-03-10", "QP-07", "1", "Soon gone.")
    manual.day("2026-05-01")
    manual.story.step(manual.story.retire("QP-07"))
    policy = deepcopy(manual.story.policy)
    policy["people"]["carl.jung"]["keys"][0]["state"] = "retired"
    policy["people"]["ann.author"]["roles"] = []
    policy["people"]["ned.short"] = {"name": "Ned Short", "emails": ["ned@example.org"], "roles": ["author"]}
    manual.story.step(manual.story.rotate(policy))
    policy = deepcopy(manual.story.policy)
    policy["people"].pop("ned.short")
    manual.story.step(manual.story.rotate(policy))
    return manual.clone()


@pytest.fixture(scope="module")
def approved(tmp_path_factory: pytest.TempPathFactory) -> QualitySystem:
    manual = small_manual(tmp_path_factory.mktemp("registers") / "repo", b"site_name: Example manual\n")
    repo = write(manual)
    found = read_publication(repo.root, ViewKind.PUBLISHED, TODAY, anchor=str(manual.anchor))
    return replace(found, settings=replace(found.settings, quarters=True))


def pages(found: QualitySystem) -> dict[str, Page]:
    return {page.path: page for page in build_pages(found, Verdict(()))}


def rows(found: QualitySystem, path: str) -> list[dict[str, str]]:
    data = dict(build_files(found))[path].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(data)))


def test_every_approved_revision_has_its_days(approved: QualitySystem) -> None:
    found = [
        (row["id"], row["revision"], row["from"], row["until"], row["state"])
        for row in rows(approved, "as-of/in-force.csv")
    ]
    assert found == [
        ("QP-01", "1", "2026-01-10", "2026-02-09", "Superseded"),
        ("QP-01", "2", "2026-02-10", "", "In force"),
        ("QP-03", "1", "2026-02-12", "2098-12-31", "In force"),
        ("QP-03", "2", "2099-01-01", "", "Not yet in force"),
        ("QP-04", "1", "2099-01-01", "", "Not yet in force"),
        ("QP-05", "1", "2026-02-15", "2026-02-19", "Superseded"),
        ("QP-05", "2", "2026-02-20", "", "In force"),
        ("QP-07", "1", "2026-03-10", "2026-04-30", "Withdrawn"),
    ]
    assert rows(approved, "as-of/in-force.csv")[0]["approved by"].split("; ") == ["Bob Smith", "Jane Doe"]


def days(view: View) -> list[Page]:
    return [leaf.make() for leaf in as_of_leaves(view, ())]


def test_pages_of_days_are_as_expected(approved: QualitySystem) -> None:
    site = Site()
    found = {page.path: page.markdown for page in days(View(approved, None, site))}
    assert sorted(found) == ["as-of/2026-03-31.md", "as-of/2026-06-30.md", "as-of/index.md"]
    if os.environ.get("QMS_GOLDEN") == "write":
        for path, text in found.items():
            (GOLDEN / path).parent.mkdir(parents=True, exist_ok=True)
            (GOLDEN / path).write_bytes(text.encode())
    kept = {str(path.relative_to(GOLDEN)): path.read_bytes().decode() for path in GOLDEN.rglob("*.md")}
    assert found == kept


def test_a_quarter_tells_what_held_on_its_last_day_and_what_became_of_it(approved: QualitySystem) -> None:
    march = pages(approved)["as-of/2026-03-31.md"].html
    assert "4 documents were in force" in march
    assert "QP-07" in march
    assert "Withdrawn" in march
    assert "QP-07" not in pages(approved)["as-of/2026-06-30.md"].html
    assert "<b>Jane Doe</b>, Quality manager" in march
    assert 'href="../../as-of/?on=2026-03-31"' in march
    plain = pages(replace(approved, settings=Settings()))
    assert [path for path in plain if path.startswith("as-of/")] == ["as-of/index.md"]


def test_only_pages_that_there_are_get_a_link(approved: QualitySystem) -> None:
    told = {(one.id, one.revision): one.path for one in told_periods(View(approved, None, Site()))}
    assert told["QP-01", "2"] == "procedures/QP-01.md"
    assert told["QP-01", "1"] == told["QP-04", "1"] == told["QP-07", "1"] == ""


def test_without_approvals_the_days_are_those_of_publication(tiny: QualitySystem) -> None:
    index = pages(tiny)["as-of/index.md"].html
    assert "What was published when" in index
    assert "Approvals are not set up" in index
    assert "Approved by" not in index
    found = {(row["id"], row["revision"]): row for row in rows(tiny, "as-of/in-force.csv")}
    assert found["QP-1", "1"]["until"]
    assert found["QP-1", "1.1"]["until"] == ""
    assert any(row["state"] == "Withdrawn" for row in found.values())


def test_a_draft_that_was_never_issued_says_so() -> None:
    draft = replace(document("QP-5"), committed=False)
    found = rows(system(draft), "as-of/in-force.csv")
    assert [(row["id"], row["state"], row["from"]) for row in found] == [("QP-5", "Draft", "")]
    assert "data-from" not in pages(system(draft))["as-of/index.md"].html


def test_a_long_history_gets_a_page_a_year() -> None:
    path = "procedures/QP-1.md"
    many = [change(path, number, "QP-1", str(number + 1)) for number in range(ONE_PAGE + 1)]
    late = date(2033, 1, 1)
    found = days(View(system(document("QP-1"), history=history(*many), today=late), None, Site()))
    assert [page.path for page in found] == ["as-of/index.md", *(f"as-of/{year}.md" for year in range(2026, 2034))]
    by_path = {page.path: page.html for page in found}
    assert by_path["as-of/2027.md"].count("<tr ") == 365 + 2
    assert 'min="2027-01-01" max="2027-12-31"' in by_path["as-of/2027.md"]
    assert by_path["as-of/index.md"].count("<tr ") == 2
    assert 'href="../as-of/2027/"' in by_path["as-of/index.md"]


def test_people_and_roles_come_from_the_verified_policy(approved: QualitySystem) -> None:
    html = pages(approved)["people/index.md"].html
    assert "From the verified policy, version 3" in html
    people = rows(approved, "people/people.csv")
    assert {row["name"] for row in people} >= {"Jane Doe", "Bob Smith"}
    assert all(row["fingerprint"].startswith("SHA256:") for row in people if row["key type"])
    assert all(row["fingerprint"] in html for row in people)
    states = {row["id"]: (row["state"], row["from policy"], row["to policy"], row["key state"]) for row in people}
    assert states["jane.doe"] == ("Can sign", "1", "", "Active")
    assert states["carl.jung"] == ("No key in use", "1", "", "Retired")
    assert states["ann.author"] == ("Holds no role", "1", "", "Active")
    assert states["ned.short"] == ("No longer named", "2", "2", "")
    assert people[-1]["id"] == "ned.short"
    roles = {row["id"]: row for row in rows(approved, "people/roles.csv")}
    assert roles["quality-manager"]["owns"] == "QP-01; QP-03; QP-05"
    assert "Procedure" in roles["quality-manager"]["approves"]
    assert 'href="../register/?owner=quality-manager"' in html


def test_roles_of_the_settings_are_enough(tiny: QualitySystem) -> None:
    html = pages(tiny)["people/index.md"].html
    assert "Nobody is named yet" in html
    assert "Quality manager" in html
    assert "authorities/" not in html


def test_registers_of_none_read_well() -> None:
    empty = system(people=People(), standards={}, settings=Settings(standards=()))
    found = pages(empty)
    for path, words in {
        "register/index.md": "There are no documents here yet.",
        "records/index.md": "No record is filed yet.",
        "people/index.md": "No role is named, and no document has an owner.",
        "as-of/index.md": "No revision of any document is published yet.",
    }.items():
        assert f'<p class="qms-empty">{words}' in found[path].html, path
        assert "<form" not in found[path].html, path
    for path, data in build_files(empty):
        if path.endswith(".csv") and not path.startswith("changes/"):
            assert data.decode("utf-8-sig").count("\r\n") == 1, path


def test_what_is_in_preparation_is_found_and_offered(tiny: QualitySystem) -> None:
    later = replace(PREPARED, id="QP-1", title="Title of QP-1", revision="2", shown=True)
    found = replace(tiny, preparation=(PREPARED, later))
    html = pages(found)["register/index.md"].html
    assert '<option value="prep">In preparation</option>' in html
    assert re.search(r'data-state="[a-z -]*\bprep" [^>]*>\n<th[^>]*>QP-1<', html)
    assert "<small>revision 2, in preparation</small>" in html
    assert 'href="../register/in-preparation.csv"' in html
    assert html.count('href="../register/register.csv"') == 1
    assert [row["id"] for row in rows(found, "register/in-preparation.csv")] == ["QP-1", "QP-9"]


def test_records_are_found_by_state_and_person(tiny: QualitySystem) -> None:
    html = pages(tiny)["records/index.md"].html
    assert '<option value="corrected">Corrected</option>' in html
    assert '<option value="ann">ann</option>' in html
    assert {row["state"] for row in rows(tiny, "records/records.csv")} >= {"Corrected"}
    example = replace(record("AU-9", TODAY), fields=front(id="AU-9", kind="audit", title="T", example="true"))
    states = [row["state"] for row in rows(system(records=(example,)), "records/records.csv")]
    assert states == ["Example"]


def test_files_hold_what_pages_hold_whatever_was_written() -> None:
    evil = '=1+1"><script>;|`{{7}}'
    one = document("QP-1", title=evil, type="x y", owner=evil)
    kept: Record = replace(record("IA-1", TODAY), fields=front(id="IA-1", kind=evil, title=evil, by=evil))
    found = system(one, records=(kept,), history=history(change(one.path, 1, "QP-1", title=evil)))
    tables = {table.path: table for table in build_tables(found)}
    assert set(tables) == {"register/register", "as-of/in-force", "people/people", "people/roles", "records/records"}
    files = dict(build_files(found))
    for path, table in tables.items():
        data = json.loads(files[f"{path}.json"])
        assert len(data[table.rows_are]) == len(table.rows)
        assert data["date"] == "2026-03-01"
        assert all(not cell.startswith("=") for row in rows(found, f"{path}.csv") for cell in row.values())
    for page in pages(found).values():
        assert "<script" not in page.html
        assert "{{7" not in page.html


def test_the_layout_of_addresses_is_kept(approved: QualitySystem) -> None:
    view = View(approved, None, Site(layout=Layout.PAGES))
    html = as_of_leaves(view, all_downloads(view))[0].make().html
    assert 'href="2026-03-31.html"' in html or 'href="../as-of/2026-03-31.html"' in html
    assert 'href="../as-of/in-force.csv"' in html
