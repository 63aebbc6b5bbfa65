"""Links to pages that the site makes of documents, days and years: accepted where there is one, refused with a hint."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from checks.builders import HOUSE, TODAY, change, changes, codes, document, history, link, problems, record, system
from qms.model import site
from qms.model.people import People
from qms.model.settings import Settings
from qms.model.system import QualitySystem

POLICY = People(roles={"quality-manager": "Quality manager"}, policy=True)
QUARTERS = Settings(standards=(), quarters=True)
PAST = history(
    changes("1", "2", "3", identifier="QP-01"),
    (change(1, "1", identifier="QP-02"),),
    withdrawn=[changes("1", "2", identifier="QP-09")],
)


def around(*targets: str, **options: object) -> QualitySystem:
    """Two documents of which the first links to something, and one that is gone."""
    first = replace(document("QP-01", revision="3"), references=tuple(link(target) for target in targets))
    return system(first, document("QP-02"), **{"history": PAST, "people": POLICY, **options})


@pytest.mark.parametrize(
    "target",
    [
        "verification/QP-01.md", "verification/QP-02.md#yourself", "verification/QP-09.md", "verification/",
        "history/procedures/QP-02.md", "history/procedures/QP-02.md#revision-1", "revisions/QP-01/1.md",
        "revisions/QP-01/2.md", "withdrawn/index.md", "as-of/", "changes/index.md", "dashboard/index.md",
        "register/register.csv", "register/register.xlsx", "people/roles.json", "changes/changes.csv", "feed.xml",
        "feeds/QP-02.xml", "feeds/QP-09.xml",
    ],
)  # fmt: skip
def test_a_page_that_the_site_makes(target: str):
    assert codes(around(f"../{target}")) == []


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("verification/QP-01.md#nope", "verification/QP-01.md has no section #nope; it has #yourself, #revisions"),
        ("verification/QP-09.md#yourself", "verification/QP-09.md has no section #yourself; it has #revisions"),
        (
            "history/procedures/QP-01.md#revision-7",
            "history/procedures/QP-01.md has no section #revision-7; it has #revision-1, #revision-2, #revision-3",
        ),
        (
            "register/#nope",
            "register/index.md has no section #nope; it has #register, #register-count, #in-preparation",
        ),
        ("changes/index.md#may", "changes/index.md has no section #may"),
        ("withdrawn/index.md#QP-01", "withdrawn/index.md has no section #QP-01; it has #QP-09"),
    ],
)
def test_a_section_that_a_page_of_the_site_does_not_have(target: str, why: str):
    (problem,) = problems(around(f"../{target}"))
    assert (problem.code, problem.message) == ("link-broken", why)


@pytest.mark.parametrize(
    "target",
    [
        "history/procedures/QP-01.md#redline-revision-2", "register/index.md#in-preparation", "as-of/#d-on",
        "changes/index.md#m2026-01", "withdrawn/index.md#QP-09", "clauses/index.md#c-4.1", "dashboard/#states",
    ],
)  # fmt: skip
def test_a_section_that_a_page_of_the_site_has(target: str):
    assert codes(around(f"../{target}", standards=[HOUSE])) == []


@pytest.mark.parametrize(
    ("target", "why"),
    [
        ("verification/QP-99.md", "there is no document QP-99"),
        ("verification/QP-002.md", "there is no document QP-002; did you mean `QP-02`?"),
        ("verification/QP-01", "that is no page, its source verification/QP-01.md is: link to that"),
        ("verification/QP-99", "that is no page"),
        ("verification/QP-01.html", "that is no page, its source verification/QP-01.md is: link to that"),
        ("feeds/QP-99.xml", None),
        ("reviews.ics", None),
        ("register/register.pdf", None),
        ("history/procedures/QP-2.md", "there is no document procedures/QP-2.md; did you mean `procedures/QP-02.md`?"),
        ("history/QP-01.md", "there is no document QP-01.md"),
        (
            "history/procedures/QP-09.md",
            "the document at procedures/QP-09.md is withdrawn; withdrawn/index.md tells of it",
        ),
        ("revisions/QP-01/3.md", "revision 3 is the newest one; link to procedures/QP-01.md"),
        (
            "revisions/QP-01/7.md",
            "it shows no text of revision 7; history/procedures/QP-01.md tells of every revision",
        ),
        ("revisions/QP-99/1.md", "there is no document QP-99"),
        (
            "as-of/2026-03-31.md",
            (
                "days have no pages unless the settings say `quarters: true`; "
                "link to as-of/index.md, where every day can be chosen"
            ),
        ),
        ("as-of/2026.md", "it has no such year; link to as-of/index.md"),
        ("as-of/today.md", "today is neither a day nor a year; link to as-of/index.md"),
        ("changes/2026.md", "a year has a page only when the change log is long; link to changes/index.md"),
    ],
)
def test_a_page_that_the_site_does_not_make(target: str, why: str | None):
    (problem,) = problems(around(f"../{target}"))
    told = f"the site has no page {target}: {why}" if why else f"there is no file {target}"
    assert (problem.code, problem.message) == ("link-broken", told)


def test_the_address_of_a_page_leads_to_its_source():
    (problem,) = problems(around("QP-02.html"))
    there = "procedures/QP-02.html is no source of a page; procedures/QP-02.md is: link to that"
    assert problem.message == there
    (problem,) = problems(around("../register/index.html"))
    assert problem.message.endswith("register/index.md is: link to that")


def test_the_calendar_is_there_when_something_is_due():
    reviewed = replace(document("QP-01", revision="3", review="1 year"), references=(link("../reviews.ics"),))
    assert codes(system(reviewed, history=history(changes("1", "2", "3")))) == []


def test_the_front_page_of_a_folder_is_hinted_at():
    (problem,) = problems(around("../register.md"))
    assert problem.message == "the site has no page register.md; it has register/index.md"


def test_nothing_is_verified_where_approvals_are_not_set_up():
    (problem,) = problems(around("../verification/QP-01.md", people=People(roles=POLICY.roles)))
    assert problem.message.endswith(": approvals are not set up, so there is nothing to verify")


def test_there_is_a_page_of_withdrawn_documents_only_where_there_are_any():
    (problem,) = problems(around("../withdrawn/index.md", history=replace(PAST, withdrawn={})))
    assert problem.message == "the site has no page withdrawn/index.md: no document is withdrawn"


def test_a_file_of_ones_own_at_such_a_place_is_linked_to():
    own = "verification/how.md"
    (problem,) = problems(around(f"../{own}"))
    assert problem.message == f"the site has no page {own}: there is no document how"
    found = around(f"../{own}")
    assert codes(replace(found, paths=found.paths | {own})) == []


def test_a_draft_sees_the_revision_it_follows_and_a_text_for_later_leaves_the_one_before_in_force():
    def linking(revision: str, number: str, **fields: str) -> list[str]:
        first = replace(
            document("QP-01", revision=revision, **fields), references=(link(f"../revisions/QP-01/{number}.md"),)
        )
        return [problem.code for problem in problems(system(first, history=PAST)) if problem.code == "link-broken"]

    assert linking("4", "3") == []
    assert linking("3", "3") == ["link-broken"]
    assert linking("3", "2", effective=str(TODAY + timedelta(days=1))) == ["link-broken"]
    assert linking("3", "1", effective=str(TODAY + timedelta(days=1))) == []


def test_few_superseded_texts_are_shown():
    past = history(changes(*map(str, range(1, 9))), (change(1, "1", identifier="QP-02"),))
    first = replace(document("QP-01", revision="8"), references=(link("../revisions/QP-01/2.md"),))
    (problem,) = problems(system(first, history=past))
    assert "it shows no text of revision 2; history/procedures/QP-01.md tells" in problem.message
    assert codes(system(first, history=past, settings=Settings(standards=(), history_pages=7))) == []


def test_quarters_have_pages_when_the_settings_say_so():
    for day, there in ((date(2026, 3, 31), True), (date(2026, 6, 30), False), (date(2025, 12, 31), False)):
        assert codes(around(f"../as-of/{day}.md", settings=QUARTERS)) == ([] if there else ["link-broken"]), day
    (problem,) = problems(around("../as-of/2026-03-30.md", settings=QUARTERS))
    assert "the last days of past quarters have pages; link to as-of/index.md" in problem.message


def test_years_have_pages_where_there_is_much_to_tell(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(site, "CHANGES_ON_ONE_PAGE", 6)
    monkeypatch.setattr(site, "DAYS_ON_ONE_PAGE", 5)
    for target, there in (("changes/2026.md", False), ("as-of/2026.md", True), ("as-of/2025.md", False)):
        assert codes(around(f"../{target}")) == ([] if there else ["link-broken"]), target
    monkeypatch.setattr(site, "CHANGES_ON_ONE_PAGE", 5)
    assert codes(around("../changes/2026.md")) == []
    assert codes(around("../changes/2025.md")) == ["link-broken"]


def test_a_record_keeps_its_links_to_pages_of_what_moved_went_or_was_superseded_long_ago():
    at = "records/NC-2026-001.md"
    moved = change(9, "9", identifier="QP-01", previous_path="procedures/old.md")
    past = replace(PAST, by_path={"procedures/QP-01.md": (*changes(*map(str, range(1, 9))), moved)})

    def links(*targets: str) -> list[str]:
        told = replace(record(), references=tuple(link(f"../{target}", at) for target in targets))
        return codes(system(document("QP-01", revision="9"), told, history=past, people=POLICY))

    assert links("history/procedures/old.md", "history/procedures/QP-09.md", "revisions/QP-01/1.md") == []
    assert links("revisions/QP-09/1.md", "verification/QP-09.md") == []
    assert links("history/procedures/never.md") == ["link-broken"]
    assert links("revisions/QP-01/10.md") == ["link-broken"]
