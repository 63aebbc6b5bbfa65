"""Verdicts made by hand, a small system out of a real repository, and files with what reports are to say of them.

`QMS_GOLDEN=write` writes the files anew; then read what git says has changed.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from helpers import SETTINGS, Repo, document
from qms.model.editions import Correspondence, EditionMap, Relation
from qms.model.problem import Check, Place, Problem, Severity, Verdict
from qms.model.standard import Clause, Duty, Standard
from qms.model.system import QualitySystem
from qms.reading import read_system

GOLDEN = Path(__file__).parent.parent / "golden" / "reports"
Golden = Callable[[str, str], None]

CHECKS = (
    Check(
        "owner-unknown",
        Severity.ERROR,
        "The owner is a role that somebody holds.",
        "A document that nobody answers for ages.\n\nRoles come from the settings.",
        "Name one of the roles in the settings.",
    ),
    Check("review-due", Severity.WARNING, "A document is reviewed in time.", "", "Review it."),
    Check("title-missing", Severity.ERROR, "A document has a title.", "", "Add `title:`."),
)


@pytest.fixture
def golden() -> Golden:
    """Compare a text with the file of that name."""

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if os.environ.get("QMS_GOLDEN") == "write":
            file.write_bytes(text.encode())
        assert text == file.read_bytes().decode()

    return compare


@pytest.fixture(scope="session")
def checks() -> tuple[Check, ...]:
    return CHECKS


@pytest.fixture(scope="session")
def refused() -> Verdict:
    """Two errors and a warning, by place."""
    return Verdict(
        (
            Problem(Place("manual/scope.md", 7, 1), Severity.WARNING, "review-due", "the review is due", "Review it."),
            Problem(
                Place("procedures/QP-01.md", 5, 8),
                Severity.ERROR,
                "owner-unknown",
                'no role is called "qualty-manager"; did you mean `quality-manager`?',
                "Name one of the roles in the settings.",
            ),
            Problem(Place("procedures/QP-02.md", 1), Severity.ERROR, "title-missing", "there is no title", ""),
        )
    )


NASTY = "a\n::error::b | c `d` <script>&amp;%0A\x1b[31m\x00 \u202e[x](y) {0} , : é 中 ]]>"


@pytest.fixture(scope="session")
def hostile() -> Verdict:
    """Everything that could break out of a format, in every field that a document can reach."""
    return Verdict(
        (
            Problem(Place(""), Severity.WARNING, "review-due", "no place at all", "None.\nReally none"),
            Problem(Place(f"procedures/{NASTY}.md", 3, 2), Severity.ERROR, "owner-unknown", NASTY, NASTY),
            Problem(Place(f"procedures/{NASTY}.md", 9, 2), Severity.ERROR, "owner-unknown", NASTY, NASTY),
            Problem(Place("z.md", 1, 1), Severity.ERROR, "not-in-the-list", "x", "y"),
        )
    )


@pytest.fixture
def system(repo: Repo) -> QualitySystem:
    """Five documents in several states, one of them moved and one withdrawn, and a record."""
    claims = "\n  iso-9001-2015: [7.5.1, 7.5.2]"
    first = document("QP-01", "## Changes {: data-clause=7.5.2 }\n", title="Control of documents", clauses=claims)
    repo.commit({"qms.yml": SETTINGS + "standards: [iso-9001-2015]\n", "procedures/a.md": first}, "Write it")
    repo.branch("change")
    second = first.replace("revision: 1", "revision: 1.1").replace("First issue.", "Spelling.")
    repo.commit({"procedures/a.md": second}, "Mend the spelling | really", author="Zoë Ünï")
    repo.switch("main")
    repo.merge("change")
    scope = document(
        "QM-01",
        title="Scope of the management system and of everything that belongs to it",
        type="manual",
        review="1 month",
        not_applicable="\n  iso-9001-2015: {8.3.1: Nothing is designed here.}",
    )
    later = document("QM-02", effective="2027-01-01")
    repo.commit({"manual/scope.md": scope, "manual/later.md": later, "procedures/gone.md": document("QP-09")})
    record = "---\nid: AU-2026-01\nkind: audit\ntitle: Audit\ndate: 2026-01-04\nby: ann\n"
    record += "refs: [QP-01, iso-9001-2015:9.2.1]\n---\n\nText.\n"
    moved = {"procedures/a.md": None, "procedures/QP-01.md": second, "procedures/gone.md": None}
    repo.commit({"records/audit.md": record, **moved}, "")
    repo.write({"procedures/draft.md": document("QP-10", title="")})
    return read_system(repo.root, today=date(2026, 3, 1), cache=False)


NASTY_NOTE = "=1+1 | <b>*x*</b>\n::error::\x1b[31m"
AUDIT = Duty("record", "audit programme")


def standard(name: str, *numbers: str, **fields: str) -> Standard:
    made = tuple(
        Clause(number, f"Title of {number}", number != "1", duties=(AUDIT,) if number == "1.5" else ())
        for number in numbers
    )
    return Standard(name, "Things", f"{name.upper()} (first)", "current", made, **fields)


OLD = standard("thing-1", "1", "1.1", "1.2", "1.3", "1.4", "1.5", "1.9")
NEW = standard("thing-2", "1", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8", notes="By 2029.")
ROWS = (
    Correspondence(("1",), ("1",), Relation.SAME),
    Correspondence(("1.1",), ("1.1",), Relation.SAME),
    Correspondence(("1.2",), ("1.2",), Relation.CHANGED, NASTY_NOTE, "one source"),
    Correspondence(("1.3",), ("1.3", "1.6"), Relation.SPLIT, "Now two."),
    Correspondence(("1.4",), ("1.4",), Relation.CHANGED, "More."),
    Correspondence(("1.5",), ("1.5",), Relation.SAME),
    Correspondence((), ("1.7",), Relation.NEW, "Not there before."),
    Correspondence(("1.9",), ("1.1",), Relation.MERGED, "Folded in."),
)
MAP = EditionMap("thing-1", "thing-2", ROWS, confidence="from memory")


@pytest.fixture
def things(repo: Repo) -> QualitySystem:
    """A manual for the first edition that has begun to claim the second."""
    first = document("QP-01", "## How {: data-clause=1.3 }\n", clauses="\n  thing-1: [1.1, 1.2, 1.3, 1.4, 1.5, 1.9]")
    second = document(
        "QP-02",
        clauses="\n  thing-1: [1.2, 1.4]\n  thing-2: [1.1 confirmed in 1, 1.2, 1.4 confirmed in 1, 1.5, supports 1.8, "
        "planned 1.7 by 2026-12-31]",
    )
    repo.commit({"qms.yml": SETTINGS, "procedures/QP-01.md": first, "procedures/QP-02.md": second})
    read = read_system(repo.root, today=date(2026, 3, 1), cache=False)
    held = {"thing-1": OLD, "thing-2": NEW}
    return replace(read, standards=held, maps=(MAP,), known_maps=(("thing-1", "thing-2"),))
