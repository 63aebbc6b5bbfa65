"""Audits: who may audit what, whether the programme reaches each process, and what became of the findings."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import pairwise

from manual.facts import document, named_days, of, record, tables, working_days


def test_each_minor_or_major_finding_became_a_nonconformity_on_its_day() -> None:
    for audit in of("IA"):
        begun = audit.made - timedelta(days=2)
        for finding in audit.fields["findings"]:
            source = f"internal audit {audit.id}, finding {finding['id']}"
            raised = [one for one in of("NC") if one.fields["source"] == source]
            assert len(raised) == (finding["grade"] != "observation"), source
            for one in raised:
                assert begun <= one.made <= audit.made
                assert one.fields["grade"] == finding["grade"]
                assert {f"iso-9001-{edition}:{finding['clause']}" for edition in (2015, 2026)} <= set(one.refs)


def _auditors(text: str, processes: list[str]) -> dict[str, str]:
    """Who audits which process, of a text such as `grace.temba for P1, P9; sam.whitlow for P8`."""
    parts = [part.partition(" for ") for part in text.split(";")]
    return {
        process: person.strip() for person, _, some in parts for process in (re.findall(r"P\d+", some) or processes)
    }


def _independence() -> dict[str, set[str]]:
    """The processes that each auditor may audit, of the table in QP-17."""
    rows = tables(document("QP-17").section("Auditors"))[0][1:3]
    return {
        person: set(re.findall(r"P\d+", row[1])) - set(re.findall(r"P\d+", row[2]))
        for person, row in zip(("grace.temba", "sam.whitlow"), rows, strict=True)
    }


def test_no_auditor_audits_own_work() -> None:
    allowed = _independence()
    assert set.union(*allowed.values()) == {f"P{n}" for n in range(1, 12)}
    for one in [*of("IA"), *(programme for programme in of("AP"))]:
        audits = one.fields.get("audits") or [{"auditor": one.fields["auditor"], "processes": one.processes}]
        for audit in audits:
            done = _auditors(audit["auditor"], audit["processes"])
            assert set(done) == set(audit["processes"])
            assert all(process in allowed[person] for process, person in done.items()), one.id
    for programme in of("AP")[:1]:
        for row in tables(programme.section("Who may audit what"))[0][1:]:
            assert set(re.findall(r"P\d+", row[2])) in allowed.values()
    roles = document("QM-05").section("Roles")
    assert f"Sam Whitlow ({', '.join(sorted(allowed['sam.whitlow']))})" in roles


def test_the_programme_covers_each_process() -> None:
    held: dict[str, list[int]] = {}
    for programme in of("AP"):
        planned = [process for audit in programme.fields["audits"] for process in audit["processes"]]
        assert set(planned) == {f"P{n}" for n in range(1, 12)}
        for audit in programme.fields["audits"]:
            year, month = map(int, audit["month"].split("-"))
            assert set(audit["weight"]) == set(audit["processes"])
            for process in audit["processes"]:
                held.setdefault(process, []).append(12 * year + month)
    for months in held.values():
        assert all(second - first <= 12 for first, second in pairwise(sorted(months)))
    for process in ("P4", "P5", "P7"):  # twice in any twelve months
        assert [first for first in held[process] if sum(0 <= month - first < 12 for month in held[process]) >= 2]
        assert sum(month >= 12 * 2027 for month in held[process]) == 2
    coming = record("AP-2027").fields
    assert sum(int(audit["days"]) for audit in coming["audits"]) == int(coming["days"]) == 12


def test_audits_were_held_as_planned_and_reported_in_5_working_days() -> None:
    for audit in record("AP-2026").fields["audits"]:
        done = record(audit["record"])
        assert done.processes == audit["processes"]
        assert named_days(audit["held"], 2026)[-1] == done.made
        assert f"{done.made:%Y-%m}" == audit["month"]
        assert working_days(done.made, done.day("reported")) <= 5
