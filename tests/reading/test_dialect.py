"""The Markdown of the site as whatever prints reads it: extensions, their options, the language."""

from __future__ import annotations

import pytest

from helpers import Repo, document
from qms.errors import QmsError
from qms.reading import read_system
from qms.reading.dialect import Dialect, read_dialect


def dialect(repo: Repo, **files: str) -> Dialect:
    names = {name.replace("__", "/").replace("_", "."): text for name, text in files.items()}
    repo.commit({"procedures/QP-01.md": document(), **names})
    return read_dialect(repo.root, read_system(repo.root))


def test_a_repository_without_a_site_has_a_common_one(repo: Repo) -> None:
    found = dialect(repo)
    assert found == Dialect()
    assert "<table>" in found.to_html("| a |\n|---|\n| b |\n")
    assert found.to_html("## A {: #b }\n") == '<h2 id="b">A</h2>'


def test_extensions_come_from_the_site_with_their_options(repo: Repo) -> None:
    found = dialect(
        repo,
        mkdocs_yml="theme: {name: material, language: de}\nplugins: [search, {x: !ENV [A, b]}]\n"
        "markdown_extensions: [toc: {permalink: true}, pymdownx.superfences: {custom_fences: "
        "[{name: mermaid, class: m, format: !!python/name:qms.mkdocs.drawing.as_text }]}, admonition]\n",
    )
    assert found.extensions == ("toc", "tables", "fenced_code", "pymdownx.superfences", "admonition")
    assert found.options["toc"] == {"permalink": True}
    assert found.language == "de"
    assert "Drawing, as text" in found.to_html("```mermaid\nA-->B\n```\n")


def test_settings_may_be_inherited_and_written_as_a_mapping(repo: Repo) -> None:
    found = dialect(
        repo, mkdocs_yml="INHERIT: base.yml\ntheme: mkdocs\n", base_yml="markdown_extensions: {sane_lists: null}\n"
    )
    assert found.extensions[-1] == "sane_lists"
    assert found.language == "en"


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ("markdown_extensions: [no.such.extension]\n", "an extension of markdown_extensions cannot be used"),
        ("a: [\n", "mkdocs.yml cannot be read"),
        ("INHERIT: gone.yml\n", "gone.yml is not there"),
        ("a: !!python/name:no.such.name\n", "mkdocs.yml cannot be read"),
    ],
)
def test_settings_that_cannot_be_used_are_told(repo: Repo, settings: str, told: str) -> None:
    with pytest.raises(QmsError, match=told):
        dialect(repo, mkdocs_yml=settings).to_html("a")
