"""The plugins' parts on their own: metadata, navigation, what `serve` watches, drawings."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import get_files
from mkdocs.structure.nav import Section, get_navigation

from helpers import Repo, document
from qms.mkdocs.drawing import as_text
from qms.mkdocs.metadata import metadata
from qms.model.fields import Mapping, Scalar, Sequence

from .conftest import SETTINGS, site_settings


def fields(**values: str | list[str] | dict[str, str]) -> Mapping:
    def node(value: str | list[str] | dict[str, str]) -> Scalar | Sequence | Mapping:
        if isinstance(value, str):
            return Scalar(value, 1, 1)
        if isinstance(value, list):
            return Sequence(tuple(Scalar(item, 1, 1) for item in value), 1, 1)
        return fields(**value)

    return Mapping(tuple((Scalar(name, 1, 1), node(value)) for name, value in values.items()))


def configured(repo: Repo) -> MkDocsConfig:
    config = load_config(str(repo.root / "mkdocs.yml"))
    config.plugins.on_startup(command="serve", dirty=False)
    return config.plugins.on_config(config)


@pytest.fixture
def plain(repo: Repo) -> Repo:
    """A site with the small default theme."""
    repo.write(
        {
            "qms.yml": SETTINGS,
            "mkdocs.yml": site_settings(theme="mkdocs"),
            "manual/a.md": document("QM-01", type="manual"),
        }
    )
    return repo


def test_metadata_is_ours_and_escaped() -> None:
    found = metadata(
        fields(
            clause="4.10", title="<b>", hide="toc", tags=["<i>"], template="x.html", icon="x", nested={"<a>": "<b>"}
        ),
        "QP-1 <b>",
    )
    assert found == {
        "clause": "4.10",
        "title": "QP-1 &#60;b&#62;",
        "hide": ["toc"],
        "tags": ["&#60;i&#62;"],
        "nested": {"&#60;a&#62;": "&#60;b&#62;"},
    }


@pytest.mark.parametrize(
    ("search", "expected"),
    [({"exclude": "true"}, {"exclude": True}), ({"exclude": "false"}, {}), ({"boost": "2"}, {}), ("no", {})],
)
def test_search_is_what_themes_understand(search: str | dict[str, str], expected: object) -> None:
    assert metadata(fields(search=search), "x")["search"] == expected


def test_serve_watches_everything_that_is_read(plain: Repo) -> None:
    plain.commit({"procedures/a.md": document(), "records/IA-2026-01.md": "x", "pyproject.toml": "[tool.x]\n"})
    watched = {str(Path(path).relative_to(plain.root)) for path in configured(plain).watch}
    assert {"manual", "procedures", "records", "qms.yml", "pyproject.toml", ".git/logs/HEAD"} <= watched


def test_folders_that_are_not_there_are_not_watched(plain: Repo) -> None:
    watched = {str(Path(path).relative_to(plain.root)) for path in configured(plain).watch}
    assert watched == {"manual", "qms.yml"}


def test_the_plugin_is_kept_and_reads_again(plain: Repo) -> None:
    config = load_config(str(plain.root / "mkdocs.yml"))
    config.plugins.on_startup(command="serve", dirty=False)
    control = config.plugins["document-control"]
    config.plugins.on_config(config)
    first = control.edition  # type: ignore[attr-defined]
    plain.write({"manual/b.md": document("QM-02")})
    config.plugins.on_config(config)
    assert len(first.view.documents) == 1
    assert len(control.edition.view.documents) == 2  # type: ignore[attr-defined]


def test_many_documents_are_folded_in_the_navigation(plain: Repo) -> None:
    plain.write({f"procedures/QP-{number}.md": document(f"QP-{number}") for number in range(1, 36)})
    config = configured(plain)
    files = config.plugins.on_files(get_files(config), config=config)
    nav = get_navigation(files, config)
    documents = nav.items[1]
    assert isinstance(documents, Section)
    procedures = documents.children[-1]
    assert isinstance(procedures, Section)
    assert [child.title for child in procedures.children] == ["QP-1 to QP-25", "QP-26 to QP-35"]


def test_records_stand_in_the_section_of_their_register(plain: Repo) -> None:
    plain.write({"records/IA-2026-01.md": "---\nid: IA-2026-01\nkind: audit\n---\n"})
    config = configured(plain)
    files = config.plugins.on_files(get_files(config), config=config)
    nav = config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
    section = next(item for item in nav.items if item.title == "Records")
    file = files.get_file_from_path("records/IA-2026-01.md")
    assert file is not None
    assert file.page is not None
    assert file.page.parent is section
    assert isinstance(section, Section)
    assert file.page not in section.children


def test_a_drawing_is_text_and_asks_nobody() -> None:
    html = as_text("a --> <b>", "mermaid", "mermaid", {}, None)
    assert "a --&gt; &lt;b&gt;" in html
    assert 'class="mermaid"' not in html
