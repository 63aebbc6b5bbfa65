"""Claims: those of `clauses:` and of headings, and those in other tools' forms where they are asked for."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest

from helpers import Repo, document
from qms.model.document import ClaimForm, ClaimKind, Document
from qms.model.problem import Place
from qms.model.settings import Settings
from qms.model.standard import Clause, Standard
from qms.model.system import QualitySystem
from qms.reading import read_system
from qms.reading.clausenames import ClauseNames
from qms.reading.clausetables import find_rows
from qms.reading.wild import with_claims

FORMS = """organisation: Example Ltd
roles: {quality-manager: Quality manager}
standards: [iso-9001-2026, iso-9001-2015]
claims-from: [table, inline, satisfies]
standard-names: {QM: iso-9001-2015}
"""
KNOWN = "QM, iso-9001-2026, iso-9001-2015"
TABLE = "| ISO 9001 clause | Title | Document |\n|---|---|---|\n"


def read(repo: Repo, files: dict[str, str], settings: str = FORMS) -> QualitySystem:
    repo.write({"qms.yml": settings, **files})
    return read_system(repo.root, cache=False)


def one(repo: Repo, text: str, **fields: str) -> Document:
    (found,) = read(repo, {"procedures/QP-01.md": document(text=text, **fields)}).documents
    return found


def claimed(found: Document, form: ClaimForm) -> list[tuple[str, str]]:
    return [(claim.standard.removeprefix("iso-9001-"), claim.clause) for claim in found.claims if claim.form is form]


def messages(found: Document) -> list[str]:
    return [fault.message for fault in found.faults if fault.code == "claim-unresolved"]


def test_the_front_matter_names_kinds_confirmations_and_plans(repo: Repo):
    listed = "{iso-9001-2026: [7.5.1, 7.5.2 confirmed in 1, supports 7.4, planned 8.4.2 by 2027-03-01, Supports 7.3]}"
    found = one(repo, "Text.\n", clauses=listed)
    assert [(claim.clause, claim.kind, claim.confirmed) for claim in found.claims] == [
        ("7.5.1", ClaimKind.ANSWERS, ""),
        ("7.5.2", ClaimKind.ANSWERS, "1"),
        ("7.4", ClaimKind.SUPPORTS, ""),
    ]
    (plan,) = found.plans
    assert (plan.standard, plan.clause, plan.day) == ("iso-9001-2026", "8.4.2", date(2027, 3, 1))
    (fault,) = found.faults
    assert (fault.code, fault.place.line) == ("claim-malformed", 8)
    assert fault.place.column == len("clauses: ") + listed.index("Supports") + 1
    assert fault.message.endswith("write `supports 7.3`")


def test_a_heading_claims_for_its_section(repo: Repo):
    found = one(
        repo, '## Kept {: data-clause="7.5.3.1 iso-9001-2015:7.5.3.2" }\n', clauses="{iso-9001-2026: [7.5.3.1]}"
    )
    sections = [(claim.standard, claim.clause, claim.anchor) for claim in found.claims if claim.anchor]
    assert sections == [("", "7.5.3.1", "kept"), ("iso-9001-2015", "7.5.3.2", "kept")]
    assert claimed(found, ClaimForm.FIELD) == [("2026", "7.5.3.1")]
    assert len(claimed(found, ClaimForm.SECTION)) == 2


def test_a_record_keeps_its_references_and_plans_nothing(repo: Repo):
    fields = "id: NC-2026-001\nkind: nonconformity\ntitle: A\ndate: 2026-01-01\nby: ann\n"
    fields += "refs: [QP-01, iso-9001-2026:8.7.2]\n"
    listed = "clauses: {iso-9001-2026: [10.2.2, planned 8.1 by 2027-01-01, so 8.1]}\n"
    (record,) = read(repo, {"records/a.md": f"---\n{fields}{listed}---\nText.\n"}).records
    assert [claim.clause for claim in record.claims] == ["8.7.2", "10.2.2"]
    assert [reference.target for reference in record.refs] == ["QP-01"]
    assert [fault.code for fault in record.faults] == ["claim-malformed"] * 2


def test_nothing_else_is_read_unless_it_is_asked_for(repo: Repo):
    text = f"{TABLE}| 7.5.1 | | QP-01 |\n\n[[9001:7.5.2]]\n"
    settings = FORMS.replace("claims-from: [table, inline, satisfies]\n", "")
    files = {"procedures/QP-01.md": document(text=text, satisfies='["9001:7.5.3.1"]')}
    system = read(repo, files, settings)
    assert system.documents[0].claims == ()
    asked = replace(system.settings, claims_from=("inline",))
    (found,) = with_claims(system.documents, asked, system.standards)
    assert claimed(found, ClaimForm.INLINE) == [("2026", "7.5.2")]
    assert with_claims((found,), asked, system.standards) == (found,)


def test_a_row_claims_for_the_documents_it_names(repo: Repo):
    table = f"""{TABLE}| 7.5.1, 7.5.2 | Control, in general | [Control](QP-02.md) and QP-03 |
| **8.3.1\u20138.3.3** | Design | [how](QP-02.md#how-it-is-done) |
| 10.3 | Only in 2015 | Title of QP-03 |
| ISO 9001:2015 6.1.2 | Risks | QP-03, NC-2026-001 |
| 4.1 | | \u2014 |
| Leadership | | QP-02 |
"""
    read(
        repo,
        {
            "procedures/QP-02.md": document("QP-02", "## How it is done\n"),
            "procedures/QP-03.md": document("QP-03", clauses="{iso-9001-2026: [supports 7.5.2]}"),
        },
    )
    found = read(repo, {"manual/index.md": document("QM-01", table.replace("](QP-02", "](../procedures/QP-02"))})
    by_id = found.documents_by_id
    assert not messages(by_id["QM-01"])
    assert not by_id["QM-01"].unplaced
    assert claimed(by_id["QP-02"], ClaimForm.TABLE) == [
        ("2026", number) for number in ("7.5.1", "7.5.2", "8.3.1", "8.3.2", "8.3.3")
    ]
    assert claimed(by_id["QP-03"], ClaimForm.TABLE) == [("2026", "7.5.1"), ("2015", "10.3"), ("2015", "6.1.2")]
    section = by_id["QP-02"].claims[-1]
    assert (section.anchor, section.title) == ("how-it-is-done", "How it is done")
    assert by_id["QP-02"].claims[0].place == Place("manual/index.md", 12, 3)


def test_a_row_that_leads_nowhere_is_told_once(repo: Repo):
    text = f"""{TABLE}| 7.5.1 | | QP-07 |
| 7.5.2 | | [gone](QP-08.md) |
| 7.5.3.1 | | The control procedure |
| 4.77 | | QP-01 |
| ISO 45001 5.4 | | QP-01 |
"""
    found = one(repo, text)
    assert [reference.target for reference in found.unplaced] == ["QP-07", "QP-08.md"]
    assert messages(found) == [
        "`The control procedure` names no document: name it by its identifier, or link to it",
        f"`ISO 45001 5.4`: `ISO 45001` names no standard that the settings claim; they know {KNOWN}",
    ]
    assert claimed(found, ClaimForm.TABLE) == [("2026", "4.77")]


def test_a_head_with_an_unknown_standard_is_told_once(repo: Repo):
    found = one(repo, "| ISO 45001:2018 | Procedure |\n|---|---|\n| 5.1 | QP-01 |\n| 5.2 | QP-01 |\n")
    assert len(messages(found)) == 1
    assert found.claims == ()


@pytest.mark.parametrize(
    "head",
    [
        "| Clause | Document |",
        "Clause no. | Where",
        "| ISO 9001:2015 | Procedure |",
        "| Requirement no. | Reference |",
        "| Section of the standard | Documented information |",
        "| Title | **Clause** | Addressed in |",
        "| Documents | Clauses |",
    ],
)
def test_a_table_of_clauses_is_known_by_its_head(head: str):
    cells = head.count("|") + 1
    body = f"{head}\n|{'---|' * cells}\n" + "| x " * cells + "|\n\n| not | a row |\n"
    (row,) = find_rows(body)
    assert row.line == 2
    assert row.documents


@pytest.mark.parametrize(
    "table",
    [
        "| Clause | Title |\n|---|---|\n| 7.5 | Text |\n",
        "| Title | Document |\n|---|---|\n| 7.5 | QP-01 |\n",
        "| Clause title | Document |\n|---|---|\n| Text | QP-01 |\n",
        "| Clause | Document |\n| 7.5 | QP-01 |\n",
        "Clause or document\n---\n| 7.5 | QP-01 |\n",
    ],
)
def test_other_tables_are_left_alone(table: str):
    assert list(find_rows(table)) == []


def test_a_note_claims_for_the_section_it_stands_in(repo: Repo):
    text = """Before [[9001:4.1]].

## Kept

As it is [[iso-9001-2015:7.5.3.1, 7.5.3.2]] and `[[9001:4.2]]`; see [[a page]] and [[wiki: page]].

```
[[9001:4.3]]
```

[[iso-45001:5.1]] [[9001:nothing]]
"""
    found = one(repo, text)
    notes = [(claim.standard, claim.clause, claim.anchor) for claim in found.claims]
    assert notes == [
        ("iso-9001-2026", "4.1", ""),
        ("iso-9001-2015", "7.5.3.1", "kept"),
        ("iso-9001-2015", "7.5.3.2", "kept"),
    ]
    assert [message.partition(":")[0] for message in messages(found)] == ["`iso-45001", "`9001"]


@pytest.mark.parametrize(
    ("satisfies", "expected"),
    [
        ("{9001: [4.1, 10.3], QM: [4.1]}", [("2026", "4.1"), ("2015", "10.3"), ("2015", "4.1")]),
        ("{QM: 4.1}", [("2015", "4.1")]),
        ('["ISO 9001:2015 7.5.3.1", "9001:7.5.3.2"]', [("2015", "7.5.3.1"), ("2026", "7.5.3.2")]),
        ('"9001:4.1"', [("2026", "4.1")]),
        ("[{standard_key: ISO 9001, control_key: 4.1, narrative: Text}]", [("2026", "4.1")]),
    ],
)
def test_satisfies_is_read_as_others_write_it(repo: Repo, satisfies: str, expected: list[tuple[str, str]]):
    found = one(repo, "Text.\n", satisfies=satisfies)
    assert claimed(found, ClaimForm.SATISFIES) == expected
    assert not messages(found)


@pytest.mark.parametrize("satisfies", ["{TSC: [CC6.1]}", "[[a]]", "[{control_key: 4.1, standard_key: NIST-800-53}]"])
def test_what_satisfies_nothing_known_is_told(repo: Repo, satisfies: str):
    found = one(repo, "Text.\n", satisfies=satisfies)
    assert claimed(found, ClaimForm.SATISFIES) == []
    assert len(messages(found)) == 1


def test_controls_are_found_however_they_are_spelled():
    clauses = tuple(Clause(number, "Title", requirement=True) for number in ("ac-2", "ac-2.1", "cc6.1"))
    catalog = Standard("nist-800-53", "Controls", "NIST 800-53", "current", clauses)
    names = ClauseNames(Settings(standards=("nist-800-53",)), {"nist-800-53": catalog})
    assert names.read("AC-2", "NIST-800-53").clauses == (("nist-800-53", "ac-2"),)
    assert names.read("AC-2 (1), CC6.1").clauses == (("nist-800-53", "ac-2.1"), ("nist-800-53", "cc6.1"))
    for written in ("800-53:ac-2 (1)", "800-53:ac-2(1)", "NIST-800-53 AC-2 (1)"):
        assert names.read(written).clauses == (("nist-800-53", "ac-2.1"),), written


ROW = "| 9001:7.5.1, 8.3.1\u20138.3.6 and 10.3 | QP-01 |\n"
HOSTILE = {
    "rows": "| Clause | Document |\n|---|---|\n" + ROW * (1_000_000 // len(ROW)),
    "bars": "| Clause | Document |\n|---|---|\n" + "|" * 1_000_000,
    "one cell": "| Clause | Document |\n|---|---|\n| " + "7.5.1 " * 160_000 + "| QP-01 |\n",
    "brackets": "| Clause | Document |\n|---|---|\n| " + "[" * 1_000_000 + "| QP-01 |\n",
    "rules": "| Clause | Document |\n" + "|---|---|\n" * 100_000,
    "heads": "| Clause | Document |\n|---|---|\n" * 32_000,
    "long head": "| Clause | Document " + "| a " * 300_000 + "|\n|---|---|\n",
    "spaces": "| Clause | Document |\n|---|---|" + " " * 1_000_000 + "x\n",
    "notes": "[[9001:7.5.1]] " * 66_000,
    "odd notes": "".join(f"[[x{number}:1]] " for number in range(90_000)),
    "open notes": "[[9001:" * 140_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_read_in_linear_time(repo: Repo, name: str):
    system = read(repo, {"procedures/QP-01.md": document()})
    bare = replace(system.documents[0], body=HOSTILE[name])
    start = time.process_time()
    with_claims((bare,), system.settings, system.standards)
    assert time.process_time() - start < 10
