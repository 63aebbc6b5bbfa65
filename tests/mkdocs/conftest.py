"""Small repositories with a site, built by either engine in a process of its own, as users build them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from helpers import Repo, document

ENGINES = ("mkdocs", "properdocs")
PLUGINS = ("search", "document-control", "clause-reference", "change-log", "quality-records")
EXTENSIONS = "[admonition, attr_list, def_list, md_in_html, tables, {toc: {permalink: true}}]"
FEATURES = "[navigation.tabs, navigation.sections, navigation.indexes, navigation.prune, navigation.footer]"
SETTINGS = """organisation: Example Ltd
standards: [iso-9001-2026, iso-9001-2015]
roles: {quality-manager: Quality manager, process-owner: Process owner}
record-kinds:
  audit: {name: Internal audit, retention: 6 years, clauses: {iso-9001-2026: [9.2.2]}}
"""


def site_settings(plugins: tuple[str, ...] = PLUGINS, **others: str) -> str:
    """An mkdocs.yml; further settings are YAML as written."""
    values = {
        "site_name": "Example manual",
        "docs_dir": "manual",
        "theme": f"{{name: material, font: false, features: {FEATURES}}}",
        "plugins": f"[{', '.join(plugins)}]",
        "markdown_extensions": EXTENSIONS,
    }
    values |= others
    return "".join(f"{name}: {value}\n" for name, value in values.items())


def record(identifier: str = "IA-2026-01", text: str = "It was done.\n", **fields: str) -> str:
    """A Markdown record with good metadata; a field given as the empty text is left out."""
    values = {"id": identifier, "kind": "audit", "title": f"Title of {identifier}", "date": "2026-01-02", "by": "ann"}
    values |= fields
    lines = [f"{name}: {value}" for name, value in values.items() if value]
    return "---\n" + "\n".join(lines) + f"\n---\n\n{text}"


@dataclass(frozen=True)
class Built:
    """A build: its exit code, what it said, and the folder with the site."""

    code: int
    output: str
    site: Path

    def page(self, path: str) -> str:
        return (self.site / path).read_text("utf-8")

    def pages(self) -> dict[str, str]:
        return {str(path.relative_to(self.site)): path.read_text("utf-8") for path in sorted(self.site.rglob("*.html"))}


Builder = Callable[..., Built]


@pytest.fixture
def build(repo: Repo, tmp_path: Path) -> Builder:
    """Build the site of the repository: `build(engine, strict)`."""

    def run(engine: str = "mkdocs", *, strict: bool = True) -> Built:
        site = tmp_path / f"site-{engine}"
        command = [sys.executable, "-m", engine, "build", "-f", "mkdocs.yml", "-d", str(site)]
        quiet = {"DISABLE_MKDOCS_2_WARNING": "true", "NO_MKDOCS_2_WARNING": "1", "COLUMNS": "400"}
        done = subprocess.run(
            [*command, "--strict"] if strict else command,
            cwd=repo.root,
            env={**os.environ, **quiet},
            capture_output=True,
            text=True,
            check=False,
        )
        return Built(done.returncode, done.stdout + done.stderr, site)

    return run


@pytest.fixture
def manual(repo: Repo) -> Repo:
    """A repository with documents, a folder document, records, a move, a withdrawal and a draft; and a site."""
    every = "{iso-9001-2026: [7.5.1, 9.2.2], iso-9001-2015: [7.5.1]}"
    repo.commit(
        {
            "qms.yml": SETTINGS,
            "mkdocs.yml": site_settings(),
            "manual/index.md": document("QM-01", "See [QP-01](../procedures/QP-01.md).\n", type="manual"),
            "procedures/old.md": document("QP-02", "Old place.\n"),
            "procedures/WI-01.md": document("WI-01", "Gone soon.\n", type="work-instruction"),
            "procedures/QP-01.md": document(
                "QP-01",
                "## Storing {: data-clause='7.5.1' }\n\nSee [the audit](../records/IA-2026-01.md) and\n"
                "[7.5.1](../clauses/index.md#c-7.5.1).\n\n## Change log\n\nAn own section.\n",
                clauses=every,
                review="12 months",
            ),
        }
    )
    repo.commit(
        {
            "procedures/old.md": None,
            "procedures/WI-01.md": None,
            "procedures/QP-02.md": document("QP-02", "New place.\n", revision="1.1", change="Moved."),
            "procedures/FM-01-list/index.md": document(
                "FM-01", "![plan](plan.svg) and [more](more.md), [home](../../manual/index.md).\n", type="form"
            ),
            "procedures/FM-01-list/plan.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
            "procedures/FM-01-list/more.md": "More of it, back to [the list](index.md).\n",
            "records/IA-2026-01.md": record(refs="[QP-01, 'iso-9001-2026:7.5.1']"),
            "records/audits/IA-2026-02.md": record(
                "IA-2026-02", "See [the first](../IA-2026-01.md) and [it](notes.txt).\n", refs="[IA-2026-01]"
            ),
            "records/audits/notes.txt": "Notes.\n",
            "records/approvals/QP-01.txt": "Not for the site.\n",
        },
        "Order things",
        author="Bo Writer",
    )
    repo.write({"procedures/QP-02.md": document("QP-02", "Newer.\n", revision="2", change="Another way.")})
    return repo
