"""Figures out of records: what is read, what is left out and named, and how a value is judged."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qms.model.change import History
from qms.model.document import Claim, Document
from qms.model.fields import Mapping, Node, Scalar, Sequence
from qms.model.figures import Figures, figures, read_target
from qms.model.people import People
from qms.model.problem import Place
from qms.model.record import Record
from qms.model.settings import Settings
from qms.model.standard import Clause, Standard
from qms.model.system import QualitySystem

STANDARD = Standard("m-1", "Managing", "M 1", "current", (Clause("6.2.1", "Objectives", requirement=True),))


def mapping(**values: str | Node) -> Mapping:
    return Mapping(
        tuple(
            (Scalar(name, 1, 1), Scalar(value, 1, 1) if isinstance(value, str) else value)
            for name, value in values.items()
        )
    )


def measured(month: str, *rows: Node, identifier: str = "", **fields: str) -> Record:
    made = mapping(id=identifier or f"KPI-{month}", kind="count", month=month, figures=Sequence(rows, 1, 1), **fields)
    return Record(f"records/{identifier or month}.md", made, "", 1)


def row(name: str = "QO-1", value: str = "5", target: str = "at least 4", **others: str) -> Mapping:
    return mapping(id=name, name=f"name of {name}", value=value, target=target, **others)


def read(*records: Record, body: str = "") -> Figures:
    place = Place("x", 1, 1)
    document = Document(
        "manual/p.md", ("manual/p.md",), "0" * 64, mapping(id="QM-1"), body, 1, claims=(Claim("m-1", "6.2.1", place),)
    )
    return figures(
        QualitySystem(
            settings=Settings(standards=("m-1",)),
            documents=(document,),
            records=records,
            standards={"m-1": STANDARD},
            people=People(),
            history=History(),
            paths=frozenset(),
            today=date(2026, 6, 1),
        )
    )


def test_a_figure_is_told_over_the_months_in_order() -> None:
    found = read(measured("2026-02", row(value="3")), measured("2026-01", row(value="4.5")))
    [series] = found.objectives
    assert [(point.month, point.value, point.met) for point in series.points] == [
        ("2026-01", Decimal("4.5"), True),
        ("2026-02", Decimal(3), False),
    ]
    assert found.months == ("2026-01", "2026-02")


def test_objectives_are_those_that_the_document_on_objectives_names() -> None:
    record = measured("2026-01", row("QO-1"), row("QO-12"), row("P-1"))
    found = read(record, body="| QO-1 tickets | 95 |")
    assert [one.id for one in found.objectives] == ["QO-1"]
    assert [one.id for one in found.others] == ["P-1", "QO-12"]
    assert len(read(record).objectives) == 3


@pytest.mark.parametrize("value", ["NaN", "inf", "1e9", "1,200", "", "five", "9" * 13, "--3", "\u0663", "1_0", "0x10"])
def test_what_is_no_plain_number_is_left_out_and_named(value: str) -> None:
    record = measured("2026-01", row(value=value), row("QO-2"))
    found = read(record)
    assert found.unread == ((record, "QO-1"),)
    assert [one.id for one in found.objectives] == ["QO-2"]


def test_rows_and_months_that_cannot_be_read_are_named() -> None:
    odd = measured("2026-01", Scalar("a text", 1, 1), mapping(value="3"))
    nowhere = measured("2026-13", row(), identifier="KPI-X")
    text = Record("records/t.md", mapping(id="T", month="2026-01", figures="none"), "", 1)
    found = read(odd, nowhere, text)
    assert [(record.id, str(what)) for record, what in found.unread] == [
        ("KPI-X", "month"), ("KPI-2026-01", "figure 1"), ("KPI-2026-01", "figure 2"), ("T", ""),
    ]  # fmt: skip
    assert found.objectives == ()


def test_without_a_month_the_date_tells_it() -> None:
    record = Record("r.md", mapping(id="K", date="2026-03-05", figures=Sequence((row(),), 1, 1)), "", 1)
    assert read(record).months == ("2026-03",)


@pytest.mark.parametrize(
    ("target", "value", "met"),
    [
        ("at least 95", "95", True),
        ("At least 95 %", "94.9", False),
        ("\u2265 95", "96", True),
        ("<= 10", "10.1", False),
        ("at most 2 a quarter", "3", False),
        ("at most 2 a quarter", "1", True),
        ("at least 4 a year", "1", None),
        ("at least 4 a year", "4", True),
        ("100", "100", True),
        ("0", "1", False),
        ("-1.5", "-1.5", True),
    ],
)
def test_a_value_is_held_against_its_target(target: str, value: str, met: bool | None) -> None:  # noqa: FBT001 - a table
    wanted = read_target(target)
    assert wanted is not None
    assert wanted.met(Decimal(value)) is met


@pytest.mark.parametrize("target", ["falling", "", "about 5", "NaN", "at least", "95-100", "at least 1e5"])
def test_a_target_without_a_number_is_not_judged(target: str) -> None:
    assert read_target(target) is None


@given(st.text(), st.text(), st.text(max_size=12))
def test_any_text_is_read_or_named(value: str, target: str, name: str) -> None:
    found = read(measured("2026-01", row(name, value, target)))
    assert len(found.objectives) + len(found.unread) == 1
