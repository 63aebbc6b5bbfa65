"""The glossary's terms, out of tables and definition lists."""

from __future__ import annotations

from helpers import Repo
from qms.reading import read_system

HEAD = "---\nid: {id}\ntitle: {id}\ntype: manual\nrevision: 1\nowner: quality-manager\nchange: First issue.\n---\n\n"


def terms(repo: Repo, body: str, path: str = "manual/glossary.md") -> list[tuple[str, str, str]]:
    repo.write({path: HEAD.format(id="QM-03") + body, "manual/a.md": HEAD.format(id="QM-01") + "| Term | x |\n|-|-|\n"})
    return [(term.name, term.meaning, term.anchor) for term in read_system(repo.root).glossary]


def test_rows_of_tables_headed_term(repo: Repo) -> None:
    body = (
        "| Term | Meaning |\n|:---|---|\n| *Incident* | a [service](x.md) is interrupted |\n| Way round | works |\n"
        "\n| Figure | Meaning |\n|---|---|\n| 5 % | no term |\n\n| Word | What |\n|---|---|\n| Working day | Monday |\n"
    )
    assert terms(repo, body) == [
        ("Incident", "a service is interrupted", "term-incident"),
        ("Way round", "works", "term-way-round"),
        ("Working day", "Monday", "term-working-day"),
    ]


def test_definition_lists(repo: Repo) -> None:
    assert terms(repo, "Incident\n:   a service is interrupted\n\nNo term\nhere.\n") == [
        ("Incident", "a service is interrupted", "term-incident")
    ]


def test_a_term_explained_twice_is_one(repo: Repo) -> None:
    body = "| Term | Meaning |\n|---|---|\n| Audit | one |\n| Audit | two |\n"
    assert [name for name, _, _ in terms(repo, body)] == ["Audit"]


def test_code_is_no_glossary(repo: Repo) -> None:
    assert terms(repo, "```\n| Term | Meaning |\n|---|---|\n| Audit | one |\n```\n") == []


def test_the_setting_names_the_document(repo: Repo) -> None:
    repo.write({"qms.yml": (repo.root / "qms.yml").read_text() + "glossary: manual/words.md\n"})
    body = "| Term | Meaning |\n|---|---|\n| Audit | one |\n"
    assert [name for name, _, _ in terms(repo, body, "manual/words.md")] == ["Audit"]


def test_no_glossary_no_terms(repo: Repo) -> None:
    repo.write({"manual/a.md": HEAD.format(id="QM-01") + "| Term | x |\n|-|-|\n| Audit | one |\n"})
    assert read_system(repo.root).glossary == ()
