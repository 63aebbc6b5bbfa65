"""The dashboard: its numbers are those of the system, everything leads to what it counts, nothing breaks it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

from qms.model.fields import Mapping, Node, Scalar, Sequence
from qms.model.record import Record
from qms.model.settings import Settings
from qms.model.system import QualitySystem
from qms.pages import Site, View
from qms.pages.dashboard import dashboard_page

from .conftest import change, document, history, record, system

HOSTILE = "</title><script>alert(1)</script>\"'&{{ 7*7 }}\u202e\u05e9\u05dc\u05d5\u05dd" + "x" * 200


def html(made: QualitySystem, site: Site | None = None) -> str:
    return dashboard_page(View(made, None, site or Site())).html


def root(made: QualitySystem) -> ET.Element:
    text = html(made).replace("<!doctype html>", "")
    return ET.fromstring(f"<main>{text}</main>")  # noqa: S314 - our own


def figure(made: QualitySystem, name: str) -> ET.Element:
    return next(one for one in root(made).iter("figure") if one.get("aria-labelledby") == name)


def table(found: ET.Element, number: int = 0) -> list[list[str]]:
    rows = found.findall(".//table")[number].findall("./tbody/tr")
    return [["".join(cell.itertext()) for cell in row] for row in rows]


def values(found: ET.Element) -> list[str]:
    return ["".join(text.itertext()) for text in found.iter("text") if text.get("class") == "c-value"]


def mapping(**fields: str | Node) -> Mapping:
    return Mapping(
        tuple((Scalar(key, 1, 1), Scalar(one, 1, 1) if isinstance(one, str) else one) for key, one in fields.items())
    )


def measured(month: str, *rows: Mapping) -> Record:
    fields = mapping(id=f"KPI-{month}", kind="count", month=month, figures=Sequence(rows, 1, 1))
    return Record(f"records/KPI-{month}.md", fields, "", 1)


def test_states_and_reviews_are_those_of_the_register(tiny: QualitySystem) -> None:
    states = figure(tiny, "states")
    assert table(states) == [["Draft", "1"], ["Not yet in force", "1"], ["Review overdue", "1"], ["Withdrawn", "1"]]
    assert values(states) == ["1", "1", "1", "1"]
    assert [link.get("href") for link in states.findall(".//td/a")][:3] == [
        "../register/?state=draft", "../register/?state=not-yet", "../register/?state=overdue",
    ]  # fmt: skip
    reviews = figure(tiny, "reviews")
    assert table(reviews)[0] == ["Overdue", "1", "QP-1"]
    assert values(reviews) == ["1"]
    assert sum(int(row[1]) for row in table(reviews)) == len(tiny.documents)


def test_reviews_stand_in_their_month() -> None:
    made = system(
        document("QP-1", review="3 months"),
        document("QP-2", review="3 months"),
        document("QP-3", review="24 months"),
        history=history(*(change(f"procedures/QP-{number}.md", 50, f"QP-{number}") for number in (1, 2, 3))),
    )
    found = {row[0]: row[1:] for row in table(figure(made, "reviews"))}
    assert found["2026-05"] == ["2", "QP-1, QP-2"]
    assert found["Later"] == ["1", "QP-3"]
    assert list(found)[:2] == ["2026-03", "2026-04"]
    assert values(figure(made, "reviews")) == ["2"]


def test_nonconformities_are_counted_by_month_age_and_state() -> None:
    made = system(
        records=(
            record("NC-1", date(2026, 2, 20), kind="nonconformity"),
            record("NC-2", date(2025, 12, 1), kind="nonconformity", closed="2026-01-05"),
            record("NC-3", date(2024, 1, 1), kind="nonconformity"),
            record("NC-4", date(2027, 1, 1), kind="nonconformity"),
        )
    )
    found = figure(made, "cases")
    rows = {row[0]: row[1:] for row in table(found)}
    assert rows["2026-02"] == ["0", "1", "NC-1"]
    assert rows["2025-12"] == ["1", "0", "NC-2"]
    assert rows["Earlier"] == ["0", "1", "NC-3"]
    assert rows["No day"] == ["0", "1", "NC-4"]
    assert values(found) == ["1", "1", "1"]
    text = "".join(found.itertext())
    assert "under 30 days: 1, 30 to 60 days: 0, 60 to 90 days: 0, over 90 days: 1" in text
    assert table(found, 1)[0][:3] == ["NC-3", "790", "Waits for an action to be decided"]
    assert "../records/?type=nonconformity&step=open#registered" in [link.get("href") for link in found.iter("a")]


def test_audits_are_told_by_chapter(tiny: QualitySystem) -> None:
    found = figure(tiny, "audits")
    rows = table(found)
    assert rows == [["4 Context", "1", "3", "IA-1", "0", "4.2.1, 4.2.2"]]
    assert values(found) == ["1 of 3"]
    assert "2026 Q1 audited" in "".join(found.find(".//desc").itertext())  # type: ignore[union-attr]


def test_objectives_show_value_target_and_whether_it_was_met() -> None:
    row = {"id": "QO-1", "name": "answers", "target": "at least 95"}
    made = system(
        records=(
            measured("2026-01", mapping(value="96.1", **row)),
            measured("2026-02", mapping(value="94", **row), mapping(id="QO-2", value="NaN")),
        )
    )
    found = figure(made, "objectives")
    assert table(found) == [["QO-1 answers", "at least 95", "96.1", "94 missed"]]
    assert values(found) == ["94, at least 95"]
    text = "".join(found.itertext())
    assert "In February 2026 0 of 1 objective met its target" in text.replace("no of", "0 of")
    assert "Left out, because it cannot be read as a number with a month: KPI-2026-02 QO-2; 1 place in all." in text
    assert [one.get("class") for one in found.iter("path") if one.get("class") == "c-cross"] == ["c-cross"]


def test_what_is_not_there_is_said_not_drawn() -> None:
    text = html(system(settings=Settings()))
    assert "<figure" not in text
    for words in ("there is no document", "no record of the kind", "and no programme", "no record holds figures"):
        assert words in text
    assert "records are not part of this site" in html(system(), Site(records=False))


def test_hostile_values_stay_values() -> None:
    hostile = {"id": HOSTILE, "name": HOSTILE, "value": "1", "target": HOSTILE}
    planned = mapping(month="2026-04", number=HOSTILE, scope=HOSTILE)
    rows = [mapping(**hostile), mapping(**{**hostile, "value": HOSTILE})]
    bad = replace(record("NC-1", date(2026, 2, 1), HOSTILE, kind="nonconformity"), path=f"records/{'n' * 9}.md")
    made = system(
        document(HOSTILE, title=HOSTILE, review="1 month"),
        records=(
            measured("2026-01", *rows),
            replace(bad, fields=mapping(id=HOSTILE, kind="nonconformity", date="2026-02-01", due=HOSTILE)),
            record("IA-1", date(2026, 1, 1), criteria=HOSTILE),
            Record("p.md", mapping(id=HOSTILE, kind="audit-programme", audits=Sequence((planned,), 1, 1)), "", 1),
        ),
        history=history(change(f"procedures/{HOSTILE}.md", 1, HOSTILE)),
    )  # fmt: skip
    text = html(made)
    root(made)
    assert "<script" not in text
    assert "\u202e" not in text
    assert "{{" not in text
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
